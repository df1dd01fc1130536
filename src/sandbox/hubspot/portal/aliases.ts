/** Ids of records that were merged into others. An id is never given out again, so a former one always means the same. */
import type { ObjectTypeId } from './object-types';

export class Aliases {
  /** `0-1 100` → the id of the record that is left. Chains of merges are followed when they are made, not when read. */
  private readonly survivors = new Map<string, string>();
  private readonly formerIds = new Map<string, readonly string[]>();

  /** The id itself when it was never merged away. */
  resolve(object: ObjectTypeId, id: string): string {
    return this.survivors.get(`${object} ${id}`) ?? id;
  }

  /** All ids that a record has had before, oldest merge first. */
  formerly(object: ObjectTypeId, id: string): readonly string[] {
    return this.formerIds.get(`${object} ${id}`) ?? [];
  }

  add(object: ObjectTypeId, ids: readonly string[], into: string): void {
    const gone = ids.flatMap((id) => [...this.formerly(object, id), id]);
    for (const id of ids) this.formerIds.delete(`${object} ${id}`);
    this.formerIds.set(`${object} ${into}`, [...new Set([...this.formerly(object, into), ...gone])]);
    for (const id of gone) this.survivors.set(`${object} ${id}`, into);
  }

  /** The record is gone for good, and with it all its former ids. */
  forget(object: ObjectTypeId, id: string): void {
    for (const former of this.formerly(object, id)) this.survivors.delete(`${object} ${former}`);
    this.formerIds.delete(`${object} ${id}`);
  }

  /** Every record that others were merged into. */
  *all(): Generator<{ readonly object: ObjectTypeId; readonly into: string; readonly ids: readonly string[] }> {
    for (const [key, ids] of this.formerIds) {
      const [object, into] = key.split(' ') as [ObjectTypeId, string];
      yield { object, into, ids };
    }
  }
}
