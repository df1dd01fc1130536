/**
 * Reads JSON bodies and import lines, keeps what CRMs send as it came, and takes no others. What Postgres cannot store, what would exhaust the stack of those
 * who walk over it, and what would lose a value without a word is refused here, before any SQL.
 */
import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parse } from 'secure-json-parse';
import { unsigned } from './crm-routes';
import { shortened } from './field-errors';
import { repeatedKey, writtenKeys } from './json-keys';
import { Problem } from './problem';

/**
 * Batches of 1,000 records with room; more is 413. A CRM sends 100 events at a time, each with a value of up to 65,536 characters
 * (contract of its webhooks), which are 6.5 MB: what is refused for its size is lost with all that it tells, a privacy deletion too.
 */
export const bodyLimitBytes = 8 * 1024 * 1024;

export const importType = 'application/x-ndjson';

/** A list in a custom field of a batch stands at level 5. */
const nestingLimit = 32;

/** A record has 200 fields of its own. Judging the 600,000 that a body has room for took 10 s (2026-11). */
const keysLimit = 1_000;

/** An escape that can stand for NUL or half a surrogate pair; rare, so only then are the strings looked at. */
const suspicious = /\\u(0000|d[89a-f])/i;

/** A request whose body is kept as it came, for its fingerprint. */
export type WithRawBody = FastifyRequest & { rawBody?: Buffer };

export function parseBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer', bodyLimit: bodyLimitBytes } as const;
  fastify.addContentTypeParser('application/json', options, (request: WithRawBody, body: Buffer, done) => {
    request.rawBody = body;
    try {
      if (isImport(request)) throw wantsLines();
      if (isMessage(request)) throw wantsXml();
      if (isWebhook(request)) {
        // Not read here: its signature is of its bytes, and it may be anybody's.
        done(null, body);
        return;
      }
      // Many clients name the type on every request, a DELETE without a body included.
      done(null, body.length === 0 ? undefined : parseJson(body, 'body'));
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addContentTypeParser('text/xml', options, (request: WithRawBody, body: Buffer, done) => {
    // Read by whoever knows the CRM's XML.
    if (isMessage(request)) request.rawBody = body;
    done(isMessage(request) ? null : wantsJson());
  });
  // The stream itself is the body: an import is read line by line, in the controller.
  fastify.addContentTypeParser(importType, (request, stream, done) => {
    if (isImport(request)) done(null, stream);
    else done(wantsJson());
  });
}

const wantsJson = (): Problem =>
  new Problem('unsupported-media-type', 'Send the body with content-type: application/json.');

/** Where a CRM sends messages that are XML: whose they are is known before their body is read. */
export const messagesRoute = `/webhooks/${unsigned.path}`;
const isMessage = (request: FastifyRequest): boolean => request.routeOptions.url === messagesRoute;

const wantsXml = (): Problem => new Problem('unsupported-media-type', 'A message is sent with content-type: text/xml.');

const isWebhook = (request: FastifyRequest): boolean => request.routeOptions.url?.startsWith('/webhooks/') ?? false;

const isImport = (request: FastifyRequest): boolean => request.routeOptions.url?.endsWith('/import') ?? false;

export const wantsLines = (): Problem =>
  new Problem('unsupported-media-type', `An import is one record per line, with content-type: ${importType}.`);

/**
 * The value of a JSON text. Throws a `Problem` that says what is wrong with it.
 * @param what how the text is called: "body" or "line"
 */
export function parseJson(bytes: Buffer, what: string): unknown {
  const refuse = (why: string): Problem => new Problem('invalid-json', `The ${what} ${why}.`);
  // Read as a string, bytes of another encoding would silently become "\ufffd".
  if (!isUtf8(bytes)) throw refuse('is not UTF-8');
  const text = bytes.toString();
  const value = parseText(text);
  if (value === unreadable) throw refuse('could not be read as JSON');
  const keys = countKeys(value, nestingLimit);
  if (typeof keys === 'string') throw refuse(keys);
  if (suspicious.test(text) && hasUnstorableText(value))
    throw refuse('holds a NUL character or half a surrogate pair; remove it');
  // JSON.parse keeps the last of several values under one key, and the others would be lost unseen.
  if (keys !== writtenKeys(text)) {
    throw refuse(`names "${shortened(repeatedKey(text) ?? '')}" twice in one object; say it once`);
  }
  return value;
}

const unreadable = Symbol('unreadable');

function parseText(text: string): unknown {
  try {
    return parse(text, { protoAction: 'error', constructorAction: 'error' });
  } catch {
    return unreadable;
  }
}

/** How many keys all objects of a value have together, or why nobody shall walk over it. */
function countKeys(value: unknown, levels: number): number | string {
  if (typeof value !== 'object' || value === null) return 0;
  if (levels === 0) return `is nested more than ${nestingLimit} levels deep`;
  const inner: unknown[] = Array.isArray(value) ? value : Object.values(value);
  let keys = Array.isArray(value) ? 0 : inner.length;
  if (keys > keysLimit) return `has an object of ${keys} keys; no object of the API has more than ${keysLimit}`;
  for (const one of inner) {
    const more = countKeys(one, levels - 1);
    if (typeof more === 'string') return more;
    keys += more;
  }
  return keys;
}

function hasUnstorableText(value: unknown): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string' && (next.includes('\0') || !next.isWellFormed())) return true;
    if (typeof next === 'object' && next !== null) {
      for (const [name, inner] of Object.entries(next)) open.push(name, inner);
    }
  }
  return false;
}
