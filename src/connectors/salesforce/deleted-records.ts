/** getDeleted: what was deleted in a time span, by id, whoever did it and whether it is still in the recycle bin. */
import { CallFailure, type ArchivedRecord } from '../connector';
import { asJson, asList, asText } from '../json';
import { toLongId } from './ids';
import type { Reach } from './reach';
import { asStamp } from './rows';

const minuteMs = 60_000;
/** REST guide, sObject Get Deleted; a moment less, so that our clock may go wrong. */
const reachesBackMs = 15 * 24 * 3_600_000 - 15 * minuteMs;
/** Salesforce cuts the seconds off, and its clock may be before ours. */
const aheadMs = 2 * minuteMs;

const outOfReach: ReadonlySet<string> = new Set(['INVALID_REPLICATION_DATE', 'EXCEEDED_ID_LIMIT', 'INVALID_TYPE']);

/**
 * Null when it does not reach so far back, or cannot say so many. Throws `CallFailure`.
 * @param asked.since default: as far back as it reaches
 */
export async function readDeleted(
  { send, context }: Reach,
  { object, since: said }: { readonly object: string; readonly since?: Date },
): Promise<readonly ArchivedRecord[] | null> {
  const now = context.now().getTime();
  const since = said ?? new Date(now - reachesBackMs);
  if (since.getTime() < now - reachesBackMs) return null;
  const end = now + aheadMs;
  const start = Math.min(since.getTime(), end - minuteMs);
  const route = `sobjects/${object}/deleted/`;
  const answer = await send({
    method: 'GET',
    path: `${route}?start=${moment(start)}&end=${moment(end)}`,
    endpoint: `/services/data/${route}`,
    object,
    rows: 0,
    writes: false,
    read: readRecords,
  });
  if (answer.ok) return answer.value;
  if (outOfReach.has(answer.failure.code)) return null;
  throw new CallFailure(answer.failure);
}

function moment(at: number): string {
  return encodeURIComponent(new Date(at).toISOString());
}

function readRecords(body: unknown): readonly ArchivedRecord[] | null {
  const listed = asJson(body)?.['deletedRecords'];
  if (!Array.isArray(listed)) return null;
  const records = asList(listed).flatMap((value): ArchivedRecord[] => {
    const id = asText(asJson(value)?.['id']);
    return id === null ? [] : [{ id: toLongId(id), archivedAt: asStamp(asJson(value)?.['deletedDate']) }];
  });
  return records.length === listed.length ? records : null;
}
