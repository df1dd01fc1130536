/**
 * Everything that the service's login can try on a table to come at another tenant's rows, in SQL. Each attempt is a
 * transaction that is rolled back; what it achieved is a breach, by name.
 */
import type { Client } from 'pg';
import type { Table } from './catalog';

/** What is attacked, and a row of tenant two in it. */
export interface Target {
  readonly table: Table;
  readonly row: Readonly<Record<string, unknown>>;
}

interface Attempt {
  readonly name: string;
  /** Null: without a tenant. */
  readonly as: 'one' | null;
  readonly sql: string;
  readonly parameters?: readonly unknown[];
  /** `nothing`: no rows, or not allowed. `refused`: not allowed, in the same words whether the row exists or not. */
  readonly wanted: 'nothing' | 'refused';
}

/** insufficient_privilege: a missing right, or a policy. */
const notAllowed = '42501';

/** Names of the attempts that came through; none, when the wall stands. */
export async function breachesOf(client: Client, target: Target): Promise<readonly string[]> {
  const found: string[] = [];
  for (const attempt of attemptsOn(target)) {
    const outcome = await run(client, attempt);
    if (outcome === 'refused' || (outcome === 0 && attempt.wanted === 'nothing')) continue;
    found.push(`${nameOf(attempt)}: ${outcome}`);
  }
  return found;
}

export const namesOfAttacks = (target: Target): readonly string[] => attemptsOn(target).map(nameOf);

const attemptsOn = (target: Target): readonly Attempt[] => [...reads(target), ...writes(target), ...inserts(target)];
const nameOf = ({ name, as }: Attempt): string => `${name}, as ${as ?? 'nobody'}`;

/** Rows, `refused`, or the error of a statement that was stopped by something else than a wall. */
async function run(client: Client, { as, sql, parameters }: Attempt): Promise<number | string> {
  await client.query('begin');
  try {
    await client.query(`select set_config('app.tenant_id', $1, true)`, [as ?? '']);
    const { rowCount } = await client.query(sql, parameters && [...parameters]);
    return rowCount ?? 0;
  } catch (error) {
    const { code, message, detail } = error as { code?: string; message: string; detail?: string };
    return code === notAllowed && detail === undefined ? 'refused' : `${code ?? ''} ${message} ${detail ?? ''}`;
  } finally {
    await client.query('rollback');
  }
}

const both = ['one', null] as const;

function reads({ table: { name, tenantColumn: tenant } }: Target): readonly Attempt[] {
  const column = tenant ?? 'tenant_id';
  const others = `${column} is distinct from 'one'`;
  const read = (what: string, sql: string): readonly Attempt[] =>
    both.map((as) => ({ name: what, as, sql, wanted: 'nothing' }));
  return [
    ...read('read', `select ${column} from ${name} where ${others}`),
    ...read('read whole rows', `select * from ${name} where ${others}`),
    ...read('count', `select from (select count(*) as count from ${name} where ${others}) t where count > 0`),
    ...read('lock', `select ${column} from ${name} where ${others} for update`),
    ...read('lock shared', `select ${column} from ${name} where ${others} for key share`),
    ...read('sample', `select ${column} from ${name} tablesample system (100) where ${others}`),
    ...read('copy', `copy (select ${column} from ${name} where ${others}) to stdout`),
    ...read('read through a function of one’s own', `select from ${name} where pg_temp.shout(${column}) and ${others}`),
    // An expression that fails on the rows of others would tell that there are some, if it were asked before the wall.
    ...read('divide by', `select ${column} from ${name} where 1 / (case when ${others} then 0 else 1 end) > 1`),
    ...read('cast', `select ${column} from ${name} where case when ${others} then ${column}::int else 0 end > 0`),
    ...read('statistics', `select from pg_stats where tablename = '${name}' and most_common_vals is not null`),
    { name: 'read all', as: null, sql: `select ${column} from ${name}`, wanted: 'nothing' },
  ];
}

function writes({ table: { name, tenantColumn, changeable } }: Target): readonly Attempt[] {
  const tenant = tenantColumn ?? 'tenant_id';
  const others = `${tenant} is distinct from 'one'`;
  const column = changeable.find((one) => one !== tenant) ?? tenant;
  const write = (what: string, sql: string): readonly Attempt[] =>
    both.map((as) => ({ name: what, as, sql, wanted: 'nothing' }));
  return [
    ...write('change', `update ${name} set ${column} = ${column} where ${others}`),
    ...write('change and tell', `update ${name} set ${column} = ${column} where ${others} returning ${tenant}`),
    ...write('delete', `delete from ${name} where ${others}`),
    ...write('delete and tell', `delete from ${name} where ${others} returning ${tenant}`),
    ...write('take over', `update ${name} set ${tenant} = 'one' where ${others}`),
    { name: 'change all', as: null, sql: `update ${name} set ${column} = ${column}`, wanted: 'nothing' },
    { name: 'delete all', as: null, sql: `delete from ${name}`, wanted: 'nothing' },
    { name: 'give away', as: 'one', sql: `update ${name} set ${tenant} = 'two'`, wanted: 'refused' },
    { name: 'give to nobody', as: 'one', sql: `update ${name} set ${tenant} = ''`, wanted: 'refused' },
    ...both.map((as) => ({ name: 'empty', as, sql: `truncate ${name} cascade`, wanted: 'refused' }) as const),
  ];
}

function inserts({ table: { name, tenantColumn, columns, key }, row }: Target): readonly Attempt[] {
  const tenant = tenantColumn ?? 'tenant_id';
  const list = columns.map((column) => `"${column}"`).join(', ');
  const insert = `insert into ${name} (${list}) select ${list} from jsonb_populate_record(null::public.${name}, $1)`;
  const fresh = {
    ...row,
    ...Object.fromEntries(key.filter((one) => one !== tenant).map((one) => [one, freshOf(row[one])])),
  };
  const rows = {
    'a row that is there': row,
    'a row that is not there': fresh,
    'a row of no tenant': { ...fresh, [tenant]: '' },
    'a row of an unknown tenant': { ...fresh, [tenant]: 'never-made' },
  };
  return Object.entries(rows).flatMap(([what, value]) =>
    both.flatMap((as) =>
      [
        '',
        'on conflict do nothing',
        `on conflict (${key.join(', ')}) do update set ${tenant} = excluded.${tenant}`,
      ].map(
        (conflict) =>
          ({
            name: `insert ${what} ${conflict}`.trim(),
            as,
            sql: `${insert} ${conflict}`,
            parameters: [JSON.stringify(value)],
            wanted: 'refused',
          }) as const,
      ),
    ),
  );
}

function freshOf(value: unknown): unknown {
  if (typeof value === 'number') return value + 1_000;
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? '2001-01-01T00:00:00Z' : 'never-used';
}
