/**
 * An ETag on what is read, and 304 for a caller that has it already. Only on reads that succeed: after a write, or an
 * error, "not modified" would be a lie. (@fastify/etag tags every answer, and hashing those of batches cost as much as
 * reading their JSON.)
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

export function tagReads(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (
      request.method !== 'GET' ||
      reply.statusCode !== 200 ||
      typeof payload !== 'string' ||
      !request.url.startsWith('/v1/')
    ) {
      done(null, payload);
      return;
    }
    const tag = tagOf(payload);
    void reply.header('etag', tag).header('cache-control', 'no-cache'); // keep it, and ask each time whether it still holds
    if (!matches(request.headers['if-none-match'], tag)) {
      done(null, payload);
      return;
    }
    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    done(null, '');
  });
}

/** Of what is answered. */
export const tagOf = (payload: string): string =>
  `"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`;

/** RFC 9110, 13.1.1 and 13.1.2: a list of tags, or `*` for any; whether they are weak does not matter. */
export function matches(named: string | undefined, tag: string): boolean {
  if (named === undefined) return false;
  const tags = named.split(',').map((one) => one.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag);
}
