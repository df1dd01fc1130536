/**
 * Reads HubSpot's JSON, once, where it comes in. The official client's own models are not used for answers: they drop
 * fields we need (a 207 item's correlation id, the `url`), take a property value to be a string where HubSpot sends
 * null, and refuse a 200 where the specification says 201, which recorded traffic has both of (2021-2026).
 */
import type { PropertyValue, RemoteRecord } from '../connector';
import { asDate, asJson, asList, asText, isPresent, parseBody, type Json } from '../json';

/** A record as HubSpot sent it; `created` and `traceId` where the answer holds them. */
export interface AnsweredRecord {
  readonly id: string;
  readonly properties: Readonly<Record<string, PropertyValue>>;
  readonly created: boolean;
  readonly traceId: string | null;
  /** `updatedAt`, which is the record's modified date (HubSpot docs 2026-03). */
  readonly modifiedAt: Date | null;
  /** `propertiesWithHistory`, unread. */
  readonly history: unknown;
}

/** What HubSpot says against a whole request, or against some rows of it (an item of a 207). Every part may lack. */
export interface Problem {
  readonly category: string | null;
  readonly subCategory: string | null;
  /** The validation code, `INVALID_EMAIL`, and the property it is about. */
  readonly code: string | null;
  readonly property: string | null;
  /** May be localised and hold personal values: for recognising, never for showing. */
  readonly text: string;
  /** `TEN_SECONDLY_ROLLING`, `DAILY`; only with 429. */
  readonly policy: string | null;
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** The answer to a batch. */
export interface Batch<T> {
  readonly results: readonly T[];
  readonly problems: readonly Problem[];
}

/** A record as the port has it. */
export function remote({ id, properties, modifiedAt }: AnsweredRecord): RemoteRecord {
  return { id, properties, ...(modifiedAt && { modifiedAt }) };
}

export function readRecord(value: unknown): AnsweredRecord | null {
  const json = asJson(value);
  const id = asText(json?.['id']);
  if (json === null || id === null) return null;
  return {
    id,
    properties: readProperties(json['properties']), // null has been seen instead of {} — hubspot-api-nodejs #323
    created: json['new'] === true,
    traceId: asText(json['objectWriteTraceId']),
    modifiedAt: asDate(json['updatedAt']),
    history: json['propertiesWithHistory'],
  };
}

function readProperties(value: unknown): Readonly<Record<string, PropertyValue>> {
  const read: Record<string, PropertyValue> = {};
  for (const [name, held] of Object.entries(asJson(value) ?? {})) {
    if (held === null || typeof held === 'string' || typeof held === 'number' || typeof held === 'boolean') {
      read[name] = held;
    }
  }
  return read;
}

/** Null when the answer is no batch: then nothing is known about its rows. `numErrors` is not read, it miscounts. */
export function readBatch<T>(body: unknown, readResult: (value: unknown) => T | null): Batch<T> | null {
  const json = asJson(body);
  if (json === null || !Array.isArray(json['results'])) return null;
  return {
    results: asList(json['results']).map(readResult).filter(isPresent),
    problems: asList(json['errors']).map(readProblem),
  };
}

export function readRecords(body: unknown): Batch<AnsweredRecord> | null {
  return readBatch(body, readRecord);
}

/** Where the next page begins: an offset in searches, an id in lists. Null on the last. */
export function readNext(body: unknown): string | null {
  return asText(asJson(asJson(asJson(body)?.['paging'])?.['next'])?.['after']);
}

export function readProblem(value: unknown): Problem {
  const json = asJson(value) ?? {};
  const text = asText(json['message']) ?? '';
  const detail = asJson(asList(json['errors'])[0]) ?? {};
  return {
    // Rate limits carry `errorType` where everything else carries `category` (recorded 2023).
    category: asText(json['category']) ?? asText(json['errorType']),
    subCategory: asText(json['subCategory']) ?? asText(detail['subCategory']),
    ...readComplaint(detail, text),
    text,
    policy: asText(json['policyName']),
    context: readContext(json['context']),
  };
}

/** What is wrong with which property: the first complaint is enough, the next try brings the next. */
function readComplaint(detail: Json, text: string): Pick<Problem, 'code' | 'property'> {
  const listed = firstListed(text) ?? {};
  return {
    code: asText(detail['code']) ?? asText(listed['error']),
    property: readContext(detail['context'])['propertyName']?.[0] ?? asText(listed['name']),
  };
}

/** The machine-readable list inside `Property values were not valid: [{…}]`: 207 items have nothing else (2026-02). */
function firstListed(text: string): Json | null {
  const start = text.indexOf('[{');
  if (start < 0) return null;
  return asJson(asList(parseBody(text.slice(start, text.lastIndexOf(']') + 1)))[0]);
}

/** `{"ids":["1"]}` and `{"ids":"1"}` both occur, and numbers among them. */
function readContext(value: unknown): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(asJson(value) ?? {}).map(([name, held]) => [
      name,
      (Array.isArray(held) ? asList(held) : [held]).map(asText).filter(isPresent),
    ]),
  );
}
