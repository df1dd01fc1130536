/** Changes that a record of the order system was said with: it has taken them over, and its word stands as it says it (5.1, rule 6). */
import type { IncomingWrite } from '../core/last-word';
import { storeAnswers, type Change } from '../store/changes';
import { markLinks, type StreamName } from '../store/dirty-set';
import type { EntityManager } from '../store/transaction';

interface Applied {
  /** Those that may be. */
  readonly changes: readonly Change[];
  /** Those that were taken in. */
  readonly writes: readonly IncomingWrite[];
  readonly now: Date;
}

/** Answers the streams whose links are to look at it. */
export async function acceptApplied(
  tx: EntityManager,
  tenantId: string,
  { changes: candidates, writes, now }: Applied,
): Promise<readonly StreamName[]> {
  const furthest = furthestOf(writes);
  const changes = candidates.filter(({ seq, sourceId }) => seq <= (furthest.get(sourceId ?? '')?.appliedChange ?? 0));
  for (const { seq, sourceId, fields, answers } of changes) {
    const requestId = furthest.get(sourceId ?? '')?.requestId;
    const answer = { as: 'accepted', at: now.toISOString(), ...(requestId !== undefined && { requestId }) } as const;
    const open = Object.keys(fields).filter((field) => answers[field] === undefined);
    const given = Object.fromEntries(open.map((field) => [field, answer]));
    await storeAnswers(tx, tenantId, { seq, answers: given, closedAt: now });
  }
  const streams = new Map<string, StreamName & { readonly sourceIds: Set<string> }>();
  for (const { connectionId, object, sourceId } of changes) {
    if (sourceId === null) continue;
    const name = `${connectionId}/${object}`;
    const stream = streams.get(name) ?? { connectionId, object, sourceIds: new Set<string>() };
    streams.set(name, stream);
    stream.sourceIds.add(sourceId);
  }
  for (const stream of streams.values()) {
    await markLinks(tx, tenantId, stream, { sourceIds: [...stream.sourceIds], lane: 'inbound', now });
  }
  return [...streams.values()];
}

/** By source id, the write that says most of what was applied. */
function furthestOf(writes: readonly IncomingWrite[]): ReadonlyMap<string, IncomingWrite> {
  const furthest = new Map<string, IncomingWrite>();
  for (const write of writes) {
    const { sourceId, appliedChange = 0 } = write;
    if (appliedChange > (furthest.get(sourceId)?.appliedChange ?? 0)) furthest.set(sourceId, write);
  }
  return furthest;
}
