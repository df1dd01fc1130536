/**
 * Takes in what the order system says: one transaction stores the last words and marks their links. It never waits for
 * a CRM; workers are woken after the commit.
 */
import { receive, type IncomingWrite, type Verdict } from '../core/last-word';
import type { ObjectType, SourceRecord } from '../core/record';
import type { Clock } from '../platform/clock';
import { lockAppliedChanges, type Applied } from '../store/changes';
import type { StreamName } from '../store/dirty-set';
import { lockRecords, readRecords, readRecordsAlone, storeRecords, storeUnseenRecords } from '../store/records';
import { inTenant, isRetryable, type DataSource } from '../store/transaction';
import type { Waker } from '../store/wake';
import { acceptApplied } from './applied-changes';

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
  const now = clock.now();
  const applied = appliedBy(writes);
  const { answers, woken } = await (applied.length > 0 ? inTurn() : atOnce()).catch((error: unknown) => {
    if (isRetryable(error)) return inTurn();
    throw error;
  });
  waker.wake(tenantId, woken);
  return answers;

  /** One round trip for new records, else two, and no lock while deciding: somebody else may be faster. */
  async function atOnce(): Promise<Received> {
    const hoped = writes.length <= mostHopedFor ? judge(noneThere, writes, now) : null;
    // A write that stores nothing on its own, a patch of what is not there, may hang on what a look finds.
    if (hoped?.records.length !== sourceIds.length) {
      return judgeAgainst(await readRecordsAlone(database, tenantId, object, sourceIds));
    }
    const outcome = await storeUnseenRecords(database, tenantId, object, { ...hoped, lane, now });
    return outcome.stored ? { answers: hoped.answers, woken: outcome.woken } : judgeAgainst(outcome.standing);
  }

  async function judgeAgainst(standing: ReadonlyMap<string, SourceRecord>): Promise<Received> {
    const judged = judge(standing, writes, now);
    const unseen = judged.records.every(({ revision }) => revision === 1);
    return {
      answers: judged.answers,
      woken: await storeRecords(database, tenantId, object, { ...judged, lane, now, unseen }),
    };
  }

  /** Whoever was too late takes a place in the queue: among many writers of one record it might lose every time. */
  function inTurn(): Promise<Received> {
    return inTenant(database, tenantId, async (tx) => {
      // Changes before records, as whoever answers a change does.
      const changes = applied.length === 0 ? [] : await lockAppliedChanges(tx, tenantId, object, applied);
      await lockRecords(tx, tenantId, object, sourceIds);
      const judged = judge(await readRecords(tx, tenantId, object, sourceIds), writes, now);
      const woken = await storeRecords(tx, tenantId, object, { ...judged, lane, now, unseen: false });
      const marked = await acceptApplied(tx, tenantId, { changes, writes: taken(writes, judged.answers), now });
      return { answers: judged.answers, woken: [...woken, ...marked] };
    });
  }
}

const lane = 'live';

/** A stale write says nothing of what is known now, nor against another of its record: it may be the same, sent again. */
const taken = (writes: readonly IncomingWrite[], answers: readonly Answer[]): readonly IncomingWrite[] =>
  writes.filter((_, index) => ['stored', 'unchanged'].includes(answers[index]?.verdict ?? ''));

const appliedBy = (writes: readonly IncomingWrite[]): readonly Applied[] =>
  writes.flatMap(({ sourceId, appliedChange: seq }) => (seq === undefined ? [] : [{ sourceId, seq }]));

/**
 * So many writes are sent in the hope that their records are new. Where one is not, its neighbours were sent for nothing:
 * a few bytes of a single write, but half the work of a large batch, which a round trip more costs nothing.
 */
const mostHopedFor = 50;
const noneThere: ReadonlyMap<string, SourceRecord> = new Map();

interface Received {
  readonly answers: readonly Answer[];
  readonly woken: readonly StreamName[];
}

interface Judged {
  /** To be stored, one revision ahead of what is there. */
  readonly records: readonly SourceRecord[];
  /** Source ids whose values changed. */
  readonly changed: readonly string[];
  readonly answers: readonly Answer[];
}

function judge(stored: ReadonlyMap<string, SourceRecord>, writes: readonly IncomingWrite[], now: Date): Judged {
  const standing = new Map<string, SourceRecord>();
  const changed = new Set<string>();
  const answers = writes.map((write): Answer => {
    const before = standing.get(write.sourceId) ?? stored.get(write.sourceId) ?? null;
    const { verdict, record } = receive(before, write, now);
    if (record && record !== before) {
      const revision = (stored.get(write.sourceId)?.revision ?? 0) + 1;
      standing.set(write.sourceId, { ...record, revision });
      if (verdict === 'stored') changed.add(write.sourceId);
    }
    return { verdict, updatedAt: record?.updatedAt ?? null };
  });
  return { records: [...standing.values()], changed: [...changed], answers };
}
