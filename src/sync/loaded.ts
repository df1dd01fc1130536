import type { Failure } from '../core/failure';
import type { Look } from '../core/look';
import type { DirtyRow } from '../store/dirty-set';
import type { Binding } from '../store/strangers';
import type { Batch } from './engine';

/** One row with what was seen of it; `failure` when the CRM could not be asked. */
export interface Loaded {
  readonly row: DirtyRow;
  readonly look: Look;
  readonly failure: Failure | null;
  /** The CRM record that it was accepted as, while the two are not joined. */
  readonly accepted?: Binding;
}

/** What a read asks for: all that the mapping knows, and our own marks. */
export function wantedProperties({ mapping, own }: Pick<Batch, 'mapping' | 'own'>): readonly string[] {
  return [...mapping.fields.map((line) => line.property), own.key, own.revision];
}
