/** Joins and parts records of two kinds, by pairs of record ids. */
import { AssociationTypes } from '@hubspot/api-client';
import { AssociationSpecAssociationCategoryEnum } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec';
import type { Outcome } from '../../core/failure';
import { failed, inBatches, type Verdicts } from '../batches';
import type { AssociationType, Pair } from '../connector';
import { asJson, asText, readNothing } from '../json';
import { readBatch, type Problem } from './answer';
import { rowsPerCall } from './batch';
import { model, type Send } from './client';

/**
 * The main type of each direction: the primary one where HubSpot has one, which makes the unlabelled one as well.
 * Ids are directional (docs "Associations v4", 2026-03).
 */
const mainTypes: Readonly<Record<string, number>> = {
  'contacts>companies': AssociationTypes.primaryContactToCompany,
  'deals>companies': AssociationTypes.primaryDealToCompany,
  'deals>contacts': AssociationTypes.dealToContact,
  'line_items>deals': AssociationTypes.lineItemToDeal,
};

/** HubSpot: 2,000 for associations, unlike the 100 of records — docs "Associations v4", 2026-03. */
export const pairsPerCall = 2_000;

const done: Outcome<null> = { ok: true, value: null };

/** One outcome per pair, in order. Joining what is joined is no error. */
export function associateEach(
  send: Send,
  type: AssociationType,
  pairs: readonly Pair[],
): Promise<readonly Outcome<null>[]> {
  return inBatches(pairs, pairsPerCall, (some) => associateSome(send, type, some));
}

async function associateSome(
  send: Send,
  { from, to }: AssociationType,
  pairs: readonly Pair[],
): Promise<Verdicts<null>> {
  const types = [
    {
      associationCategory: AssociationSpecAssociationCategoryEnum.HubspotDefined,
      associationTypeId: mainType(from, to),
    },
  ];
  const answer = await send({
    method: 'POST',
    endpoint: `/crm/v4/associations/${from}/${to}/batch/create`,
    object: from,
    rows: pairs.length,
    writes: true,
    send: ({ crm }, perCall) =>
      crm.associations.v4.batchApi.create(
        from,
        to,
        model({ inputs: pairs.map(({ fromId, toId }) => ({ _from: { id: fromId }, to: { id: toId }, types })) }),
        perCall,
      ),
    read: (body) => readBatch(body, readJoined),
  });
  if (!answer.ok) return answer.failure;
  const joined = new Set(answer.value.results);
  return pairs.map((pair) => {
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

function mainType(from: string, to: string): number {
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
 * The keys under which a context names records differ by error (`id`, `fromObjectId`), and some hide the id in a text
 * (`CONTACT=999 is not valid`, hubspot-api-nodejs #646), so every number in it is looked at. An error that names both ends of a pair is about this pair before one that names a single end.
 */
function problemOfPair(problems: readonly Problem[], { fromId, toId }: Pair): Problem | null {
  const ends = problems.map((problem) => {
    const ids = Object.values(problem.context).flat().flatMap(numbersIn);
    return { problem, from: ids.includes(fromId), to: ids.includes(toId) };
  });
  const found = ends.find(({ from, to }) => from && to) ?? ends.find(({ from, to }) => from || to);
  return found?.problem ?? null;
}

function numbersIn(text: string): readonly string[] {
  return text.match(/\d+/g) ?? [];
}

const unanswered = {
  kind: 'unknown',
  code: 'ROW_NOT_ANSWERED',
  message: 'HubSpot took the call and did not say what became of this pair.',
} as const;
