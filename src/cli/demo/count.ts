/**
 * Counts duplicates and missing records in the raw state of the sandbox, by what people see: e-mail, domain, order
 * number. Not by our key, which the sandbox keeps unique and which could therefore never show a mistake of ours.
 */
import type { HeldRecord, Holdings } from './crms/crm';
import type { Shop } from './shop';

export interface Tally {
  /** Records beyond the first with one e-mail, domain or number, that were not there before us. */
  readonly duplicates: number;
  /** Records of the shop that the CRM does not hold. */
  readonly missing: number;
}

const keys = [
  ['companies', 'domain'],
  ['customers', 'email'],
  ['orders', 'number'],
] as const;

/**
 * @param before the CRM before the first sync: what it held twice then is not ours
 * @param gone ids of records that were taken out of the CRM since: one that is there has been made again
 */
export function tally(
  shop: Shop,
  { before, after, gone }: { readonly before: Holdings; readonly after: Holdings; readonly gone: ReadonlySet<string> },
): Tally {
  let duplicates = 0;
  let missing = 0;
  for (const [kind, field] of keys) {
    const had = countBy(before[kind], field);
    const has = countBy(after[kind], field);
    for (const record of shop[kind]) {
      const value = String(record[field]).toLowerCase();
      const count = has.get(value) ?? 0;
      const isGone = gone.has(record.id);
      if (count === 0 && !isGone) missing += 1;
      duplicates += Math.max(0, count - (isGone ? 0 : Math.max(1, had.get(value) ?? 0)));
    }
  }
  return { duplicates, missing };
}

function countBy(records: readonly HeldRecord[], field: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { archived, fields } of records) {
    const value = fields[field]?.toLowerCase();
    if (archived || !value) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}
