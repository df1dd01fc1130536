/**
 * Who writes a record locks its parent too, and two calls at a time under one parent get in each other's way
 * (UNABLE_TO_LOCK_ROW, contract 10). So the rows of one parent are never in two calls that are out at the same time.
 */
import { together } from '../batches';
import { groupBy } from '../../core/group-by';
import type { Properties } from '../connector';
import { asText } from '../json';
import { toLongId } from './ids';

/** Which field holds the parent whose lock is taken. */
const parentFields: Readonly<Record<string, string>> = {
  Contact: 'AccountId',
  Opportunity: 'AccountId',
  OpportunityLineItem: 'OpportunityId',
  OpportunityContactRole: 'OpportunityId',
};

export function parentFieldOf(object: string): string | null {
  return parentFields[object] ?? null;
}

export function parentIn(properties: Properties, field: string): string | null {
  const id = asText(properties[field]);
  return id === null ? null : toLongId(id);
}

interface Call<R> {
  readonly rows: { readonly row: R; readonly index: number }[];
  lane: number;
}

/** One answer per row, in order, of as few calls as there can be: calls that share a parent are made one after another. */
export async function inLanes<R, T>(
  rows: readonly R[],
  { size, parentOf }: { readonly size: number; readonly parentOf: (row: R) => string | null },
  work: (rows: readonly R[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const answers: T[] = [];
  const lanes = groupBy(toCalls(rows, size, parentOf), ({ lane }) => lane);
  await together(
    [...lanes.values()].map(async (calls) => {
      for (const call of calls) {
        const answered = await work(call.rows.map(({ row }) => row));
        answered.forEach((answer, at) => (answers[call.rows[at]?.index ?? -1] = answer));
      }
    }),
  );
  return answers;
}

/** The largest families first, each whole if it fits anywhere; those without a parent fill up what is left. */
function toCalls<R>(rows: readonly R[], size: number, parentOf: (row: R) => string | null): readonly Call<R>[] {
  const calls = Array.from({ length: Math.ceil(rows.length / size) }, (_, lane): Call<R> => ({ rows: [], lane }));
  const placed = rows.map((row, index) => ({ row, index }));
  const families = groupBy(placed, ({ row, index }) => parentOf(row) ?? index);
  for (const family of [...families.values()].toSorted((a, b) => b.length - a.length)) place(calls, family, size);
  return calls;
}

function place<R>(calls: readonly Call<R>[], family: Readonly<Call<R>['rows']>, size: number): void {
  const used: Call<R>[] = [];
  for (let from = 0; from < family.length;) {
    const left = family.length - from;
    const call = calls.find(({ rows }) => size - rows.length >= left) ?? emptiest(calls);
    const taken = family.slice(from, from + size - call.rows.length);
    call.rows.push(...taken);
    used.push(call);
    from += taken.length;
  }
  const lanes = new Set(used.map(({ lane }) => lane));
  const [first = 0] = lanes;
  for (const call of calls) if (lanes.has(call.lane)) call.lane = first;
}

function emptiest<R>(calls: readonly Call<R>[]): Call<R> {
  return calls.reduce((most, call) => (call.rows.length < most.rows.length ? call : most));
}
