/**
 * The ways into Postgres. Every function of `store/` takes the transaction first, so that a forgotten one is a type
 * error; a transaction names its tenant, so that row-level security has something to hold on to.
 */
import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';

export type { DataSource, EntityManager };

/** Asks for the whole transaction to be run again: what it had read has changed meanwhile. */
export class TryAgain extends Error {}

/** 40001 serialization_failure, 40P01 deadlock_detected: Postgres rolled back, the same work may succeed now. */
const retryableCodes = new Set(['40001', '40P01']);
const attemptLimit = 10;

const isRetryable = (error: unknown): boolean =>
  error instanceof TryAgain ||
  (error instanceof QueryFailedError && retryableCodes.has((error.driverError as { code?: string }).code ?? ''));

/** Runs `work` in one transaction as one tenant. `work` may be run again and must not reach outside the database. */
export async function inTenant<T>(
  database: DataSource,
  tenantId: string,
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transaction(async (tx) => {
        // `true` = until the end of the transaction: a pooled connection must not carry a tenant to its next user.
        await tx.query(`select set_config('app.tenant_id', $1, true)`, [tenantId]);
        return work(tx);
      });
    } catch (error) {
      if (attempt >= attemptLimit || !isRetryable(error)) throw error;
    }
  }
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
