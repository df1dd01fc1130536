/**
 * Reads what a connection's CRM says of the properties that its mapping writes, and keeps it, so that a value that the CRM
 * would refuse is found before a call is spent on it. What is kept is no part of a connection's settings: a batch in hand goes
 * on with what it has read.
 */
import type { CrmCatalog } from '../catalog/catalog';
import type { CallContext, Connector } from '../connectors/connector';
import { changedProperties, concerning, writtenProperties, type Described } from '../core/described';
import { mappingOf, type MappingSettings } from '../core/field-rule-settings';
import type { ObjectMapping } from '../core/mapping';
import type { PropertyDescription } from '../core/property-description';
import { objectTypes } from '../core/record';
import type { Connection } from '../store/connections';
import { markRefused, readDescribed, storeDescribed } from '../store/described';
import type { StreamName } from '../store/dirty-set';
import type { EntityManager } from '../store/transaction';

/** All that the CRM says, by its name of the object. */
export type Descriptions = ReadonlyMap<string, readonly PropertyDescription[]>;

const mappingsOf = ({ mappings }: CrmCatalog, settings: MappingSettings): readonly ObjectMapping[] =>
  objectTypes.map((object) => mappingOf(mappings[object], settings));

/** Asks once for each object of the CRM that the mapping writes. Throws `CallFailure`. */
export async function readDescriptions(
  context: CallContext,
  settings: MappingSettings,
  { connector, catalog }: { readonly connector: Connector; readonly catalog: CrmCatalog },
): Promise<Descriptions> {
  const descriptions = new Map<string, readonly PropertyDescription[]>();
  for (const remoteObject of writtenProperties(mappingsOf(catalog, settings), catalog.own).keys()) {
    descriptions.set(remoteObject, await connector.describe(context, remoteObject));
  }
  return descriptions;
}

/** What of it concerns a connection with these settings. @param readAt when it was asked for */
export function describedFor(
  settings: MappingSettings,
  catalog: CrmCatalog,
  read: { readonly descriptions: Descriptions; readonly readAt: Date },
): Described {
  const written = writtenProperties(mappingsOf(catalog, settings), catalog.own);
  const entries = [...read.descriptions].map(([remoteObject, all]) => [
    remoteObject,
    concerning(written.get(remoteObject) ?? new Set(), all, read.readAt),
  ]);
  return Object.fromEntries(entries) as Described;
}

export interface Kept {
  /** Properties of which something else is said than before. */
  readonly changed: ReadonlyMap<string, readonly string[]>;
  /** Streams in which records that were refused for such properties are looked at again. */
  readonly marked: readonly StreamName[];
}

/**
 * Keeps it, and lets those records go again that were refused, before they were sent or whatever they say, for a property of
 * which something else is said now. In a transaction of its own, after the one that stores a mapping: others lock marks first and
 * connections then.
 */
export async function keepDescribed(
  tx: EntityManager,
  connection: Pick<Connection, 'tenantId' | 'id' | 'settings'>,
  catalog: CrmCatalog,
  read: { readonly described: Described; readonly at: Date; readonly claimedUntil?: Date },
): Promise<Kept> {
  const before = await readDescribed(tx, connection);
  const changed = changedProperties(before.described, read.described);
  const marked: StreamName[] = [];
  for (const object of objectTypes) {
    const properties = changedFor(mappingOf(catalog.mappings[object], connection.settings), changed);
    if (properties.length === 0) continue;
    marked.push(...(await markRefused(tx, connection, { object, properties, now: read.at })));
  }
  await storeDescribed(tx, connection, { claimedUntil: null, ...read });
  return { changed, marked };
}

const changedFor = (
  { remoteObject, lines }: ObjectMapping,
  changed: ReadonlyMap<string, readonly string[]>,
): readonly string[] => [
  ...(changed.get(remoteObject) ?? []),
  ...(lines ? (changed.get(lines.remoteObject) ?? []) : []),
];
