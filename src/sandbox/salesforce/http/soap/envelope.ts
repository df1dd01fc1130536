/** SOAP as Salesforce speaks it: one operation in an envelope, a session in its header, and faults with status 500. */
import XMLBuilder from 'fast-xml-builder';
import { XMLParser } from 'fast-xml-parser';
import type { Org } from '../../org/org';
import type { RecordError } from '../../org/refused';
import { listOf, type Metadata } from '../../org/custom-field-spec';
import type { Answer, Call, Caller } from '../route';

/** Elements by their names without prefixes; attributes begin with `@`; text stays text. */
export type Element = Metadata;

export interface SoapCall {
  readonly operation: string;
  readonly given: Element;
  readonly header: Element;
  readonly caller: Caller;
  readonly call: Call;
}

/** Answers the content of the response's element: `undefined` leaves it empty. */
export type Operation = (soap: SoapCall) => Element | undefined;

const XML_TYPE = 'text/xml;charset=UTF-8';
const FAULT_STATUS = 500;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
});
const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

/** Thrown: the call is answered with a fault. */
export class Fault extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Fault';
  }
}

export function answerSoap(
  org: Org,
  call: Call,
  api: { readonly namespace: string; readonly operations: Readonly<Record<string, Operation>> },
): Answer {
  try {
    const { header, operation, given } = readEnvelope(call.body);
    // Before the session: a login has none. It is left out, as Salesforce withdraws it (contract 1.5).
    const perform = Object.hasOwn(api.operations, operation) ? api.operations[operation] : undefined;
    if (perform === undefined) throw new Fault('UNKNOWN_EXCEPTION', `The operation is left out: ${operation}`);
    const caller = callerOf(org, header);
    const content = perform({ operation, given, header, caller, call: { ...call, caller } });
    return xml(200, api.namespace, { [`${operation}Response`]: content ?? '' });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return fault(api.namespace, error);
  }
}

function readEnvelope(text: string): { header: Element; operation: string; given: Element } {
  const { Envelope } = parsed(text);
  const { Header, Body } = elementOf(Envelope);
  const entry = Object.entries(elementOf(Body)).find(([name]) => !name.startsWith('@'));
  // The text is unverified.
  if (entry === undefined) throw new Fault('UNKNOWN_EXCEPTION', 'No operation in the body of the envelope');
  return { header: elementOf(Header), operation: entry[0], given: elementOf(entry[1]) };
}

export function parsed(text: string): Element {
  try {
    return parser.parse(text, true) as Element;
  } catch (error) {
    throw new Fault('UNKNOWN_EXCEPTION', `The XML cannot be read: ${error instanceof Error ? error.message : ''}`);
  }
}

function callerOf(org: Org, header: Element): Caller {
  const token = textIn(elementOf(header.SessionHeader).sessionId);
  const session = org.sessions.find(token);
  if (session === undefined)
    throw new Fault('INVALID_SESSION_ID', 'Invalid Session ID found in SessionHeader: Illegal Session');
  const client = textIn(elementOf(header.CallOptions).client);
  return { userId: session.userId, token, client: client === '' ? undefined : client };
}

function fault(namespace: string, { code, message }: Fault): Answer {
  const content = { faultcode: `sf:${code}`, faultstring: `${code}: ${message}` };
  return xml(FAULT_STATUS, namespace, { 'soapenv:Fault': content }, { failed: 1 });
}

function xml(status: number, namespace: string, body: Element, tally?: Answer['tally']): Answer {
  const envelope = {
    '@xmlns:soapenv': 'http://schemas.xmlsoap.org/soap/envelope/',
    '@xmlns:sf': 'urn:fault.partner.soap.sforce.com',
    '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    '@xmlns': namespace,
    'soapenv:Body': body,
  };
  const text = `<?xml version="1.0" encoding="UTF-8"?>${builder.build({ 'soapenv:Envelope': envelope })}`;
  return { status, text, type: XML_TYPE, ...(tally && { tally }) };
}

/** An empty element is read as text. */
export function elementOf(value: unknown): Element {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Element) : {};
}

/** An element with attributes holds its text apart. */
export function textIn(value: unknown): string {
  if (typeof value === 'string') return value;
  const text = elementOf(value)['#text'];
  return typeof text === 'string' ? text : '';
}

export function textsIn(value: unknown): string[] {
  return listOf(value).map(textIn);
}

export const nil = { '@xsi:nil': 'true' };

export function errorElements(errors: readonly RecordError[]): readonly Element[] {
  return errors.map(({ code, message, fields }) => ({
    ...(fields.length > 0 && { fields }),
    message,
    statusCode: code,
  }));
}
