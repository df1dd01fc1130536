/** Reads records by id, by a unique property, or by search. Changes nothing. */
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/objects/models/Filter';
import type { Failure, Outcome } from '../../core/failure';
import { failed, inBatches, together, type Verdicts } from '../batches';
import type { PropertyValue, RemoteRecord, WritersQuery } from '../connector';
import { asJson, asText } from '../json';
import { readNext, readRecord, readRecords, remote, type AnsweredRecord, type Batch } from './answer';
import { folded, oneForAll, problemsByRow, rowsPerCall } from './batch';
import { model, type Answer, type Send } from './client';
import { furtherValues, listOf, listsOf, valuesListed } from './further-values';
import { readWriters } from './writers';

/** Whom to ask for, and by what. */
export interface Lookup {
  readonly object: string;
  /** The unique property whose values the ids are; null for record ids. */
  readonly idProperty: string | null;
  readonly properties: readonly string[];
  readonly writers?: WritersQuery;
}

/**
 * Whether records with a value of this property can be read at once: search is behind by seconds to an hour. E-mail is unique
 * among contacts; no other stock property is: two companies may share a domain — HubSpot docs, 2026-03.
 */
export const isReadable = ({ object, property }: Pick<Search, 'object' | 'property'>): boolean =>
  object === 'contacts' && property === 'email';

export interface Search {
  readonly object: string;
  readonly property: string;
  readonly values: readonly string[];
  readonly properties: readonly string[];
}

type Found = Outcome<RemoteRecord | null>;

/** HubSpot: 200 a page, nothing beyond 10,000 results — docs "Search the CRM", 2026-03. */
const pageSize = 200;
const mostResults = 10_000;

/** One outcome per id, in order; null where no record has this id. Ids may repeat. */
export async function readEach(send: Send, lookup: Lookup, ids: readonly string[]): Promise<readonly Found[]> {
  const distinct = [...new Set(ids)]; // the same id twice is refused: "Duplicate IDs found in batch input"
  const outcomes = await inBatches(distinct, idsPerCall(lookup), (some) => readSome(send, lookup, some));
  const byId = new Map(distinct.map((id, index) => [id, outcomes[index]]));
  return ids.map((id) => byId.get(id) ?? nobody);
}

/** Half a batch, as in lists (unverified). */
const rowsWithHistory = 50;

export const idsPerCall = ({ writers }: Pick<Lookup, 'writers'>): number => (writers ? rowsWithHistory : rowsPerCall);

const nobody: Found = { ok: true, value: null };

async function readSome(send: Send, lookup: Lookup, ids: readonly string[]): Promise<Verdicts<RemoteRecord | null>> {
  const answer = await readBatch(send, lookup, ids);
  if (!answer.ok) return oneForAll(answer.failure, ids, (_, property) => property === lookup.idProperty);
  const { results, problems } = answer.value;
  const byName = new Map(results.flatMap((record) => namesOf(record, lookup).map((name) => [name, record] as const)));
  const claimed = new Set(ids.map((id) => byName.get(folded(id))));
  const strays = results.some((record) => !claimed.has(record));
  const problemOf = problemsByRow(problems);
  const find = async (id: string): Promise<Found> => {
    const record = byName.get(folded(id));
    if (record !== undefined) return { ok: true, value: onlyAsked(record, lookup) };
    const problem = problemOf(id);
    if (problem !== null) return nobodyOr(answer.meaning(problem));
    // Neither answered nor refused. A record id may be one that was merged away, and a result that no id claims may
    // be this one under another name: ask singly, which settles both. Otherwise HubSpot leaves out what is not there.
    return lookup.idProperty === null || strays ? readOne(send, lookup, id) : nobody;
  };
  return together(ids.map(find));
}

function readBatch(send: Send, lookup: Lookup, ids: readonly string[]): Promise<Answer<Batch<AnsweredRecord>>> {
  const { object, idProperty } = lookup;
  return send({
    method: 'POST',
    endpoint: `/crm/v3/objects/${object}/batch/read`,
    object,
    rows: ids.length,
    writes: false,
    send: ({ crm }, perCall) =>
      crm.objects.batchApi.read(
        object,
        model({
          inputs: ids.map((id) => ({ id })),
          properties: [...new Set([...lookup.properties, ...listsOf(lookup), ...namingProperties(lookup)])],
          propertiesWithHistory: historiesOf(lookup),
          ...(idProperty === null ? {} : { idProperty }),
        }),
        false,
        perCall,
      ),
    read: readRecords,
  });
}

/** A single GET follows every alias of a record; the batch routes do not. */
async function readOne(send: Send, lookup: Lookup, id: string): Promise<Found> {
  const { object, properties } = lookup;
  const answer = await send({
    method: 'GET',
    endpoint: `/crm/v3/objects/${object}/{id}`,
    object,
    rows: 1,
    writes: false,
    namesOne: true,
    send: ({ crm }, perCall) =>
      crm.objects.basicApi.getById(
        object,
        id,
        [...properties, ...listsOf(lookup)],
        historiesOf(lookup),
        undefined,
        false,
        lookup.idProperty ?? undefined,
        perCall,
      ),
    read: readRecord,
  });
  return answer.ok ? { ok: true, value: onlyAsked(answer.value, lookup) } : nobodyOr(answer.failure);
}

function nobodyOr(failure: Failure): Found {
  return failure.kind === 'gone' ? nobody : failed(failure);
}

/** What must be read to tell which of the ids a record answers to. */
function namingProperties({ object, idProperty }: Lookup): readonly string[] {
  return idProperty === null ? ['hs_merged_object_ids'] : withList(object, idProperty);
}

function withList(object: string, property: string): readonly string[] {
  const list = listOf(object, property);
  return list === null ? [property] : [property, list];
}

/**
 * Every id a record answers to, folded. After a merge the former ids belong to the survivor, which has a new id of its
 * own (HubSpot, since 2025-01), joined by `;`; a contact answers to its additional addresses as well.
 */
function namesOf(record: AnsweredRecord, lookup: Lookup): readonly string[] {
  const listed = namingProperties(lookup).flatMap((name) => valuesListed(record, name));
  return lookup.idProperty === null ? [folded(record.id), ...listed] : listed;
}

/** HubSpot adds properties that nobody asked for; an answer that holds them would say more than was read on purpose. */
function onlyAsked(record: AnsweredRecord, asked: Pick<Lookup, 'object' | 'properties' | 'writers'>): RemoteRecord {
  const { writers } = asked;
  const properties: Record<string, PropertyValue> = {};
  for (const name of asked.properties) {
    if (Object.hasOwn(record.properties, name)) properties[name] = record.properties[name] ?? null;
  }
  const answered = { ...remote({ ...record, properties }), ...furtherValues(record, asked) };
  return writers ? { writers: readWriters(record, writers), ...answered } : answered;
}

const historiesOf = ({ writers }: Lookup): string[] => (writers ? [...new Set([...writers.of, writers.ours])] : []);

/**
 * One outcome per value, in order, with every record that holds it, or else, with every one that holds it among its further
 * values. Search runs on an index that is behind by seconds to an hour and may match what a record held before: only records
 * whose value equals are passed on.
 */
export async function searchEach(send: Send, search: Search): Promise<readonly Outcome<readonly RemoteRecord[]>[]> {
  const distinct = [...new Set(search.values.map(folded))]; // IN compares lower-case values only — docs, 2026-03
  const outcomes = await inBatches(distinct, rowsPerCall, (values) => searchSome(send, { ...search, values }));
  const byValue = new Map(distinct.map((value, index) => [value, outcomes[index]]));
  return search.values.map((value) => byValue.get(folded(value)) ?? { ok: true, value: [] });
}

async function searchSome(send: Send, search: Search): Promise<Verdicts<readonly RemoteRecord[]>> {
  const found: AnsweredRecord[] = [];
  let after: string | null = null;
  do {
    const answer: Answer<Page> = await searchPage(send, search, after);
    if (!answer.ok) return answer.failure;
    if (answer.value.total > mostResults) return tooMany(search.property);
    found.push(...answer.value.records);
    after = answer.value.next;
  } while (after !== null && found.length < mostResults);
  return search.values.map((value) => ({
    ok: true,
    value: holdersAmong(found, search, value).map((record) => onlyAsked(record, search)),
  }));
}

function holdersAmong(
  found: readonly AnsweredRecord[],
  { object, property }: Search,
  value: string,
): readonly AnsweredRecord[] {
  const own = found.filter(({ properties }) => folded(asText(properties[property]) ?? '') === value);
  const list = listOf(object, property);
  return own.length > 0 || list === null ? own : found.filter((record) => valuesListed(record, list).includes(value));
}

interface Page {
  readonly records: readonly AnsweredRecord[];
  readonly total: number;
  readonly next: string | null;
}

/**
 * Further values are asked for in the same call. Their list is a checkbox property (recorded), and IN finds those of which one
 * item is among the values; that it does is unverified, and where it does not only a whole list is found. CONTAINS_TOKEN would
 * find an item in any text, but only one value a group and five groups a call: 20 searches for 100 companies, of five a second.
 * A body of more than 3,000 characters is refused by the docs, while longer ones pass: refused, it is halved.
 */
function searchPage(send: Send, search: Search, after: string | null): Promise<Answer<Page>> {
  const { object, property, values, properties } = search;
  const searched = withList(object, property);
  return send({
    method: 'POST',
    endpoint: `/crm/v3/objects/${object}/search`,
    object,
    rows: values.length,
    writes: false,
    kind: 'search',
    send: ({ crm }, perCall) =>
      crm.objects.searchApi.doSearch(
        object,
        model({
          filterGroups: searched.map((propertyName) => ({
            filters: [{ propertyName, operator: FilterOperatorEnum.In, values: [...values] }],
          })),
          properties: [...new Set([...properties, ...listsOf(search), ...searched])],
          limit: pageSize,
          ...(after === null ? {} : { after }),
        }),
        perCall,
      ),
    read: readPage,
  });
}

function readPage(body: unknown): Page | null {
  const batch = readRecords(body);
  if (batch === null) return null;
  const total = asJson(body)?.['total'];
  return {
    records: batch.results,
    total: typeof total === 'number' ? total : batch.results.length,
    next: readNext(body),
  };
}

/** `rejected`, so that several values are searched one by one before any of them is given up. */
function tooMany(property: string): Failure {
  return {
    kind: 'rejected',
    code: 'TOO_MANY_RESULTS',
    owner: 'data-steward',
    property,
    message: `More than ${mostResults} HubSpot records hold this value of "${property}".`,
  };
}
