/** Reads a change event of Change Data Capture as it comes over CometD (contract 7.2): which records somebody should look at. */
import type { ToldEvents } from '../event-stream';
import { asJson, asList, type Json } from '../json';
import type { RemoteEvent } from '../webhooks';
import { toLongId } from './ids';

const kinds = new Map<unknown, RemoteEvent['kind']>([
  ['CREATE', 'created'],
  ['UPDATE', 'changed'],
  ['DELETE', 'deleted'],
  ['UNDELETE', 'restored'],
  // Ids and no data: what was told of it later is no different from any other hint.
  ['GAP_CREATE', 'created'],
  ['GAP_UPDATE', 'changed'],
  ['GAP_DELETE', 'deleted'],
  ['GAP_UNDELETE', 'restored'],
]);

/** What it tells; null when it is no change event. @param client as our calls say it in Sforce-Call-Options */
export function readChangeEvent(
  message: unknown,
  { accountId, client }: { readonly accountId: string; readonly client: string },
): ToldEvents | null {
  const { payload: said, event: stamped } = asJson(message) ?? {};
  const payload = asJson(said) ?? {};
  const header = asJson(payload['ChangeEventHeader']);
  const replayId = asJson(stamped)?.['replayId'];
  const object = header?.['entityName'];
  if (header === null || typeof replayId !== 'number' || typeof object !== 'string') return null;
  const named = asList(header['recordIds']);
  const ids = named.filter(isId).map(toLongId);
  const isWhole = ids.length === named.length && header['changeType'] !== 'GAP_OVERFLOW';
  const records = [...ids.map((id) => ({ object, id })), ...parentOf(object, payload)];
  return {
    place: String(replayId),
    events: records.length === 0 ? [] : [{ accountId, records, ...meaningOf(header, client) }],
    overflowed: isWhole ? [] : [object],
  };
}

function meaningOf(header: Json, client: string): Omit<RemoteEvent, 'accountId' | 'records'> {
  const { changeType } = header;
  return {
    // A type that is not known yet is news all the same.
    kind: kinds.get(changeType) ?? 'changed',
    // It is the moment of the commit, and a record's own stamp is of the write: they are not compared.
    occurredAt: null,
    isOurs: !String(changeType).startsWith('GAP_') && isWrittenBy(header, client),
  };
}

/** `000000000000000AAA` stands for more than could be told, `001*` for all of an object. */
const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9A-Za-z]{15}(?:[A-Z0-5]{3})?$/.test(value) && !/^0{15}/.test(value);

/** `com/salesforce/api/rest/67.0;client=tandem`; older texts begin with `1com`, and the end is unverified. */
function isWrittenBy({ changeOrigin }: Json, client: string): boolean {
  const parts = typeof changeOrigin === 'string' ? changeOrigin.split(';') : [];
  return parts.some((part) => part.trim() === `client=${client}`);
}

/** A contact role is no record of ours: the opportunity that it is of is looked at. Only an event of a new one names it. */
function parentOf(object: string, payload: Json): RemoteEvent['records'] {
  const id = object === 'OpportunityContactRole' ? payload['OpportunityId'] : null;
  return isId(id) ? [{ object: 'Opportunity', id: toLongId(id) }] : [];
}
