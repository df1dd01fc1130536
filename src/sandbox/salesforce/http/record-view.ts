/** A record as JSON. */
import type { Org } from '../org/org';
import { recordUrl, renderValue } from '../org/render';
import type { Row } from '../org/row';
import type { Field } from '../org/schema';
import type { SObject } from '../org/sobject';
import { refused } from '../org/refused';

export function recordView(
  type: SObject,
  row: Row,
  { version, fields }: { readonly version: string; readonly fields: readonly Field[] },
): Record<string, unknown> {
  const view: Record<string, unknown> = {
    attributes: { type: type.name, url: recordUrl(version, type.name, type.idOf(row)) },
  };
  for (const field of fields) view[field.name] = renderValue(field.type, field.read(row));
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
