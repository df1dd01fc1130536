/**
 * `/_sandbox/field` and `/_sandbox/object`: the schema as administrators change it while others are at work. A field comes,
 * goes, is hidden from everybody, becomes required or read-only, loses a picklist value. What is not named stays as it is.
 */
import {
  asList,
  asObject,
  asText,
  optionalBoolean,
  optionalText,
  refuseUnknown,
  whole,
  type Json,
} from '../../common/control-body';
import { ControlError } from '../../common/control-error';
import type { Answer, Call } from '../http/route';
import { owner } from '../org/objects/field-kinds';
import type { Org } from '../org/org';
import type { FieldType, PicklistValue } from '../org/schema';
import type { FieldSpec, SObject } from '../org/sobject';
import { controlBody, controlType, type Lever } from './control-call';

const fieldTypes = [
  'string',
  'textarea',
  'email',
  'phone',
  'url',
  'picklist',
  'multipicklist',
  'boolean',
  'int',
  'double',
  'currency',
  'percent',
  'date',
  'datetime',
  'reference',
] as const satisfies readonly FieldType[];

const LENGTH_MAX = 131_072;
const specKeys = ['type', 'label', 'length', 'precision', 'scale', 'required', 'readOnly', 'externalId', 'unique'];
const moreKeys = ['caseSensitive', 'restricted', 'options', 'referenceTo', 'relationshipName', 'childRelationshipName'];

export function schemaLevers(org: Org): Lever[] {
  return [
    { method: 'POST', lever: 'field', handle: (call) => changeField(org, call) },
    { method: 'POST', lever: 'object', handle: (call) => addObject(org, call) },
  ];
}

/** `{"object", "name", "hidden"?, "removed"?, …}`; one that is not there yet needs a type. */
function changeField(org: Org, call: Call): Answer {
  const body = controlBody(call);
  refuseUnknown(body, ['object', 'name', 'hidden', 'removed', ...specKeys, ...moreKeys], 'A field');
  const type = controlType(org, body.object);
  const name = fieldName(body.name);
  if (optionalBoolean(body.removed, 'removed') === true) {
    if (type.specOf(name) === undefined) throw new ControlError(`${type.name} has no field ${name} to remove`, 404);
    type.remove(name);
    return { status: 204 };
  }
  const part = specOf(body);
  if (Object.keys(part).length > 0) describe(type, name, part);
  const hidden = optionalBoolean(body.hidden, 'hidden');
  const field = type.everyField().find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (field === undefined) throw new ControlError(`${type.name} has no field ${name}; a new one needs a type`, 404);
  if (hidden !== undefined) type.setHidden(name, hidden);
  return { status: 200, body: { object: type.name, ...field, hidden: type.field(name) === undefined } };
}

function describe(type: SObject, name: string, part: Partial<FieldSpec>): void {
  const before = type.specOf(name);
  if (before !== undefined) type.add({ ...before, ...part });
  else if (part.type !== undefined) type.add({ ...part, name, type: part.type });
  else throw new ControlError(`${type.name} has no field ${name} that can be described; a new one needs a type`, 404);
}

function fieldName(value: unknown): string {
  const name = asText(value, 'name');
  if (/^[A-Za-z]\w*$/.test(name)) return name;
  throw new ControlError('name must be an API name, as in Region__c');
}

function specOf(body: Json): Partial<FieldSpec> {
  const told = {
    type: body.type === undefined ? undefined : asType(body.type),
    label: optionalText(body.label, 'label'),
    length: whole(body, 'length', 1, LENGTH_MAX),
    precision: whole(body, 'precision', 1, 18),
    scale: whole(body, 'scale', 0, 17),
    required: optionalBoolean(body.required, 'required'),
    ...writable(optionalBoolean(body.readOnly, 'readOnly')),
    externalId: optionalBoolean(body.externalId, 'externalId'),
    unique: optionalBoolean(body.unique, 'unique'),
    caseSensitive: optionalBoolean(body.caseSensitive, 'caseSensitive'),
    restricted: optionalBoolean(body.restricted, 'restricted'),
    options: body.options === undefined ? undefined : asList(body.options, 'options').map(asOption),
    referenceTo: body.referenceTo === undefined ? undefined : [body.referenceTo].flat().map((to) => asText(to, 'to')),
    relationshipName: optionalText(body.relationshipName, 'relationshipName'),
    childRelationshipName: optionalText(body.childRelationshipName, 'childRelationshipName'),
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}

function writable(readOnly: boolean | undefined): { readonly createable?: boolean; readonly updateable?: boolean } {
  return readOnly === undefined ? {} : { createable: !readOnly, updateable: !readOnly };
}

function asType(value: unknown): FieldType {
  const type = fieldTypes.find((each) => each === value);
  if (type === undefined) throw new ControlError(`type must be one of ${fieldTypes.join(', ')}`);
  return type;
}

/** A text, or `{"value", "label"?, "active"?, "defaultValue"?}`. */
function asOption(given: unknown): PicklistValue {
  const option = typeof given === 'string' ? { value: given } : asObject(given, 'an option');
  const value = asText(option.value, 'value');
  return {
    value,
    label: optionalText(option.label, 'label') ?? value,
    active: optionalBoolean(option.active, 'active') ?? true,
    defaultValue: optionalBoolean(option.defaultValue, 'defaultValue') ?? false,
  };
}

/** `{"name": "BigTable__c", "label"?}`, with a name and an owner; its other fields by `field`. */
function addObject(org: Org, call: Call): Answer {
  const body = controlBody(call);
  refuseUnknown(body, ['name', 'label'], 'An object');
  const name = fieldName(body.name);
  if (!name.endsWith('__c')) throw new ControlError('name must end in __c');
  if (org.sObjectType(name) !== undefined) throw new ControlError(`There is an object ${name} already`, 409);
  const label = optionalText(body.label, 'label') ?? name.replace(/__c$/, '');
  const { keyPrefix } = org.addCustomObject({
    name,
    label,
    fields: [{ name: 'Name', type: 'string', length: 80 }, owner],
  });
  return { status: 201, body: { name, label, keyPrefix } };
}
