/** What a line writes, against what the CRM takes. */
import { kindOf } from '../compile-mapping';
import { converterNameOf } from '../field-converters';
import type { CustomType } from '../custom-fields';
import type { ConverterName, FieldDocument } from '../mapping-document';
import { didYouMean } from '../nearest';
import type { PropertyDescription } from '../property-description';
import { checkConstant } from './check-constant';
import { catalogueLine, isSent, type Say, type Scope } from './scope';

export function checkProperty(line: FieldDocument, scope: Scope, say: Say): void {
  const { property, create } = line;
  const { ground, properties, part } = scope;
  const { own, mappings } = ground.catalog;
  if ([own.key, own.revision, own.url].includes(property)) {
    say('property', `${property} is Tandem's own, and written by itself: leave the line out`);
    return;
  }
  const { associations, lines } = mappings[scope.object];
  const joining = associations.find((one) => part === 'record' && one.property === property);
  if (joining || (part === 'line' && property === lines?.parentProperty)) {
    say(
      'property',
      `${property} holds the id of the ${joining?.parent ?? 'order'}, which Tandem keeps: leave the line out`,
    );
    return;
  }
  if (create) checkCreation(create, say);
  const description = properties?.get(property);
  if (description) checkDescribed(line, description, scope, say);
  else checkMissing(line, scope, say);
}

/** Of a property that the CRM does not have, as far as we know. */
function checkMissing(
  line: FieldDocument,
  { properties, ground, known, remoteObject, ...scope }: Scope,
  say: Say,
): void {
  const { property, create } = line;
  if (create) {
    const { pattern, rule } = ground.catalog.newProperty;
    if (!pattern.test(property)) say('property', `is the name of a property to be made, which ${rule}`);
    if (create.type === 'list' && !create.options?.length) {
      say('create.options', 'are missing: a list is made with what it may hold');
    }
    checkFit(line, madeOf(property, create), scope.kinds, say);
    return;
  }
  // Of lines that the account has no place for, the CRM has no property either.
  const needs = known.find((one) => one.property === property)?.needs;
  if (!properties || (needs !== undefined && ground.features?.includes(needs) !== true)) return;
  const near = didYouMean(property, properties.keys());
  const made = scope.part === 'record' ? 'say create to have it made' : 'make it in the CRM';
  say('property', `${remoteObject} has no property ${property}${near}: correct it, or ${made}`);
}

type Creation = NonNullable<FieldDocument['create']>;

function checkCreation({ type, unique, options }: Creation, say: Say): void {
  if (options && type !== 'list')
    say('create.options', `are said of a ${type}: only a list has options; leave them out`);
  if (options && new Set(options).size !== options.length)
    say('create.options', 'name an option twice: keep one of them');
  if (unique === true && (type === 'list' || type === 'boolean')) {
    say('create.unique', `is said of a ${type}, which CRMs make unique in no case: leave it out`);
  }
}

const described: Readonly<Record<CustomType, PropertyDescription['type']>> = {
  text: 'text',
  number: 'number',
  boolean: 'boolean',
  datetime: 'datetime',
  list: 'options',
};
/** Made with a property of its own type, or served by one that holds such values as well. */
const serving: Readonly<Record<CustomType, readonly PropertyDescription['type'][]>> = {
  text: ['text', 'option', 'other'],
  number: ['number', 'other'],
  boolean: ['boolean', 'other'],
  datetime: ['datetime', 'other'],
  list: ['options', 'other'],
};

/** As it will be once it is made. */
const madeOf = (name: string, { label, type, unique = false, options }: Creation): PropertyDescription => ({
  name,
  label,
  type: described[type],
  maxLength: null,
  digits: null,
  options: type === 'list' ? (options ?? null) : null,
  required: false,
  writable: { onCreate: true, onUpdate: true },
  unique,
});

function checkDescribed(line: FieldDocument, description: PropertyDescription, scope: Scope, say: Say): void {
  const { name, type, unique, required } = description;
  const { create } = line;
  if (create && !serving[create.type].includes(type)) {
    say(
      'create.type',
      `is ${create.type}, and ${name} is there already as ${type}: name another property, or leave create out`,
    );
  }
  if (create?.unique === true && !unique) {
    say(
      'create.unique',
      `is said of ${name}, which is there already and not unique, and cannot become so: name another property, or leave it out`,
    );
  }
  if (!isSent(line)) return;
  // The catalogue's own are known to work: some are written by detours of the connector.
  if (!catalogueLine(line, scope)) checkWritable(line, description, say);
  if (required && line.blank === 'clear') {
    say('blank', `empties ${name}, which the CRM requires: say "keep", or leave it out`);
  }
  checkFit(line, description, scope.kinds, say);
}

function checkWritable(
  { constant, direction }: FieldDocument,
  { name, writable }: PropertyDescription,
  say: Say,
): void {
  if (!writable.onCreate && !writable.onUpdate) {
    const instead = constant === undefined ? 'say direction "pull", or name another' : 'name another';
    say('property', `${name} is read-only in the CRM: ${instead}`);
  } else if (!writable.onUpdate && constant === undefined) {
    const written = direction === 'both' ? 'a two-way field' : 'a field';
    say(
      'property',
      `${name} can be written with a new record alone, and ${written} is written again when it changes: name another`,
    );
  }
}

const takes: Readonly<Record<ConverterName, readonly PropertyDescription['type'][]>> = {
  text: ['text', 'option', 'options', 'other'],
  integer: ['number', 'text', 'other'],
  number: ['number', 'text', 'other'],
  money: ['number', 'text', 'other'],
  boolean: ['boolean', 'text', 'other'],
  date: ['date', 'text', 'other'],
  datetime: ['datetime', 'text', 'other'],
  list: ['options', 'text', 'other'],
  picklist: ['option', 'options', 'text', 'boolean', 'other'],
};

function checkFit(line: FieldDocument, description: PropertyDescription, kinds: Scope['kinds'], say: Say): void {
  const kind = line.field === undefined ? undefined : kindOf(kinds, line.field);
  const converter = converterNameOf(line, kind);
  const { name, type } = description;
  if (!takes[converter].includes(type)) {
    say('converter', `${converter} writes what ${name} does not take, which is ${typeName[type]}${remedy[type]}`);
    return;
  }
  if (line.template !== undefined && (type === 'option' || type === 'options')) {
    say('template', `writes texts, and ${name} takes its options alone: name a property of type text`);
  }
  if (converter === 'picklist') checkOptions(line, description, say);
  if (line.constant !== undefined) checkConstant(line.constant, description, say);
}

const typeName: Readonly<Record<PropertyDescription['type'], string>> = {
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  date: 'a date',
  datetime: 'a date and time',
  option: 'one of its options',
  options: 'some of its options',
  reference: 'a reference to another record',
  other: 'of a type of its own',
};
const remedy: Readonly<Record<PropertyDescription['type'], string>> = {
  text: '',
  number: ': say integer, number or money of a field that holds numbers, or name another property',
  boolean: ': say boolean of a field that holds true or false, or a picklist to "true" and "false"',
  date: ': say date of a field that holds a moment, or name another property',
  datetime: ': say datetime of a field that holds a moment, or name another property',
  option: ': say picklist with a table of options',
  options: ': say list of a field that holds several, or picklist',
  reference: ': references are kept by associations; name another property',
  other: '',
};

function checkOptions({ options = {} }: FieldDocument, description: PropertyDescription, say: Say): void {
  const { name, type } = description;
  const known = type === 'boolean' ? ['true', 'false'] : description.options;
  if (!known) return;
  for (const [value, option] of Object.entries(options)) {
    if (option.trim() === '' || known.includes(option)) continue;
    say(
      `options.${value}`,
      `leads to ${option}, and ${name} has no such option${didYouMean(option, known)}: correct it, add it in the CRM, or have it made (tandem provision --mapping)`,
    );
  }
}
