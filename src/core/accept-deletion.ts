import type { Accepting } from './accept';
import { namesOf, unchangedSince } from './last-word';
import type { SourceRecord } from './record';
import { saidIn } from './said-in';

/**
 * The record once the order system has deleted it too, or null when nothing is to be stored: it has said something newer of it, or
 * has deleted it already. As with an accepted change, without a version whatever it says next is newer.
 */
export function acceptDeletion(record: SourceRecord, { version, now, requestId }: Accepting): SourceRecord | null {
  if (record.deletedAt !== null) return null;
  if (version !== null && version.getTime() <= record.updatedAt.getTime()) return null;
  const fieldAt =
    version === null ? record.fieldAt : unchangedSince(record, namesOf(record.fields, record.lines), new Set());
  const updatedAt = version ?? record.updatedAt;
  const deleted = { ...record, fieldAt, updatedAt, deletedAt: version ?? now, revision: record.revision + 1 };
  return saidIn(deleted, record, { requestId, at: version ?? now });
}
