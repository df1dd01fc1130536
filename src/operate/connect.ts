/** Connects a tenant to a CRM account: tries the token, makes sure of our properties, stores it sealed. */
import type { CrmCatalog } from '../catalog/catalog';
import { CallFailure, type CallContext, type Connector, type PropertyDefinition } from '../connectors/connector';
import type { CustomField, CustomType } from '../core/custom-fields';
import { objectTypes } from '../core/record';
import type { Clock } from '../platform/clock';
import { seal, unseal } from '../platform/seal';
import {
  markUnlinked,
  readConnections,
  readSecret,
  storeConnection,
  storeSecret,
  type Connection,
} from '../store/connections';
import { inTenant, type DataSource } from '../store/transaction';

export interface ConnectDeps {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly secretKey: string;
}

const tokenName = 'access-token';
const placeOf = (tenantId: string, connectionId: string): string => `${tenantId}/${connectionId}/${tokenName}`;

export type NewConnection = Pick<Connection, 'tenantId' | 'id' | 'crm' | 'environment' | 'baseUrl' | 'settings'>;

/** May be repeated: it renews the token and the settings, and the links stay. Throws a `CallFailure` that says why not. */
export async function connect(
  deps: ConnectDeps,
  wanted: NewConnection,
  crm: { readonly connector: Connector; readonly catalog: CrmCatalog; readonly token: string },
): Promise<Connection> {
  const { connector, catalog, token } = crm;
  const context: CallContext = {
    beforeCall: () => Promise.resolve(),
    onCallout: () => undefined,
    now: () => deps.clock.now(),
  };
  const account = await connector.account(context);
  await refuseOtherAccount(deps, wanted, account.accountId);
  await provision(context, wanted.settings.customFields, crm);
  await checkPicklists(context, connector, catalog);

  const connection: Connection = {
    ...wanted,
    accountId: account.accountId,
    state: 'active',
    reason: null,
    throttledUntil: null,
  };
  const { tenantId, id } = connection;
  await inTenant(deps.database, tenantId, async (tx) => {
    await storeConnection(tx, connection, deps.clock.now());
    const sealed = seal(deps.secretKey, placeOf(tenantId, id), token);
    await storeSecret(tx, tenantId, id, { name: tokenName, sealed });
  });
  await inTenant(deps.database, tenantId, (tx) => markUnlinked(tx, tenantId, id, deps.clock.now()));
  return connection;
}

/** Links name records of one account: a connection that led to another would write to strangers. */
async function refuseOtherAccount(
  deps: ConnectDeps,
  { tenantId, id, crm }: NewConnection,
  accountId: string,
): Promise<void> {
  const known = await inTenant(deps.database, tenantId, (tx) => readConnections(tx, tenantId));
  const same = known.find((connection) => connection.id === id);
  if (same && same.accountId !== accountId) {
    throw new Error(
      `connection ${id} leads to ${crm} account ${same.accountId}, and this token opens account ${accountId}; ` +
        'its links would point at strangers. Choose another name with --id.',
    );
  }
  const other = known.find((connection) => connection.accountId === accountId && connection.id !== id);
  if (!other) return;
  throw new Error(
    `${crm} account ${accountId} is connected already, as ${other.id}; renew that one with --id ${other.id}`,
  );
}

export async function readToken(
  deps: ConnectDeps,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
): Promise<string> {
  const sealed = await inTenant(deps.database, tenantId, (tx) => readSecret(tx, tenantId, id, tokenName));
  if (!sealed) throw new Error(`connection ${id} has no token; connect it again`);
  return unseal(deps.secretKey, placeOf(tenantId, id), sealed);
}

async function provision(
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
} as const satisfies Record<CustomType, string>;

const customDefinition = ({ property, label, type, unique }: CustomField): PropertyDefinition => ({
  name: property,
  label,
  description: 'Kept by Tandem from the order system.',
  type: propertyTypes[type],
  unique,
});

/** A mapping that names a stage which the account does not have would park every order of that status. */
async function checkPicklists(context: CallContext, connector: Connector, { mappings }: CrmCatalog): Promise<void> {
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
