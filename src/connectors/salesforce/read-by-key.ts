/** Reads records by a field that is unique, in lists that fit into an address. */
import type { Failure, Outcome } from '../../core/failure';
import { failed, together } from '../batches';
import type { RemoteRecord } from '../connector';
import { asText } from '../json';
import type { Reach } from './reach';
import { fieldsFor, folded, holdsForAll, toRemote, type Lookup, type Whom } from './rows';
import { filterableMaxChars, isIn, listsOf, query } from './soql';

type Found = Outcome<RemoteRecord | null>;

/** By folded key; a key that no record has is not in it. */
export async function readByKey(
  reach: Reach,
  lookup: Lookup,
  { ids: keys, me }: Whom,
): Promise<ReadonlyMap<string, Found>> {
  const lists = keyLists(reach, lookup, askable(keys));
  const answers = await together(
    lists.map(async (some): Promise<readonly (readonly [string, Found])[]> => {
      const records = await readSome(reach, lookup, { ids: some, me });
      return 'kind' in records ? some.map((key) => [key, failed(records)]) : records;
    }),
  );
  return new Map(answers.flat());
}

/** Once each, folded. A blank would find all that have none; what is longer than the field can be nobody has. */
export function askable(keys: readonly string[]): readonly string[] {
  return [...new Set(keys.map(folded))].filter((key) => key.trim() !== '' && key.length <= filterableMaxChars);
}

export function keyLists(reach: Reach, lookup: Lookup, keys: readonly string[]): readonly (readonly string[])[] {
  return listsOf(keys, soqlOf(reach, lookup, []));
}

function soqlOf({ settings: { keyProperty } }: Reach, lookup: Lookup, keys: readonly string[]): string {
  return `SELECT ${fieldsFor(lookup, keyProperty).join(',')} FROM ${lookup.object} WHERE ${isIn(keyProperty, keys)}`;
}

async function readSome(
  reach: Reach,
  lookup: Lookup,
  { ids: keys, me }: Whom,
): Promise<readonly (readonly [string, Found])[] | Failure> {
  const { object } = lookup;
  const found = await query(reach.send, { object, soql: soqlOf(reach, lookup, keys), rows: keys.length });
  if (!found.ok) {
    if (holdsForAll(found.failure)) reach.describes.forget(object);
    return found.failure;
  }
  return found.records.flatMap((record): [string, Found][] => {
    const value = toRemote(record, lookup, { answeredAt: found.answeredAt, me });
    const key = asText(record[reach.settings.keyProperty]);
    return value === null || key === null ? [] : [[folded(key), { ok: true, value }]];
  });
}
