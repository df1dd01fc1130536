/**
 * The Metadata API's calls for custom fields and objects, for the permissions by which fields are seen (contract 8.5), and
 * for the stages of opportunities. Retrieves of archives are left out.
 */
import { deployOperations } from '../../deploy/deploy-operations';
import type { Deployments } from '../../deploy/deployments';
import type { CustomField } from '../../org/custom-schema';
import { listOf, textOf, type Metadata } from '../../org/custom-field-spec';
import type { Org } from '../../org/org';
import { recordError, type RecordError } from '../../org/refused';
import type { SObject } from '../../org/sobject';
import type { Call, Route } from '../route';
import {
  answerSoap,
  elementOf,
  errorElements,
  Fault,
  nil,
  textIn,
  textsIn,
  type Element,
  type Operation,
} from './envelope';

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';
/** Of one call. */
const MAX_COMPONENTS = 10;

/** What can be done with one kind of component. No errors: it is done. */
interface Kind {
  create(fullName: string, metadata: Metadata): readonly RecordError[];
  update(fullName: string, metadata: Metadata): readonly RecordError[];
  exists(fullName: string): boolean;
  read(fullName: string): Metadata | undefined;
  remove(fullName: string): readonly RecordError[];
}

/** Open, because the session stands in the envelope. */
export function metadataRoutes(org: Org, deployments: Deployments): Route[] {
  const kinds: Readonly<Record<string, Kind>> = {
    CustomField: fieldKind(org),
    CustomObject: objectKind(org),
    Profile: permissionKind(org, 'Profile'),
    PermissionSet: permissionKind(org, 'PermissionSet'),
    StandardValueSet: valueSetKind(org),
  };
  const operations: Readonly<Record<string, Operation>> = {
    createMetadata: ({ given }) => ({
      result: each(kinds, given, (kind, one) => kind.create(one.fullName, one.metadata)),
    }),
    updateMetadata: ({ given }) => ({
      result: each(kinds, given, (kind, one) => kind.update(one.fullName, one.metadata)),
    }),
    upsertMetadata: ({ given }) => ({ result: upsert(kinds, given) }),
    deleteMetadata: ({ given }) => ({
      result: namesIn(given).map((fullName) => resultOf(fullName, kindOf(kinds, textIn(given.type)).remove(fullName))),
    }),
    readMetadata: ({ given }) => ({ result: { records: read(kinds, given) } }),
    describeMetadata: () => ({ result: describe(Object.keys(kinds)) }),
    ...deployOperations(deployments),
  };
  const handle = (call: Call) => answerSoap(org, call, { namespace: NAMESPACE, operations });
  return ['', '/:organization'].map((path) => ({
    method: 'POST',
    path: `/services/Soap/m/:version${path}`,
    open: true,
    counted: true,
    handle,
  }));
}

interface Component {
  readonly type: string;
  readonly fullName: string;
  readonly metadata: Metadata;
}

function componentsIn({ metadata }: Element): readonly Component[] {
  const components = listOf(metadata).map((one) => {
    const element = elementOf(one);
    const type = textIn(element['@type']).replace(/^.*:/, '');
    return { type, fullName: textOf(element.fullName) ?? '', metadata: element };
  });
  // The text is unverified.
  if (components.length > MAX_COMPONENTS)
    throw new Fault('LIMIT_EXCEEDED', `No more than ${MAX_COMPONENTS} components`);
  return components;
}

function namesIn({ fullNames }: Element): readonly string[] {
  return textsIn(fullNames);
}

function kindOf(kinds: Readonly<Record<string, Kind>>, type: string): Kind {
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (kind === undefined) throw new Fault('INVALID_TYPE', `Components of this type are left out: ${type}`);
  return kind;
}

function each(
  kinds: Readonly<Record<string, Kind>>,
  given: Element,
  perform: (kind: Kind, component: Component) => readonly RecordError[],
): readonly Element[] {
  return componentsIn(given).map((one) => resultOf(one.fullName, perform(kindOf(kinds, one.type), one)));
}

function upsert(kinds: Readonly<Record<string, Kind>>, given: Element): readonly Element[] {
  return componentsIn(given).map(({ type, fullName, metadata }) => {
    const kind = kindOf(kinds, type);
    const known = kind.exists(fullName);
    const errors = known ? kind.update(fullName, metadata) : kind.create(fullName, metadata);
    return { created: !known && errors.length === 0, ...resultOf(fullName, errors) };
  });
}

function resultOf(fullName: string, errors: readonly RecordError[]): Element {
  return { errors: errorElements(errors), fullName, success: errors.length === 0 };
}

function read(kinds: Readonly<Record<string, Kind>>, given: Element): readonly Element[] {
  const type = textIn(given.type);
  const kind = kindOf(kinds, type);
  return namesIn(given).map((fullName) => {
    const metadata = kind.read(fullName);
    return metadata === undefined ? nil : { '@xsi:type': type, fullName, ...metadata };
  });
}

function describe(names: readonly string[]): Element {
  return {
    metadataObjects: names
      .filter((name) => name !== 'CustomField')
      .map((xmlName) => ({
        ...(xmlName === 'CustomObject' && { childXmlNames: ['CustomField'] }),
        directoryName: `${xmlName.charAt(0).toLowerCase()}${xmlName.slice(1)}s`.replace('customObjects', 'objects'),
        inFolder: false,
        metaFile: false,
        suffix: xmlName === 'CustomObject' ? 'object' : `${xmlName.charAt(0).toLowerCase()}${xmlName.slice(1)}`,
        xmlName,
      })),
    organizationNamespace: '',
    partialSaveAllowed: true,
    testRequired: false,
  };
}

function fieldKind({ customSchema }: Org): Kind {
  return {
    create: (fullName, metadata) => errorsOf(customSchema.createField(fullName, metadata)),
    update: (fullName, metadata) => errorsOf(customSchema.updateField(fullName, metadata)),
    exists: (fullName) => customSchema.field(fullName) !== undefined,
    read: (fullName) => customSchema.field(fullName)?.metadata,
    remove: (fullName) => errorsOf(customSchema.removeField(fullName)),
  };
}

function objectKind(org: Org): Kind {
  const { customSchema } = org;
  return {
    create: (fullName, metadata) => errorsOf(customSchema.createObject(fullName, metadata)),
    update: (fullName, metadata) => errorsOf(customSchema.updateObject(fullName, metadata)),
    exists: (fullName) => org.sObjectType(fullName) !== undefined,
    read: (fullName) => {
      const type = org.sObjectType(fullName);
      return type && objectMetadata(type, customSchema.fieldsOf(type));
    },
    remove: (fullName) => errorsOf(customSchema.removeObject(fullName)),
  };
}

function objectMetadata(type: SObject, fields: readonly CustomField[]): Metadata {
  const name = type.fieldOf('Name');
  return {
    fields: fields.map(({ field, metadata }) => ({ fullName: field.name, ...metadata })),
    label: type.label,
    pluralLabel: type.labelPlural,
    ...(type.custom && {
      deploymentStatus: 'Deployed',
      sharingModel: 'ReadWrite',
      nameField: { label: name?.label, type: name?.autoNumber === true ? 'AutoNumber' : 'Text' },
    }),
  };
}

/** What else they hold than `fieldPermissions` is accepted and forgotten. */
function permissionKind({ customSchema }: Org, type: string): Kind {
  const set = (fullName: string, metadata: Metadata): readonly RecordError[] =>
    [customSchema.setPermissions(`${type}.${fullName}`, metadata.fieldPermissions)].flatMap((error) => error ?? []);
  const permissionsOf = (fullName: string): ReadonlyMap<string, boolean> | undefined =>
    customSchema.permissionsOf(`${type}.${fullName}`);
  return {
    create: set,
    update: set,
    // Every org has its profiles.
    exists: (fullName) => type === 'Profile' || permissionsOf(fullName) !== undefined,
    read: (fullName) => {
      const permissions = permissionsOf(fullName);
      return (
        permissions && {
          fieldPermissions: [...permissions].map(([field, readable]) => ({ editable: readable, field, readable })),
          ...(type === 'PermissionSet' && { label: fullName }),
        }
      );
    },
    remove: (fullName) => {
      if (customSchema.removePermissions(`${type}.${fullName}`)) return [];
      return [recordError('INVALID_CROSS_REFERENCE_KEY', `no ${type} named ${fullName} found`)];
    },
  };
}

/** Of the sets that every org has, the one that opportunities have their stages of; the others are left out. */
function valueSetKind({ stages }: Org): Kind {
  const isThere = (fullName: string): boolean => fullName === 'OpportunityStage';
  const never = (fullName: string): readonly RecordError[] => [
    recordError('INVALID_CROSS_REFERENCE_KEY', `no StandardValueSet named ${fullName} found`),
  ];
  return {
    create: never,
    update: (fullName, metadata) => (isThere(fullName) ? stages.update(metadata) : never(fullName)),
    exists: isThere,
    read: (fullName) => (isThere(fullName) ? stages.metadata() : undefined),
    remove: never,
  };
}

function errorsOf(
  result: { readonly ok: true } | { readonly ok: false; readonly errors: readonly RecordError[] },
): readonly RecordError[] {
  return result.ok ? [] : result.errors;
}
