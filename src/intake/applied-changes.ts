/** Changes that a record of the order system was said with: it has taken them over, and its word stands as it says it (5.1, rule 6). */
import { storeAnswers, type Change } from '../store/changes';
import { markLinks, type StreamName } from '../store/dirty-set';
import type { EntityManager } from '../store/transaction';

interface Applied {
  readonly changes: readonly Change[];
  /** By source id, the request that said the record. */
  readonly requests: ReadonlyMap<string, string | undefined>;
  readonly now: Date;
}

/** Answers the streams whose links are to look at it. */
export async function acceptApplied(
  tx: EntityManager,
  tenantId: string,
  { changes, requests, now }: Applied,
): Promise<readonly StreamName[]> {
  for (const { seq, sourceId, fields, answers } of changes) {
    const requestId = requests.get(sourceId ?? '');
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
