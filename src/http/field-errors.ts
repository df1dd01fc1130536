/** What is wrong with a body, field by field, in the words of the API: path in the body and reason, one per field. */
import type { z } from 'zod';
import type { FieldError } from './problem';

const unknownField = 'is not a known field; fields of your own go under "custom"';

/** @param unknown what is said of a field that the schema does not have */
export function fieldErrors(error: z.ZodError, unknown = unknownField): readonly FieldError[] {
  const byField = new Map<string, FieldError>();
  for (const one of error.issues.flatMap((issue) => errorsOf(issue, unknown))) {
    if (!byField.has(one.field)) byField.set(one.field, one);
  }
  // Unknown fields first: a misspelled name explains what else is missing.
  const errors = [...byField.values()];
  return [...errors.filter(({ reason }) => reason === unknown), ...errors.filter(({ reason }) => reason !== unknown)];
}

type Issue = z.core.$ZodIssue;

function errorsOf(issue: Issue, unknown: string): readonly FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: pathOf([...issue.path, key]), reason: unknown }));
  }
  // The key itself is not repeated: it may be anything.
  if (issue.code === 'invalid_key') return [{ field: pathOf(issue.path.slice(0, -1)), reason: issue.message }];
  return [{ field: pathOf(issue.path), reason: issue.message }];
}

/** `lines[0].quantity` */
const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
