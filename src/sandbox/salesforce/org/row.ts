/** What is kept of one record. A million of them fit because a row is one flat object and one array. */

/** Dates are `yyyy-MM-dd`, times epoch milliseconds in whole seconds, multi-selects `a;b`, references ids of 18 characters. */
export type Value = string | number | boolean | null;

export interface Row {
  /** With the key prefix of its object, its id. Counts from 1 within the object. */
  readonly ordinal: number;
  /** By `Field.position`; what is missing at the end is null. */
  values: Value[];
  readonly createdAt: number;
  /** An id of a user. */
  readonly createdBy: string;
  modifiedAt: number;
  modifiedBy: string;
  /** Moves for changes of the system too: roll-ups, cascades, merges (contract 3.2). */
  stampedAt: number;
  /** In the recycle bin since then. */
  deletedAt: number | null;
  /** The id of the record that it was merged into. */
  mergedInto: string | null;
}
