/**
 * Objects and fields as JSON (contract 2.2): every key that jsforce's types name. What is constant here has no counterpart
 * in the sandbox; its values are those of a usual field (unverified).
 */
import type { Field, QuerySource } from '../org/schema';
import type { SObject } from '../org/sobject';
import { describeField } from './describe-field-view';

/** The record type that every object has (Salesforce's own constant). */
const MASTER_RECORD_TYPE = '012000000000000AAA';

type Json = Readonly<Record<string, unknown>>;

/** As in the list of all objects. */
export function describeBriefly(type: SObject, version: string): Json {
  const url = urlOf(type, version);
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: type.createable,
    custom: type.custom,
    customSetting: false,
    deepCloneable: false,
    deletable: type.deletable,
    deprecatedAndHidden: false,
    feedEnabled: false,
    hasSubtypes: false,
    idEnabled: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: type.keyPrefix,
    label: type.label,
    labelPlural: type.labelPlural,
    layoutable: true,
    mergeable: type.mergeable,
    mruEnabled: true,
    name: type.name,
    queryable: true,
    replicateable: type.replicateable,
    retrieveable: true,
    searchable: true,
    triggerable: true,
    undeletable: type.undeletable,
    updateable: type.updateable,
    urls: { rowTemplate: `${url}/{ID}`, describe: `${url}/describe`, sobject: url },
  };
}

export function describeWhole(source: QuerySource, type: SObject, version: string): Json {
  const nameField = nameFieldOf(type);
  return {
    ...describeBriefly(type, version),
    actionOverrides: [],
    childRelationships: childRelationships(source, type),
    compactLayoutable: true,
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: type.fields.map((field) => describeField(type, field, { isName: field === nameField })),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: [masterRecordType(type, version)],
    searchLayoutable: true,
    sobjectDescribeOption: 'FULL',
    supportedScopes: [
      { label: `All ${type.labelPlural.toLowerCase()}`, name: 'everything' },
      { label: `My ${type.labelPlural.toLowerCase()}`, name: 'mine' },
    ],
  };
}

function urlOf(type: SObject, version: string): string {
  return `/services/data/v${version}/sobjects/${type.name}`;
}

function childRelationships(source: QuerySource, parent: SObject): Json[] {
  return source.childRelationships(parent).map(({ name, type, field }) => ({
    cascadeDelete: field.cascadeDelete,
    childSObject: type.name,
    deprecatedAndHidden: false,
    field: field.name,
    junctionIdListNames: [],
    junctionReferenceTo: [],
    relationshipName: name,
    restrictedDelete: false,
  }));
}

function masterRecordType(type: SObject, version: string): Json {
  return {
    active: true,
    available: true,
    defaultRecordTypeMapping: true,
    developerName: 'Master',
    master: true,
    name: 'Master',
    recordTypeId: MASTER_RECORD_TYPE,
    urls: { layout: `${urlOf(type, version)}/describe/layouts/${MASTER_RECORD_TYPE}` },
  };
}

/** An order is called by its number, a task by its subject. */
function nameFieldOf(type: SObject): Field | undefined {
  const numbered = type.fields.find(({ autoNumber, custom }) => autoNumber && !custom);
  return numbered ?? type.field('Name') ?? type.field('Subject');
}
