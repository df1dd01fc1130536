/**
 * One HubSpot account: its records, associations, properties, pipelines and clock. All reading is direct; all changing
 * goes through `commit`, which writes to the state file first and then to memory, and is atomic because nothing here
 * waits.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { AssociationStore } from './association-store';
import type { Behaviour } from './behaviour';
import { usualBehaviour } from './behaviour';
import { SandboxClock } from './clock';
import type { Mutation, Source } from './mutations';
import type { ObjectTypeId } from './object-types';
import { objectType, objectTypeIds } from './object-types';
import { Owners, portalOwner } from './owners';
import { Pipelines } from './pipelines';
import { PropertyCatalog } from './property-catalog';
import { SeededRandom } from './random';
import { RecordStore } from './record-store';
import { KnownSources } from './known-sources';
import { SearchIndex } from './search-index';
import { StateFile } from './state-file';

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
}

export interface PortalOptions {
  readonly token?: string | undefined;
  readonly stateFile?: string | undefined;
  readonly accountType?: AccountType | undefined;
}

type Line = Identity | { readonly source: Source; readonly mutations: readonly Mutation[] };

export class Portal {
  readonly clock = new SandboxClock(() => Date.now());
  readonly catalog = new PropertyCatalog();
  readonly associations = new AssociationStore();
  readonly pipelines = new Pipelines();
  readonly owners = new Owners();
  readonly random = new SeededRandom(SHUFFLE_SEED);
  readonly token: string;
  readonly portalId: number;
  readonly appId: number;
  readonly accountType: AccountType;
  private readonly stores = new Map<ObjectTypeId, RecordStore>();
  private readonly indices = new Map<ObjectTypeId, SearchIndex>();
  private readonly sources = new KnownSources();
  private readonly file: StateFile | null;
  private nextId = FIRST_ID;
  private behaves = usualBehaviour;

  constructor(options: PortalOptions) {
    for (const id of objectTypeIds) {
      const isUnique = (property: string): boolean => this.catalog.findAny(id, property)?.hasUniqueValue === true;
      const store = new RecordStore(objectType(id), isUnique);
      this.stores.set(id, store);
      this.indices.set(id, new SearchIndex(store));
    }
    const identity = (options.stateFile === undefined ? undefined : this.replay(options.stateFile)) ?? newIdentity();
    this.token = options.token ?? identity.token;
    this.portalId = identity.portalId;
    this.appId = identity.appId;
    this.accountType = options.accountType ?? identity.accountType ?? 'DEVELOPER_TEST';
    this.file = options.stateFile === undefined ? null : StateFile.rewrite(options.stateFile, this.lines());
  }

  records(type: ObjectTypeId): RecordStore {
    return this.part(this.stores, type);
  }

  searchIndex(type: ObjectTypeId): SearchIndex {
    return this.part(this.indices, type);
  }

  get behaviour(): Behaviour {
    return this.behaves;
  }

  /** The id of the next record, and one more for each after it. Taken only by committing a record under it. */
  get upcomingId(): number {
    return this.nextId;
  }

  /** Makes the changes, all of them, and remembers them before it returns. The caller has checked that they may be. */
  commit(source: Source, mutations: readonly Mutation[]): void {
    if (mutations.length === 0) return;
    this.file?.append({ source, mutations });
    const known = this.sources.known(source);
    for (const mutation of mutations) this.apply(mutation, known);
  }

  close(): void {
    this.file?.close();
  }

  private apply(mutation: Mutation, source: Source): void {
    switch (mutation.kind) {
      case 'record':
        this.nextId = Math.max(this.nextId, Number(mutation.id) + 1);
        this.records(mutation.object).apply({
          ...mutation,
          source,
          properties: Object.entries(mutation.properties),
          history: this.sources.knownHistory(mutation.history),
        });
        return;
      case 'archive':
        this.records(mutation.object).archive(mutation.id, mutation.at);
        return;
      case 'link':
        this.associations.set(mutation.link, mutation.types);
        return;
      case 'property':
        if (mutation.anew === true) this.records(mutation.object).forget(mutation.property.name);
        this.catalog.put(mutation.object, mutation.property);
        return;
      case 'group':
        this.catalog.putGroup(mutation.object, mutation.group);
        return;
      case 'pipeline':
        this.pipelines.put(mutation.object, mutation.pipeline);
        return;
      case 'owner':
        this.owners.put(mutation.owner);
        return;
      case 'behaviour':
        this.behaves = { ...usualBehaviour, ...mutation.behaviour };
        return;
      case 'clock':
        this.clock.restore(mutation.clock);
    }
  }

  private replay(path: string): Identity | undefined {
    let identity: Identity | undefined;
    for (const line of StateFile.read(path) as Generator<Line>) {
      if ('mutations' in line) {
        const source = this.sources.known(line.source);
        for (const mutation of line.mutations) this.apply(mutation, source);
      } else {
        identity = line;
        this.nextId = line.nextId;
      }
    }
    return identity;
  }

  /** The whole portal as the lines of a fresh state file. */
  private *lines(): Generator<Line> {
    const { token, portalId, appId, nextId, accountType } = this;
    yield { kind: 'portal', version: 1, token, portalId, appId, nextId, accountType };
    const source: Source = { type: 'IMPORT', id: 'state' };
    for (const mutation of this.snapshot()) yield { source, mutations: [mutation] };
    for (const object of objectTypeIds) yield* this.recordLines(object);
    for (const { types, ...link } of this.associations.pairs()) {
      yield { source, mutations: [{ kind: 'link', link, types }] };
    }
  }

  /** A line a record: the line's source is who created it. */
  private *recordLines(object: ObjectTypeId): Generator<Line> {
    const records = this.records(object);
    for (const record of records.all()) {
      const { id, source, createdAt, updatedAt: at, archivedAt } = record;
      yield {
        source,
        mutations: [{ kind: 'record', object, id, at, createdAt, archivedAt, ...records.remains(record) }],
      };
    }
  }

  private *snapshot(): Generator<Mutation> {
    yield { kind: 'clock', clock: this.clock.snapshot() };
    yield { kind: 'behaviour', behaviour: this.behaves };
    for (const owner of this.owners.list()) if (owner !== portalOwner) yield { kind: 'owner', owner };
    for (const object of objectTypeIds) {
      for (const group of this.catalog.groups(object)) yield { kind: 'group', object, group };
      for (const property of this.catalog.list(object)) {
        if (!property.hubspotDefined || property.updatedAt > 0) yield { kind: 'property', object, property };
      }
      for (const pipeline of this.pipelines.listAny(object)) yield { kind: 'pipeline', object, pipeline };
    }
  }

  private part<T>(parts: ReadonlyMap<ObjectTypeId, T>, type: ObjectTypeId): T {
    const part = parts.get(type);
    if (part === undefined) throw new Error(`The sandbox has no object type ${type}`);
    return part;
  }
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
