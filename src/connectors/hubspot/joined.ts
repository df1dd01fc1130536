/** By which types pairs are joined already: HubSpot's own, and the labels that people have given them. Changes nothing. */
import type { Failure, Outcome } from '../../core/failure';
import { failed, inBatches, type Verdicts } from '../batches';
import type { AssociationType, Pair } from '../connector';
import { asJson, asList, asText, isPresent } from '../json';
import { readBatch, readNext, type Batch } from './answer';
import { numbersIn } from './batch';
import { model, type Answer, type Send } from './client';

/** A type of a pair, as HubSpot takes and answers it. */
export interface PairType {
  readonly associationCategory: string;
  readonly associationTypeId: number;
}

/** HubSpot: 1,000, each with 500 of its associations and then with the next — docs "Associations v4", 2026-03. */
export const recordsPerRead = 1_000;

/** The types of a record's pairs, by the id at their other end. */
type Ends = ReadonlyMap<string, readonly PairType[]>;

/** One outcome per pair, in order: no types where it is not joined, or where one of its records is not there. */
export async function readTypes(
  send: Send,
  type: AssociationType,
  pairs: readonly Pair[],
): Promise<readonly Outcome<readonly PairType[]>[]> {
  const ids = [...new Set(pairs.map(({ fromId }) => fromId))];
  const outcomes = await inBatches(ids, recordsPerRead, (some) => readSome(send, type, some));
  const byId = new Map(ids.map((id, index) => [id, outcomes[index]]));
  return pairs.map(({ fromId, toId }) => {
    const ends = byId.get(fromId);
    return ends?.ok === false ? ends : { ok: true, value: ends?.value.get(toId) ?? [] };
  });
}

interface Asked {
  readonly id: string;
  readonly after?: string;
}

async function readSome(send: Send, type: AssociationType, ids: readonly string[]): Promise<Verdicts<Ends>> {
  const ends = new Map(ids.map((id) => [id, new Map<string, readonly PairType[]>()]));
  const failures = new Map<string, Failure>();
  let asked: readonly Asked[] = ids.map((id) => ({ id }));
  while (asked.length > 0) {
    const answer = await readPage(send, type, asked);
    if (!answer.ok) return answer.failure;
    const { results, problems } = answer.value;
    for (const { fromId, to } of results) for (const { toId, types } of to) ends.get(fromId)?.set(toId, types);
    // A record without associations is an error (recorded 2026-02), and one that is not there the same.
    const bad = problems.map((problem) => [problem, answer.meaning(problem)] as const);
    for (const [problem, failure] of bad.filter(([, { kind }]) => kind !== 'gone'))
      for (const id of numbersIn(problem)) failures.set(id, failure);
    asked = results.flatMap(({ fromId, next }) => (next === null ? [] : [{ id: fromId, after: next }]));
  }
  return ids.map((id) => {
    const failure = failures.get(id);
    return failure ? failed(failure) : { ok: true, value: ends.get(id) ?? new Map() };
  });
}

interface Joined {
  readonly fromId: string;
  readonly to: readonly { readonly toId: string; readonly types: readonly PairType[] }[];
  readonly next: string | null;
}

function readPage(send: Send, { from, to }: AssociationType, asked: readonly Asked[]): Promise<Answer<Batch<Joined>>> {
  return send({
    method: 'POST',
    endpoint: `/crm/v4/associations/${from}/${to}/batch/read`,
    object: from,
    rows: asked.length,
    writes: false,
    send: ({ crm }, perCall) =>
      // The client's name for it.
      crm.associations.v4.batchApi.getPage(from, to, model({ inputs: [...asked] }), perCall),
    read: (body) => readBatch(body, readJoined),
  });
}

function readJoined(value: unknown): Joined | null {
  const json = asJson(value);
  const fromId = asText(asJson(json?.['from'])?.['id']);
  if (fromId === null) return null;
  return { fromId, to: asList(json?.['to']).map(readEnd).filter(isPresent), next: readNext(value) };
}

function readEnd(value: unknown): Joined['to'][number] | null {
  const json = asJson(value);
  const toId = asText(json?.['toObjectId']); // a number here (recorded 2026-02)
  return toId === null ? null : { toId, types: asList(json?.['associationTypes']).map(readType).filter(isPresent) };
}

function readType(value: unknown): PairType | null {
  const json = asJson(value);
  const [category, id] = [asText(json?.['category']), Number(json?.['typeId'])];
  return category === null || !Number.isInteger(id) ? null : { associationCategory: category, associationTypeId: id };
}
