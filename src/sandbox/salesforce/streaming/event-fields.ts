/**
 * A record's fields as a change event has them: without its id, which stands in the header, without `IsDeleted`,
 * `SystemModstamp` and formulas (Object Reference), and with the parts of names and addresses nested (contract 7.2).
 */
import type { Row, Value } from '../org/row';
import type { Field } from '../org/schema';
import type { SObject } from '../org/sobject';

const systemFields = ['CreatedDate', 'CreatedById', 'LastModifiedDate', 'LastModifiedById'] as const;
const nameParts: ReadonlySet<string> = new Set(['Salutation', 'FirstName', 'MiddleName', 'LastName', 'Suffix']);
const ADDRESS_PART = /^(.*?)(Street|City|State|PostalCode|Country)$/;

/** Where a field stands in the body of an event. */
interface Place {
  readonly field: Field;
  /** As `changedFields` names it: `Industry`, `Name.LastName`. */
  readonly name: string;
  /** `Name` of a person, `BillingAddress`. */
  readonly compound: string | undefined;
  /** Within the compound, or by itself. */
  readonly key: string;
}

interface Layout {
  readonly fields: readonly Field[];
  readonly places: readonly Place[];
}

/** A type's fields are another list once one of them was added, removed or hidden. */
const layouts = new WeakMap<SObject, Layout>();

export interface EventFields {
  /** JSON, without the braces around it. */
  readonly body: string;
  readonly changedFields: readonly string[];
}

/** All that are not null. */
export function wholeRecord(type: SObject, row: Row): EventFields {
  const places = layoutOf(type).places.filter(({ field }) => field.read(row) !== null);
  return { body: bodyOf(places, row), changedFields: [] };
}

/** Those that changed, with an explicit null where one was emptied, and who changed them when. */
export function changedPart(
  type: SObject,
  row: Row,
  { changed, byAnother }: { readonly changed: ReadonlySet<Field>; readonly byAnother: boolean },
): EventFields {
  const told = new Set([...changed].map(({ name }) => name)).add('LastModifiedDate');
  // Named only when it is another user than the last time, as what did not change is not named (unverified).
  if (byAnother) told.add('LastModifiedById');
  const places = layoutOf(type).places.filter(({ field }) => told.has(field.name));
  return { body: bodyOf(places, row), changedFields: places.map(({ name }) => name) };
}

function layoutOf(type: SObject): Layout {
  const known = layouts.get(type);
  if (known?.fields === type.fields) return known;
  const places = type.fields.filter(isDelivered).map((field) => placeOf(type, field));
  const layout = { fields: type.fields, places };
  layouts.set(type, layout);
  return layout;
}

function isDelivered({ name, position }: Field): boolean {
  return position >= 0 || systemFields.some((system) => system === name);
}

function placeOf(type: SObject, field: Field): Place {
  const part = compoundOf(type, field);
  if (part === undefined) return { field, name: field.name, compound: undefined, key: field.name };
  return { field, name: `${part.compound}.${part.key}`, ...part };
}

function compoundOf(type: SObject, { name, custom }: Field): { compound: string; key: string } | undefined {
  if (custom) return undefined;
  if (nameParts.has(name) && type.field('Name')?.calculated === true) return { compound: 'Name', key: name };
  const [, prefix, key] = ADDRESS_PART.exec(name) ?? [];
  if (prefix === undefined || key === undefined || type.field(`${prefix}Street`) === undefined) return undefined;
  return { compound: `${prefix}Address`, key };
}

function bodyOf(places: readonly Place[], row: Row): string {
  const parts: string[] = [];
  const compounds = new Map<string, string[]>();
  for (const { field, compound, key } of places) {
    const text = `"${key}":${JSON.stringify(eventValue(field, field.read(row)))}`;
    if (compound === undefined) parts.push(text);
    else compounds.set(compound, [...(compounds.get(compound) ?? []), text]);
  }
  for (const [compound, inner] of compounds) parts.push(`"${compound}":{${inner.join(',')}}`);
  return parts.join(',');
}

/** Times are whole seconds and end in Z, as nowhere else (contract 7.2). */
function eventValue(field: Field, value: Value): Value {
  if (field.type !== 'datetime' || typeof value !== 'number') return value;
  return `${new Date(value).toISOString().slice(0, 19)}Z`;
}
