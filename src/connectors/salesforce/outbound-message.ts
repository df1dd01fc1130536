/**
 * Reads the SOAP of outbound messages (contract 7.5): which records somebody should look at, and nothing else. No value of a
 * record is kept. Only whoever has the secret of the URL gets here, and even so the bytes may be anybody's: nothing in them is
 * expanded, fetched or trusted.
 */
import { XMLParser } from 'fast-xml-parser';
import type { Messages, MessageRead, RemoteEvent } from '../webhooks';
import { toLongId } from './ids';

/** maxOccurs of the WSDL (Salesforce docs). */
const notificationsMost = 100;
/** 100 records of 800 fields, the most that an object can have, are 160,000 tags and some more. */
const tagsMost = 200_000;
const depthMost = 12;

const soap = 'http://schemas.xmlsoap.org/soap/envelope/';
const outbound = 'http://soap.sforce.com/2005/09/outbound';
const instance = 'http://www.w3.org/2001/XMLSchema-instance';
const sObjects = 'urn:sobject.enterprise.soap.sforce.com';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  // Ids and names have none. What stands in other fields is not read, so nothing need be expanded.
  processEntities: false,
  maxNestedTags: depthMost,
});

const acknowledgement =
  `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${soap}"><soapenv:Body>` +
  `<notificationsResponse xmlns="${outbound}"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>`;

export const salesforceMessages: Messages = {
  readMessage,
  taken: { contentType: 'text/xml; charset=utf-8', body: acknowledgement },
};

/** Never throws, whatever the bytes are. One notification that cannot be read refuses all: they have one answer. */
function readMessage(body: Buffer, accountId: string): MessageRead {
  try {
    const notifications = notificationsOf(parse(body));
    const organization = idOf(theOnly(notifications, outbound, 'OrganizationId'), 'OrganizationId');
    if (organization !== longId(accountId)) {
      return { ok: false, problem: 'other-account', message: 'The message is of another org than the connection.' };
    }
    const told = childrenOf(notifications, outbound, 'Notification');
    if (told.length === 0) throw new Unreadable('holds no Notification');
    if (told.length > notificationsMost) {
      const message = `The message holds ${told.length} notifications; at most ${notificationsMost} are taken at once.`;
      return { ok: false, problem: 'too-many', message };
    }
    return { ok: true, events: told.map((one) => eventOf(one, accountId)) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const problem = error.isTooMuch ? 'too-many' : 'malformed';
    return { ok: false, problem, message: `The message ${error.message}.` };
  }
}

class Unreadable extends Error {
  constructor(
    message: string,
    readonly isTooMuch = false,
  ) {
    super(message);
  }
}

type Parsed = Readonly<Record<string, unknown>>;

/** An element, and the namespaces by the prefixes that stand for them in it. */
interface Element {
  readonly value: unknown;
  readonly scope: ReadonlyMap<string, string>;
}

function parse(body: Buffer): Parsed {
  const text = decode(body);
  if (/^\s*<\?xml[^>]*\bencoding\s*=\s*["'](?!utf-?8["'])/i.test(text)) throw new Unreadable('is not in UTF-8');
  // Nothing that a type declaration could say is of use here, and all of its known attacks begin with one.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw new Unreadable('holds a document type declaration');
  if (text.split('<', tagsMost + 1).length > tagsMost) throw new Unreadable('holds too many elements', true);
  try {
    return parser.parse(text, true) as Parsed;
  } catch {
    // Its words may quote the message.
    throw new Unreadable('could not be read as XML');
  }
}

/** A mark of byte order at the beginning is left out. */
function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new Unreadable('is not UTF-8');
  }
}

function notificationsOf(document: Parsed): Element {
  const roots = Object.keys(document).filter((name) => !name.startsWith('?'));
  if (roots.length !== 1) throw new Unreadable('has no single root');
  const envelope = theOnly({ value: document, scope: new Map() }, soap, 'Envelope');
  return theOnly(theOnly(envelope, soap, 'Body'), outbound, 'notifications');
}

function eventOf(notification: Element, accountId: string): RemoteEvent {
  idOf(theOnly(notification, outbound, 'Id'), 'Notification.Id');
  const record = theOnly(notification, outbound, 'sObject');
  const id = idOf(theOnly(record, sObjects, 'Id'), 'sObject.Id');
  return {
    accountId,
    kind: 'changed',
    records: [{ object: typeOf(record), id }],
    // It carries what the record is when it is sent, and says neither when nor by whom it was changed.
    occurredAt: null,
    isOurs: false,
  };
}

function theOnly(parent: Element, namespace: string, name: string): Element {
  const [found, ...more] = childrenOf(parent, namespace, name);
  if (!found) throw new Unreadable(`lacks the element ${name} of ${namespace}`);
  if (more.length > 0) throw new Unreadable(`names ${name} more than once`);
  return found;
}

function childrenOf({ value, scope }: Element, namespace: string, name: string): readonly Element[] {
  const found: Element[] = [];
  for (const [qualified, inner] of Object.entries(asParsed(value))) {
    if (qualified !== name && !qualified.endsWith(`:${name}`)) continue;
    for (const one of Array.isArray(inner) ? (inner as readonly unknown[]) : [inner]) {
      const child = { value: one, scope: scopeOf(one, scope) };
      if (child.scope.get(prefixOf(qualified)) === namespace) found.push(child);
    }
  }
  return found;
}

function scopeOf(value: unknown, outer: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const declared = Object.entries(asParsed(value)).filter(([name]) => /^@xmlns(?::|$)/.test(name));
  if (declared.length === 0) return outer;
  return new Map([...outer, ...declared.map(([name, uri]) => [name.slice('@xmlns:'.length), String(uri)] as const)]);
}

const prefixOf = (qualified: string): string => (qualified.includes(':') ? (qualified.split(':')[0] ?? '') : '');

/** An element with neither attributes nor elements in it is its text. */
const asParsed = (value: unknown): Parsed =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Parsed) : {};

/** `sf:Opportunity`: the name of the object, when the prefix stands for the namespace of objects. */
function typeOf({ value, scope }: Element): string {
  const types = Object.entries(asParsed(value)).filter(
    ([name]) => name.startsWith('@') && name.endsWith(':type') && scope.get(prefixOf(name.slice(1))) === instance,
  );
  const said = types[0]?.[1];
  const type = typeof said === 'string' ? said : '';
  const name = type.slice(type.indexOf(':') + 1);
  if (scope.get(prefixOf(type)) !== sObjects || !/^[A-Za-z]\w{0,79}$/.test(name)) {
    throw new Unreadable('holds an sObject without a type');
  }
  return name;
}

function idOf({ value }: Element, what: string): string {
  const text = asParsed(value)['#text'] ?? value;
  const id = typeof text === 'string' ? longId(text) : null;
  if (id === null) throw new Unreadable(`has no id in ${what}`);
  return id;
}

/** An id with 18 characters, from one with 15 or 18 (contract 8.7); null when it is none. */
function longId(text: string): string | null {
  if (!/^[0-9A-Za-z]{15}(?:[A-Za-z0-5]{3})?$/.test(text)) return null;
  const long = toLongId(text.slice(0, 15));
  // One whose letters were folded on the way names another record.
  return text.length === 15 || long.toUpperCase() === text.toUpperCase() ? long : null;
}
