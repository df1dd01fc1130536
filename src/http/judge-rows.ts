/** Rows of a batch, or lines of an import: checked one by one, stored together, with a verdict each. */
import type { z } from 'zod';
import type { IncomingWrite } from '../core/last-word';
import type { ObjectType } from '../core/record';
import { receiveWrites, type Answer, type IntakeDeps } from '../intake/records';
import type { writeResult } from './answers';
import { parseWrite } from './parse-write';
import { Problem, type ProblemDetails } from './problem';

/** What became of one write. `stale` is no error: an outbox would be jammed by one. */
export type WriteResult = z.infer<typeof writeResult>;
export type RowResult =
  WriteResult | { readonly id: string; readonly result: 'refused'; readonly problem: ProblemDetails };

/** One result per row, in order; a refused one does not sink the others. A row may be a `Problem` already. */
export async function judgeRows(
  deps: IntakeDeps,
  tenantId: string,
  { object, requestId }: { readonly object: ObjectType; readonly requestId: string },
  rows: readonly unknown[],
): Promise<RowResult[]> {
  const parsed = rows.map((row) => parseRow(object, row, requestId));
  const writes = parsed.filter((row): row is IncomingWrite => 'verb' in row);
  const answers = await receiveWrites(deps, tenantId, object, writes);
  const byWrite = new Map(writes.map((write, index) => [write, answers[index]]));
  return parsed.map((row) => ('verb' in row ? toRowResult(row, byWrite.get(row)) : row));
}

function parseRow(object: ObjectType, row: unknown, requestId: string): IncomingWrite | RowResult {
  try {
    if (row instanceof Problem) throw row;
    return { ...parseWrite('put', object, row), requestId };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const given = (row as { id?: unknown } | null)?.id;
    return { id: typeof given === 'string' ? given : '', result: 'refused', problem: error.details };
  }
}

function toRowResult(write: IncomingWrite, answer: Answer | undefined): RowResult {
  if (answer?.verdict !== 'erased') return toResult(write, answer);
  const { sourceId: id, object } = write;
  return { id, result: 'refused', problem: wasErased(object, id).details };
}

export function toResult(write: IncomingWrite, answer: Answer | undefined): WriteResult {
  if (answer?.verdict === 'missing') throw notFound(write.object, write.sourceId);
  if (answer?.verdict === 'erased') throw wasErased(write.object, write.sourceId);
  if (!answer?.updatedAt) throw new Error('a write was not answered');
  return { id: write.sourceId, result: answer.verdict, updatedAt: answer.updatedAt.toISOString() };
}

export const notFound = (object: ObjectType, id: string): Problem =>
  new Problem('not-found', `The order system has said nothing about ${object} ${id}; send it with PUT.`);

export const wasErased = (object: ObjectType, id: string): Problem =>
  new Problem(
    'erased',
    `${object} ${id} was erased for privacy: nothing is stored of it any more. Erase it on your side too; a new one needs an id of its own.`,
  );
