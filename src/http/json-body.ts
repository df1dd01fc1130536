/** Reads JSON bodies. What Postgres cannot store is refused here, before any SQL. */
import type { FastifyInstance } from 'fastify';
import { Problem } from './problem';

/** Batches of 1,000 records with room; more is 413. */
export const bodyLimitBytes = 8 * 1024 * 1024;

/** An escape that can stand for NUL or half a surrogate pair; rare, so only then are the strings looked at. */
const suspicious = /\\u(0000|d[89a-f])/i;

export function parseJsonBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: bodyLimitBytes },
    (request, body, done) => {
      const text = body.toString();
      parse(request, text, (error, value) => {
        if (error) return done(new Problem('invalid-json', 'The body could not be read as JSON.'));
        if ((text.includes('\0') || suspicious.test(text)) && hasUnstorableText(value)) {
          return done(
            new Problem('invalid-json', 'The body holds a NUL character or half a surrogate pair; remove it.'),
          );
        }
        done(null, value);
      });
    },
  );
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
