/** What a transaction has done, for who watches the org. */
import type { Row } from './row';
import type { Field } from './schema';
import type { SObject } from './sobject';

/** Who writes, and how it came in: a change event tells both (contract 7.2). */
export interface Actor {
  readonly userId: string;
  /** `com/salesforce/api/rest/64.0;client=NAME`; empty for people and for the org itself. */
  readonly origin: string;
  /** Its changes are told to nobody: a seed. */
  readonly quiet?: boolean;
  /** The call that it came in by, of a Bulk job the one that opened it; none of what the org and its people do. */
  readonly via?: { readonly method: string; readonly path: string };
}

export interface Change {
  readonly kind: 'CREATE' | 'UPDATE' | 'DELETE' | 'UNDELETE';
  readonly type: SObject;
  readonly row: Row;
  /** Of an update, those that have another value now. */
  readonly changed: readonly Field[];
  /** Of an update: by another user than the one before. */
  readonly byAnother?: boolean;
}

export interface Committed {
  readonly actor: Actor;
  readonly at: number;
  /** In the order they were made. */
  readonly changes: readonly Change[];
}
