/**
 * What a new version of a mapping says otherwise of a field (its property, how it is converted, that it is read now) makes what
 * was said of it before say nothing of today: the next look tells it anew. Pure. The look forgets it, and not the version when
 * it is applied, because settle alone writes links; one that an older version has made meanwhile is found by its number.
 */
import { omit } from './intents';
import type { Link } from './link';
import { isRead, type FieldMapping, type ObjectMapping } from './mapping';
import type { ChangedSince, SavedMapping } from './mapping-document';
import type { ObjectType } from './record';

/** The link as the present version can go by it. */
export function retold(link: Link, saved: SavedMapping | undefined, object: ObjectType): Link {
  if (!saved || link.mapping >= saved.version) return link;
  const { fields = {}, lines = {} } = saved.since?.[object] ?? {};
  const names = changedAfter(fields, link.mapping);
  const lineNames = changedAfter(lines, link.mapping);
  return {
    ...link,
    mapping: saved.version,
    localBase: omit(link.localBase, names),
    remoteBase: omit(link.remoteBase, names),
    // What an older write makes of them, should it have landed, is not what would be written now.
    intents: link.intents.map((intent) => ({ ...intent, fields: omit(intent.fields, names) })),
    parts: Object.fromEntries(
      Object.entries(link.parts).map(([id, part]) => [id, { ...part, base: omit(part.base, lineNames) }]),
    ),
  };
}

const changedAfter = (since: Readonly<Record<string, number>>, version: number): ReadonlySet<string> =>
  new Set(Object.keys(since).filter((name) => (since[name] ?? 0) > version));

/** By field, since which version its values mean what they do. @param version the new one */
export function changedSince(
  before: { readonly mapping: ObjectMapping; readonly since: ChangedSince | undefined },
  after: ObjectMapping,
  version: number,
): ChangedSince {
  const { fields = {}, lines = {} } = before.since ?? {};
  return {
    fields: { ...fields, ...numbered(changedFields(before.mapping.fields, after.fields), version) },
    lines: { ...lines, ...numbered(changedFields(before.mapping.lines?.fields, after.lines?.fields), version) },
  };
}

const numbered = (names: readonly string[], version: number): Readonly<Record<string, number>> =>
  Object.fromEntries(names.map((name) => [name, version]));

/** The names of the lines that are new, or whose values mean something else. */
export function changedFields(before: readonly FieldMapping[] = [], after: readonly FieldMapping[] = []): string[] {
  const meant = new Map(before.map((line) => [line.field, meaningOf(line)]));
  return after.filter((line) => meant.get(line.field) !== meaningOf(line)).map(({ field }) => field);
}

const meaningOf = (line: FieldMapping): string => JSON.stringify([line.property, line.how?.said ?? null, isRead(line)]);
