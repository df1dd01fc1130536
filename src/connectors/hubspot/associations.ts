/** Joins and parts records of two kinds, by pairs of record ids. */
import { AssociationTypes } from '@hubspot/api-client';
import {
  AssociationSpecAssociationCategoryEnum,
  type AssociationSpec,
} from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec';
import type { Outcome } from '../../core/failure';
import { failed, inBatches, type Verdicts } from '../batches';
import type { AssociationType, Pair } from '../connector';
import { asJson, asText, readNothing } from '../json';
import { readBatch, type Problem } from './answer';
import { numbersIn, rowsPerCall } from './batch';
import { model, type Plain, type Send } from './client';
import { readTypes, type PairType } from './joined';

const hubspotDefined: string = AssociationSpecAssociationCategoryEnum.HubspotDefined;

interface MainType {
  readonly id: number;
  readonly isPrimary: boolean;
}

/**
 * The main type of each direction: the primary one where HubSpot has one, which makes the unlabelled one as well.
 * Ids are directional (docs "Associations v4", 2026-03).
 */
const mainTypes: Readonly<Record<string, MainType>> = {
  'contacts>companies': { id: AssociationTypes.primaryContactToCompany, isPrimary: true },
  'deals>companies': { id: AssociationTypes.primaryDealToCompany, isPrimary: true },
  'deals>contacts': { id: AssociationTypes.dealToContact, isPrimary: false },
  'line_items>deals': { id: AssociationTypes.lineItemToDeal, isPrimary: false },
};

/** HubSpot: 2,000 for associations, unlike the 100 of records — docs "Associations v4", 2026-03. */
export const pairsPerCall = 2_000;

const done: Outcome<null> = { ok: true, value: null };

/** A pair, and the types that it is to have. */
interface Joining {
  readonly pair: Pair;
  readonly types: readonly PairType[];
}

/**
 * One outcome per pair, in order. What is joined already stays as it is: HubSpot replaces the types of a pair by those that are
 * sent, the labels that sales have given it too (docs "Associations v4", 2026-03). So its types are read first, and sent along.
 */
export async function associateEach(
  send: Send,
  type: AssociationType,
  pairs: readonly Pair[],
): Promise<readonly Outcome<null>[]> {
  const main = mainTypeOf(type);
  const ours = {
    associationCategory: AssociationSpecAssociationCategoryEnum.HubspotDefined,
    associationTypeId: main.id,
  };
  const older = pairs.filter(mayBeJoined);
  const read = await readTypes(send, type, older);
  const known = new Map(older.map((pair, index) => [pair, read[index]]));
  const due = pairs.flatMap((pair): Joining[] => {
    const types = known.get(pair);
    if (types === undefined) return [{ pair, types: [ours] }];
    return types.ok && !isJoined(types.value, main) ? [{ pair, types: [...types.value, ours] }] : [];
  });
  const joined = await inBatches(due, pairsPerCall, (some) => associateSome(send, type, some));
  const outcomes = new Map(due.map(({ pair }, index) => [pair, joined[index]]));
  return pairs.map((pair) => {
    const types = known.get(pair);
    return types?.ok === false ? types : (outcomes.get(pair) ?? done);
  });
}

/** Of a record that is new HubSpot alone may have made pairs, by the domain of an address: they have no label (unverified). */
export const mayBeJoined = ({ fromIsNew }: Pair): boolean => fromIsNew !== true;

/** Every pair has the unlabelled type, whatever else it has. */
const isJoined = (types: readonly PairType[], { id, isPrimary }: MainType): boolean =>
  isPrimary
    ? types.some(
        ({ associationCategory: category, associationTypeId }) =>
          category === hubspotDefined && associationTypeId === id,
      )
    : types.length > 0;

async function associateSome(
  send: Send,
  { from, to }: AssociationType,
  joinings: readonly Joining[],
): Promise<Verdicts<null>> {
  const inputs = joinings.map(({ pair: { fromId, toId }, types }) => ({
    _from: { id: fromId },
    to: { id: toId },
    // The client's list of categories is an enum; what is sent is its text.
    types: types as readonly unknown[] as Plain<AssociationSpec>[],
  }));
  const answer = await send({
    method: 'POST',
    endpoint: `/crm/v4/associations/${from}/${to}/batch/create`,
    object: from,
    rows: joinings.length,
    writes: true,
    send: ({ crm }, perCall) => crm.associations.v4.batchApi.create(from, to, model({ inputs }), perCall),
    read: (body) => readBatch(body, readJoined),
  });
  if (!answer.ok) return answer.failure;
  const joined = new Set(answer.value.results);
  return joinings.map(({ pair }) => {
    if (joined.has(nameOf(pair))) return done;
    const problem = problemOfPair(answer.value.problems, pair);
    return failed(problem === null ? unanswered : answer.meaning(problem));
  });
}

/** One outcome per pair, in order. HubSpot answers 204 and names no pair. */
export function dissociateEach(
  send: Send,
  { from, to }: AssociationType,
  pairs: readonly Pair[],
): Promise<readonly Outcome<null>[]> {
  return inBatches(pairs, rowsPerCall, async (some) => {
    const answer = await send({
      method: 'POST',
      endpoint: `/crm/v4/associations/${from}/${to}/batch/archive`,
      object: from,
      rows: some.length,
      writes: true,
      send: ({ crm }, perCall) =>
        crm.associations.v4.batchApi.archive(
          from,
          to,
          model({ inputs: some.map(({ fromId, toId }) => ({ _from: { id: fromId }, to: [{ id: toId }] })) }),
          perCall,
        ),
      read: readNothing,
    });
    if (answer.ok) return some.map(() => done);
    return some.length === 1 && answer.failure.kind === 'gone' ? [done] : answer.failure;
  });
}

function mainTypeOf({ from, to }: AssociationType): MainType {
  const type = mainTypes[`${from}>${to}`];
  if (type === undefined) throw new Error(`No HubSpot association type is known from ${from} to ${to}`);
  return type;
}

function nameOf({ fromId, toId }: Pair): string {
  return `${fromId}>${toId}`;
}

/** Ids are numbers in this answer, though the client's types say strings (recorded 2026-02). */
function readJoined(value: unknown): string | null {
  const json = asJson(value);
  const fromId = asText(json?.['fromObjectId']);
  const toId = asText(json?.['toObjectId']);
  return fromId === null || toId === null ? null : nameOf({ fromId, toId });
}

/**
 * An error that names both ends of a pair is about this pair before one that names a single end.
 */
function problemOfPair(problems: readonly Problem[], { fromId, toId }: Pair): Problem | null {
  const ends = problems.map((problem) => {
    const ids = numbersIn(problem);
    return { problem, from: ids.includes(fromId), to: ids.includes(toId) };
  });
  const found = ends.find(({ from, to }) => from && to) ?? ends.find(({ from, to }) => from || to);
  return found?.problem ?? null;
}

const unanswered = {
  kind: 'unknown',
  code: 'ROW_NOT_ANSWERED',
  message: 'HubSpot took the call and did not say what became of this pair.',
} as const;
