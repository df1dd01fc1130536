/** What an administrator's configuration may have against a row that is about to be stored. */
import type { Actor } from './committed';
import type { Format } from './field-values';
import type { RecordError } from './refused';
import type { Row } from './row';
import type { SObject } from './sobject';
import type { Storage } from './storage';
import type { Transaction } from './transaction';
import type { Values } from './write-input';

export interface Saving {
  readonly org: Storage;
  readonly transaction: Transaction;
  readonly type: SObject;
  /** `undefined` on insert. */
  readonly row: Row | undefined;
  /** May be added to. */
  readonly values: Values;
  /** Nothing is stored: the row goes. */
  readonly deleting?: true;
}

export interface WriteOptions {
  readonly allOrNone: boolean;
  readonly format: Format;
  /** Duplicate rules that only warn do not stop the row (`Sforce-Duplicate-Rule-Header`). */
  readonly allowSave: boolean;
}

/**
 * Rows that are to fail although nothing is wrong with them, by their index. Asked once per call, or per chunk of a Bulk
 * job; `types` are the objects of its rows.
 */
export type RowStriker = (types: readonly (string | undefined)[], actor: Actor) => ReadonlyMap<number, RecordError>;

/** What an administrator's configuration may have against a row that is about to be stored. The first to complain is heard. */
export type Check = (saving: Saving, options: WriteOptions) => readonly RecordError[];
