/** Of the Partner API, what REST has no word for: merge, undelete, empty the recycle bin; and records as `conn.soap` writes them. */
import { listOf } from '../../org/custom-field-spec';
import { mergeRecords } from '../../org/merge';
import type { Org } from '../../org/org';
import { purgeFromBin } from '../../org/purge';
import type { SObject } from '../../org/sobject';
import { writeRecords, type Outcome, type WriteRequest } from '../../org/write-records';
import { actorOf, type Call, type Route } from '../route';
import {
  answerSoap,
  elementOf,
  errorElements,
  Fault,
  nil,
  textIn,
  textsIn,
  type Element,
  type Operation,
  type SoapCall,
} from './envelope';

const NAMESPACE = 'urn:partner.soap.sforce.com';
const MAX_RECORDS = 200;

/** Open, because the session stands in the envelope. */
export function partnerRoutes(org: Org): Route[] {
  const operations: Readonly<Record<string, Operation>> = {
    create: (soap) =>
      write(
        org,
        soap,
        recordsIn(org, soap).map(({ type, fields }) => ({ operation: 'insert', type, fields })),
      ),
    update: (soap) =>
      write(
        org,
        soap,
        recordsIn(org, soap).map(({ type, id, fields }) => ({ operation: 'update', type, id, fields })),
      ),
    upsert: (soap) => write(org, soap, upsertsIn(org, soap), { tellsCreated: true }),
    delete: (soap) =>
      write(
        org,
        soap,
        idsIn(soap).map((id) => ({ operation: 'delete', id })),
      ),
    undelete: (soap) =>
      write(
        org,
        soap,
        idsIn(soap).map((id) => ({ operation: 'undelete', id })),
      ),
    emptyRecycleBin: (soap) => emptyRecycleBin(org, soap),
    merge: (soap) => merge(org, soap),
    getServerTimestamp: () => ({ result: { timestamp: new Date(org.now()).toISOString() } }),
  };
  const handle = (call: Call) => answerSoap(org, call, { namespace: NAMESPACE, operations });
  return ['', '/:organization'].map((path) => ({
    method: 'POST',
    path: `/services/Soap/u/:version${path}`,
    open: true,
    counted: true,
    handle,
  }));
}

/** Each row for itself, unless the header wants all or none. */
function write(
  org: Org,
  soap: SoapCall,
  requests: readonly WriteRequest[],
  { tellsCreated = false }: { readonly tellsCreated?: boolean } = {},
): Element {
  const allOrNone = textIn(elementOf(soap.header.AllOrNoneHeader).allOrNone) === 'true';
  const allowSave = textIn(elementOf(soap.header.DuplicateRuleHeader).allowSave) === 'true';
  // As in CSV, all values come as text.
  const options = { allOrNone, allowSave, format: 'csv' } as const;
  const outcomes = org.transact(actorOf(soap.call, 'soap'), (transaction) =>
    writeRecords(org, transaction, requests, options),
  );
  return {
    result: outcomes.map((outcome) => ({ ...(tellsCreated && { created: isCreated(outcome) }), ...saved(outcome) })),
  };
}

function saved(outcome: Outcome): Element {
  const errors = outcome.ok ? [] : errorElements(outcome.errors);
  return { errors, id: outcome.id ?? nil, success: outcome.ok };
}

function isCreated(outcome: Outcome): boolean {
  return outcome.ok && outcome.created;
}

interface Given {
  readonly type: SObject;
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

function recordsIn(org: Org, { given }: SoapCall): readonly Given[] {
  return requireFew(listOf(given.sObjects)).map((one) => recordIn(org, elementOf(one)));
}

function recordIn(org: Org, element: Element): Given {
  const name = textIn(element.type);
  const type = org.sObjectType(name);
  if (type === undefined) throw new Fault('INVALID_TYPE', `sObject type '${name}' is not supported.`);
  const given = Object.entries(element).filter(
    ([key]) => !key.startsWith('@') && !['type', 'fieldsToNull', 'Id', 'id'].includes(key),
  );
  const blanked = textsIn(element.fieldsToNull).map((field) => [field, null] as const);
  return {
    type,
    id: textIn(listOf(element.Id ?? element.id)[0]),
    fields: Object.fromEntries([...given.map(([key, value]) => [key, fieldIn(value)] as const), ...blanked]),
  };
}

/** A parent by its external id is an element of its own. */
function fieldIn(value: unknown): unknown {
  const element = elementOf(value);
  if (element['@nil'] === 'true') return null;
  const inner = Object.entries(element).filter(([key]) => !key.startsWith('@') && key !== '#text' && key !== 'type');
  return inner.length > 0 ? Object.fromEntries(inner) : textIn(value);
}

function upsertsIn(org: Org, soap: SoapCall): readonly WriteRequest[] {
  const keyName = textIn(soap.given.externalIDFieldName);
  return recordsIn(org, soap).map(({ type, id, fields }): WriteRequest => {
    const key = type.field(keyName);
    if (key?.idLookup !== true)
      throw new Fault('INVALID_FIELD', `No such column '${keyName}' on entity '${type.name}'`);
    const isKey = ([name]: readonly [string, unknown]): boolean => name.toLowerCase() === key.name.toLowerCase();
    const entries = Object.entries(fields);
    const value = key.name === 'Id' ? id : entries.find(isKey)?.[1];
    return { operation: 'upsert', type, key, value, fields: Object.fromEntries(entries.filter((one) => !isKey(one))) };
  });
}

function idsIn({ given }: SoapCall): readonly string[] {
  return requireFew(textsIn(given.ids));
}

/** The text is unverified. */
function requireFew<T>(list: readonly T[]): readonly T[] {
  if (list.length > MAX_RECORDS) throw new Fault('EXCEEDED_ID_LIMIT', `record limit reached: ${MAX_RECORDS}`);
  return list;
}

function emptyRecycleBin(org: Org, soap: SoapCall): Element {
  const result = org.transact(actorOf(soap.call, 'soap'), (transaction) =>
    idsIn(soap).map((id) => {
      const error = purgeFromBin(org, transaction, id);
      return { errors: errorElements(error === undefined ? [] : [error]), id, success: error === undefined };
    }),
  );
  return { result };
}

/** One winner and one or two losers to a request; each request for itself. */
function merge(org: Org, soap: SoapCall): Element {
  const result = listOf(soap.given.mergeRequests).map((one) => {
    const request = elementOf(one);
    const { type, id, fields } = recordIn(org, elementOf(request.masterRecord));
    const loserIds = textsIn(request.recordToMergeIds);
    const merged = org.transact(actorOf(soap.call, 'soap'), (transaction) =>
      mergeRecords(org, transaction, { type, winnerId: id, loserIds, fields }),
    );
    if (!merged.ok) return { errors: errorElements(merged.errors), id: nil, success: false };
    return {
      errors: [],
      id: merged.id,
      mergedRecordIds: merged.loserIds,
      success: true,
      updatedRelatedIds: merged.movedIds,
    };
  });
  return { result };
}
