/**
 * `tandem promote`: what one connection of a tenant is set up to do, another of the same CRM is made to do as well. Its CRM
 * comes first and its settings last, so that a promotion that stops in the middle is completed by the next.
 */
import type { CrmCatalog } from '../catalog/catalog';
import { documentOf } from '../core/document-of';
import { carryOption, type ByHand, type Picklist, type ProvisionStep } from '../core/provision-plan';
import type { Properties } from '../core/record';
import { renameOptions } from '../core/rename-options';
import {
  configurationDifferences,
  configurationOf,
  documentDifferences,
  type Configuration,
  type Difference,
} from '../core/settings-difference';
import { nameOf } from '../core/webhook-subscriptions';
import { storeConfiguration } from '../store/configuration';
import type { ConnectionSettings, StoredConnection } from '../store/connections';
import { inTenant } from '../store/transaction';
import { findConnection } from './connections';
import { carryOut, examineAccount, type AccountExamined } from './examine-account';
import { withOpened, type OpenDeps, type Opened } from './open-connection';
import { madeOf, renamedBy } from './provision-connection';
import { saveDocument } from './save-document';
import { checkWebhooks, ensureWebhooks, type ManagedWebhooks, type WebhookStanding } from './webhook-subscriptions';

export interface PromoteDeps extends OpenDeps {
  /** Null where the settings do not let us manage the webhooks of our app. */
  readonly webhooks: ManagedWebhooks | null;
}

export interface PromoteWanted {
  readonly tenantId: string;
  readonly from: string;
  readonly to: string;
  readonly planOnly: boolean;
  /** How often the CRM is asked is carried over as well. */
  readonly withPollSeconds?: boolean | undefined;
}

export interface Promotion {
  /** To be made in the CRM of the target or, when it was carried out, made. */
  readonly steps: readonly ProvisionStep[];
  readonly mapping: readonly Difference[];
  readonly settings: readonly Difference[];
  /** Subscriptions of our app that were missing. */
  readonly webhooks: readonly string[];
  /** What a person has to do in the CRM of the target; the settings follow when it is done. */
  readonly byHand: readonly ByHand[];
  /** False: a person has to do something first. */
  readonly settingsCarried: boolean;
}

/** Why nothing can be carried over, in a sentence. */
export class PromoteRefused extends Error {
  constructor(
    readonly code: 'unknown' | 'same' | 'other-crm',
    message: string,
  ) {
    super(message);
    this.name = 'PromoteRefused';
  }
}

/** Throws a `PromoteRefused`, a `ConnectRefused`, or what `whyNotManaged` knows. */
export async function promote(deps: PromoteDeps, wanted: PromoteWanted): Promise<Promotion> {
  const [source, target] = await readBoth(deps, wanted);
  const said = await withOpened(deps, source, ({ connector, catalog, context }) =>
    examineAccount(context, source.settings, { connector, catalog }),
  );
  return withOpened(deps, target, async (opened) => {
    const names = await namesIn(opened, said);
    const settings = settingsFor({ source, target }, opened.catalog, names);
    const before = await examineAccount(opened.context, settings, opened);
    const withPollSeconds = wanted.withPollSeconds ?? false;
    const configuration = configurationOf(source.settings, withPollSeconds);
    const planned = planOf({ target, opened }, settings, before);
    const standing = deps.webhooks && (await checkWebhooks(deps.webhooks));
    const plan: Promotion = {
      ...planned,
      settings: configurationDifferences(configurationOf(target.settings, withPollSeconds), configuration),
      webhooks: lackingIn(standing),
      settingsCarried: false,
    };
    if (wanted.planOnly) return plan;
    return carryOver(deps, { target, opened, settings, before, configuration, plan });
  });
}

async function readBoth(
  deps: PromoteDeps,
  { tenantId, from, to }: PromoteWanted,
): Promise<readonly [StoredConnection, StoredConnection]> {
  const [source, target] = [await findConnection(deps, tenantId, from), await findConnection(deps, tenantId, to)];
  if (!source || !target) throw new PromoteRefused('unknown', `there is no connection ${source ? to : from}.`);
  if (from === to) throw new PromoteRefused('same', `${from} cannot be carried over to itself.`);
  if (source.crm === target.crm) return [source, target];
  const message = `${from} leads to ${source.crm} and ${to} to ${target.crm}: only connections of one CRM can be alike.`;
  throw new PromoteRefused('other-crm', message);
}

/** What an option of the source is called in the target. */
type Names = ReadonlyMap<string, (option: string) => string>;

/** By the labels that people gave them: the ids of stages are each account's own. */
async function namesIn({ connector, context }: Opened, { picklists }: AccountExamined): Promise<Names> {
  const names = new Map<string, (option: string) => string>();
  for (const { need, found } of picklists) {
    const { object, property } = need;
    const given = renamedGiven(object, need.given, names);
    const there: Picklist = await connector.picklist(context, { object, property, given }).catch(() => none(found));
    names.set(`${object}.${property}`, (option) => carryOption(found, there, option));
  }
  return names;
}

/** Of a property that the target does not have yet. */
const none = ({ kind }: Picklist): Picklist => ({ kind, options: [], closed: null, missingPipeline: null });

function renamedGiven(object: string, given: Properties, names: Names): Properties {
  const entries = Object.entries(given).map(([property, value]) => {
    const rename = names.get(`${object}.${property}`);
    return [property, typeof value === 'string' && rename ? rename(value) : value] as const;
  });
  return Object.fromEntries(entries);
}

interface Both {
  readonly source: StoredConnection;
  readonly target: StoredConnection;
}

/** As the target's are to be. Where neither has a document and both name the same options, none is made. */
function settingsFor({ source, target }: Both, catalog: CrmCatalog, names: Names): ConnectionSettings {
  const { customFields, fieldRules = [], mapping } = source.settings;
  const said = documentOf(catalog, source.settings);
  const document = renameOptions(said, (object, property, option) => {
    const rename = names.get(`${catalog.mappings[object].remoteObject}.${property}`);
    return rename ? rename(option) : option;
  });
  const isRenamed = documentDifferences(said, document).length > 0;
  if (mapping === undefined && target.settings.mapping === undefined && !isRenamed) {
    return { ...target.settings, customFields, fieldRules };
  }
  return { ...target.settings, mapping: { version: target.settings.mapping?.version ?? 0, document } };
}

interface Towards {
  readonly target: StoredConnection;
  readonly opened: Opened;
}

function planOf(
  { target, opened: { catalog } }: Towards,
  settings: ConnectionSettings,
  { plan }: AccountExamined,
): Pick<Promotion, 'steps' | 'mapping' | 'byHand'> {
  const after = renamedBy(plan, catalog, settings);
  return {
    steps: plan.steps,
    mapping: documentDifferences(documentOf(catalog, target.settings), after),
    byHand: plan.byHand,
  };
}

interface Carried extends Towards {
  readonly settings: ConnectionSettings;
  readonly before: AccountExamined;
  readonly configuration: Configuration;
  readonly plan: Promotion;
}

async function carryOver(deps: PromoteDeps, { before, plan, ...carried }: Carried): Promise<Promotion> {
  const { target, opened, settings, configuration } = carried;
  const isThere = before.plan.steps.length === 0;
  const after = isThere ? before : await carryOut(opened.context, settings, { ...opened, before });
  const made = { ...plan, ...planOf(carried, settings, after), steps: madeOf(before.plan, after.plan) };
  if (made.byHand.length > 0) return made;
  if (made.mapping.length > 0) await carryFields(deps, carried, after);
  if (made.settings.length > 0) {
    const { clock, database } = deps;
    await inTenant(database, target.tenantId, (tx) => storeConfiguration(tx, target, configuration, clock.now()));
  }
  if (deps.webhooks && made.webhooks.length > 0) await ensureWebhooks(deps.webhooks);
  return { ...made, settingsCarried: true };
}

async function carryFields(
  deps: PromoteDeps,
  { target, opened, settings }: Pick<Carried, 'target' | 'opened' | 'settings'>,
  { plan }: AccountExamined,
): Promise<void> {
  const { customFields, fieldRules = [], mapping } = settings;
  if (mapping !== undefined || plan.renamings.length > 0) {
    await saveDocument(deps, target, () => renamedBy(plan, opened.catalog, settings));
    return;
  }
  const { clock, database } = deps;
  const said = { customFields, fieldRules };
  await inTenant(database, target.tenantId, (tx) => storeConfiguration(tx, target, said, clock.now()));
}

/** In a word each; of a target that is another's, nothing is ours to put right. */
function lackingIn(standing: WebhookStanding | null): readonly string[] {
  if (standing === null || standing.target.state === 'foreign') return [];
  const target = standing.target.state === 'missing' ? ['target'] : [];
  return [...target, ...[...standing.missing, ...standing.inactive].map(nameOf)];
}
