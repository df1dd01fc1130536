/** One call of a collection: up to 200 rows of one object, with an answer for each in its place. */
import type { Failure, Outcome } from '../../core/failure';
import { failed, type Verdicts } from '../batches';
import { asJson, asList, asText } from '../json';
import type { Problem, Request } from './call';
import { gravest } from './errors';
import { sameId } from './ids';
import { readProblems } from './problems';
import type { Reach } from './reach';

/** REST guide, sObject Collections. */
export const rowsPerCall = 200;

/** What Salesforce says of one row. */
export type Saved =
  | { readonly ok: true; readonly id: string; readonly created: boolean }
  | { readonly ok: false; readonly failure: Failure; readonly problems: readonly Problem[] };

interface Result {
  readonly id: string | null;
  readonly success: boolean;
  readonly created: boolean;
  readonly problems: readonly Problem[];
}

export interface Collection {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly endpoint: string;
  readonly object: string;
  readonly json?: unknown;
  /** Of the rows, in order; null where Salesforce gives them one. */
  readonly ids: readonly (string | null)[];
}

/** One word per row, or why there is none. */
export async function saveSome(reach: Reach, collection: Collection): Promise<readonly Saved[] | Failure> {
  const { ids, ...call } = collection;
  const request: Request<readonly (Result | null)[]> = {
    ...call,
    rows: ids.length,
    writes: true,
    read: (body) => (Array.isArray(body) ? asList(body).map(readResult) : null),
  };
  const answer = await reach.send(request);
  if (!answer.ok) return answer.failure;
  const results = inPlaces(answer.value, ids);
  const saved = results.map((result) => toSaved(result, answer.meaning));
  if (saved.some((row) => !row.ok && row.failure.code === 'INVALID_FIELD')) reach.describes.forget(call.object);
  return saved;
}

/** Results are told apart by their places alone: where one lacks, only those that name their row can be trusted. */
function inPlaces(results: readonly (Result | null)[], ids: readonly (string | null)[]): readonly (Result | null)[] {
  if (results.length === ids.length) {
    return ids.map((id, at) => (isOf(results[at] ?? null, id) ? (results[at] ?? null) : null));
  }
  return ids.map((id) => (id === null ? null : (results.find((result) => named(result, id)) ?? null)));
}

function isOf(result: Result | null, id: string | null): boolean {
  return id === null || result?.id == null || sameId(result.id, id);
}

function named(result: Result | null, id: string): boolean {
  return result?.id != null && sameId(result.id, id);
}

function toSaved(result: Result | null, meaning: (problem: Problem) => Failure): Saved {
  if (result === null) return { ok: false, failure: unanswered, problems: [] };
  const { id, success, created, problems } = result;
  if (!success) return { ok: false, failure: gravest(problems.map(meaning)), problems };
  return id === null ? { ok: false, failure: unanswered, problems: [] } : { ok: true, id, created };
}

function readResult(value: unknown): Result | null {
  const json = asJson(value);
  if (json === null || typeof json['success'] !== 'boolean') return null;
  return {
    id: asText(json['id']),
    success: json['success'],
    created: json['created'] === true,
    problems: readProblems(json['errors']),
  };
}

export function outcomesOf<T>(
  saved: readonly Saved[] | Failure,
  toValue: (row: Extract<Saved, { ok: true }>) => T,
): Verdicts<T> {
  if ('kind' in saved) return saved;
  return saved.map((row): Outcome<T> => (row.ok ? { ok: true, value: toValue(row) } : failed(row.failure)));
}

export const unanswered: Failure = {
  kind: 'unknown',
  code: 'ROW_NOT_ANSWERED',
  message: 'Salesforce took the call and did not say what became of this row.',
};
