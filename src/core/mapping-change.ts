/** What becomes of records when a connection's mapping is said anew. Pure. */
import { isDeepStrictEqual } from 'node:util';
import { documentOf, type WholeDocument } from './document-of';
import { mappingOf, type MappingSettings } from './field-rule-settings';
import { isRead, type ObjectMapping } from './mapping';
import type { ChangedSince, MappingDocument, SavedMapping } from './mapping-document';
import { mappingVersion } from './mapping-version';
import { objectTypes, type ObjectType } from './record';
import { changedFields, changedSince } from './retold';

interface Catalog {
  readonly mappings: Readonly<Record<ObjectType, ObjectMapping>>;
  readonly document: WholeDocument;
}

export interface MappingChange {
  readonly saved: SavedMapping;
  /** Types of which every record is to be looked at again. */
  readonly objects: readonly ObjectType[];
  /** Of these those whose CRM records are to be read as well: a field counts that nobody looked at before. */
  readonly reading: readonly ObjectType[];
}

/** Null: the document is the one that is saved. */
export function changeMapping(
  catalog: Catalog,
  settings: MappingSettings,
  document: MappingDocument,
): MappingChange | null {
  const { mapping: before } = settings;
  if (before && isDeepStrictEqual(before.document, document)) return null;
  const version = (before?.version ?? 0) + 1;
  const sides = objectTypes.map((object) => sidesOf(object, catalog, { settings, document, version }));
  const since = Object.fromEntries(
    sides.map((side) => [
      side.object,
      changedSince({ ...side, since: before?.since?.[side.object] }, side.after, version),
    ]),
  ) as Readonly<Record<ObjectType, ChangedSince>>;
  const changed = sides.filter(isChanged).map(({ object }) => object);
  return {
    saved: { version, document, since },
    objects: objectTypes.filter((object) => changed.includes(object) || waitsOtherwise(object, catalog, sides)),
    reading: sides.filter(readsMore).map(({ object }) => object),
  };
}

interface Side {
  readonly object: ObjectType;
  readonly mapping: ObjectMapping;
  readonly after: ObjectMapping;
}

/** As whole documents: what was said by settings of old is compared as what it comes to. */
function sidesOf(
  object: ObjectType,
  catalog: Catalog,
  {
    settings,
    document,
    version,
  }: { readonly settings: MappingSettings; readonly document: MappingDocument; readonly version: number },
): Side {
  const as = (said: MappingDocument): ObjectMapping =>
    mappingOf(catalog.mappings[object], { ...settings, mapping: { version, document: said } });
  return { object, mapping: as(documentOf(catalog, settings)), after: as(document) };
}

const isChanged = ({ mapping, after }: Side): boolean => mappingVersion(0, mapping) !== mappingVersion(0, after);

/** Whoever waits for a parent may wait no longer, or has one to wait for. */
function waitsOtherwise(object: ObjectType, { mappings }: Catalog, sides: readonly Side[]): boolean {
  const parents = mappings[object].definition.references.map(({ parent }) => parent);
  return sides.some((side) => parents.includes(side.object) && side.mapping.flows !== side.after.flows);
}

function readsMore({ mapping, after }: Side): boolean {
  const changed = new Set(changedFields(mapping.fields, after.fields));
  return after.fields.some((line) => isRead(line) && changed.has(line.field));
}
