/** What a CRM account needs before anything is synced to it: our own properties, the tenant's own, and the options of picklists. */
import type { CrmCatalog } from '../catalog/catalog';
import { CallFailure, type CallContext, type Connector, type PropertyDefinition } from '../connectors/connector';
import type { CustomField, CustomType } from '../core/custom-fields';
import { objectTypes } from '../core/record';

/** Makes sure that the account has the properties that we need. May be repeated. Throws `CallFailure`. */
export async function provision(
  context: CallContext,
  customFields: readonly CustomField[],
  { connector, catalog }: { readonly connector: Connector; readonly catalog: CrmCatalog },
): Promise<void> {
  const { own, mappings } = catalog;
  for (const object of objectTypes) {
    const mapping = mappings[object];
    const customs = customFields.filter((field) => field.object === object).map(customDefinition);
    await connector.provision(context, mapping.remoteObject, [...ownDefinitions(own), ...customs]);
    if (mapping.lines) await connector.provision(context, mapping.lines.remoteObject, ownDefinitions(own).slice(0, 1));
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
 * Makes sure that the account has the options that we write: a mapping that names a stage which it does not have would
 * park every order of that status. Throws `CallFailure`.
 */
export async function checkPicklists(
  context: CallContext,
  connector: Connector,
  { mappings }: CrmCatalog,
): Promise<void> {
  for (const object of objectTypes) {
    const { remoteObject, fields } = mappings[object];
    for (const line of fields) {
      if (!line.options) continue;
      const known = new Set(await connector.options(context, remoteObject, line.property));
      const missing = line.options.filter((option) => !known.has(option));
      if (missing.length === 0) continue;
      throw new CallFailure({
        kind: 'rejected',
        code: 'MISSING_OPTION',
        property: line.property,
        message: `${remoteObject}.${line.property} has no option ${missing.join(', ')}, which the mapping of ${object}.${line.field} needs; add it in the CRM or change the mapping`,
      });
    }
  }
}
