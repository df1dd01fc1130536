/**
 * Receives what the order system says about a record. Its last word has a version, `updatedAt`: a write that is not
 * newer than what is stored is stale and changes nothing, whatever its values (architecture 5.1, rule 5), so PUTs may
 * arrive late, twice or out of order; setting a field back in a newer one is a real edit.
 */
import type { Fields, ObjectType, OrderLine, SourceRecord, Value } from './record';
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
}

/** `missing`: a patch or delete of a record that is not there. */
export type Verdict = 'stored' | 'unchanged' | 'stale' | 'missing';

export interface Received {
  readonly verdict: Verdict;
  /** What stands afterwards: to be written when the verdict is `stored`, or `unchanged` with a newer version. */
  readonly record: SourceRecord | null;
}

const sameLines = (a: readonly OrderLine[] | undefined, b: readonly OrderLine[] | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

function changedFields(before: Fields, after: Fields): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !sameValue(before[name], after[name]));
}

/**
 * Decides about one write. Pure: applied to the same stored record it answers the same, and a write answered `stale`
 * may be repeated for ever.
 */
export function receive(stored: SourceRecord | null, write: IncomingWrite, now: Date): Received {
  const known = stored !== null && stored.deletedAt === null;
  if (write.verb !== 'put' && stored === null) return { verdict: 'missing', record: null };

  const version = write.updatedAt ?? new Date(Math.max(now.getTime(), (stored?.updatedAt.getTime() ?? 0) + 1));
  if (stored !== null && version.getTime() <= stored.updatedAt.getTime()) return { verdict: 'stale', record: stored };
  if (write.verb !== 'put' && !known) return { verdict: 'missing', record: stored };

  const revision = (stored?.revision ?? 0) + 1;
  if (write.verb === 'delete' && stored !== null) {
    return { verdict: 'stored', record: { ...stored, updatedAt: version, deletedAt: version, revision } };
  }

  const fields: Fields = write.verb === 'patch' ? { ...stored?.fields, ...write.fields } : write.fields;
  const lines = write.verb === 'patch' ? (write.lines ?? stored?.lines) : write.lines;
  const changed = changedFields(stored?.fields ?? {}, fields);
  if (!sameLines(stored?.lines, lines)) changed.push('lines');

  const at = version.toISOString();
  const fieldAt: Record<string, string> = {};
  for (const name of [...Object.keys(fields), ...(lines ? ['lines'] : [])]) {
    fieldAt[name] = changed.includes(name) ? at : (stored?.fieldAt[name] ?? at);
  }
  const record: SourceRecord = {
    object: write.object,
    sourceId: write.sourceId,
    fields,
    ...(lines && { lines }),
    updatedAt: version,
    fieldAt,
    deletedAt: null,
    revision,
  };
  return { verdict: known && changed.length === 0 ? 'unchanged' : 'stored', record };
}

/** The custom fields of a record, without their prefix. */
export function customFields(fields: Fields): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (name.startsWith('custom.') ? [[name.slice(7), value]] : [])),
  );
}
