/** Under which parents the records are that are to be updated, when that tells which calls are in each other's way. */
import type { Update } from '../connector';
import { rowsPerCall } from './collections';
import { parentFieldOf, parentIn } from './parents';
import type { Reach } from './reach';
import { readEach } from './read';

/** One row per 2,000 is read before several calls are made; where that fails, all rows count as those of one parent. */
export async function parentsOf(
  reach: Reach,
  object: string,
  rows: readonly Update[],
): Promise<(row: Update) => string | null> {
  const field = parentFieldOf(object);
  if (field === null || rows.length <= rowsPerCall) return () => null;
  const said = ({ properties }: Update): string | null => parentIn(properties, field);
  const silent = rows.filter((row) => said(row) === null);
  if (silent.length === 0) return said;
  const ids = silent.map(({ id }) => id);
  const outcomes = await readEach(reach, { object, by: 'id', properties: [field] }, ids);
  const known = new Map(
    outcomes.flatMap((outcome, at) => {
      const parent = outcome.ok ? parentIn(outcome.value?.properties ?? {}, field) : unknownParent;
      return parent === null ? [] : [[ids[at] ?? '', parent] as const];
    }),
  );
  return (row) => said(row) ?? known.get(row.id) ?? null;
}

const unknownParent = 'unknown';
