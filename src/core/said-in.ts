/**
 * In which request the order system said what: an operator finds it by that in the logs of both. A record names the request of
 * its present version, and those of earlier versions that a field is of still.
 */
import type { SourceRecord } from './record';

/** Since when a field is as it is: the version of the write that last changed it. */
export const sinceOf = ({ fieldAt, updatedAt }: Pick<SourceRecord, 'fieldAt' | 'updatedAt'>, field: string): string =>
  fieldAt[field] ?? updatedAt.toISOString();

/** The request that said a field, or without one the record's present version; undefined: nobody named one. */
export function requestOf(record: SourceRecord, field?: string): string | undefined {
  const since = field === undefined ? undefined : record.fieldAt[field];
  if (since === undefined || since === record.updatedAt.toISOString()) return record.requestId;
  return record.requests?.[since];
}

/**
 * The record with the request that made it what it is, and of those before no more than its fields are of.
 * @param before what stood before
 * @param said.at the version that the request's changes are of, when that is not the record's own
 */
export function saidIn(
  record: SourceRecord,
  before: SourceRecord | null,
  said: { readonly requestId?: string | undefined; readonly at?: Date },
): SourceRecord {
  // The first word of a record, which is most of what is ever stored.
  if (before === null) return said.requestId === undefined ? record : { ...record, requestId: said.requestId };
  const { requestId: formerId, requests: former, ...others } = { ...record, ...idsOf(before) };
  const { requestId, at = record.updatedAt } = said;
  const isOwn = at.getTime() === record.updatedAt.getTime();
  const known = {
    ...former,
    ...(formerId !== undefined && { [before.updatedAt.toISOString()]: formerId }),
    ...(!isOwn && requestId !== undefined && { [at.toISOString()]: requestId }),
  };
  const present = record.updatedAt.toISOString();
  const versions = new Set(Object.values(record.fieldAt));
  const kept = Object.entries(known).filter(([version]) => version !== present && versions.has(version));
  const own = isOwn ? requestId : formerId;
  return {
    ...others,
    ...(own !== undefined && { requestId: own }),
    ...(kept.length > 0 && { requests: Object.fromEntries(kept) }),
  };
}

const idsOf = ({ requestId, requests }: SourceRecord): Pick<SourceRecord, 'requestId' | 'requests'> => ({
  ...(requestId !== undefined && { requestId }),
  ...(requests && { requests }),
});
