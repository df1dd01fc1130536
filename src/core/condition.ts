/** What a mapping asks of a record so that it flows. Values are compared in normal form; a field that was never said is blank. */
export type Condition =
  | { readonly field: string; readonly in: readonly Comparable[] }
  | { readonly field: string; readonly notIn: readonly Comparable[] }
  | { readonly field: string; readonly blank: boolean };

export type Comparable = string | number | boolean;
