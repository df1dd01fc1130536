/** getUpdated and getDeleted: which records of an object changed in a time span, by id alone (contract 3.4). */
import type { Org } from '../org/org';
import { toId } from '../org/ids';
import { refused } from '../org/refused';
import type { SObject } from '../org/sobject';
import { typeNamed } from '../http/record-view';
import { renderDatetime } from '../org/render';
import type { Answer, Call, Route } from '../http/route';
import type { Deletions } from './deletions';
import { coveredUntil, daysBack, sinceEmptied, windowOf, type Window } from './window';

const BASE = '/services/data/v:version/sobjects/:type';
const MAX_IDS = 600_000;
const UPDATED_DAYS = 30;
export const DELETED_DAYS = 15;

export function replicationRoutes(org: Org, deletions: Deletions): Route[] {
  return [
    { method: 'GET', path: `${BASE}/updated`, handle: (call) => updated(org, call) },
    { method: 'GET', path: `${BASE}/deleted`, handle: (call) => deleted(org, deletions, call) },
  ];
}

function updated(org: Org, call: Call): Answer {
  const type = replicated(org, call);
  const window = windowOf(call.query, daysBack(org.now(), UPDATED_DAYS));
  const ids = updatedIds(org, type, { window, maxIds: MAX_IDS }).filter(
    (id) => !org.hidden.isHidden(id, call.caller.userId),
  );
  return {
    status: 200,
    body: { ids, latestDateCovered: renderDatetime(coveredUntil(window, org.now())) },
    tally: { read: ids.length },
  };
}

function deleted(org: Org, deletions: Deletions, call: Call): Answer {
  const type = replicated(org, call);
  const from = sinceEmptied(daysBack(org.now(), DELETED_DAYS), org.bin.emptiedAt);
  const window = windowOf(call.query, from);
  const records = deletedRecords(org, deletions, { type, window });
  return {
    status: 200,
    body: {
      deletedRecords: records.map(({ id, at }) => ({ id, deletedDate: renderDatetime(at) })),
      earliestDateAvailable: renderDatetime(from),
      latestDateCovered: renderDatetime(coveredUntil(window, org.now())),
    },
    tally: { read: records.length },
  };
}

/** Code and text are unverified. */
function replicated(org: Org, call: Call): SObject {
  const type = typeNamed(org, call.params.type ?? '');
  if (type.replicateable) return type;
  throw refused(400, 'INVALID_TYPE', `sObject type '${type.name}' is not replicateable`);
}

/** New and changed ones, without those that are deleted by now. */
export function updatedIds(
  org: Org,
  type: SObject,
  { window, maxIds }: { readonly window: Window; readonly maxIds: number },
): string[] {
  const ids: string[] = [];
  for (const row of org.rows(type)) {
    if (row.deletedAt !== null || !isIn(window, row.stampedAt)) continue;
    // Text unverified.
    if (ids.length === maxIds) throw refused(400, 'EXCEEDED_ID_LIMIT', `more than ${maxIds} records`);
    ids.push(type.idOf(row));
  }
  return ids;
}

/** In the recycle bin or gone from it, the earliest first. */
function deletedRecords(
  org: Org,
  deletions: Deletions,
  { type, window }: { readonly type: SObject; readonly window: Window },
): { readonly id: string; readonly at: number }[] {
  const found: { id: string; at: number }[] = [];
  for (const row of org.rows(type))
    if (row.deletedAt !== null && isIn(window, row.deletedAt)) found.push({ id: type.idOf(row), at: row.deletedAt });
  for (const { ordinal, at } of deletions.purged(type))
    if (isIn(window, at)) found.push({ id: toId(type.keyPrefix, ordinal), at });
  // The limit is documented for both (API guide).
  if (found.length > MAX_IDS) throw refused(400, 'EXCEEDED_ID_LIMIT', `more than ${MAX_IDS} records`);
  return found.toSorted((a, b) => a.at - b.at);
}

function isIn({ start, end }: Window, at: number): boolean {
  return at >= start && at < end;
}
