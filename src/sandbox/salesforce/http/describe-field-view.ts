/** One field as JSON (contract 2.2). Which types can be filtered, sorted, grouped and counted is unverified. */
import type { Value } from '../org/row';
import type { Field, FieldType } from '../org/schema';
import type { SObject } from '../org/sobject';

type Json = Readonly<Record<string, unknown>>;

const soapTypes: Readonly<Partial<Record<FieldType, string>>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
};
/** Text of more characters is kept apart: a query cannot filter by it. */
const FILTERED_MAX_CHARS = 255;
const BYTES_PER_CHAR = 3;
const ungrouped: ReadonlySet<FieldType> = new Set(['datetime', 'double', 'currency', 'percent', 'multipicklist']);
const namesOfPeople: ReadonlySet<string> = new Set(['FirstName', 'LastName', 'MiddleName', 'Salutation']);

export function describeField(type: SObject, field: Field, { isName }: { readonly isName: boolean }): Json {
  return {
    ...constants,
    ...sizes(field),
    ...abilities(field),
    autoNumber: field.autoNumber,
    calculated: field.calculated,
    cascadeDelete: field.cascadeDelete,
    caseSensitive: field.caseSensitive,
    compoundFieldName: isPartOfName(type, field) ? 'Name' : null,
    createable: field.createable,
    custom: field.custom,
    defaultValue: field.type === 'boolean' ? field.defaultValue : null,
    defaultedOnCreate: isFilledIn(field),
    externalId: field.externalId,
    idLookup: field.idLookup,
    label: field.label,
    name: field.name,
    nameField: isName,
    namePointing: field.referenceTo.length > 1,
    // An owner that is not named is who writes.
    nillable: field.nillable && field.name !== 'OwnerId',
    permissionable: field.position >= 0 && field.nillable,
    picklistValues: field.picklistValues.map((option) => ({
      active: option.active,
      defaultValue: option.defaultValue || option.value === field.defaultValue,
      label: option.label,
      validFor: null,
      value: option.value,
    })),
    polymorphicForeignKey: field.referenceTo.length > 1,
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName,
    restrictedPicklist: field.restrictedPicklist,
    soapType: soapTypes[field.type] ?? 'xsd:string',
    type: field.type,
    unique: field.unique,
    updateable: field.updateable,
  };
}

const constants: Json = {
  aiPredictionField: false,
  calculatedFormula: null,
  controllerName: null,
  defaultValueFormula: null,
  dependentPicklist: false,
  deprecatedAndHidden: false,
  displayLocationInDecimal: false,
  encrypted: false,
  extraTypeInfo: null,
  filteredLookupInfo: null,
  formulaTreatNullNumberAsZero: false,
  highScaleNumber: false,
  htmlFormatted: false,
  inlineHelpText: null,
  mask: null,
  maskType: null,
  queryByDistance: false,
  referenceTargetField: null,
  relationshipOrder: null,
  restrictedDelete: false,
  searchPrefilterable: false,
  writeRequiresMasterRead: false,
};

function sizes({ type, length, precision, scale }: Field): Json {
  const isInt = type === 'int';
  const isId = type === 'id' || type === 'reference';
  return {
    byteLength: isId ? length : length * BYTES_PER_CHAR,
    digits: isInt ? precision : 0,
    length,
    precision: isInt ? 0 : precision,
    scale: isInt ? 0 : scale,
  };
}

function abilities({ type, length }: Field): Json {
  const isLong = type === 'textarea' && length > FILTERED_MAX_CHARS;
  return {
    aggregatable: !isLong && type !== 'boolean' && type !== 'multipicklist',
    filterable: !isLong,
    groupable: !isLong && !ungrouped.has(type),
    sortable: !isLong && type !== 'multipicklist',
  };
}

/** Salesforce gives it a value where the caller gives none. */
function isFilledIn(field: Field): boolean {
  const preset: Value = field.defaultValue;
  const system = field.position < 0 && !field.calculated && field.name !== 'MasterRecordId';
  return preset !== null || field.autoNumber || system || field.name === 'OwnerId';
}

function isPartOfName(type: SObject, field: Field): boolean {
  return namesOfPeople.has(field.name) && type.field('Name')?.calculated === true;
}
