/**
 * The order system takes a change of the CRM over: from then on it is its last word. Accepting may carry the version that
 * the order system's record has afterwards (architecture 5.1, rule 7).
 */
import { keepConfirmation } from './email-confirmation';
import { changedFields, namesOf, receive, unchangedSince } from './last-word';
import type { Fields, SourceRecord } from './record';
import { saidIn } from './said-in';

export interface Accepting {
  readonly version: Date | null;
  readonly now: Date;
  /** Of the request that accepts. */
  readonly requestId?: string | undefined;
}

/**
 * The record with the accepted values, or null when nothing is to be stored: the order system has said something newer,
 * which it said knowing the change, or the record is deleted. Without a version the record keeps its own, so that whatever
 * the order system says next is newer, by whichever clock.
 */
export function acceptInto(
  record: SourceRecord,
  accepted: Fields,
  { version, now, requestId }: Accepting,
): SourceRecord | null {
  if (record.deletedAt !== null) return null;
  if (version !== null && version.getTime() <= record.updatedAt.getTime()) return null;
  const fields = keepConfirmation(record.fields, accepted, { ...record.fields, ...accepted });
  const changed = new Set(changedFields(record.fields, fields));
  if (changed.size === 0 && version === null) return null;
  const since = unchangedSince(record, namesOf(fields, record.lines), changed);
  const at = now.toISOString();
  const changedAt = version === null ? Object.fromEntries([...changed].map((name) => [name, at])) : {};
  const accepts = {
    ...record,
    fields,
    fieldAt: { ...since, ...changedAt },
    updatedAt: version ?? record.updatedAt,
    revision: record.revision + 1,
  };
  return saidIn(accepts, record, { requestId, at: version ?? now });
}

/**
 * The record that a new record of the CRM was accepted as, or null when nothing is to be stored. What the order system has said of
 * it already is its newer word and stands, unless it accepts with a version that is newer still.
 */
export function acceptNew(
  standing: SourceRecord | null,
  accepted: Pick<SourceRecord, 'object' | 'sourceId' | 'fields'>,
  { version, now, requestId }: Accepting,
): SourceRecord | null {
  if (standing !== null && version === null) return null;
  if (standing?.deletedAt === null) return acceptInto(standing, accepted.fields, { version, now, requestId });
  const said = { ...accepted, verb: 'put', updatedAt: version, ...(requestId !== undefined && { requestId }) } as const;
  const { verdict, record } = receive(standing, said, now);
  return verdict === 'stored' ? record : null;
}
