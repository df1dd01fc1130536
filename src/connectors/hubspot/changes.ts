/**
 * What was changed or archived, a page at a time. Asks for ids and dates, for no value of a record. Results of the search were
 * seen to be missing for up to an hour (estuary/connectors #1743 and #2210), and it takes five requests a second from all apps
 * of an account together (docs "Usage guidelines", 2026-03); the cursors overlap and the polls rest accordingly.
 */
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/objects/models/Filter';
import { CallFailure, type ArchivedRecord, type ChangedRecord, type Page } from '../connector';
import { asDate, asJson, asText } from '../json';
import { readBatch, readNext, readRecords, type AnsweredRecord } from './answer';
import { model, type Answer, type Send } from './client';

/** HubSpot docs "Search the CRM", 2026-03. */
const searchLimit = 200;
/** HubSpot docs "Objects", 2026-03. */
const listLimit = 100;

const idProperty = 'hs_object_id';
const formerIdsProperty = 'hs_merged_object_ids';

/** Asked for contacts, `hs_lastmodifieddate` finds nothing and says nothing — amp-labs/connectors #45. */
const modifiedProperty = (object: string): string =>
  object === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate';

export interface ChangesQuery {
  readonly object: string;
  readonly since: Date;
  readonly after: string | null;
}

/**
 * Goes on after the greatest id of the page before, within one window. Not by HubSpot's `after`, an offset, which ends at
 * 10,000 and skips records when others leave the window; and not by the date, which thousands of records may share
 * (airbytehq/airbyte #44899).
 */
export async function changedSince(send: Send, { object, since, after }: ChangesQuery): Promise<Page<ChangedRecord>> {
  const modified = modifiedProperty(object);
  const answer = await send({
    method: 'POST',
    endpoint: `/crm/v3/objects/${object}/search`,
    object,
    rows: 0,
    writes: false,
    kind: 'search',
    send: ({ crm }, perCall) =>
      crm.objects.searchApi.doSearch(
        object,
        model({
          filterGroups: [
            {
              filters: [
                { propertyName: modified, operator: FilterOperatorEnum.Gte, value: String(since.getTime()) },
                { propertyName: idProperty, operator: FilterOperatorEnum.Gt, value: after ?? '0' },
              ],
            },
          ],
          sorts: [idProperty],
          properties: [idProperty, formerIdsProperty],
          limit: searchLimit,
        }),
        perCall,
      ),
    read: (body) => {
      const results = readRecords(body)?.results;
      return results?.every(({ id }) => /^\d+$/.test(id)) ? { results, more: readNext(body) !== null } : null;
    },
  });
  const { results, more } = valueOf(answer);
  const ids = results.map(({ id }) => id);
  const last = greatest(after === null ? ids : [...ids, after]);
  const goesOn = more || results.length >= searchLimit;
  if (goesOn && last === after) throw new CallFailure(turnedBack);
  return { records: results.map(toChanged), next: goesOn ? last : null };
}

/** Whoever went on from there would be answered the same page for ever. */
const turnedBack = {
  kind: 'retry',
  code: 'SEARCH_TURNED_BACK',
  message: 'HubSpot answered a page of changes that ends before it begins.',
} as const;

/** By number: as texts "9" comes after "10". */
function greatest(ids: readonly string[]): string | null {
  return ids.reduce<string | null>((most, id) => (most === null || BigInt(id) > BigInt(most) ? id : most), null);
}

function toChanged({ id, properties, modifiedAt }: AnsweredRecord): ChangedRecord {
  const formerIds = (asText(properties[formerIdsProperty]) ?? '').split(';').filter((former) => former !== '');
  return { id, modifiedAt, formerIds };
}

export async function archivedPage(
  send: Send,
  { object, after }: Pick<ChangesQuery, 'object' | 'after'>,
): Promise<Page<ArchivedRecord>> {
  const answer = await send({
    method: 'GET',
    endpoint: `/crm/v3/objects/${object}`,
    object,
    rows: 0,
    writes: false,
    send: ({ crm }, perCall) =>
      crm.objects.basicApi.getPage(
        object,
        listLimit,
        after ?? undefined,
        [idProperty],
        undefined,
        undefined,
        true,
        perCall,
      ),
    read: (body) => {
      const batch = readBatch(body, readArchived);
      return batch && { records: batch.results, next: readNext(body) };
    },
  });
  return valueOf(answer);
}

function readArchived(value: unknown): ArchivedRecord | null {
  const json = asJson(value);
  const id = asText(json?.['id']);
  // Whether it is always there is not documented (unverified).
  return id === null ? null : { id, archivedAt: asDate(json?.['archivedAt']) };
}

function valueOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new CallFailure(answer.failure);
  return answer.value;
}
