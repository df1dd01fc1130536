/**
 * A custom field as the Metadata and Tooling APIs describe it, and as the schema keeps it. Codes and texts of what is
 * refused are unverified. Formulas, roll-up summaries, and the types that are not named here are left out and refused.
 */
import type { RecordError } from './refused';
import { recordError } from './refused';
import type { Value } from './row';
import type { Field, FieldType, PicklistValue } from './schema';
import type { FieldSpec } from './sobject';

/** Numbers and booleans may come as text: in XML everything is. */
export type Metadata = Readonly<Record<string, unknown>>;

interface Kind {
  readonly type: FieldType;
  readonly needs?: readonly string[];
  /** The most characters. */
  readonly longest?: number;
  /** Characters, where they are always the same. */
  readonly length?: number;
  readonly canBeExternalId?: boolean;
  readonly canBeUnique?: boolean;
}

const kinds: Readonly<Record<string, Kind>> = {
  Text: { type: 'string', needs: ['length'], longest: 255, canBeExternalId: true, canBeUnique: true },
  Email: { type: 'email', length: 80, canBeExternalId: true, canBeUnique: true },
  Phone: { type: 'phone', length: 40 },
  Url: { type: 'url', length: 255 },
  Checkbox: { type: 'boolean' },
  Number: { type: 'double', needs: ['precision', 'scale'], canBeExternalId: true, canBeUnique: true },
  Currency: { type: 'currency', needs: ['precision', 'scale'] },
  Percent: { type: 'percent', needs: ['precision', 'scale'] },
  Date: { type: 'date' },
  DateTime: { type: 'datetime' },
  TextArea: { type: 'textarea', length: 255 },
  LongTextArea: { type: 'textarea', needs: ['length', 'visibleLines'], longest: 131_072 },
  Picklist: { type: 'picklist', needs: ['valueSet'] },
  MultiselectPicklist: { type: 'multipicklist', needs: ['valueSet', 'visibleLines'] },
  Lookup: { type: 'reference', needs: ['referenceTo', 'relationshipName'] },
  MasterDetail: { type: 'reference', needs: ['referenceTo', 'relationshipName'] },
  AutoNumber: { type: 'string', length: 30, canBeExternalId: true },
};
const SHORTEST_LONG_TEXT = 256;
const MAX_DIGITS = 18;
/** Letters, digits, single underscores; 40 characters before `__c`. */
const FIELD_NAME = /^(?=.{1,43}$)[A-Za-z](?:_?[A-Za-z0-9])*__c$/;

export function isCustomFieldName(name: string): boolean {
  return FIELD_NAME.test(name);
}

/** What the schema makes of it, or why it is refused. */
export function readCustomField(name: string, metadata: Metadata): FieldSpec | RecordError {
  const typeName = textOf(metadata.type) ?? '';
  const kind = Object.hasOwn(kinds, typeName) ? kinds[typeName] : undefined;
  if (kind === undefined || metadata.formula !== undefined)
    return wrong(`Fields of type ${metadata.formula === undefined ? typeName : 'Formula'} are left out`);
  const mistake = mistakeIn(typeName, kind, metadata);
  if (mistake !== undefined) return wrong(mistake);
  return {
    name,
    type: kind.type,
    label: textOf(metadata.label) ?? name,
    ...flagsOf(metadata),
    required: isTrue(metadata.required) || typeName === 'MasterDetail',
    ...sizesOf(kind, metadata),
    ...presetOf(kind, metadata),
    ...optionsOf(metadata.valueSet),
    ...(kind.type === 'reference' && parentOf(typeName, metadata)),
    ...(typeName === 'AutoNumber' && {
      autoNumber: true,
      autoNumberFormat: textOf(metadata.displayFormat) ?? '{0}',
    }),
  };
}

function flagsOf({ externalId, unique, caseSensitive }: Metadata): Partial<FieldSpec> {
  return { externalId: isTrue(externalId), unique: isTrue(unique), caseSensitive: isTrue(caseSensitive) };
}

function mistakeIn(typeName: string, kind: Kind, metadata: Metadata): string | undefined {
  for (const needed of ['label', ...(kind.needs ?? [])])
    if (metadata[needed] === undefined || metadata[needed] === '')
      return `Must specify '${needed}' for a CustomField of type ${typeName}`;
  if (isTrue(metadata.externalId) && kind.canBeExternalId !== true)
    return `Can not specify 'externalId' for a CustomField of type ${typeName}`;
  if (isTrue(metadata.unique) && kind.canBeUnique !== true)
    return `Can not specify 'unique' for a CustomField of type ${typeName}`;
  return sizeMistake(kind, metadata);
}

function sizeMistake(kind: Kind, metadata: Metadata): string | undefined {
  const length = Number(metadata.length);
  const shortest = kind.type === 'textarea' ? SHORTEST_LONG_TEXT : 1;
  if (kind.longest !== undefined && !(Number.isInteger(length) && length >= shortest && length <= kind.longest))
    return `length must be between ${shortest} and ${kind.longest}`;
  if (kind.needs?.includes('precision') !== true) return undefined;
  const [precision, scale] = [Number(metadata.precision), Number(metadata.scale)];
  const fits = [precision, scale].every((digits) => Number.isInteger(digits) && digits >= 0 && digits <= MAX_DIGITS);
  return fits && scale <= precision
    ? undefined
    : `precision must be at most ${MAX_DIGITS}, and scale at most precision`;
}

function sizesOf(kind: Kind, metadata: Metadata): Partial<FieldSpec> {
  if (kind.needs?.includes('precision') === true)
    return { precision: Number(metadata.precision), scale: Number(metadata.scale) };
  if (kind.longest !== undefined) return { length: Number(metadata.length) };
  return kind.length === undefined ? {} : { length: kind.length };
}

/** A literal. Any other formula is not calculated here, and the field starts blank. */
function presetOf(kind: Kind, { defaultValue }: Metadata): Partial<FieldSpec> {
  if (kind.type === 'boolean') return { defaultValue: isTrue(defaultValue) };
  const text = textOf(defaultValue);
  const [, , quoted] = /^(['"])(.*)\1$/.exec(text ?? '') ?? [];
  if (quoted !== undefined) return { defaultValue: quoted };
  const isNumber = text !== undefined && /^-?\d+(\.\d+)?$/.test(text) && kind.type !== 'string';
  return isNumber ? { defaultValue: Number(text) } : {};
}

function optionsOf(valueSet: unknown): Partial<FieldSpec> {
  if (valueSet === undefined) return {};
  const { restricted, valueSetDefinition } = valueSet as Metadata;
  const { value } = (valueSetDefinition ?? {}) as Metadata;
  const options = listOf(value).map((one): PicklistValue => {
    const option = one as Metadata;
    const name = textOf(option.fullName) ?? textOf(option.valueName) ?? '';
    return {
      value: name,
      label: textOf(option.label) ?? name,
      active: option.isActive === undefined || isTrue(option.isActive),
      defaultValue: isTrue(option.default),
    };
  });
  const preset = options.find((option) => option.defaultValue);
  return { options, restricted: isTrue(restricted), ...(preset && { defaultValue: preset.value }) };
}

function parentOf(typeName: string, metadata: Metadata): Partial<FieldSpec> {
  const isMaster = typeName === 'MasterDetail';
  const cascadeDelete = isMaster || metadata.deleteConstraint === 'Cascade';
  return {
    referenceTo: [textOf(metadata.referenceTo) ?? ''],
    // Called `Orders__r` in queries of the parent.
    childRelationshipName: `${textOf(metadata.relationshipName) ?? ''}__r`,
    cascadeDelete,
    ...(isMaster && { createable: true, updateable: isTrue(metadata.reparentableMasterDetail) }),
  };
}

/** As the Metadata API would tell of it. */
export function customFieldMetadata(field: Field): Metadata {
  const type = typeNameOf(field);
  return {
    label: field.label,
    type,
    required: !field.nillable && field.type !== 'boolean',
    ...keyMetadata(kinds[type], field),
    ...sizeMetadata(kinds[type]?.needs ?? [], field),
    ...(field.type === 'boolean' && { defaultValue: field.defaultValue }),
    ...(field.autoNumberFormat !== undefined && { displayFormat: field.autoNumberFormat }),
    ...(field.type === 'reference' && {
      referenceTo: field.referenceTo[0],
      relationshipName: field.childRelationshipName?.replace(/__r$/, ''),
    }),
  };
}

function keyMetadata(kind: Kind | undefined, { externalId, unique, caseSensitive }: Field): Metadata {
  return {
    ...(kind?.canBeExternalId === true && { externalId }),
    ...(kind?.canBeUnique === true && { unique, caseSensitive }),
  };
}

function sizeMetadata(needs: readonly string[], field: Field): Metadata {
  return {
    ...(needs.includes('length') && { length: field.length }),
    ...(needs.includes('precision') && { precision: field.precision, scale: field.scale }),
    ...(needs.includes('visibleLines') && { visibleLines: 3 }),
    ...(needs.includes('valueSet') && { valueSet: valueSetOf(field) }),
  };
}

function valueSetOf({ restrictedPicklist, picklistValues }: Field): Metadata {
  const value = picklistValues.map((option) => ({
    fullName: option.value,
    default: option.defaultValue,
    label: option.label,
    ...(!option.active && { isActive: false }),
  }));
  return { restricted: restrictedPicklist, valueSetDefinition: { sorted: false, value } };
}

const typeNames: Readonly<Partial<Record<FieldType, string>>> = {
  email: 'Email',
  phone: 'Phone',
  url: 'Url',
  boolean: 'Checkbox',
  int: 'Number',
  double: 'Number',
  currency: 'Currency',
  percent: 'Percent',
  date: 'Date',
  datetime: 'DateTime',
  picklist: 'Picklist',
  multipicklist: 'MultiselectPicklist',
};

function typeNameOf({ type, autoNumber, length, cascadeDelete, nillable }: Field): string {
  if (autoNumber) return 'AutoNumber';
  if (type === 'reference') return cascadeDelete && !nillable ? 'MasterDetail' : 'Lookup';
  if (type === 'textarea') return length < SHORTEST_LONG_TEXT ? 'TextArea' : 'LongTextArea';
  return typeNames[type] ?? 'Text';
}

/** Values that two rows hold make a field that cannot become unique. */
export function firstTwice(field: Field, rows: Iterable<Parameters<Field['read']>[0]>): Value {
  const seen = new Set<string>();
  for (const row of rows) {
    const value = row.deletedAt === null ? field.read(row) : null;
    if (value === null) continue;
    const key = field.caseSensitive ? String(value) : String(value).toLowerCase();
    if (seen.has(key)) return value;
    seen.add(key);
  }
  return null;
}

export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

export function wrong(message: string): RecordError {
  return recordError('FIELD_INTEGRITY_EXCEPTION', message, []);
}
