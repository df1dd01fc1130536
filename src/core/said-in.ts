/**
 * In which request the order system said what: an operator finds it by that in the logs of both. A record names the requests
 * of those of its versions that a field is of still, as few as there are.
 */
import type { SourceRecord } from './record';

/** Since when a field is as it is: the version of the write that last changed it. */
export const sinceOf = ({ fieldAt, updatedAt }: Pick<SourceRecord, 'fieldAt' | 'updatedAt'>, field: string): string =>
  fieldAt[field] ?? updatedAt.toISOString();

/** The request that said a field, or without one the record's present version; undefined: nobody named one. */
export function requestOf(
  record: Pick<SourceRecord, 'fieldAt' | 'updatedAt' | 'requests'>,
  field?: string,
): string | undefined {
  return record.requests?.[field === undefined ? record.updatedAt.toISOString() : sinceOf(record, field)];
}

/**
 * The record with the request that made it what it is, and of those before no more than its fields are of.
 * @param said.at the version that the request's changes are of, when that is not the record's own
 * @param before of the record before, when this one does not name them
 */
export function saidIn(
  record: SourceRecord,
  said: { readonly requestId?: string | undefined; readonly at?: Date },
  before?: SourceRecord['requests'],
): SourceRecord {
  const { requests: own, ...others } = record;
  const earlier = before ?? own;
  const { requestId, at = record.updatedAt } = said;
  if (earlier === undefined && requestId === undefined) return others;
  const versions = new Set([record.updatedAt.toISOString(), ...Object.values(record.fieldAt)]);
  const all = { ...earlier, ...(requestId !== undefined && { [at.toISOString()]: requestId }) };
  const requests = Object.fromEntries(Object.entries(all).filter(([version]) => versions.has(version)));
  return Object.keys(requests).length === 0 ? others : { ...others, requests };
}
