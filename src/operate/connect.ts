/**
 * Connects a tenant to a CRM account: tries the token (a refresh token by refreshing it), makes sure that the account is
 * the one that is meant and has our properties, and stores the token sealed.
 */
import { catalogs } from '../catalog/catalog';
import { CallFailure, type Account, type Connector } from '../connectors/connector';
import { fixedToken, type AccessToken } from '../connectors/token';
import type { Credential } from '../core/credential';
import { answersAt, crmUrls, type Crm } from '../core/crm';
import { objectTypes } from '../core/record';
import type { Clock } from '../platform/clock';
import {
  lackingCode,
  plannedCode,
  lockConnections,
  readConnection,
  readConnections,
  storeConnection,
  type Connection,
  type StoredConnection,
} from '../store/connections';
import { askToMark } from '../store/markings';
import { forgetUnoffered } from '../store/strangers';
import { inTenant, type EntityManager } from '../store/transaction';
import { carryOutMarkings } from './carry-out-markings';
import { ConnectRefused } from './connect-refused';
import { describedFor, keepDescribed, readDescriptions, type Descriptions } from './describe';
import { personalContext } from './personal-context';
import { lackingOptions, provision } from './provision';
import type { FindApp } from './token-keeper';
import { settingsOf, type WantedSettings } from './wanted-settings';
import { storeCredentials, storeWebhookSecret, type Credentials, type TokenDeps } from './tokens';

/** Opens a CRM; whoever opens it closes it. */
export type OpenCrm = (crm: Crm, access: CrmAccess) => Connector;

export interface CrmAccess {
  readonly token: AccessToken;
  readonly baseUrl: string;
  /** Of the account, once it was asked. */
  readonly timeZone?: string | undefined;
  readonly credential?: Credential | undefined;
}

/** How a connection that is stored is opened. */
export const accessTo = (
  { baseUrl, credential, settings: { timeZone } }: Pick<Connection, 'baseUrl' | 'credential' | 'settings'>,
  token: AccessToken,
): CrmAccess => ({ token, baseUrl, timeZone, credential });

export interface ConnectDeps extends TokenDeps {
  readonly clock: Clock;
  readonly openCrm: OpenCrm;
  readonly findApp: FindApp;
}

/** What a person has to let us in with: one token for good, or one of our app to be refreshed. */
export type Said = { readonly token: string } | { readonly refreshToken: string };

/** What is left out stays as it is, or takes its default in a new connection. */
export interface Wanted extends WantedSettings {
  readonly tenantId: string;
  readonly id: string;
  readonly crm: Crm;
  readonly access: Said;
  /** Default: `test`. */
  readonly environment?: Connection['environment'] | undefined;
  /** Default: the CRM's own. */
  readonly baseUrl?: string | undefined;
  /** Of an app of the account's own; an empty one: its webhooks are those of our app. */
  readonly webhookSecret?: string | undefined;
  /** The id of the account that the token must open, and that may be used for tests although it is a production one. */
  readonly confirmAccount?: string | undefined;
}

export interface Connected {
  readonly connection: StoredConnection;
  readonly accountKind: Account['kind'];
}

/**
 * May be repeated: it renews what lets us in and what is said of the settings, and the links stay. Throws a
 * `ConnectRefused` when the CRM does not let us in or the account does not fit; then nothing is stored.
 */
export async function connect(deps: ConnectDeps, wanted: Wanted): Promise<Connected> {
  const { tenantId, id, crm } = wanted;
  const known = await inTenant(deps.database, tenantId, (tx) => readConnections(tx, tenantId));
  const before = storedAs(id, known);
  refuseContradiction(wanted, before);
  const said = wanted.baseUrl ?? before?.baseUrl ?? crmUrls[crm];
  const { credentials, baseUrl } = await credentialsOf(deps, { crm, baseUrl: said }, wanted.access);
  const { accessToken } = credentials.kind === 'oauth' ? credentials.tokens : credentials;
  const connector = deps.openCrm(crm, { token: fixedToken(accessToken), baseUrl });
  try {
    const context = personalContext(deps.clock);
    const account = { ...(await connector.account(context)), baseUrl };
    const { settings } = settle(wanted, known, account);
    const parties = { connector, catalog: catalogs[crm] };
    await provision(context, settings, parties);
    const readAt = deps.clock.now();
    const descriptions = await readDescriptions(context, settings, parties);
    const stored = await store(deps, wanted, { account, descriptions, credentials });
    const described = describedFor(stored.settings, parties.catalog, { descriptions, readAt });
    await inTenant(deps.database, tenantId, (tx) =>
      keepDescribed(tx, stored, parties.catalog, { described, at: readAt }),
    );
    return { connection: stored, accountKind: account.kind };
  } catch (error) {
    throw error instanceof CallFailure ? ConnectRefused.by(error) : error;
  } finally {
    connector.close();
  }
}

/**
 * A refresh token is tried by refreshing it, and what comes back is what is stored; so is where the account answers, when
 * only the door to all of them was known.
 */
async function credentialsOf(
  { clock, findApp }: ConnectDeps,
  { crm, baseUrl }: { readonly crm: Crm; readonly baseUrl: string },
  access: Said,
): Promise<{ readonly credentials: Credentials; readonly baseUrl: string }> {
  if ('token' in access) {
    if (!answersAt(crm, baseUrl)) throw ConnectRefused.withoutUrl(crm);
    return { credentials: { kind: 'token', accessToken: access.token }, baseUrl };
  }
  const app = findApp(crm);
  if (app === null) throw ConnectRefused.withoutApp(crm);
  const askedAt = clock.now();
  const context = { now: () => clock.now(), onCallout: () => undefined };
  const answer = await app.refresh(context, { baseUrl, refreshToken: access.refreshToken });
  if (!answer.ok) throw ConnectRefused.byApp(answer.refusal, crm, clock.now());
  const { baseUrl: named, ...tokens } = answer.tokens;
  const found = answersAt(crm, baseUrl) ? baseUrl : named;
  if (found === undefined) throw ConnectRefused.withoutUrl(crm);
  return { credentials: { kind: 'oauth', clientId: app.clientId, tokens: { ...tokens, askedAt } }, baseUrl: found };
}

/** What was found of the account, and where it answers. */
interface Found extends Account {
  readonly baseUrl: string;
}

/** The connection as it will be beside those that are stored. Throws a `ConnectRefused` when it would not fit. */
function settle(wanted: Wanted, known: readonly Connection[], account: Found): Connection {
  const before = storedAs(wanted.id, known);
  refuseContradiction(wanted, before);
  const connection = renewed(wanted, before, account);
  refuseUnfit(wanted, before, account);
  refuseStrangers(known, connection);
  return connection;
}

/** What was said, else what it was, else the default. */
function renewed(
  { tenantId, id, crm, ...wanted }: Wanted,
  before: Connection | null,
  { accountId, baseUrl, timeZone, features = [] }: Found,
): Connection {
  return {
    tenantId,
    id,
    crm,
    environment: wanted.environment ?? before?.environment ?? 'test',
    accountId,
    baseUrl,
    settings: { ...settingsOf(crm, wanted, before?.settings), timeZone, ...(features.length > 0 && { features }) },
    state: 'active',
    reason: null,
    throttledUntil: null,
  };
}

/**
 * One whose first load is planned begins with its migration, whose plan says what the account lacks. Any other new connection
 * does not begin while the account lacks options that the mapping writes: nothing is sent, and nothing lost, until they are
 * there or the mapping is another. One that works already goes on; records of those options are parked, each.
 */
function startingFrom(connection: Connection, before: Connection | null, lacking: string | null): Connection {
  if (before === null && connection.settings.firstLoad === 'planned') return waitingForMigration(connection);
  const isNew = before === null || before.reason?.code === lackingCode;
  if (lacking === null || !isNew) return connection;
  const message = `${lacking}; have them made with "tandem provision"; or add them in the CRM, or apply another mapping, and connect again`;
  return { ...connection, state: 'paused', reason: { code: lackingCode, message } };
}

const waitingForMigration = (connection: Connection): Connection => ({
  ...connection,
  state: 'paused',
  reason: {
    code: plannedCode,
    message: 'it begins with its migration: have that planned, approve the plan and start it',
  },
});

/** By what stands now: while the CRM was asked, another may have taken the name or the account, or said something of the settings. */
async function store(
  deps: ConnectDeps,
  wanted: Wanted,
  {
    account,
    descriptions,
    credentials,
  }: { readonly account: Found; readonly descriptions: Descriptions; readonly credentials: Credentials },
): Promise<StoredConnection> {
  const { tenantId, id, crm, webhookSecret } = wanted;
  const [stored, markings] = await inTenant(deps.database, tenantId, async (tx) => {
    const now = deps.clock.now();
    await lockConnections(tx, tenantId);
    const known = await readConnections(tx, tenantId);
    const settled = settle(wanted, known, account);
    const lacking = lackingOptions(descriptions, settled.settings, catalogs[crm]);
    const connection = startingFrom(settled, storedAs(id, known), lacking);
    // Another gate may let go what the one before held.
    const held = await askToMark(tx, connection, { kind: 'held-for-email', objects: objectTypes, now });
    const objects = connection.settings.firstLoad === 'planned' ? [] : objectTypes;
    const unlinked = await askToMark(tx, connection, { kind: 'unlinked', objects, now });
    await storeConnection(tx, connection, now);
    await storeCredentials(tx, deps.keys, connection, credentials);
    await forgetUnoffered(tx, tenantId, id);
    if (webhookSecret !== undefined) await storeWebhookSecret(tx, deps.keys, connection, webhookSecret);
    return [await readStored(tx, connection), [...held, ...unlinked]] as const;
  });
  await carryOutMarkings(deps, markings);
  return stored;
}

const storedAs = (id: string, known: readonly Connection[]): Connection | null =>
  known.find((connection) => connection.id === id) ?? null;

async function readStored(tx: EntityManager, { tenantId, id }: Connection): Promise<StoredConnection> {
  const stored = await readConnection(tx, tenantId, id);
  if (!stored) throw new Error('a connection that was just stored has gone');
  return stored;
}

/** What was said and what stands would not go together. */
function refuseContradiction(wanted: Wanted, before: Connection | null): void {
  refuseBesideMapping(wanted, before);
  refuseOtherFirstLoad(wanted, before);
}

/** Where a document says all of the fields, nothing else does. */
function refuseBesideMapping({ id, customFields, fieldRules }: Wanted, before: Connection | null): void {
  const version = before?.settings.mapping?.version;
  if (version === undefined || (customFields === undefined && fieldRules === undefined)) return;
  const what = customFields === undefined ? 'fieldRules' : 'customFields';
  const message = `the mapping of connection ${id} is a document (version ${version}), which says all of its fields: ${what} would say nothing.`;
  throw new ConnectRefused({ code: 'said-in-mapping' }, message);
}

/** Records of a connection that is there come as was said when it was made. */
function refuseOtherFirstLoad({ id, firstLoad }: Wanted, before: Connection | null): void {
  const stands = before?.settings.firstLoad ?? 'at-once';
  if (before === null || firstLoad === undefined || firstLoad === stands) return;
  const message = `connection ${id} is there already, and its first load was said to be "${stands}".`;
  throw new ConnectRefused({ code: 'first-load-said' }, message);
}

/** A production account is taken for tests only when it is named. One that serves tests already was named before. */
function refuseUnfit(wanted: Wanted, before: Connection | null, { accountId, kind }: Account): void {
  const { id, crm, confirmAccount } = wanted;
  if (confirmAccount !== undefined && confirmAccount !== accountId) {
    const message = `the token opens ${accountOf({ crm, accountId })}, and account ${confirmAccount} was confirmed.`;
    throw new ConnectRefused({ code: 'unconfirmed-account', accountId }, message);
  }
  const environment = wanted.environment ?? before?.environment ?? 'test';
  const named = confirmAccount === accountId || (before?.environment === 'test' && before.accountId === accountId);
  if (kind === 'test' || environment === 'production' || named) return;
  const message = `${accountOf({ crm, accountId })} is a production account, and connection ${id} is for tests.`;
  throw new ConnectRefused({ code: 'production-account', accountId }, message);
}

/** Links name records of one account: a connection that led to another would write to strangers. */
function refuseStrangers(known: readonly Connection[], wanted: Connection): void {
  const { id, accountId } = wanted;
  const account = accountOf(wanted);
  const same = storedAs(id, known);
  if (same && accountOf(same) !== account) {
    const message = `connection ${id} leads to ${accountOf(same)}, and this token opens ${account}; its links would point at strangers.`;
    throw new ConnectRefused({ code: 'other-account', accountId }, message);
  }
  const other = known.find((connection) => accountOf(connection) === account && connection.id !== id);
  if (!other) return;
  const message = `${account} is connected already, as ${other.id}.`;
  throw new ConnectRefused({ code: 'account-taken', accountId, takenBy: other.id }, message);
}

const accountOf = ({ crm, accountId }: Pick<Connection, 'crm' | 'accountId'>): string => `${crm} account ${accountId}`;
