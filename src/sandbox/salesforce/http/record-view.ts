/** A record as JSON. */
import type { Org } from '../org/org';
import type { Row, Value } from '../org/row';
import type { Field } from '../org/schema';
import type { SObject } from '../org/sobject';
import { refused } from '../org/refused';

/** `2026-11-21T10:00:00.000+0000`: the offset has no colon (contract section 2). */
export function datetimeText(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '+0000');
}

export function jsonValue(field: Field, value: Value): Value {
  return field.type === 'datetime' && typeof value === 'number' ? datetimeText(value) : value;
}

export function attributesOf(type: SObject, id: string, version: string): unknown {
  return { type: type.name, url: `/services/data/v${version}/sobjects/${type.name}/${id}` };
}

export function recordView(
  type: SObject,
  row: Row,
  { version, fields }: { readonly version: string; readonly fields: readonly Field[] },
): Record<string, unknown> {
  const view: Record<string, unknown> = { attributes: attributesOf(type, type.idOf(row), version) };
  for (const field of fields) view[field.name] = jsonValue(field, field.read(row));
  return view;
}

/** `fields=a,b`, or all there are. The id comes along. */
export function fieldsAsked(type: SObject, names: readonly string[] | undefined): readonly Field[] {
  if (names === undefined) return type.fields;
  const fields = names.map((name) => {
    const field = type.field(name.trim());
    if (field !== undefined) return field;
    throw refused(400, 'INVALID_FIELD', `No such column '${name.trim()}' on sobject of type ${type.name}`);
  });
  const id = type.field('Id');
  return id === undefined || fields.includes(id) ? fields : [...fields, id];
}

export function typeNamed(org: Org, name: string): SObject {
  const type = org.sObjectType(name);
  if (type !== undefined) return type;
  throw refused(404, 'NOT_FOUND', 'The requested resource does not exist');
}
