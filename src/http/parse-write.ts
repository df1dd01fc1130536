/** From a request's body to a write of the order system: checked once, here; behind it everything is typed. */
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { IncomingWrite } from '../core/last-word';
import type { Fields, ObjectType, OrderLine, Value } from '../core/record';
import {
  CompanyBody,
  CustomerBody,
  farAheadRule,
  isFarAhead,
  isInstant,
  OrderBody,
  sourceIdPattern,
  type RecordBody,
} from './bodies';
import { Problem, type FieldError } from './problem';

const bodies = { company: CompanyBody, customer: CustomerBody, order: OrderBody } as const;

const batchLimit = 1_000;

/** The path segment of each object type. */
const paths: Readonly<Record<string, ObjectType>> = { companies: 'company', customers: 'customer', orders: 'order' };

export function parseType(path: string): ObjectType {
  const object = Object.hasOwn(paths, path) ? paths[path] : undefined;
  if (!object)
    throw new Problem('not-found', `There is no record type of this name; there are ${Object.keys(paths).join(', ')}.`);
  return object;
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
  const { custom, ...own } = body as Readonly<Record<string, unknown>>;
  const checked: RecordBody = plainToInstance(bodies[object], own, { enableImplicitConversion: false });
  if (custom !== undefined) checked.custom = custom as Record<string, unknown>;
  const validated = validateSync(checked, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
  });
  const errors = [...overlooked(own), ...fieldErrors(validated)];
  const sourceId = pathId ?? checked.id;
  if (sourceId === undefined) errors.push({ field: 'id', reason: 'is required' });
  else if (checked.id !== undefined && checked.id !== sourceId)
    errors.push({ field: 'id', reason: 'differs from the id in the path' });
  if (errors.length > 0 || sourceId === undefined) {
    const names = errors.map((error) => `${error.field} ${error.reason}`).join('; ');
    throw new Problem('invalid-record', `Nothing of this record was stored: ${names}.`, errors);
  }
  return toWrite(verb, object, sourceId, checked);
}

/** The rows of a batch. */
export function parseRows(body: unknown): readonly unknown[] {
  const rows = (body as { records?: unknown } | null)?.records;
  if (!Array.isArray(rows)) {
    throw new Problem('invalid-request', 'A batch is {"records": [{"id": …, …}]}.', [
      { field: 'records', reason: 'must be a list' },
    ]);
  }
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
  const reason = known ? farAheadRule : 'must be a date and time with time zone, like 2026-11-22T09:30:00Z';
  throw new Problem('invalid-request', `updatedAt ${reason}.`, [{ field: 'updatedAt', reason }]);
}

function toWrite(verb: 'put' | 'patch', object: ObjectType, sourceId: string, body: RecordBody): IncomingWrite {
  const { updatedAt, custom, lines, ...own } = body as RecordBody & { lines?: readonly Partial<OrderLine>[] | null };
  const held = Object.entries(own as Record<string, Value | undefined>).filter(
    ([name, value]) => name !== 'id' && value !== undefined,
  );
  const customs = Object.entries((custom ?? {}) as Fields).map(([name, value]) => [`custom.${name}`, value]);
  return {
    verb,
    object,
    sourceId,
    fields: Object.fromEntries([...held, ...customs]) as Fields,
    ...(lines !== undefined && { lines: (lines ?? []).map(toLine) }),
    updatedAt: typeof updatedAt === 'string' ? new Date(updatedAt) : null,
  };
}

function toLine(line: Partial<OrderLine>): OrderLine {
  const { lineId = '', sku = null, name = null, quantity = null, unitPriceMinor = null } = line;
  return { lineId, sku, name, quantity, unitPriceMinor };
}

const unknownField = 'is not a known field; fields of your own go under "custom"';

/** Unknown fields that class-transformer leaves out without a word: those named like something every object has. */
function overlooked(own: Readonly<Record<string, unknown>>): FieldError[] {
  const lines = Array.isArray(own['lines']) ? (own['lines'] as unknown[]) : [];
  const namesOf = (value: unknown): string[] => Object.keys(value ?? {}).filter((name) => name in Object.prototype);
  return [
    ...namesOf(own),
    ...lines.flatMap((line, index) => namesOf(line).map((name) => `lines[${index}].${name}`)),
  ].map((field) => ({ field, reason: unknownField }));
}

/** Every wrong field by its path, with the reason without the field's name. */
function fieldErrors(errors: readonly ValidationError[], path = ''): FieldError[] {
  return errors.flatMap((error): FieldError[] => {
    const inside = /^\d+$/.test(error.property) ? `${path}[${error.property}]` : `${path}.${error.property}`;
    const field = path ? inside : error.property;
    const [kind, message] = Object.entries(error.constraints ?? {})[0] ?? [];
    const own = kind && message ? [errorOf(kind, message, { field, property: error.property })] : [];
    return [...own, ...fieldErrors(error.children ?? [], field)];
  });
}

/** A message starts with the property's name, or with a name inside it: `custom.shoeSize must be …`. */
function errorOf(kind: string, message: string, at: { readonly field: string; readonly property: string }): FieldError {
  if (kind === 'whitelistValidation') return { field: at.field, reason: unknownField };
  const said = message.startsWith(at.property) ? message.slice(at.property.length) : message;
  const [inside = ''] = /^\.\w+/.exec(said) ?? [];
  return { field: at.field + inside, reason: said.slice(inside.length).trimStart() };
}
