/**
 * `sf__Error` of a row: `CODE:message:fields --`, one after another where there are several (contract 4.1; the format is
 * unverified). A message may have colons of its own.
 */
import type { Problem } from '../call';

const oneError = /([A-Z][A-Z0-9_]+):(.*?):([\w.,\s]*?) ?--(?=[A-Z][A-Z0-9_]+:|\s*$)/gs;

/** At least one problem. */
export function parseRowError(text: string): readonly Problem[] {
  const problems = [...text.matchAll(oneError)].map(([, code = '', message = '', fields = '']) => ({
    code,
    message,
    fields: fields
      .split(',')
      .map((field) => field.trim())
      .filter((field) => field !== ''),
  }));
  if (problems.length > 0) return problems;
  const [code = ''] = text.split(':', 1);
  return [{ code: code.trim(), message: text.slice(code.length + 1).trim(), fields: [] }];
}
