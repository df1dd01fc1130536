/** How errors look on the wire: an array for a call, an entry per row in a collection (contract section 6, 2.3). */
import { parseId, withChecksum } from '../org/ids';
import type { RecordError } from '../org/refused';
import { Refused, statusOf } from '../org/refused';
import type { Outcome } from '../org/write-records';
import type { Answer } from './route';

/** Errors of records that have no such key either. */
const FIELDLESS: ReadonlySet<string> = new Set(['NOT_FOUND', 'DUPLICATES_DETECTED']);

export function problemAnswer({ status, errors }: Refused): Answer {
  return { status, body: errors.map(problemOf), tally: { failed: 1 } };
}

function problemOf({ code, message, fields, fieldless = false, more }: RecordError): unknown {
  const plain = { ...more, message, errorCode: code };
  return fieldless || FIELDLESS.has(code) ? plain : { ...plain, fields };
}

/** A single record's failure is the whole answer. */
export function failedAnswer(outcome: Extract<Outcome, { ok: false }>): Answer {
  const [first] = outcome.errors;
  return problemAnswer(new Refused(first === undefined ? 400 : statusOf(first), outcome.errors));
}

/** A row of a collection: the key is `statusCode` there (contract 2.3). */
export function rowResult(outcome: Outcome, upsert: boolean): unknown {
  if (outcome.ok) return { id: outcome.id, success: true, errors: [], ...(upsert && { created: outcome.created }) };
  const errors = outcome.errors.map(({ code, message, fields }) => ({ statusCode: code, message, fields }));
  return {
    ...named(outcome.id),
    success: false,
    errors,
    // Also of a row that is made by nobody in the end: it was to be created (as jsforce's tests find it in real orgs).
    ...(upsert && { created: outcome.id === undefined }),
  };
}

/** However the id came; what is no id at all is not said again (unverified). */
function named(id: string | undefined): { readonly id?: string } {
  return id === undefined || parseId(id) === undefined ? {} : { id: withChecksum(id.slice(0, 15)) };
}
