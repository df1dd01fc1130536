/** What a CRM says about one property of an object: what a value has to be so that it is taken. Plain JSON, so that it can be kept. */

export interface PropertyDescription {
  readonly name: string;
  readonly label: string;
  /** `other`: nothing is known of what it takes. */
  readonly type: 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'option' | 'options' | 'reference' | 'other';
  /** Of a text, in UTF-16 code units; null where there is no limit, or the CRM does not say. */
  readonly maxLength: number | null;
  /** Of a number: digits before and after the point at most; null where the CRM does not say. */
  readonly digits: { readonly whole: number; readonly fraction: number } | null;
  /** Of `option` and `options`: what it takes; null when it takes others as well, or nobody can say. */
  readonly options: readonly string[] | null;
  /** Of one that takes others as well: those that it lists. */
  readonly listed?: readonly string[];
  /** Where what it takes hangs on what another property says; `options` are then those of a new record that does not say it. */
  readonly optionsBy?: OptionsBy;
  /** A new record has to say it. */
  readonly required: boolean;
  /** Of a required one: others of which each does as well. */
  readonly orOneOf?: readonly string[];
  /** A record that is there cannot lose it. */
  readonly neverBlank?: boolean;
  /** We may say it of a new record, and of one that is there. */
  readonly writable: { readonly onCreate: boolean; readonly onUpdate: boolean };
  /** The CRM refuses a second record with the same value. */
  readonly unique: boolean;
  /** What it understands beside the plain forms: `true`, `12.5`, `2026-03-10`, `2026-03-10T22:30:00.000Z`. */
  readonly reads?: readonly Spelling[];
}

/** By the value of `property`. */
export interface OptionsBy {
  readonly property: string;
  readonly options: Readonly<Record<string, readonly string[]>>;
}

/**
 * `padded`: blanks at both ends go, and of CRLF the LF stays. `any-case`: `TRUE`. `epoch`: milliseconds. `time-of-day`: a
 * date and time where a date is meant. `minutes`: a time without seconds.
 */
export type Spelling = 'padded' | 'any-case' | 'epoch' | 'time-of-day' | 'minutes';
