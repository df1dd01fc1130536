/** A connection's mapping, for a person: read it, have a document judged, see what it would send, and let the connection go by it. */
import { catalogs } from '../catalog/catalog';
import { checkMapping } from '../core/check-mapping';
import type { Mistake } from '../core/check/scope';
import { documentOf, type WholeDocument } from '../core/document-of';
import { mappingOf, type MappingSettings } from '../core/field-rule-settings';
import { changeMapping, type MappingChange } from '../core/mapping-change';
import type { MappingDocument } from '../core/mapping-document';
import { mappingVersion } from '../core/mapping-version';
import { previewRecord, type Preview } from '../core/preview';
import type { PropertyDescription } from '../core/property-description';
import { objectTypes, type ObjectType } from '../core/record';
import { recordUrl } from '../core/record-url';
import { askToDescribe } from '../store/described';
import { lockConnections, readConnection, type ConnectionSettings, type StoredConnection } from '../store/connections';
import { linkedTypes, listMappingVersions, storeMapping, type MappingVersion } from '../store/mappings';
import { askToMark, type Marking } from '../store/markings';
import { newestRecords } from '../store/records';
import { inTenant, type DataSource, type EntityManager } from '../store/transaction';
import type { Waker } from '../store/wake';
import { carryOutMarkings } from './carry-out-markings';
import { withOpened, type OpenDeps } from './open-connection';

export interface MappingDeps extends OpenDeps {
  readonly waker: Waker;
}

type ConnectionName = Pick<StoredConnection, 'tenantId' | 'id'>;

export interface MappingShown {
  /** 0: nobody has saved one, and the catalogue's holds, with what the connection's settings say. */
  readonly version: number;
  readonly document: WholeDocument;
  /** As the journal names the rules that a record was synced by. */
  readonly mappingVersions: Readonly<Record<ObjectType, string>>;
}

export function showMapping({ crm, settings }: Pick<StoredConnection, 'crm' | 'settings'>): MappingShown {
  const { version, mappings, ...catalog } = catalogs[crm];
  const versions = objectTypes.map((object) => [
    object,
    mappingVersion(version, mappingOf(mappings[object], settings)),
  ]);
  return {
    version: settings.mapping?.version ?? 0,
    document: documentOf(catalog, settings),
    mappingVersions: Object.fromEntries(versions) as MappingShown['mappingVersions'],
  };
}

/** A page of what was saved, the newest first, and the version before which the next page starts; null on the last. */
export async function pageMappingVersions(
  { database }: { readonly database: DataSource },
  connection: ConnectionName,
  page: { readonly after: number | null; readonly limit: number },
): Promise<{ readonly items: readonly MappingVersion[]; readonly next: number | null }> {
  const { after: before, limit } = page;
  const items = await inTenant(database, connection.tenantId, (tx) =>
    listMappingVersions(tx, connection, { before, limit: limit + 1 }),
  );
  const shown = items.slice(0, limit);
  return { items: shown, next: items.length > limit ? (shown.at(-1)?.version ?? null) : null };
}

/** Everything that is wrong with a document, for this connection. Asks its CRM what it has; throws a `ConnectRefused`. */
export async function judgeDocument(
  deps: MappingDeps,
  connection: StoredConnection,
  document: MappingDocument,
): Promise<readonly Mistake[]> {
  const { crm, settings } = connection;
  const properties = await readProperties(deps, connection, document);
  const linked = await inTenant(deps.database, connection.tenantId, (tx) => linkedTypes(tx, connection));
  const catalog = catalogs[crm];
  const live = { before: documentOf(catalog, settings), linked };
  return checkMapping(document, { catalog, properties, features: settings.features ?? [], live });
}

/** The same as far as it can be told without the CRM and without what is linked. */
export const judgeAlone = (
  { crm, settings }: Pick<StoredConnection, 'crm' | 'settings'>,
  document: MappingDocument,
): readonly Mistake[] => checkMapping(document, { catalog: catalogs[crm], features: settings.features ?? [] });

/** What the CRM says of the objects that the document speaks of. */
async function readProperties(
  deps: MappingDeps,
  connection: StoredConnection,
  { objects }: MappingDocument,
): Promise<Readonly<Record<string, readonly PropertyDescription[]>>> {
  const names = objectTypes.flatMap((object) => {
    const { remoteObject, lines } = catalogs[connection.crm].mappings[object];
    const said = objects[object];
    return [...(said?.fields ? [remoteObject] : []), ...(said?.lines && lines ? [lines.remoteObject] : [])];
  });
  if (names.length === 0) return {};
  return withOpened(deps, connection, async ({ connector, context }) => {
    const described: Record<string, readonly PropertyDescription[]> = {};
    for (const name of names) described[name] = await connector.describe(context, name);
    return described;
  });
}

export type Applied =
  | { readonly kind: 'applied'; readonly connection: StoredConnection; readonly marked: number }
  | { readonly kind: 'unchanged'; readonly connection: StoredConnection }
  /** Another version came between. */
  | { readonly kind: 'outdated'; readonly connection: StoredConnection }
  | { readonly kind: 'unknown' };

/**
 * Lets the connection go by a document that was judged, and marks the records that it concerns. Saying the same again changes nothing.
 * @param isExpected judges what is saved now
 */
export async function applyMapping(
  deps: Pick<MappingDeps, 'database' | 'clock' | 'waker'>,
  name: ConnectionName,
  document: MappingDocument,
  isExpected?: (saved: MappingShown) => boolean,
): Promise<Applied> {
  const { applied, objects } = await saveMapping(deps, name, () => document, isExpected);
  const streams = objects.map((object) => ({ connectionId: name.id, object }));
  deps.waker.wake(name.tenantId, streams);
  return applied;
}

/**
 * The same without a worker's being woken, and the types that there is something to look at of. The version is saved along with
 * what is to be marked for it; the marks are made by slices behind it. A worker that has read a record by the version before took its mark
 * before that, and either settles before the mark is made, or finds it made anew and leaves it.
 * @param say the document, by the settings that stand
 */
export async function saveMapping(
  deps: Pick<MappingDeps, 'database' | 'clock'>,
  name: ConnectionName,
  say: (settings: ConnectionSettings) => MappingDocument,
  isExpected: (saved: MappingShown) => boolean = () => true,
): Promise<{ readonly applied: Applied; readonly objects: readonly ObjectType[] }> {
  const { tenantId, id } = name;
  const saved = await inTenant(deps.database, tenantId, async (tx): Promise<Saved> => {
    // Before anything else is locked, as whoever stores a connection does.
    await lockConnections(tx, tenantId);
    const connection = await readConnection(tx, tenantId, id);
    if (!connection) return { kind: 'unknown' };
    if (!isExpected(showMapping(connection))) return { kind: 'outdated', connection };
    const change = changeMapping(catalogs[connection.crm], connection.settings, say(connection.settings));
    if (change === null) return { kind: 'unchanged', connection };
    return carryOut(tx, name, change, deps.clock.now());
  });
  if (saved.kind !== 'saved') return { applied: saved, objects: [] };
  const { connection, markings } = saved;
  const marked = await carryOutMarkings(deps, markings);
  return { applied: { kind: 'applied', connection, marked }, objects: markings.map(({ object }) => object) };
}

type Saved =
  | Exclude<Applied, { readonly kind: 'applied' }>
  | { readonly kind: 'saved'; readonly connection: StoredConnection; readonly markings: readonly Marking[] };

async function carryOut(
  tx: EntityManager,
  name: ConnectionName,
  { saved, objects, reading }: MappingChange,
  now: Date,
): Promise<Saved> {
  const markings = await askToMark(tx, name, { kind: 'remapped', objects, reading, now });
  await storeMapping(tx, name, saved, now);
  // What the CRM says of properties that are new in it is not known yet.
  await askToDescribe(tx, name, now);
  const connection = await readConnection(tx, name.tenantId, name.id);
  if (!connection) throw new Error('a connection whose mapping was just stored has gone');
  return { kind: 'saved', connection, markings };
}

export interface PreviewedRecord {
  readonly type: ObjectType;
  readonly id: string;
  readonly before: Preview;
  readonly after: Preview;
}

/** What would be sent of the newest records of each type by the mapping that holds, and by this one. No CRM is asked. */
export async function previewMapping(
  { database }: { readonly database: DataSource },
  connection: StoredConnection,
  document: MappingDocument,
  { n, type }: { readonly n: number; readonly type?: ObjectType | undefined },
): Promise<readonly PreviewedRecord[]> {
  const { tenantId, crm, settings } = connection;
  const types = type ? [type] : objectTypes;
  const records = await inTenant(database, tenantId, async (tx) => {
    const found = [];
    for (const object of types) found.push(await newestRecords(tx, tenantId, object, n));
    return found;
  });
  const saved = { version: 0, document };
  return inTurn(records)
    .slice(0, n)
    .map((record) => {
      const { object, sourceId } = record;
      const url = recordUrl(object, record, settings.recordUrl);
      const by = (said: MappingSettings): Preview =>
        previewRecord(mappingOf(catalogs[crm].mappings[object], said), record, url);
      return { type: object, id: sourceId, before: by(settings), after: by({ ...settings, mapping: saved }) };
    });
}

/** One of each list, then the next of each. */
function inTurn<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}
