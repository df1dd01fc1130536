/** What an administrator's configuration may have against a row that is about to be stored. */
import type { RecordError } from './refused';
import type { Row } from './row';
import type { SObject } from './sobject';
import type { Storage } from './storage';
import type { Transaction } from './transaction';
import type { Format, Values } from './write-input';

export interface Saving {
  readonly org: Storage;
  readonly transaction: Transaction;
  readonly type: SObject;
  /** `undefined` on insert. */
  readonly row: Row | undefined;
  /** May be added to. */
  readonly values: Values;
}

export interface WriteOptions {
  readonly allOrNone: boolean;
  readonly format: Format;
  /** Duplicate rules that only warn do not stop the row (`Sforce-Duplicate-Rule-Header`). */
  readonly allowSave: boolean;
}

/** What an administrator's configuration may have against a row that is about to be stored. The first to complain is heard. */
export type Check = (saving: Saving, options: WriteOptions) => readonly RecordError[];
