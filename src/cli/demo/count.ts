/**
 * Counts duplicates and missing records in the raw state of the sandbox, by what people see: e-mail, domain, order
 * number. Not by our key, which the sandbox keeps unique and which could therefore never show a mistake of ours.
 */
import type { Shop } from './shop';

/** The part of the sandbox's dump that is counted. */
export interface Dump {
  readonly objects: Readonly<
    Record<
      string,
      readonly {
        readonly id: string;
        readonly properties: Readonly<Record<string, string | null>>;
        readonly archived: boolean;
      }[]
    >
  >;
}

export interface Tally {
  /** Records beyond the first with one e-mail, domain or number, that were not there before us. */
  readonly duplicates: number;
  /** Records of the shop that the portal does not hold. */
  readonly missing: number;
}

const keys = [
  { records: 'companies', field: 'domain', object: 'companies', property: 'domain' },
  { records: 'customers', field: 'email', object: 'contacts', property: 'email' },
  { records: 'orders', field: 'number', object: 'deals', property: 'dealname' },
] as const;

/**
 * @param before the portal before the first sync: what it held twice then is not ours
 * @param gone ids of records that were taken out of the portal since: one that is there has been made again
 */
export function tally(
  shop: Shop,
  { before, after, gone }: { readonly before: Dump; readonly after: Dump; readonly gone: ReadonlySet<string> },
): Tally {
  let duplicates = 0;
  let missing = 0;
  for (const { records, field, object, property } of keys) {
    const had = countBy(before, object, property);
    const has = countBy(after, object, property);
    for (const record of shop[records]) {
      const value = String(record[field]).toLowerCase();
      const count = has.get(value) ?? 0;
      const isGone = gone.has(record.id);
      if (count === 0 && !isGone) missing += 1;
      duplicates += Math.max(0, count - (isGone ? 0 : Math.max(1, had.get(value) ?? 0)));
    }
  }
  return { duplicates, missing };
}

function countBy(dump: Dump, object: string, property: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const record of dump.objects[object] ?? []) {
    const value = record.properties[property]?.toLowerCase();
    if (record.archived || !value) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}
