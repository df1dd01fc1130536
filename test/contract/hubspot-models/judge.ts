/** Compares JSON with a model of HubSpot's client, down to its leaves: nothing missing, nothing invented, types right. */
import type { Attribute, Models } from './generated-models';

export interface Complaint {
  /** The innermost model; the other end of a difference that is listed. */
  readonly model: string;
  /** Its field. */
  readonly field: string;
  readonly kind: 'missing' | 'invented' | 'type';
  /** Where in the body. */
  readonly at: string;
  /** What was found instead of the right type. */
  readonly found?: string;
}

interface Place {
  readonly models: Models;
  readonly model: string;
  readonly field: string;
  readonly at: string;
}

type Json = Readonly<Record<string, unknown>>;

/** `type` as the generated code writes it. */
export function judge(models: Models, type: string, value: unknown): readonly Complaint[] {
  return judgeType({ models, model: type, field: '', at: '' }, { type, format: '' }, value);
}

function judgeType(place: Place, expected: Pick<Attribute, 'type' | 'format'>, value: unknown): readonly Complaint[] {
  const { type, format } = expected;
  if (type === 'any') return [];
  const nullable = /^(.*) \| null$/.exec(type)?.[1];
  if (nullable !== undefined) return value === null ? [] : judgeType(place, { type: nullable, format }, value);
  const item = /^Array<(.*)>$/.exec(type)?.[1];
  if (item !== undefined) return judgeArray(place, { type: item, format }, value);
  const entry = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
  if (entry !== undefined) return judgeMap(place, { type: entry, format }, value);
  const attributes = place.models.model(type);
  if (attributes !== undefined) return judgeModel({ ...place, model: type }, attributes, value);
  return isLeaf(place.models, expected, value) ? [] : [wrongType(place, value)];
}

function judgeArray(place: Place, item: Pick<Attribute, 'type' | 'format'>, value: unknown): readonly Complaint[] {
  if (!Array.isArray(value)) return [wrongType(place, value)];
  return value.flatMap((each, index) => judgeType({ ...place, at: `${place.at}/${index}` }, item, each));
}

function judgeMap(place: Place, entry: Pick<Attribute, 'type' | 'format'>, value: unknown): readonly Complaint[] {
  if (!isObject(value)) return [wrongType(place, value)];
  return Object.entries(value).flatMap(([key, each]) => judgeType({ ...place, at: `${place.at}/${key}` }, entry, each));
}

function judgeModel(place: Place, attributes: readonly Attribute[], value: unknown): readonly Complaint[] {
  if (!isObject(value)) return [wrongType(place, value)];
  const { model, at } = place;
  const known = new Set(attributes.map(({ name }) => name));
  const invented = Object.keys(value)
    .filter((key) => !known.has(key))
    .map((field): Complaint => ({ model, field, kind: 'invented', at: `${at}/${field}` }));
  const others = attributes.flatMap((attribute): readonly Complaint[] => {
    const { name: field, required } = attribute;
    if (field in value) return judgeType({ ...place, field, at: `${at}/${field}` }, attribute, value[field]);
    return required ? [{ model, field, kind: 'missing', at: `${at}/${field}` }] : [];
  });
  return [...invented, ...others];
}

function isLeaf(models: Models, { type, format }: Pick<Attribute, 'type' | 'format'>, value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string' && (format !== 'uuid' || isUuid(value));
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number' && (format !== 'int32' || isInt32(value));
    case 'Date':
      return typeof value === 'string' && isTime(value);
    default: {
      const values = models.values(type);
      if (values === undefined) throw new Error(`the client has no type ${type}`);
      return typeof value === 'string' && values.includes(value);
    }
  }
}

function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}

function isInt32(value: number): boolean {
  return (value | 0) === value;
}

/** With or without milliseconds, in UTC (both recorded). */
function isTime(value: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/.test(value) && !Number.isNaN(Date.parse(value));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongType({ model, field, at }: Place, value: unknown): Complaint {
  return { model, field, kind: 'type', at, found: value === null ? 'null' : typeof value };
}
