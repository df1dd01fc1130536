/** Two or three records become one (contract 8.8): Salesforce's pages, Apex and SOAP can; REST cannot. */
import { deleteRow } from './cascade';
import type { Org } from './org';
import { recordError, type RecordError } from './refused';
import type { Row } from './row';
import type { SObject } from './sobject';
import type { Transaction } from './transaction';
import { findRow, writeRecords, type Outcome } from './write-records';

const MAX_LOSERS = 2;

export interface MergeRequest {
  readonly type: SObject;
  readonly winner: string;
  readonly losers: readonly string[];
  /** What the winner says from then on; of the losers nothing is taken over by itself. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Children of the losers become the winner's and nobody is told of them; the losers go to the bin with the winner's name
 * on them; the winner is updated once. The outcome is the winner's. Not committed yet; unmade when it is refused.
 */
export function mergeRecords(org: Org, transaction: Transaction, request: MergeRequest): Outcome {
  const start = transaction.savepoint();
  const outcome = merge(org, transaction, request);
  if (!outcome.ok) transaction.rollbackTo(start);
  return outcome;
}

function merge(org: Org, transaction: Transaction, request: MergeRequest): Outcome {
  const { type, winner, losers, fields } = request;
  const failed = (errors: readonly RecordError[]): Outcome => ({ ok: false, id: winner, errors });
  const refusal = refusalOf(request);
  if (refusal !== undefined) return failed([refusal]);
  const found = [winner, ...losers].map((id) => findRow(org, type, id));
  const missing = found.filter((one): one is RecordError => 'code' in one);
  if (missing.length > 0) return failed(missing);
  const [winnerRow, ...loserRows] = found as Row[];
  if (winnerRow === undefined || new Set(found).size < found.length)
    return failed([mergeError('a record cannot be merged with itself')]);
  const into = type.idOf(winnerRow);
  for (const row of loserRows) {
    adopt(org, transaction, { type, from: type.idOf(row), into });
    deleteRow(org, transaction, { type, row, mergedInto: into });
  }
  const update = { operation: 'update', type, id: into, fields } as const;
  const [outcome] = writeRecords(org, transaction, [update], { allOrNone: true, format: 'json', allowSave: true });
  return outcome ?? failed([]);
}

/** Codes and texts are unverified. */
function refusalOf({ type, losers }: MergeRequest): RecordError | undefined {
  if (!type.mergeable) return mergeError(`${type.name} cannot be merged`);
  if (losers.length === 0 || losers.length > MAX_LOSERS) return mergeError('two or three records can be merged');
  return undefined;
}

function mergeError(message: string): RecordError {
  return recordError('INVALID_OPERATION', message);
}

/** Children in the recycle bin stay whose they were. Whether the others get a new SystemModstamp is unverified. */
function adopt(
  org: Org,
  transaction: Transaction,
  { type, from, into }: { readonly type: SObject; readonly from: string; readonly into: string },
): void {
  for (const { type: childType, field } of org.childRelationships(type)) {
    if (field.position < 0) continue;
    const child = childType as SObject;
    for (const row of [...(org.rowsWhere(child, field, from) ?? [])]) {
      if (row.deletedAt === null) transaction.derive(child, row, new Map([[field, into]]));
    }
  }
}
