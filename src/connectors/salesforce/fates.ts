/**
 * What became of records that are not where they were: deleted, merged into others, or there after all. Collections answer null
 * of a record that our user may not see as well (REST guide), and queryAll leaves it out: who took that for a deletion would bury
 * every link once an administrator takes View All away.
 */
import { notShown, type Failure } from '../../core/failure';
import { CallFailure } from '../connector';
import { asText, type Json } from '../json';
import { readDeleted } from './deleted-records';
import { toLongId } from './ids';
import type { Reach } from './reach';
import { idOf } from './rows';
import { isIn, listsOf, query } from './soql';

export type Fate =
  { readonly kind: 'here' | 'gone' | 'not-shown' } | { readonly kind: 'merged'; readonly into: string };

export type Fates =
  { readonly ok: true; readonly of: (id: string) => Fate } | { readonly ok: false; readonly failure: Failure };

/** Only these have a MasterRecordId (Object Reference); that of leads is not asked for. */
const merging: ReadonlySet<string> = new Set(['Account', 'Contact']);
/** Of merges one after another; who is merged so often is not followed further. */
const mostMerges = 10;

interface Kept {
  readonly isDeleted: boolean;
  readonly master: string | null;
}

/**
 * Follows merges to the record that is left. Gone is what the recycle bin holds or getDeleted names, of the last 15 days; of
 * another that is not there nobody can say whether it was deleted or is kept from our user.
 */
export async function fatesOf(reach: Reach, object: string, ids: readonly string[]): Promise<Fates> {
  const known = new Map<string, Kept>();
  let asked = [...new Set(ids.map(toLongId))];
  let isMissing = false;
  for (let round = 0; round < mostMerges && asked.length > 0; round++) {
    const found = await lookUp(reach, object, asked);
    if (!found.ok) return found;
    for (const [id, kept] of found.kept) known.set(id, kept);
    isMissing ||= asked.some((id) => !known.has(id));
    const masters = [...found.kept.values()].flatMap(({ master }) => master ?? []);
    asked = [...new Set(masters)].filter((id) => !known.has(id));
  }
  const named = isMissing ? await deletedOf(reach, object) : nobody;
  if (!named.ok) return named;
  return { ok: true, of: (id) => fateOf({ known, named: named.ids }, toLongId(id)) };
}

type Named =
  { readonly ok: true; readonly ids: ReadonlySet<string> } | { readonly ok: false; readonly failure: Failure };

const nobody: Named = { ok: true, ids: new Set() };

async function deletedOf(reach: Reach, object: string): Promise<Named> {
  try {
    const records = (await readDeleted(reach, { object })) ?? [];
    return { ok: true, ids: new Set(records.map(({ id }) => id)) };
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    return { ok: false, failure: error.failure };
  }
}

interface Told {
  readonly known: ReadonlyMap<string, Kept>;
  /** By getDeleted. */
  readonly named: ReadonlySet<string>;
}

function fateOf({ known, named }: Told, id: string): Fate {
  let at = id;
  for (let step = 0; step <= mostMerges; step++) {
    const kept = known.get(at);
    if (kept === undefined) return { kind: named.has(at) ? 'gone' : 'not-shown' };
    if (!kept.isDeleted) return at === id ? { kind: 'here' } : { kind: 'merged', into: at };
    if (kept.master === null) return { kind: 'gone' };
    at = kept.master;
  }
  return { kind: 'gone' };
}

type LookedUp =
  { readonly ok: true; readonly kept: ReadonlyMap<string, Kept> } | { readonly ok: false; readonly failure: Failure };

async function lookUp({ send }: Reach, object: string, ids: readonly string[]): Promise<LookedUp> {
  const fields = ['Id', 'IsDeleted', ...(merging.has(object) ? ['MasterRecordId'] : [])].join(',');
  const frame = `SELECT ${fields} FROM ${object} WHERE `;
  const kept = new Map<string, Kept>();
  for (const some of listsOf(ids, frame + isIn('Id', []))) {
    const found = await query(send, { object, soql: frame + isIn('Id', some), all: true, rows: some.length });
    if (!found.ok) return found;
    for (const record of found.records) {
      const id = idOf(record);
      if (id !== null) kept.set(id, keptOf(record));
    }
  }
  return { ok: true, kept };
}

function keptOf(record: Json): Kept {
  const master = asText(record['MasterRecordId']);
  return { isDeleted: record['IsDeleted'] === true, master: master === null ? null : toLongId(master) };
}

export const unseen: Failure = notShown(
  'Salesforce does not show this record to the user of Tandem, or it was deleted long ago.',
);

export const deleted: Failure = {
  kind: 'gone',
  code: 'ENTITY_IS_DELETED',
  message: 'Salesforce has no such record.',
};

export function merged(mergedInto: string): Failure {
  return { kind: 'gone', code: 'MERGED', message: 'The Salesforce record was merged into another.', mergedInto };
}
