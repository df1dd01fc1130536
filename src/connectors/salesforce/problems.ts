/** What Salesforce says against a call or a row, out of the three shapes it says it in. */
import { asJson, asList, asText, isPresent } from '../json';
import type { Problem } from './call';

/** Where nothing is said. */
const silent: Problem = { code: '', message: '', fields: [] };

/**
 * Of the body of an answer, or of the `errors` of a row: an array, with `errorCode` or `statusCode`. At least one, which
 * says nothing when the body is another thing (HTML of a proxy, an object).
 */
export function readProblems(body: unknown): readonly [Problem, ...Problem[]] {
  const [first = silent, ...more] = asList(body).map(readProblem).filter(isPresent);
  return [first, ...more];
}

function readProblem(value: unknown): Problem | null {
  const json = asJson(value);
  if (json === null) return null;
  const matches = readMatches(json['duplicateResut'] ?? json['duplicateResult']);
  return {
    code: asText(json['errorCode']) ?? asText(json['statusCode']) ?? '',
    message: asText(json['message']) ?? '',
    fields: asList(json['fields']).map(asText).filter(isPresent),
    ...(matches.length > 0 && { matches }),
  };
}

/** Of a SOAP fault, whose status is 500 whatever it says; null of any other body. The text repeats the code. */
export function readFault(raw: string): Problem | null {
  const [, code] = /<faultcode>(?:\w+:)?(\w+)<\/faultcode>/.exec(raw) ?? [];
  if (code === undefined) return null;
  const [, text = ''] = /<faultstring>([^<]*)<\/faultstring>/.exec(raw) ?? [];
  return { code, message: text.replace(`${code}: `, ''), fields: [] };
}

/** The key is misspelled on the wire; a few orgs spell it right (seen in the field). */
function readMatches(result: unknown): readonly string[] {
  return asList(asJson(result)?.['matchResults'])
    .flatMap((match) => asList(asJson(match)?.['matchRecords']))
    .map((found) => asText(asJson(asJson(found)?.['record'])?.['Id']))
    .filter(isPresent);
}

/**
 * Of the `sf__Error` of a Bulk result: `CODE:message:field,field --`, one after another when there are several. The format
 * is unverified; a text of another one has no code.
 */
export function readRowError(text: string): readonly [Problem, ...Problem[]] {
  const [first = { ...silent, message: text }, ...more] = text
    .split(/--(?=[A-Z][A-Z0-9_]*:|\s*$)/)
    .map(readColons)
    .filter(isPresent);
  return [first, ...more];
}

function readColons(text: string): Problem | null {
  const [, code, rest] = /^\s*([A-Z][A-Z0-9_]+):([^]*)$/.exec(text) ?? [];
  if (code === undefined || rest === undefined) return null;
  const end = rest.lastIndexOf(':');
  const named = rest
    .slice(end + 1)
    .split(/[,;\s]+/)
    .filter((name) => name !== '');
  const areFields = end >= 0 && named.every((name) => /^\w+(\.\w+)?$/.test(name));
  return areFields ? { code, message: rest.slice(0, end), fields: named } : { code, message: rest.trim(), fields: [] };
}

/** The only name that Salesforce has for a call: `Please include this ErrorId …: 1764130000-12345 (-1523645311)`. */
export function errorId({ code, message }: Problem): { readonly requestId?: string } {
  const requestId = code === 'UNKNOWN_EXCEPTION' ? /ErrorId[^:]*: (\d[\d-]* \(-?\d+\))/.exec(message)?.[1] : undefined;
  return requestId === undefined ? {} : { requestId };
}
