/**
 * Reads JSON bodies, and no others. What Postgres cannot store, and what would exhaust the stack of those who walk over
 * it, is refused here, before any SQL.
 */
import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { Problem } from './problem';

/** Batches of 1,000 records with room; more is 413. */
export const bodyLimitBytes = 8 * 1024 * 1024;

/** A list in a custom field of a batch stands at level 5. */
const nestingLimit = 32;

/** An escape that can stand for NUL or half a surrogate pair; rare, so only then are the strings looked at. */
const suspicious = /\\u(0000|d[89a-f])/i;

export function parseJsonBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer', bodyLimit: bodyLimitBytes } as const;
  fastify.addContentTypeParser('application/json', options, (request, body: Buffer, done) => {
    // Many clients name the type on every request, a DELETE without a body included.
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    // Read as a string, bytes of another encoding would silently become "\ufffd".
    if (!isUtf8(body)) {
      done(new Problem('invalid-json', 'The body is not UTF-8.'));
      return;
    }
    const text = body.toString();
    void parse(request, text, (error, value: unknown) => {
      if (error) done(new Problem('invalid-json', 'The body could not be read as JSON.'));
      else done(problemIn(text, value), value);
    });
  });
}

function problemIn(text: string, value: unknown): Problem | null {
  if (isDeeper(value, nestingLimit))
    return new Problem('invalid-json', `The body is nested more than ${nestingLimit} levels deep.`);
  if (suspicious.test(text) && hasUnstorableText(value))
    return new Problem('invalid-json', 'The body holds a NUL character or half a surrogate pair; remove it.');
  return null;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
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
