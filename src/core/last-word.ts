/**
 * Receives what the order system says about a record. Its last word has a version, `updatedAt`: a write that is not
 * newer than what is stored is stale and changes nothing, whatever its values (architecture 5.1, rule 5), so PUTs may
 * arrive late, twice or out of order; setting a field back in a newer one is a real edit.
 */
import { keepConfirmation } from './email-confirmation';
import type { Fields, ObjectType, OrderLine, SourceRecord, Value } from './record';
import { saidIn } from './said-in';
import { sameValue } from './values';

export interface IncomingWrite {
  /** `put` replaces the record, `patch` changes the fields it names, `delete` marks it as gone. */
  readonly verb: 'put' | 'patch' | 'delete';
  readonly object: ObjectType;
  readonly sourceId: string;
  readonly fields: Fields;
  readonly lines?: readonly OrderLine[];
  /** Null when the order system keeps no versions: then arrival decides. */
  readonly updatedAt: Date | null;
  /** The last change of its CRMs that the order system had applied when it said this: it has accepted those up to it. */
  readonly appliedChange?: number;
  /** Of the request that this was said in. */
  readonly requestId?: string;
}

/** `missing`: a patch or delete of a record that is not there. `erased`: nothing is stored of it any more. */
export type Verdict = 'stored' | 'unchanged' | 'stale' | 'missing' | 'erased';

export interface Received {
  readonly verdict: Verdict;
  /** What stands afterwards: to be written when the verdict is `stored`, or `unchanged` with a newer version. */
  readonly record: SourceRecord | null;
}

/** Line by line and by name: a database may give the names back in another order. */
function sameLines(a: readonly OrderLine[] | undefined, b: readonly OrderLine[] | undefined): boolean {
  const same = (line: OrderLine, index: number): boolean => {
    const other = b?.[index];
    return other !== undefined && changedFields({ ...line }, { ...other }).length === 0;
  };
  return a?.length === b?.length && (a ?? []).every(same);
}

export function changedFields(before: Fields, after: Fields): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !sameValue(before[name], after[name]));
}

/**
 * Decides about one write. Pure: applied to the same stored record it answers the same, and a write answered `stale`
 * may be repeated for ever.
 */
export function receive(stored: SourceRecord | null, write: IncomingWrite, now: Date): Received {
  if (stored === null)
    return write.verb === 'put' ? keep(null, write, versionOf(null, write, now)) : { verdict: 'missing', record: null };
  if (stored.erasedAt) return { verdict: 'erased', record: stored };
  const version = versionOf(stored, write, now);
  if (version.getTime() <= stored.updatedAt.getTime()) return { verdict: 'stale', record: stored };
  if (stored.deletedAt !== null && write.verb === 'patch') return { verdict: 'missing', record: stored };
  if (write.verb === 'delete') {
    // Deleted again: a put between the two that is still on its way must not bring the record back.
    const fieldAt = unchangedSince(stored, namesOf(stored.fields, stored.lines), nothingChanged);
    const record = { ...stored, fieldAt, updatedAt: version, deletedAt: version, revision: stored.revision + 1 };
    return { verdict: stored.deletedAt === null ? 'stored' : 'missing', record: saidIn(record, stored, write) };
  }
  return keep(stored, write, version);
}

/** Without a version of the order system's own, what arrives later is newer. */
function versionOf(stored: SourceRecord | null, write: IncomingWrite, now: Date): Date {
  if (write.updatedAt !== null) return write.updatedAt;
  return stored === null ? now : new Date(Math.max(now.getTime(), stored.updatedAt.getTime() + 1));
}

const nothing = { fields: {}, deletedAt: null, revision: 0 } as const;
const nothingChanged: ReadonlySet<string> = new Set();

/** The record as a put or a patch leaves it. */
function keep(stored: SourceRecord | null, write: IncomingWrite, version: Date): Received {
  const before: Pick<SourceRecord, 'fields' | 'lines' | 'deletedAt' | 'revision'> = stored ?? nothing;
  const kept = write.verb === 'patch' ? before : nothing;
  const fields = keepConfirmation(before.fields, write.fields, { ...kept.fields, ...write.fields });
  const lines = write.lines ?? ('lines' in kept ? kept.lines : undefined);
  const changed = stored === null ? nothingChanged : changesOf(before, fields, lines);
  const record: SourceRecord = {
    object: write.object,
    sourceId: write.sourceId,
    fields,
    ...(lines && { lines }),
    updatedAt: version,
    fieldAt: stored === null ? {} : unchangedSince(stored, namesOf(fields, lines), changed),
    deletedAt: null,
    revision: before.revision + 1,
  };
  const isNews = stored === null || stored.deletedAt !== null || changed.size > 0;
  return { verdict: isNews ? 'stored' : 'unchanged', record: saidIn(record, stored, write) };
}

function changesOf(
  before: Pick<SourceRecord, 'fields' | 'lines'>,
  fields: Fields,
  lines: readonly OrderLine[] | undefined,
): ReadonlySet<string> {
  const changed = new Set(changedFields(before.fields, fields));
  if (!sameLines(before.lines, lines)) changed.add('lines');
  return changed;
}

export const namesOf = (fields: Fields, lines: readonly OrderLine[] | undefined): readonly string[] =>
  lines ? [...Object.keys(fields), 'lines'] : Object.keys(fields);

/** Since when the fields that do not change now have been as they are. */
export function unchangedSince(
  stored: SourceRecord,
  names: readonly string[],
  changed: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  const standing = stored.updatedAt.toISOString();
  return Object.fromEntries(
    names.filter((name) => !changed.has(name)).map((name) => [name, stored.fieldAt[name] ?? standing]),
  );
}

/** The custom fields of a record, without their prefix. */
export function customFields(fields: Fields): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (name.startsWith('custom.') ? [[name.slice(7), value]] : [])),
  );
}
