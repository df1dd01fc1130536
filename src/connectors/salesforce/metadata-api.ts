/**
 * The two calls of the Metadata API that picklists take: read one component, and put it in its place again (contract 1.6
 * and 8.5; that both take standard value sets is unverified). SOAP, in our own words: jsforce sends it by a transport that
 * knows no deadline of ours.
 */
import XMLBuilder from 'fast-xml-builder';
import { XMLParser } from 'fast-xml-parser';
import { CallFailure } from '../connector';
import { asJson, asList, asText, isPresent, type Json } from '../json';
import type { Problem, Send } from './call';
import { apiVersion } from './client';
import { readProblems } from './problems';

export interface Component {
  readonly type: 'CustomField' | 'StandardValueSet';
  readonly fullName: string;
}

const namespace = 'http://soap.sforce.com/2006/04/metadata';
const attributes = { ignoreAttributes: false, attributeNamePrefix: '@' } as const;
/** Of texts only: what is read is put back as it was. */
const parser = new XMLParser({ ...attributes, removeNSPrefix: true, parseTagValue: false });
const builder = new XMLBuilder(attributes);

/** Null: there is none of this name, or it is not shown to us. Throws `CallFailure`. */
export async function readComponent(send: Send, { type, fullName }: Component): Promise<Json | null> {
  const answer = await call(send, 'readMetadata', { type, fullNames: fullName }, (result) => {
    const record = asJson(asList(result['records'])[0] ?? result['records']);
    return { record: record && record['fullName'] !== undefined ? record : null };
  });
  return answer.record;
}

/** All of it is as said afterwards. What Salesforce has against it; none: it is done. Throws `CallFailure`. */
export async function updateComponent(send: Send, { type }: Component, component: Json): Promise<readonly Problem[]> {
  const metadata = { ...component, '@xsi:type': type };
  return call(send, 'updateMetadata', { metadata }, (result) => {
    if (result['success'] === 'true') return [];
    return readProblems(asList(result['errors']).length > 0 ? result['errors'] : [result['errors']]);
  });
}

async function call<T>(
  send: Send,
  operation: 'readMetadata' | 'updateMetadata',
  content: Json,
  read: (result: Json) => T,
): Promise<T> {
  const answer = await send({
    method: 'POST',
    path: `/services/Soap/m/${apiVersion}`,
    endpoint: `/services/Soap/m ${operation}`,
    object: operation,
    rows: 1,
    writes: operation === 'updateMetadata',
    soap: (sessionId) => envelope(sessionId, { [operation]: { '@xmlns': namespace, ...content } }),
    read: (body) => {
      const result = resultOf(body, operation);
      return result && { value: read(result) };
    },
  });
  if (!answer.ok) throw new CallFailure(answer.failure);
  return answer.value.value;
}

function envelope(sessionId: string, body: Json): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${builder.build({
    'soapenv:Envelope': {
      '@xmlns:soapenv': 'http://schemas.xmlsoap.org/soap/envelope/',
      '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      'soapenv:Header': { SessionHeader: { '@xmlns': namespace, sessionId } },
      'soapenv:Body': body,
    },
  })}`;
}

/** Null of what is no such answer. */
function resultOf(body: unknown, operation: string): Json | null {
  const parsed = asJson(parser.parse(asText(body) ?? ''));
  const within = [`Envelope`, 'Body', `${operation}Response`, 'result'].reduce<Json | null>(
    (at, name) => asJson(at?.[name]),
    parsed,
  );
  return within;
}

/** A list of which SOAP has said none, one or several. */
export const listIn = (value: unknown): readonly Json[] =>
  (Array.isArray(value) ? asList(value) : [value]).map(asJson).filter(isPresent);
