/**
 * Refuses requests that two programs may read in two ways, or that this one would read wrongly: a proxy in front may have
 * decided by the other reading. All of it before a key is looked up or a body is read.
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Problem } from './problem';

/** The longest address of ours is a page's cursor of some 300 characters; 4 KiB is what every proxy passes on. */
const addressLimit = 4_096;
/** Clients send about 10 and proxies add as many. Node drops what is over 1,000 without a word. */
const fieldLimit = 100;

/** Said twice, node keeps the first, others the last. */
const single = ['authorization', 'content-type', 'host'] as const;

export function refuseOddRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const problem = oddity(request.raw);
    if (problem) done(problem);
    else done();
  });
}

function oddity(request: IncomingMessage): Problem | null {
  const { url = '', rawHeaders } = request;
  if (request.httpVersionMajor !== 1) return new Problem('invalid-request', 'Tandem speaks HTTP/1.1.');
  if (url.length > addressLimit)
    return new Problem('url-too-long', `The address of a request may have ${addressLimit} characters.`);
  if (rawHeaders.length > 2 * fieldLimit)
    return new Problem('headers-too-large', `The header of a request may have ${fieldLimit} fields.`);
  const twice = single.find((name) => rawHeaders.filter((text, at) => at % 2 === 0 && isName(text, name)).length > 1);
  if (twice !== undefined) return new Problem('invalid-request', `The header field ${twice} stands twice; send one.`);
  if (request.httpVersion === '1.1' && request.headers.host === undefined)
    return new Problem('invalid-request', 'The header field host is missing; HTTP/1.1 asks for it.');
  return unreadableBody(request);
}

const isName = (text: string, name: string): boolean => text.length === name.length && text.toLowerCase() === name;

/** Read as plain UTF-8, such a body would be garbage at best and another value at worst. */
function unreadableBody({ headers }: IncomingMessage): Problem | null {
  const refuse = (detail: string): Problem => new Problem('unsupported-media-type', detail);
  const coding = headers['content-encoding'] ?? 'identity';
  if (coding.toLowerCase() !== 'identity')
    return refuse('Bodies are read as they are: send this one without content-encoding, not compressed.');
  const transfer = headers['transfer-encoding'] ?? 'chunked';
  if (transfer.toLowerCase() !== 'chunked') return refuse('The only transfer-encoding of a body is chunked.');
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) return refuse('JSON is UTF-8 (RFC 8259): leave charset out, or send charset=utf-8.');
  return null;
}
