/**
 * Makes sure that fields exist and can be written. Everything that a person has to do about an object is said at once.
 */
import { CallFailure, type PropertyDefinition } from '../connector';
import { asJson, asText } from '../json';
import type { Send } from './call';
import { creationOf, faultOf, nameFault } from './custom-field';
import type { Describes, FieldFacts } from './describe';
import { chosenBy, lineObject } from './price-book';

/** What is to be provided where; `keyProperty` alone is an External ID. */
export interface Place {
  readonly object: string;
  readonly keyProperty: string;
}

/**
 * Answers the names that it created, by the Tooling API (contract 8.5). May be repeated. Throws `CallFailure`.
 *
 * A new field is seen by nobody before field-level security grants it, its maker neither (unverified, well-known). Such a
 * field is told from a visible one by describe alone, and is created already when a person is asked to grant it.
 */
export async function provisionAll(
  send: Send,
  describes: Describes,
  place: Place,
  wanted: readonly PropertyDefinition[],
): Promise<readonly string[]> {
  const before = await describes.fieldsOf(send, place.object);
  const missing = wanted.filter(({ name }) => !before.has(name));
  refuse(place.object, [
    ...missing.flatMap((definition) => nameFault(place.object, definition, before) ?? []),
    ...unfitOf(place, wanted, before),
  ]);
  if (missing.length === 0) return [];
  const created: string[] = [];
  try {
    for (const definition of missing) if (await create(send, place, definition)) created.push(definition.name);
  } finally {
    describes.forget(place.object);
  }
  const after = await describes.fieldsOf(send, place.object);
  const hidden = missing.filter(({ name }) => !after.has(name));
  refuse(place.object, [
    ...unfitOf(place, missing, after),
    ...hidden.map(({ name }) => ({ property: name, fault: unseen })),
  ]);
  return created;
}

/**
 * As `Connector.checkWritable`: what a role may not do with fields is told now and not by each record. A field that can be
 * created with and not updated counts as not written.
 */
export async function checkWritable(
  send: Send,
  describes: Describes,
  { object, properties }: { readonly object: string; readonly properties: readonly string[] },
): Promise<void> {
  const fields = await describes.fieldsOf(send, object);
  refuse(
    object,
    properties.flatMap((property) => {
      if (object === lineObject && chosenBy.has(property)) return [];
      const field = fields.get(property);
      if (field === undefined) return { property, fault: absent };
      return field.createable && field.updateable ? [] : { property, fault: readOnly };
    }),
  );
}

interface Fault {
  readonly property: string;
  readonly fault: string;
}

const byPermissionSet = 'give the integration user read and edit access by a permission set, then connect again';
const readOnly = `can be read and not written: ${byPermissionSet}`;
const absent = `cannot be found, or not be seen by us: ${byPermissionSet}`;
const unseen = `cannot be seen by us yet: ${byPermissionSet}`;

function unfitOf(
  { keyProperty }: Place,
  wanted: readonly PropertyDefinition[],
  fields: ReadonlyMap<string, FieldFacts>,
): readonly Fault[] {
  return wanted.flatMap((definition) => {
    const { name } = definition;
    const found = fields.get(name);
    const fault = found && faultOf(found, definition, { isKey: name === keyProperty });
    return fault ? { property: name, fault } : [];
  });
}

/** Whoever may not make fields is shown no Tooling API, or is refused (which of them is unverified). */
const withoutPermission: ReadonlySet<string> = new Set([
  'INSUFFICIENT_ACCESS',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'INVALID_TYPE',
  'NOT_FOUND',
]);

/** False: it was there already, so we may not see it. */
async function create(send: Send, { object, keyProperty }: Place, definition: PropertyDefinition): Promise<boolean> {
  const { name } = definition;
  const answer = await send({
    method: 'POST',
    path: 'tooling/sobjects/CustomField',
    endpoint: '/services/data/tooling/sobjects/CustomField',
    object,
    rows: 1,
    writes: true,
    json: creationOf(object, definition, { isKey: name === keyProperty }),
    read: (body) => asText(asJson(body)?.['id']),
  });
  if (answer.ok) return true;
  const { failure } = answer;
  if (failure.code === 'DUPLICATE_DEVELOPER_NAME') return false;
  if (failure.kind !== 'rejected' && !withoutPermission.has(failure.code)) throw new CallFailure(failure);
  const fault = `could not be created (${failure.code}: ${failure.message}): give the integration user the permission "Customize Application", or create the field by hand`;
  throw refusal(object, [{ property: name, fault }]);
}

function refuse(object: string, faults: readonly Fault[]): void {
  if (faults.length > 0) throw refusal(object, faults);
}

/** Fields of which the same is to be said stand together. */
function refusal(object: string, faults: readonly Fault[]): CallFailure {
  const fieldsBy = new Map<string, string[]>();
  for (const { property, fault } of faults) {
    const alike = fieldsBy.get(fault) ?? [];
    fieldsBy.set(fault, [...alike, `${object}.${property}`]);
  }
  const said = [...fieldsBy].map(([fault, fields]) => `${fields.join(', ')} ${fault}`);
  return new CallFailure({
    kind: 'rejected',
    code: 'FIELD_UNFIT',
    ...(faults[0] && { property: faults[0].property }),
    message: `Salesforce: ${said.join('; ')}.`,
  });
}
