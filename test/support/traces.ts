/** Looks for values in all that a database holds: every row of every table, as text. */
import type { TestDatabase } from './database';

/** Tables that say one of these values, in any case, with the value. */
export async function tracesOf(database: TestDatabase, values: readonly string[]): Promise<readonly string[]> {
  const tables = await database.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const hits = await database.query<{ value: string }>(
      `select v.value from unnest($1::text[]) as v (value)
        where exists (select from ${name} t where strpos(lower(to_jsonb(t)::text), lower(v.value)) > 0)`,
      [values],
    );
    found.push(...hits.map(({ value }) => `${name}: ${value}`));
  }
  return found.sort();
}

/** Without the values. */
export const tablesOf = (traces: readonly string[]): readonly string[] => [
  ...new Set(traces.map((trace) => trace.replace(/:.*/, ''))),
];
