/** Makes sure that our properties exist. */
import {
  PropertyCreateFieldTypeEnum as FieldType,
  PropertyCreateTypeEnum as Type,
  type PropertyCreate,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate';
import { CallFailure, type PropertyDefinition } from '../connector';
import { asJson, asText } from '../json';
import { readBatch, type Batch } from './answer';
import { rowsPerCall } from './batch';
import { model, type Answer, type Plain, type Send } from './client';

interface Kind {
  readonly type: Type;
  readonly fieldType: FieldType;
}

interface Existing {
  readonly name: string;
  readonly type: string | null;
  readonly fieldType: string | null;
  readonly unique: boolean;
}

const groupName = 'tandem';

/** HubSpot docs "Properties", 2026-03. */
const propertyName = /^[a-z][a-z0-9_]*$/;

/** HubSpot has no address type, and shows a moment in time with the date field — docs "Properties", 2026-03. */
const kinds: Readonly<Record<PropertyDefinition['type'], Kind>> = {
  text: { type: Type.String, fieldType: FieldType.Text },
  url: { type: Type.String, fieldType: FieldType.Text },
  number: { type: Type.Number, fieldType: FieldType.Number },
  date: { type: Type.Date, fieldType: FieldType.Date },
  datetime: { type: Type.Datetime, fieldType: FieldType.Date },
  boolean: { type: Type.Enumeration, fieldType: FieldType.Booleancheckbox },
  list: { type: Type.Enumeration, fieldType: FieldType.Checkbox },
};

/** HubSpot wants both written out for a checkbox that is created as an enumeration — docs "Properties", 2026-03. */
const booleanOptions = [
  { label: 'Yes', value: 'true', displayOrder: 0, hidden: false },
  { label: 'No', value: 'false', displayOrder: 1, hidden: false },
];

/** Answers the names it created. Throws `CallFailure`; may be repeated. */
export async function provisionAll(
  send: Send,
  object: string,
  wanted: readonly PropertyDefinition[],
): Promise<readonly string[]> {
  const missing = missingOf(object, wanted, await readAll(send, object));
  if (missing.length === 0) return [];
  await provideGroup(send, object);
  const created: string[] = [];
  for (let start = 0; start < missing.length; start += rowsPerCall) {
    created.push(...(await createSome(send, object, missing.slice(start, start + rowsPerCall))));
  }
  return created;
}

async function createSome(
  send: Send,
  object: string,
  wanted: readonly PropertyDefinition[],
): Promise<readonly string[]> {
  const answer = await send({
    method: 'POST',
    endpoint: `/crm/v3/properties/${object}/batch/create`,
    object,
    rows: wanted.length,
    writes: true,
    send: ({ crm }, perCall) =>
      crm.properties.batchApi.create(object, model({ inputs: wanted.map(creationOf) }), perCall),
    read: readProperties,
  });
  if (!answer.ok && answer.failure.kind !== 'duplicate') throw new CallFailure(answer.failure);
  const created = answer.ok ? answer.value.results.map(({ name }) => name) : [];
  const rest = wanted.filter(({ name }) => !created.includes(name));
  if (rest.length === 0) return created;
  // Someone else may have created them since the list was read (`PROPERTY_WITH_NAME_EXISTS` in a 207): look again.
  const [absent] = missingOf(object, rest, await readAll(send, object));
  if (absent === undefined) return created;
  const problem = answer.ok ? answer.value.problems[0] : undefined;
  if (answer.ok && problem !== undefined) throw new CallFailure(answer.meaning(problem));
  throw refused(object, absent.name, 'was neither created nor refused: try again');
}

/** Those of `wanted` that do not exist. Throws when one exists that cannot serve: HubSpot cannot change it either. */
function missingOf(
  object: string,
  wanted: readonly PropertyDefinition[],
  existing: readonly Existing[],
): readonly PropertyDefinition[] {
  const byName = new Map(existing.map((property) => [property.name, property]));
  return wanted.filter((definition) => {
    const found = byName.get(definition.name);
    if (found === undefined && definition.type === 'list' && !definition.options) {
      throw refused(object, definition.name, 'does not exist, and a list is made with its "options" alone');
    }
    if (found === undefined && !propertyName.test(definition.name)) {
      throw refused(
        object,
        definition.name,
        'cannot be made under this name: HubSpot takes lower-case letters, digits and _',
      );
    }
    if (found === undefined) return true;
    const fault = faultOf(found, definition);
    if (fault !== null) throw refused(object, definition.name, fault);
    return false;
  });
}

function faultOf(found: Existing, { type, unique }: PropertyDefinition): string | null {
  const kind = kinds[type];
  // A checkbox made in HubSpot's own settings is of type `bool`; it holds the same "true" and "false".
  const sameType = found.type === kind.type || (type === 'boolean' && found.type === Type.Bool);
  if (!sameType || found.fieldType !== kind.fieldType) {
    const has = `${found.type ?? '?'}/${found.fieldType ?? '?'}`;
    return `exists as ${has}, and ${kind.type}/${kind.fieldType} is needed: archive or rename it in HubSpot`;
  }
  if (unique && !found.unique) {
    return 'exists without unique values, which can be asked for only when it is created: archive or rename it in HubSpot';
  }
  return null;
}

function refused(object: string, property: string, fault: string): CallFailure {
  const message = `HubSpot property "${property}" of ${object} ${fault}.`;
  return new CallFailure({ kind: 'rejected', code: 'PROPERTY_UNFIT', property, message });
}

function creationOf({ name, label, description, type, unique, options }: PropertyDefinition): Plain<PropertyCreate> {
  return {
    groupName,
    name,
    label,
    description,
    ...kinds[type],
    hasUniqueValue: unique,
    formField: false,
    ...(type === 'boolean' && { options: booleanOptions }),
    ...(options && { options: options.map(optionOf) }),
  };
}

const optionOf = (value: string, displayOrder: number): (typeof booleanOptions)[number] => ({
  label: value,
  value,
  hidden: false,
  displayOrder,
});

async function readAll(send: Send, object: string): Promise<readonly Existing[]> {
  const answer = await send({
    method: 'GET',
    endpoint: `/crm/v3/properties/${object}`,
    object,
    rows: 0,
    writes: false,
    send: ({ crm }, perCall) => crm.properties.coreApi.getAll(object, false, undefined, perCall),
    read: readProperties, // all in one page
  });
  return valueOf(answer).results;
}

async function provideGroup(send: Send, object: string): Promise<void> {
  const endpoint = `/crm/v3/properties/${object}/groups`;
  const answer = await send({
    method: 'GET',
    endpoint,
    object,
    rows: 0,
    writes: false,
    send: ({ crm }, perCall) => crm.properties.groupsApi.getAll(object, perCall),
    read: (body) => readBatch(body, (group) => asText(asJson(group)?.['name'])),
  });
  if (valueOf(answer).results.includes(groupName)) return;
  const made = await send({
    method: 'POST',
    endpoint,
    object,
    rows: 1,
    writes: true,
    send: ({ crm }, perCall) =>
      crm.properties.groupsApi.create(object, model({ name: groupName, label: 'Tandem', displayOrder: -1 }), perCall),
    read: asJson,
  });
  // 409: someone else made it in between, which is as good.
  if (!made.ok && made.failure.kind !== 'duplicate') throw new CallFailure(made.failure);
}

function valueOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new CallFailure(answer.failure);
  return answer.value;
}

function readProperties(body: unknown): Batch<Existing> | null {
  return readBatch(body, (value) => {
    const json = asJson(value);
    const name = asText(json?.['name']);
    if (json === null || name === null) return null;
    return {
      name,
      type: asText(json['type']),
      fieldType: asText(json['fieldType']),
      unique: json['hasUniqueValue'] === true,
    };
  });
}
