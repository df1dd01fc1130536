/**
 * What a turn has in hand, in both of its tracks: rows that are being looked at, and the CRM records that they hold, or will once
 * they are settled, although no link says so yet. No row is taken twice, and no CRM record by two rows.
 */
import pLimit from 'p-limit';
import type { DirtyRow } from '../store/dirty-set';
import type { Acquisitions } from './in-hand';

export class Hand implements Acquisitions {
  private readonly taking = pLimit(1);
  private readonly rows = new Map<string, DirtyRow>();
  private readonly holders = new Map<string, string>();
  private readonly held = new Map<string, readonly string[]>();

  /** @param released told when rows are in no hand any more: of those that were marked meanwhile nobody else tells */
  constructor(private readonly released: (rows: readonly DirtyRow[]) => void = () => undefined) {}

  /** One after the other, so that what one track takes the other sees. @param next is given all that are in hand */
  take(next: (inHand: readonly DirtyRow[]) => Promise<readonly DirtyRow[]>): Promise<readonly DirtyRow[]> {
    return this.taking(async () => {
      const taken = await next([...this.rows.values()]);
      for (const row of taken) this.rows.set(row.sourceId, row);
      return taken;
    });
  }

  /** They are settled, or were left as they were. */
  letGo(rows: readonly DirtyRow[]): void {
    for (const { sourceId } of rows) {
      this.rows.delete(sourceId);
      for (const id of this.held.get(sourceId) ?? []) this.holders.delete(id);
      this.held.delete(sourceId);
    }
    this.released(rows);
  }

  among(externalIds: readonly string[]): ReadonlyMap<string, string> {
    return new Map(
      externalIds.flatMap((id) => {
        const holder = this.holders.get(id);
        return holder === undefined ? [] : [[id, holder] as const];
      }),
    );
  }

  /** It stays with who was first; should two have written to it all the same, their settle tells. */
  acquire(externalId: string, sourceId: string): void {
    if (this.holders.has(externalId)) return;
    this.holders.set(externalId, sourceId);
    this.held.set(sourceId, [...(this.held.get(sourceId) ?? []), externalId]);
  }
}
