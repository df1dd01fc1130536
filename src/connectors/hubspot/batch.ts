/**
 * Splits rows into calls and calls into verdicts. Answers are matched to rows by what they name and never by their
 * place: HubSpot answers in another order, leaves rows out and groups errors (seen in recorded traffic, 2021-2026).
 */
import type { Failure, Outcome } from '../../core/failure';
import type { Problem } from './answer';
import { failed, isAboutRows } from './errors';

/** HubSpot: 101 inputs are refused — docs "Batch endpoints", 2026-03. */
export const rowsPerCall = 100;

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

/** `Promise.all` that ends when the last one has ended: no call is out after its method has thrown. */
export async function together<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/**
 * Finds what an answer says against a row: by our trace id, or by the id we asked for, in any case (e-mails come back
 * lower-cased). One grouped error may name many ids. `existingId` names someone else's record and is no match.
 */
export function problemOf(
  problems: readonly Problem[],
  row: { readonly id: string; readonly traceId?: string },
): Problem | null {
  const id = folded(row.id);
  const names = ({ context }: Problem): boolean =>
    (row.traceId !== undefined && (context['objectWriteTraceId'] ?? []).includes(row.traceId)) ||
    [...(context['ids'] ?? []), ...(context['id'] ?? [])].some((named) => folded(named) === id);
  return problems.find(names) ?? null;
}

/** HubSpot compares keys, e-mails and domains without case, and answers e-mails in lower case. */
export function folded(text: string): string {
  return text.toLowerCase();
}

function chunked<R>(rows: readonly R[], size: number): readonly (readonly R[])[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, n) => rows.slice(n * size, (n + 1) * size));
}
