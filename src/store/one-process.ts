/** Work that one process at a time does, of all that share the database. */
import { rows, type DataSource } from './transaction';

export type Done<T> = { readonly done: true; readonly value: T } | { readonly done: false };

/**
 * Runs `work` unless another process is at it: then nothing is done and nobody waits. The lock is the session's, so no
 * transaction is open meanwhile, and the death of the process, or of its connection, gives it back. Two may so be at it at
 * once after all: the work must bear that.
 */
export async function inOneProcess<T>(database: DataSource, name: string, work: () => Promise<T>): Promise<Done<T>> {
  const runner = database.createQueryRunner();
  try {
    const sql = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked';
    const [lock] = await rows<{ locked: boolean }>(runner.manager, sql, [name]);
    if (lock?.locked !== true) return { done: false };
    try {
      return { done: true, value: await work() };
    } finally {
      // Fails where the connection is broken, and then the lock is gone with it.
      await runner.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]).catch(() => undefined);
    }
  } finally {
    await runner.release();
  }
}
