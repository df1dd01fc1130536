/**
 * Takes in what the order system says: one transaction stores the last words and marks their links. It never waits for
 * a CRM; workers are woken after the commit.
 */
import { receive, type IncomingWrite, type Verdict } from '../core/last-word';
import type { ObjectType, SourceRecord } from '../core/record';
import type { Clock } from '../platform/clock';
import type { StreamName } from '../store/dirty-set';
import { lockRecords, readRecords, storeRecords } from '../store/records';
import { inTenant, type DataSource } from '../store/transaction';
import type { Waker } from '../store/wake';

export interface IntakeDeps {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly waker: Waker;
}

export interface Answer {
  readonly verdict: Verdict;
  /** The version that stands now; null when there is no such record. */
  readonly updatedAt: Date | null;
}

/**
 * Receives writes of one object type. One answer per write, in order; two writes of one record are judged one after the
 * other. May be repeated: what is stored already answers `stale`.
 */
export async function receiveWrites(
  { database, clock, waker }: IntakeDeps,
  tenantId: string,
  object: ObjectType,
  writes: readonly IncomingWrite[],
): Promise<readonly Answer[]> {
  const sourceIds = [...new Set(writes.map((write) => write.sourceId))];
  let woken: readonly StreamName[] = [];
  let attempts = 0;
  const answers = await inTenant(database, tenantId, async (tx) => {
    attempts += 1;
    // Whoever was too late once takes a place in the queue: among many writers of one record it might lose every time.
    if (attempts > 1) await lockRecords(tx, tenantId, object, sourceIds);
    const now = clock.now();
    const stored = await readRecords(tx, tenantId, object, sourceIds);
    const { standing, changed, verdicts } = judge(stored, writes, now);
    const records = [...standing.values()];
    const unseen = attempts === 1 && records.every(({ revision }) => revision === 1);
    const toStore = { records, changed: [...changed], lane: 'live', now, unseen } as const;
    woken = await storeRecords(tx, tenantId, object, toStore);
    return verdicts;
  });
  waker.wake(tenantId, woken);
  return answers;
}

interface Judged {
  /** Records to be stored, one revision ahead of what is there. */
  readonly standing: ReadonlyMap<string, SourceRecord>;
  /** Source ids whose values changed. */
  readonly changed: ReadonlySet<string>;
  readonly verdicts: readonly Answer[];
}

function judge(stored: ReadonlyMap<string, SourceRecord>, writes: readonly IncomingWrite[], now: Date): Judged {
  const standing = new Map<string, SourceRecord>();
  const changed = new Set<string>();
  const verdicts = writes.map((write): Answer => {
    const before = standing.get(write.sourceId) ?? stored.get(write.sourceId) ?? null;
    const { verdict, record } = receive(before, write, now);
    if (record && record !== before) {
      const revision = (stored.get(write.sourceId)?.revision ?? 0) + 1;
      standing.set(write.sourceId, { ...record, revision });
      if (verdict === 'stored') changed.add(write.sourceId);
    }
    return { verdict, updatedAt: record?.updatedAt ?? null };
  });
  return { standing, changed, verdicts };
}
