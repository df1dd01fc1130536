/** Splits rows into calls, and puts the verdicts of the calls together again: for CRMs that refuse a whole call for one row. */
import type { Failure, Outcome } from '../core/failure';

/** One outcome per row of the call, in order; or why there are none. */
export type Verdicts<T> = readonly Outcome<T>[] | Failure;

/**
 * One outcome per row, in order. A call that is refused because of its rows is halved until the bad row stands alone,
 * which costs about 2 × log2(100) = 14 calls for one bad row among 100.
 */
export async function inBatches<R, T>(
  rows: readonly R[],
  size: number,
  work: (rows: readonly R[]) => Promise<Verdicts<T>>,
): Promise<readonly Outcome<T>[]> {
  const settled = await together(chunked(rows, size).map((chunk) => halved(chunk, work)));
  return settled.flat();
}

async function halved<R, T>(
  rows: readonly R[],
  work: (rows: readonly R[]) => Promise<Verdicts<T>>,
): Promise<readonly Outcome<T>[]> {
  const verdicts = await work(rows);
  if (!isFailure(verdicts)) return verdicts;
  if (rows.length === 1 || !isAboutRows(verdicts)) return rows.map(() => failed(verdicts));
  const middle = Math.ceil(rows.length / 2);
  const halves = await together([rows.slice(0, middle), rows.slice(middle)].map((half) => halved(half, work)));
  return halves.flat();
}

function isFailure<T>(verdicts: Verdicts<T>): verdicts is Failure {
  return 'kind' in verdicts;
}

/**
 * A failure of the rows rather than of the call: then the call is halved until each row has its own verdict. The others
 * (no answer, limits, access) hold for every row alike, and halving would only multiply the calls.
 */
export function isAboutRows(failure: Failure): boolean {
  return failure.kind === 'rejected' || failure.kind === 'duplicate' || failure.kind === 'gone';
}

export function failed(failure: Failure): Outcome<never> {
  return { ok: false, failure };
}

/** `Promise.all` that ends when the last one has ended: no call is out after its method has thrown. */
export async function together<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

export function chunked<R>(rows: readonly R[], size: number): readonly (readonly R[])[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, n) => rows.slice(n * size, (n + 1) * size));
}
