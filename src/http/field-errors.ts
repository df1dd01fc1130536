/** What is wrong with a body, field by field, in the words of the API: path in the body and reason, one per field. */
import type { z } from 'zod';
import type { FieldError } from './problem';

const unknownField = 'is not a known field; fields of your own go under "custom"';

/** More than a person reads. Of 8 MiB of wrong fields all would be an answer of 20 MB, and each row of a batch has its own. */
const shownErrors = 20;
/** As long as the longest name that is right; a wrong one may be as long as the body. */
const shownNameLength = 64;

/**
 * One per field; of many the first, and under the empty name how many more there are.
 * @param unknown what is said of a field that the schema does not have
 */
export function fieldErrors(error: z.ZodError, unknown = unknownField): readonly FieldError[] {
  const byField = new Map<string, FieldError>();
  for (const one of error.issues.flatMap((issue) => errorsOf(issue, unknown))) {
    if (!byField.has(one.field)) byField.set(one.field, one);
  }
  // Unknown fields first: a misspelled name explains what else is missing.
  const errors = [...byField.values()];
  const isUnknown = ({ reason }: FieldError): boolean => reason === unknown;
  const ordered = [...errors.filter(isUnknown), ...errors.filter((one) => !isUnknown(one))];
  const more = ordered.length - shownErrors;
  return more > 0
    ? [...ordered.slice(0, shownErrors), { field: '', reason: `and ${more} more fields are wrong` }]
    : ordered;
}

/** All in one sentence. */
export const sayErrors = (errors: readonly FieldError[]): string =>
  errors.map(({ field, reason }) => (field === '' ? reason : `${field} ${reason}`)).join('; ');

/** A name that somebody else has chosen, so that an answer can hold it. Well-formed: half a surrogate pair is no text. */
export const shortened = (name: string): string =>
  name.length > shownNameLength ? `${name.slice(0, shownNameLength).toWellFormed()}…` : name;

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
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${shortened(String(step))}`))
    .join('')
    .replace(/^\./, '');
