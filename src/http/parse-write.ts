/** From a request's body to a write of the order system: checked once, here; behind it everything is typed. */
import type { IncomingWrite } from '../core/last-word';
import { objectTypes, plurals, type ObjectType, type OrderLine, type Value } from '../core/record';
import {
  farAheadRule,
  instantRule,
  isFarAhead,
  isInstant,
  recordBody,
  sourceIdPattern,
  type RecordBody,
} from './bodies';
import { fieldErrors, sayErrors, shortened } from './field-errors';
import { Problem } from './problem';

const batchLimit = 1_000;

export function parseType(path: string): ObjectType {
  const object = objectTypes.find((type) => plurals[type] === path);
  if (object) return object;
  const there = Object.values(plurals).join(', ');
  throw new Problem('not-found', `There is no record type of this name; there are ${there}.`);
}

export function parseId(id: string): string {
  if (sourceIdPattern.test(id)) return id;
  const reason = 'must be 1 to 64 of the characters A-Z a-z 0-9 . _ : -';
  throw new Problem('invalid-request', `The id in the path ${reason}.`, [{ field: 'id', reason }]);
}

/** Checks a record's body. Throws a problem that names every wrong field. `id` is the path's, else the body's own. */
export function parseWrite(verb: 'put' | 'patch', object: ObjectType, body: unknown, pathId?: string): IncomingWrite {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Problem('invalid-record', 'A record is a JSON object.');
  }
  const checked = recordBody[object].safeParse(body);
  const errors = checked.success ? [] : [...fieldErrors(checked.error)];
  const { id } = body as { readonly id?: unknown };
  const sourceId = pathId ?? id;
  if (sourceId === undefined) errors.push({ field: 'id', reason: 'is required' });
  else if (id !== undefined && id !== sourceId) errors.push({ field: 'id', reason: 'differs from the id in the path' });
  if (checked.success && errors.length === 0) return toWrite(verb, object, String(sourceId), checked.data);
  throw new Problem('invalid-record', `Nothing of this record was stored: ${sayErrors(errors)}.`, errors);
}

/** The rows of a batch. */
export function parseRows(body: unknown): readonly unknown[] {
  const { records: rows, ...others } = (body ?? {}) as { readonly records?: unknown };
  const refuse = (field: string, reason: string): Problem =>
    new Problem('invalid-request', 'A batch is {"records": [{"id": …, …}]}. Nothing was stored.', [{ field, reason }]);
  if (!Array.isArray(rows)) throw refuse('records', 'must be a list');
  // Whoever sends another field means something by it, and would never learn that nobody reads it.
  const [other] = Object.keys(others);
  if (other !== undefined) throw refuse(shortened(other), 'is not a known field; there is records');
  if (rows.length > batchLimit) {
    const reason = `has ${rows.length} rows; a batch may have ${batchLimit}`;
    throw new Problem('invalid-request', 'Nothing was stored: the batch is too long.', [{ field: 'records', reason }]);
  }
  return rows;
}

/** The order system's version in a query. */
export function parseVersion(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const known = isInstant(text);
  if (known && !isFarAhead(text)) return new Date(text);
  const reason = known ? farAheadRule : instantRule;
  throw new Problem('invalid-request', `updatedAt ${reason}.`, [{ field: 'updatedAt', reason }]);
}

function toWrite(verb: 'put' | 'patch', object: ObjectType, sourceId: string, body: RecordBody): IncomingWrite {
  const fields: Record<string, Value> = {};
  for (const [name, value] of Object.entries(body)) {
    if (value !== undefined && !apart.has(name)) fields[name] = value as Value;
  }
  for (const [name, value] of Object.entries(body.custom ?? {})) fields[`custom.${name}`] = value;
  const { updatedAt, appliedChange, lines } = body as RecordBody & { lines?: readonly Partial<OrderLine>[] | null };
  return {
    verb,
    object,
    sourceId,
    fields,
    ...(lines !== undefined && { lines: (lines ?? []).map(toLine) }),
    updatedAt: typeof updatedAt === 'string' ? new Date(updatedAt) : null,
    ...(appliedChange !== undefined && { appliedChange }),
  };
}

/** What is no field of the record, or none of one value. */
const apart: ReadonlySet<string> = new Set(['id', 'updatedAt', 'appliedChange', 'custom', 'lines']);

function toLine(line: Partial<OrderLine>): OrderLine {
  const { lineId = '', sku = null, name = null, quantity = null, unitPriceMinor = null } = line;
  return { lineId, sku, name, quantity, unitPriceMinor };
}
