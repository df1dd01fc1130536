/** What a CRM account needs before anything is synced to it: our own properties, the tenant's own, and the options of picklists. */
import type { CrmCatalog } from '../catalog/catalog';
import { CallFailure, type CallContext, type Connector, type PropertyDefinition } from '../connectors/connector';
import type { CustomField, CustomType } from '../core/custom-fields';
import { mappingOf, type MappingSettings } from '../core/field-rule-settings';
import { flowsIn } from '../core/flowing';
import { customFieldsOf } from '../core/made-properties';
import { ruleOf, type FieldMapping, type ObjectMapping, type OwnProperties } from '../core/mapping';
import type { PropertyDescription } from '../core/property-description';
import { objectTypes, type ObjectType } from '../core/record';
import type { Descriptions } from './describe';

export interface Part {
  readonly remoteObject: string;
  readonly definitions: readonly PropertyDefinition[];
  /** Properties that we write. */
  readonly written: readonly string[];
}

/**
 * Makes sure that the account has the properties that we need, and that we may write them. May be repeated. What a person has
 * to do about one object does not hide what is to be done about the next. Throws `CallFailure`.
 */
export async function provision(
  context: CallContext,
  settings: MappingSettings,
  { connector, catalog: { own, mappings } }: { readonly connector: Connector; readonly catalog: CrmCatalog },
): Promise<void> {
  const refused: CallFailure[] = [];
  for (const { mapping, customs } of flowing(settings, mappings)) {
    for (const part of partsOf(mapping, customs, own)) {
      const failure = await provide(context, connector, part);
      if (failure) refused.push(failure);
    }
  }
  const [first] = refused;
  if (!first) return;
  throw new CallFailure({ ...first.failure, message: refused.map(({ failure }) => failure.message).join(' ') });
}

interface Flowing {
  readonly object: ObjectType;
  readonly mapping: ObjectMapping;
  readonly customs: readonly CustomField[];
}

/** The mappings of a connection, each with its custom fields. What does not flow needs nothing, and is not among them. */
export function flowing(settings: MappingSettings, mappings: CrmCatalog['mappings']): readonly Flowing[] {
  const customs = customFieldsOf(settings);
  return objectTypes
    .filter((object) => flowsIn(settings, object))
    .map((object) => ({
      object,
      mapping: mappingOf(mappings[object], settings),
      customs: customs.filter((field) => field.object === object),
    }));
}

export function partsOf(mapping: ObjectMapping, customs: readonly CustomField[], own: OwnProperties): readonly Part[] {
  const definitions = ownDefinitions(own);
  const parents = mapping.associations.flatMap(({ property }) => property ?? []);
  const record: Part = {
    remoteObject: mapping.remoteObject,
    definitions: [...definitions, ...customs.map(customDefinition)],
    written: [own.key, own.revision, ...writtenBy(mapping.fields), ...parents],
  };
  const { lines } = mapping;
  if (!lines) return [record];
  const { remoteObject, fields } = lines;
  return [record, { remoteObject, definitions: definitions.slice(0, 1), written: [own.key, ...writtenBy(fields)] }];
}

const writtenBy = (lines: readonly FieldMapping[]): readonly string[] =>
  lines.filter((line) => ruleOf(line).direction !== 'pull').map(({ property }) => property);

async function provide(context: CallContext, connector: Connector, part: Part): Promise<CallFailure | null> {
  try {
    await connector.provision(context, part.remoteObject, part.definitions);
    await connector.checkWritable(context, part.remoteObject, part.written);
    return null;
  } catch (error) {
    if (error instanceof CallFailure && error.failure.kind === 'rejected') return error;
    throw error;
  }
}

function ownDefinitions(own: CrmCatalog['own']): PropertyDefinition[] {
  const common = { unique: false } as const;
  return [
    {
      name: own.key,
      label: 'Tandem id',
      description: 'The id of this record in the order system. Tandem finds the record by it: do not edit.',
      type: 'text',
      unique: true,
    },
    {
      ...common,
      name: own.revision,
      label: 'Tandem revision',
      description:
        'The number of the last write by Tandem. It tells an edit by a person from one of ours: do not edit.',
      type: 'number',
      whole: true,
    },
    {
      ...common,
      name: own.url,
      label: 'In the order system',
      description: 'Opens this record in the order system.',
      type: 'url',
    },
  ];
}

const propertyTypes = {
  text: 'text',
  number: 'number',
  boolean: 'boolean',
  datetime: 'datetime',
  list: 'list',
} as const satisfies Record<CustomType, string>;

const customDefinition = ({ property, label, type, unique, options }: CustomField): PropertyDefinition => ({
  name: property,
  label,
  description: 'Kept by Tandem from the order system.',
  type: propertyTypes[type],
  unique,
  ...(options && { options }),
});

/**
 * Options that we write and the account does not have, in a sentence; null: it has all. A mapping that names a stage which is
 * not there would park every order of that status.
 */
export function lackingOptions(
  descriptions: Descriptions,
  settings: MappingSettings,
  { mappings }: Pick<CrmCatalog, 'mappings'>,
): string | null {
  const lacking = flowing(settings, mappings).flatMap(({ object, mapping: { remoteObject, fields } }) => {
    return fields.flatMap((line) => {
      const missing = missingOptions(line, fields, descriptions.get(remoteObject) ?? []);
      if (missing.length === 0) return [];
      return [`${remoteObject}.${line.property} has no option ${missing.join(', ')} (${object}.${line.field})`];
    });
  });
  return lacking.length === 0 ? null : lacking.join('; ');
}

/** Of what the line may write, that which its property is not known to take. */
function missingOptions(
  { property, options = [] }: FieldMapping,
  fields: readonly FieldMapping[],
  described: readonly PropertyDescription[],
): readonly string[] {
  const found = described.find(({ name }) => name === property);
  const by = found?.optionsBy;
  // Which pipeline the mapping names, its records say.
  const known = fields.some((line) => line.property === by?.property)
    ? Object.values(by?.options ?? {}).flat()
    : (found?.options ?? found?.listed);
  if (found && known === undefined) return [];
  return options.filter((option) => known?.includes(option) !== true);
}
