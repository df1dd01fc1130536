/** Checks a JSON body against its schema; the problem names every wrong field. */
import type { z } from 'zod';
import { fieldErrors, sayErrors } from './field-errors';
import { Problem } from './problem';

/** @param otherwise what has not been done: "Nothing was paused" */
export function parseBody<T extends z.ZodObject>(schema: T, body: unknown, otherwise: string): z.output<T> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Problem('invalid-request', `${otherwise}: the body must be a JSON object.`);
  }
  const checked = schema.safeParse(body);
  if (checked.success) return checked.data;
  const known = Object.keys(schema.shape);
  const unknown = known.length === 0 ? 'is not a known field' : `is not a known field; there are ${known.join(', ')}`;
  const errors = fieldErrors(checked.error, unknown);
  throw new Problem('invalid-request', `${otherwise}: ${sayErrors(errors)}.`, errors);
}
