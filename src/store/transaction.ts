/**
 * The ways into Postgres. Every function of `store/` takes the transaction first, so that a forgotten one is a type
 * error; a transaction names its tenant, so that row-level security has something to hold on to.
 */
import type { ClientBase } from 'pg';
import { QueryFailedError, type DataSource, type EntityManager, type QueryRunner } from 'typeorm';

export type { DataSource, EntityManager };

/** Asks for the whole transaction to be run again: what it had read has changed meanwhile. */
export class TryAgain extends Error {}

/** Why a transaction is run again: the two for which Postgres rolls back, and `TryAgain`. */
export type RepeatReason = 'deadlock' | 'serialization' | 'overtaken';

const reasonsOfCodes: Readonly<Record<string, RepeatReason>> = { '40P01': 'deadlock', '40001': 'serialization' };
const attemptLimit = 10;

/** Null: the same work would fail again. */
function repeatReason(error: unknown): RepeatReason | null {
  if (error instanceof TryAgain) return 'overtaken';
  if (!(error instanceof QueryFailedError)) return null;
  return reasonsOfCodes[(error.driverError as { code?: string }).code ?? ''] ?? null;
}

export const isRetryable = (error: unknown): boolean => repeatReason(error) !== null;

export type Repeats = Readonly<Record<RepeatReason, number>>;

const repeats = new WeakMap<DataSource, Repeats>();

/** How often transactions of this process were run again, and why. */
export const readRepeats = (database: DataSource): Repeats =>
  repeats.get(database) ?? { deadlock: 0, serialization: 0, overtaken: 0 };

/** Runs `work` in one transaction as one tenant. `work` may be run again and must not reach outside the database. */
export async function inTenant<T>(
  database: DataSource,
  tenantId: string,
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  return again(database, () => transactionOf(database, tenantId, work));
}

/**
 * Runs `slice` again and again, each time in a transaction of its own, behind what the one before has come to; undefined ends it.
 * For work on all records of a connection (ADR 21).
 */
export async function bySlices<T>(
  database: DataSource,
  tenantId: string,
  first: T,
  slice: (tx: EntityManager, after: T) => Promise<T | undefined>,
): Promise<void> {
  let last: T | undefined = first;
  while (last !== undefined) {
    const after: T = last;
    last = await inTenant(database, tenantId, (tx) => slice(tx, after));
  }
}

/** So many rows are held at once by work on very many: of 5,000 no write waited for more than 0.1 s (ADR 21). */
export const rowsOfSlice = 5_000;

/**
 * To be said before the rows of a slice are read: they come in the order of a key, by its index alone. Without statistics, which
 * a table has not that is being filled, the planner would read and sort all of it for each slice.
 */
export async function readByKey(tx: EntityManager): Promise<void> {
  await tx.query('set local enable_sort = off; set local enable_bitmapscan = off; set local enable_seqscan = off');
}

/** Runs a transaction again that Postgres or the work itself asks to. */
export async function again<T>(database: DataSource, transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      const reason = repeatReason(error);
      if (attempt >= attemptLimit || reason === null) throw error;
      const before = readRepeats(database);
      repeats.set(database, { ...before, [reason]: before[reason] + 1 });
    }
  }
}

/** The constraint of the table: nothing else is ever put into a statement as text. */
const tenantIdPattern = /^[a-z0-9][a-z0-9-]{0,39}$/;

/**
 * A process that is frozen within a transaction (a paused machine) would hold its rows until it wakes up: Postgres ends the
 * transaction for it. Nobody is silent for so long otherwise, for what is done within one waits for nothing but Postgres.
 */
const endWhenFrozen = `set local idle_in_transaction_session_timeout = '5s'`;

/**
 * Begins and names the tenant in one round trip instead of two, which takes a fifth off a small write: a statement with
 * parameters cannot be joined to another, so the tenant stands in its text, and is checked before.
 */
async function transactionOf<T>(
  database: DataSource,
  tenantId: string,
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  // The match and not the argument: what was checked is what is sent, whatever the argument says when it is asked twice.
  const [checked] = tenantIdPattern.exec(tenantId) ?? [];
  if (checked === undefined) throw new Error('a transaction was asked for with something that is no tenant id');
  const runner = database.createQueryRunner();
  try {
    // `set local`: a pooled connection must not carry a tenant to its next user.
    // eslint-disable-next-line tandem/constant-sql -- checked above: letters, digits and hyphens
    await runner.query(`begin; set local app.tenant_id = '${checked}'; ${endWhenFrozen}`);
    const answer = await work(runner.manager);
    await runner.query('commit');
    return answer;
  } catch (error) {
    // Fails where the connection is broken, and then there is nothing to roll back.
    await runner.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}

/** The call of a function of the database, with a name of its own. */
export interface PreparedCall {
  readonly name: string;
  readonly text: string;
}

/**
 * Rows of a function's call, without a transaction in one of its own. Its text is read and planned once per connection,
 * and it goes to the connection itself: of a single write's 0.53 ms 0.07 less (2026-11). Only for calls of functions,
 * whose inner statements are planned by themselves: a statement with conditions could keep a plan that is bad for others.
 */
export async function rowsOfCall<T extends object>(
  tx: EntityManager | DataSource,
  { name, text }: PreparedCall,
  parameters: unknown[],
): Promise<T[]> {
  const [runner, isOurs] = runnerOf(tx);
  try {
    const connection = (await runner.connect()) as ClientBase;
    // eslint-disable-next-line tandem/constant-sql -- the text is a constant beside its caller
    const answer = await connection.query<T>({ name, text, values: parameters }).catch((error: unknown) => {
      throw new QueryFailedError(text, parameters, error as Error); // as TypeORM does
    });
    return answer.rows;
  } finally {
    if (isOurs) await runner.release();
  }
}

function runnerOf(tx: EntityManager | DataSource): [runner: QueryRunner, isOurs: boolean] {
  if ('createQueryRunner' in tx) return [tx.createQueryRunner(), true];
  if (!tx.queryRunner) throw new Error('a function of the database was called outside a transaction');
  return [tx.queryRunner, false];
}

/** Rows of a statement. TypeORM answers rows for select and insert, but `[rows, count]` for update and delete. */
export async function rows<T>(tx: EntityManager | DataSource, sql: string, parameters: unknown[] = []): Promise<T[]> {
  const answer: unknown = await tx.query(sql, parameters);
  if (!Array.isArray(answer)) return [];
  const list: unknown[] =
    answer.length === 2 && Array.isArray(answer[0]) && typeof answer[1] === 'number'
      ? (answer[0] as unknown[])
      : answer;
  return list as T[];
}
