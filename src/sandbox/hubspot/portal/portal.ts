/**
 * One HubSpot account: its records, associations, properties, pipelines and clock. All reading is direct; all changing
 * goes through `commit`, which writes to the state file first and then to memory, and is atomic because nothing here
 * waits.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { AssociationStore } from './association-store';
import { SandboxClock } from './clock';
import type { Mutation, Source } from './mutations';
import type { OAuthApp } from './oauth-grants';
import { OAuthGrants } from './oauth-grants';
import type { ObjectTypeId } from './object-types';
import { objectType, objectTypeIds } from './object-types';
import { Pipelines } from './pipelines';
import { PropertyCatalog } from './property-catalog';
import { SeededRandom } from './random';
import { RecordStore } from './record-store';
import { SearchIndex } from './search-index';
import type { SearchLag } from './search-lag';
import { LagDice } from './search-lag';
import { StateFile } from './state-file';

/** The one owner of a fresh portal. */
export const portalOwner = { id: '81234567', userId: 9_876_543, email: 'sales@example.com' } as const;

/** HubSpot's ids have 11 or 12 digits nowadays (HubSpot docs 2026-03). */
const FIRST_ID = 171_596_000_001;
const SHUFFLE_SEED = 20_260_330;

/** The kinds of account that HubSpot tells apart (`accountType`, HubSpot docs 2026-03). */
export const accountTypes = ['STANDARD', 'DEVELOPER_TEST', 'SANDBOX', 'APP_DEVELOPER'] as const;
export type AccountType = (typeof accountTypes)[number];

interface Identity {
  readonly kind: 'portal';
  readonly version: 1;
  readonly token: string;
  readonly portalId: number;
  readonly appId: number;
  readonly nextId: number;
  /** Absent in files of before 2026-11-23. */
  readonly accountType?: AccountType;
  readonly timeZone?: string;
  /** Absent in files of before 2026-11-25. */
  readonly clientId?: string;
  readonly clientSecret?: string;
}

export interface PortalOptions {
  readonly token?: string | undefined;
  readonly stateFile?: string | undefined;
  readonly accountType?: AccountType | undefined;
  /** An IANA name, or what the state file says; default UTC. */
  readonly timeZone?: string | undefined;
  /** Default: a change can be found at once. */
  readonly searchLag?: SearchLag | undefined;
}

type Line = Identity | { readonly source: Source; readonly mutations: readonly Mutation[] };

export class Portal {
  readonly clock = new SandboxClock(() => Date.now());
  readonly catalog = new PropertyCatalog();
  readonly associations = new AssociationStore();
  readonly pipelines = new Pipelines();
  readonly random = new SeededRandom(SHUFFLE_SEED);
  readonly token: string;
  readonly portalId: number;
  readonly appId: number;
  /** The OAuth app: as an author of changes it is the same as the private one. */
  readonly app: OAuthApp;
  readonly oauth = new OAuthGrants();
  readonly accountType: AccountType;
  readonly timeZone: string;
  /** How far the search index is behind; what is replayed from a state file is not. */
  readonly lag = new LagDice({ delayMs: 0, jitterMs: 0 });
  private readonly stores = new Map<ObjectTypeId, RecordStore>();
  private readonly indices = new Map<ObjectTypeId, SearchIndex>();
  private readonly file: StateFile | null;
  private nextId = FIRST_ID;

  constructor(options: PortalOptions) {
    for (const id of objectTypeIds) {
      const isUnique = (property: string): boolean => this.catalog.findAny(id, property)?.hasUniqueValue === true;
      const store = new RecordStore(objectType(id), isUnique);
      this.stores.set(id, store);
      this.indices.set(id, new SearchIndex(store));
    }
    const identity = (options.stateFile === undefined ? undefined : this.replay(options.stateFile)) ?? newIdentity();
    if (options.searchLag !== undefined) this.lag.lag = options.searchLag;
    this.token = options.token ?? identity.token;
    this.portalId = identity.portalId;
    this.appId = identity.appId;
    this.app = appOf(identity);
    this.timeZone = options.timeZone ?? identity.timeZone ?? 'UTC';
    this.accountType = options.accountType ?? identity.accountType ?? 'DEVELOPER_TEST';
    this.file = options.stateFile === undefined ? null : StateFile.rewrite(options.stateFile, this.lines());
  }

  records(type: ObjectTypeId): RecordStore {
    return this.part(this.stores, type);
  }

  searchIndex(type: ObjectTypeId): SearchIndex {
    return this.part(this.indices, type);
  }

  /** A stale search sees what can be found now, until `thawSearch`. */
  freezeSearch(): void {
    for (const index of this.indices.values()) index.freeze(this.clock.now());
  }

  thawSearch(): void {
    for (const index of this.indices.values()) index.thaw();
  }

  /** The id of the next record, and one more for each after it. Taken only by committing a record under it. */
  get upcomingId(): number {
    return this.nextId;
  }

  /** Makes the changes, all of them, and remembers them before it returns. The caller has checked that they may be. */
  commit(source: Source, mutations: readonly Mutation[]): void {
    if (mutations.length === 0) return;
    this.file?.append({ source, mutations });
    for (const mutation of mutations) this.apply(mutation);
  }

  close(): void {
    this.file?.close();
  }

  private apply(mutation: Mutation): void {
    switch (mutation.kind) {
      case 'record':
        this.nextId = Math.max(this.nextId, Number(mutation.id) + 1);
        this.searchIndex(mutation.object).changing(mutation.id, mutation.at, this.lag.draw());
        this.records(mutation.object).apply({ ...mutation, properties: Object.entries(mutation.properties) });
        return;
      case 'archive':
        this.records(mutation.object).archive(mutation.id, mutation.at);
        return;
      case 'link':
        this.associations.set(mutation.link, mutation.types);
        return;
      case 'property':
        this.catalog.put(mutation.object, mutation.property);
        return;
      case 'group':
        this.catalog.putGroup(mutation.object, mutation.group);
        return;
      case 'pipeline':
        this.pipelines.put(mutation.object, mutation.pipeline);
        return;
      case 'oauth':
        this.oauth.apply(mutation.change);
        return;
      case 'clock':
        this.clock.restore(mutation.clock);
    }
  }

  private replay(path: string): Identity | undefined {
    let identity: Identity | undefined;
    for (const line of StateFile.read(path) as Generator<Line>) {
      if ('mutations' in line) {
        for (const mutation of line.mutations) this.apply(mutation);
      } else {
        identity = line;
        this.nextId = line.nextId;
      }
    }
    return identity;
  }

  /** The whole portal as the lines of a fresh state file. */
  private *lines(): Generator<Line> {
    const { token, portalId, appId, nextId, accountType, timeZone } = this;
    const { clientId, clientSecret } = this.app;
    const app = { appId, clientId, clientSecret };
    yield { kind: 'portal', version: 1, token, portalId, ...app, nextId, accountType, timeZone };
    const source: Source = { type: 'IMPORT', id: 'state' };
    for (const mutation of this.snapshot()) yield { source, mutations: [mutation] };
  }

  private *snapshot(): Generator<Mutation> {
    yield { kind: 'clock', clock: this.clock.snapshot() };
    for (const change of this.oauth.snapshot(this.clock.now())) yield { kind: 'oauth', change };
    for (const object of objectTypeIds) {
      for (const group of this.catalog.groups(object)) yield { kind: 'group', object, group };
      for (const property of this.catalog.list(object)) {
        if (!property.hubspotDefined || property.updatedAt > 0) yield { kind: 'property', object, property };
      }
      for (const pipeline of this.pipelines.list(object)) yield { kind: 'pipeline', object, pipeline };
      for (const { id, createdAt, updatedAt, properties, archivedAt } of this.records(object).all()) {
        const stored = Object.fromEntries(properties);
        yield { kind: 'record', object, id, at: updatedAt, createdAt, archivedAt, properties: stored };
      }
    }
    for (const { types, ...link } of this.associations.pairs()) yield { kind: 'link', link, types };
  }

  private part<T>(parts: ReadonlyMap<ObjectTypeId, T>, type: ObjectTypeId): T {
    const part = parts.get(type);
    if (part === undefined) throw new Error(`The sandbox has no object type ${type}`);
    return part;
  }
}

function appOf({ appId, clientId = randomUUID(), clientSecret = randomUUID() }: Identity): OAuthApp {
  return { id: appId, clientId, clientSecret };
}

function newIdentity(): Identity {
  return {
    kind: 'portal',
    version: 1,
    token: `pat-na1-${randomUUID()}`,
    portalId: randomInt(10_000_000, 99_999_999),
    appId: randomInt(1_000_000, 9_999_999),
    nextId: FIRST_ID,
  };
}
