/** The whole portal as the lines of a fresh state file; replayed in this order, they make it again. */
import type { Aliases } from './aliases';
import type { AssociationCatalog } from './association-catalog';
import type { AssociationStore } from './association-store';
import type { BlockList } from './block-list';
import type { SandboxClock } from '../../common/clock';
import type { AccountType, Identity } from './identity';
import type { Mutation } from './mutations';
import type { Source } from './source';
import type { OAuthApp, OAuthGrants } from './oauth-grants';
import type { ObjectTypeId } from './object-types';
import { objectTypeIds } from './object-types';
import type { Owners } from './owners';
import { portalOwner } from './owners';
import type { Pipelines } from './pipelines';
import type { PropertyCatalog } from './property-catalog';
import type { RecordStore } from './record-store';
import type { Switches } from './switches';
import type { WebhookRegistry } from '../webhooks/registry';

export type Line = Identity | { readonly source: Source; readonly mutations: readonly Mutation[] };

/** What a portal is made of. */
export interface PortalMemory {
  readonly token: string;
  readonly portalId: number;
  readonly appId: number;
  readonly app: OAuthApp;
  readonly upcomingId: number;
  readonly accountType: AccountType;
  readonly timeZone: string;
  readonly clock: SandboxClock;
  readonly switches: Switches;
  readonly blockList: BlockList;
  readonly oauth: OAuthGrants;
  readonly webhooks: WebhookRegistry;
  readonly catalog: PropertyCatalog;
  readonly pipelines: Pipelines;
  readonly owners: Owners;
  readonly associationTypes: AssociationCatalog;
  readonly associations: AssociationStore;
  readonly aliases: Aliases;
  records(type: ObjectTypeId): RecordStore;
}

export function* portalLines(portal: PortalMemory): Generator<Line> {
  const { token, portalId, appId, upcomingId: nextId, accountType, timeZone } = portal;
  const { clientId, clientSecret } = portal.app;
  const app = { appId, clientId, clientSecret };
  yield { kind: 'portal', version: 1, token, portalId, ...app, nextId, accountType, timeZone };
  const source: Source = { type: 'IMPORT', id: 'state' };
  for (const mutation of settingsOf(portal)) yield { source, mutations: [mutation] };
  for (const object of objectTypeIds) yield* recordLines(portal, object);
  for (const { types, ...link } of portal.associations.pairs()) {
    yield { source, mutations: [{ kind: 'link', link, types }] };
  }
  for (const aliases of portal.aliases.all()) yield { source, mutations: [{ kind: 'alias', ...aliases }] };
}

/** A line a record: the line's source is who created it. */
function* recordLines(portal: PortalMemory, object: ObjectTypeId): Generator<Line> {
  const records = portal.records(object);
  for (const record of records.all()) {
    const { id, source, createdAt, updatedAt: at, archivedAt } = record;
    yield {
      source,
      mutations: [{ kind: 'record', object, id, at, createdAt, archivedAt, ...records.remains(record) }],
    };
  }
}

/** Everything but records and what joins them. */
function* settingsOf(portal: PortalMemory): Generator<Mutation> {
  yield { kind: 'clock', clock: portal.clock.snapshot() };
  yield { kind: 'switches', switches: portal.switches };
  for (const owner of portal.owners.list()) if (owner !== portalOwner) yield { kind: 'owner', owner };
  for (const fingerprint of portal.blockList.all()) yield { kind: 'block', fingerprint };
  for (const label of portal.associationTypes.ownLabels()) yield { kind: 'label', label };
  for (const change of portal.oauth.snapshot(portal.clock.now())) yield { kind: 'oauth', change };
  for (const change of portal.webhooks.changes()) yield { kind: 'webhooks', change };
  for (const object of objectTypeIds) yield* schemaOf(portal, object);
}

function* schemaOf({ catalog, pipelines }: PortalMemory, object: ObjectTypeId): Generator<Mutation> {
  for (const group of catalog.groups(object)) yield { kind: 'group', object, group };
  for (const property of catalog.list(object)) {
    if (!property.hubspotDefined || property.updatedAt > 0) yield { kind: 'property', object, property };
  }
  for (const pipeline of pipelines.listAny(object)) yield { kind: 'pipeline', object, pipeline };
}
