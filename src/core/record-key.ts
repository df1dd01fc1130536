/**
 * Our key in a CRM's unique property, by which a create may be repeated without doubling a record. CRMs compare such
 * values without case, while "A1" and "a1" are two customers: an id that is not lower-case already gets a suffix that
 * tells it apart. `~` and `/` are not allowed in source ids, so no key can be taken for another.
 */
import { createHash } from 'node:crypto';

/** `1042` → `1042`; `A1` → `a1~16a36e86` (8 hex digits of the SHA-256 of the id as given). */
export function recordKey(sourceId: string): string {
  const lower = sourceId.toLowerCase();
  if (lower === sourceId) return sourceId;
  return `${lower}~${createHash('sha256').update(sourceId).digest('hex').slice(0, 8)}`;
}

/** The key of one line of an order: order key and line key, `4711/1`. */
export function lineKey(orderId: string, lineId: string): string {
  return `${recordKey(orderId)}/${recordKey(lineId)}`;
}
