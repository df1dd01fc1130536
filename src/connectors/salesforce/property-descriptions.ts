/** What an org says of an object's fields, in the words of the port: as what `wire.ts` makes of a value is taken. */
import type { PropertyDescription, Spelling } from '../../core/property-description';
import type { Send } from './call';
import type { Describes, FieldFacts } from './describe';
import { chosenBy, codeProperty, entryProperty, lineObject } from './price-book';

/** One call. What the connector itself goes by is new from then on as well. Throws `CallFailure`. */
export async function describeObject(
  send: Send,
  describes: Describes,
  object: string,
): Promise<readonly PropertyDescription[]> {
  describes.forget(object);
  const fields = await describes.fieldsOf(send, object);
  return [...fields.values()].map((field) => (object === lineObject ? ofLine(field) : describe(object, field)));
}

/** The connector makes a line's entry in the price book, which is required, of what it is chosen by. */
function ofLine(field: FieldFacts): PropertyDescription {
  const description = describe(lineObject, field);
  const writable = { onCreate: true, onUpdate: true };
  if (field.name === codeProperty) return { ...description, writable, required: true };
  if (chosenBy.has(field.name)) return { ...description, writable };
  return field.name === entryProperty ? { ...description, required: false } : description;
}

function describe(object: string, field: FieldFacts): PropertyDescription {
  const type = types[field.type] ?? 'other';
  // A checkbox is ticked or not: one that is not said is not.
  const needsValue = !field.nillable && type !== 'boolean';
  const reads = spellings[type];
  return {
    name: field.name,
    label: field.label,
    type,
    maxLength: type === 'text' && field.length > 0 ? field.length : null,
    digits: type === 'number' ? digitsOf(field) : null,
    ...(type === 'option' || type === 'options' ? optionsOf(object, field) : { options: null }),
    required: needsValue && field.createable && !field.defaultedOnCreate,
    ...(needsValue && { neverBlank: true }),
    writable: { onCreate: field.createable, onUpdate: field.updateable },
    unique: field.unique,
    ...(reads && { reads }),
  };
}

const types: Readonly<Record<string, PropertyDescription['type']>> = {
  string: 'text',
  textarea: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  combobox: 'text',
  encryptedstring: 'text',
  int: 'number',
  long: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  picklist: 'option',
  multipicklist: 'options',
  reference: 'reference',
};

/** That blanks at both ends go is unverified (contract 8.6); of numbers and checkboxes `wire.ts` takes them away. */
const spellings: Readonly<Partial<Record<PropertyDescription['type'], readonly Spelling[]>>> = {
  text: ['padded'],
  number: ['padded'],
  boolean: ['padded', 'any-case'],
  date: ['padded', 'time-of-day'],
  datetime: ['padded'],
  option: ['padded'],
  options: ['padded'],
};

/** A precision counts all digits (contract 2.2). */
const digitsOf = ({ precision, scale }: FieldFacts): PropertyDescription['digits'] =>
  precision === 0 ? null : { whole: precision - scale, fraction: scale };

/**
 * A picklist that is not restricted takes anything (contract 6, 8.3). Of an opportunity's stage that is said too, and what is
 * no stage would be kept without probability and forecast: it is to be one of those that are active.
 */
function optionsOf(
  object: string,
  { name, options, restricted }: FieldFacts,
): Pick<PropertyDescription, 'options' | 'listed'> {
  const isStage = object === 'Opportunity' && name === 'StageName';
  return restricted || isStage ? { options } : { options: null, listed: options };
}
