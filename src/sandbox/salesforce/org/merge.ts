/**
 * Up to three records become one (contract 8.8): the losers go into the recycle bin and name the winner, what hung on them
 * hangs on the winner, and the winner is saved once with what it shall keep of them.
 */
import type { WriteOptions } from './check';
import type { Org } from './org';
import type { RecordError } from './refused';
import { recordError } from './refused';
import type { SObject } from './sobject';
import type { Transaction } from './transaction';
import { writeRecords, type WriteRequest } from './write-records';

export interface MergeRequest {
  readonly type: SObject;
  readonly winnerId: string;
  /** One or two. */
  readonly loserIds: readonly string[];
  /** What the winner is given, by API names. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

export type Merged =
  | {
      readonly ok: true;
      readonly id: string;
      readonly loserIds: readonly string[];
      /** The children that moved. */
      readonly movedIds: readonly string[];
    }
  | { readonly ok: false; readonly errors: readonly RecordError[] };

const MAX_LOSERS = 2;

/** Not committed yet; where it is refused, nothing is changed. */
export function mergeRecords(
  org: Org,
  transaction: Transaction,
  request: MergeRequest,
  options: Pick<WriteOptions, 'allowSave'> = { allowSave: false },
): Merged {
  const { type, winnerId, loserIds, fields = {} } = request;
  const impossible = impossibilityOf(org, request);
  if (impossible !== undefined) return { ok: false, errors: [impossible] };
  const start = transaction.savepoint();
  const winner = org.rowById(type, winnerId);
  const mergedInto = winner === undefined ? winnerId : type.idOf(winner);
  const movedIds = loserIds.flatMap((loserId) => moveChildren(org, transaction, { type, loserId, mergedInto }));
  // Losers first: triggers see their deletion, then one update of the winner (contract 8.8).
  const requests: WriteRequest[] = [
    ...loserIds.map((id) => ({ operation: 'delete', type, id, mergedInto }) as const),
    { operation: 'update', type, id: winnerId, fields },
  ];
  const outcomes = writeRecords(org, transaction, requests, { ...options, allOrNone: false, format: 'json' });
  const errors = outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.errors));
  if (errors.length > 0) {
    transaction.rollbackTo(start);
    return { ok: false, errors };
  }
  const ids = outcomes.slice(0, -1).flatMap(({ id }) => id ?? []);
  return { ok: true, id: mergedInto, loserIds: ids, movedIds: [...new Set(movedIds)] };
}

/** Code and texts are unverified; what is refused is not (contract 8.8). */
function impossibilityOf(org: Org, { type, winnerId, loserIds }: MergeRequest): RecordError | undefined {
  if (!type.mergeable) return recordError('INVALID_MERGE_RECORD', `entity type cannot be merged: ${type.name}`);
  if (loserIds.length < 1 || loserIds.length > MAX_LOSERS)
    return recordError('INVALID_MERGE_RECORD', 'one or two records must be merged into the master record');
  const rows = [winnerId, ...loserIds].flatMap((id) => org.rowById(type, id) ?? []);
  if (new Set(rows).size < rows.length)
    return recordError('INVALID_MERGE_RECORD', 'a record cannot be merged with itself');
  return undefined;
}

/**
 * By the org itself: no trigger fires for them (contract 8.8), so that no event tells of it. That they get a new
 * SystemModstamp is unverified.
 */
function moveChildren(
  org: Org,
  transaction: Transaction,
  { type, loserId, mergedInto }: { readonly type: SObject; readonly loserId: string; readonly mergedInto: string },
): string[] {
  const moved: string[] = [];
  for (const { type: childType, field } of org.childRelationships(type)) {
    const child = childType as SObject;
    for (const row of [...(org.rowsWhere(child, field, loserId) ?? [])]) {
      if (row.deletedAt !== null) continue;
      const id = child.idOf(row);
      // Nothing becomes its own parent.
      transaction.derive(child, row, new Map([[field, id === mergedInto ? null : mergedInto]]));
      if (id !== mergedInto) moved.push(id);
    }
  }
  return moved;
}
