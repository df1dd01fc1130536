/** What a query is answered that Salesforce would not run. */

export type SoqlErrorCode =
  | 'MALFORMED_QUERY'
  | 'INVALID_FIELD'
  | 'INVALID_TYPE'
  | 'INVALID_QUERY_FILTER_OPERATOR'
  | 'NUMBER_OUTSIDE_VALID_RANGE'
  | 'EXCEEDED_ID_LIMIT';

/** Becomes HTTP 400 with `[{message, errorCode}]`. */
export class SoqlRefused extends Error {
  readonly errorCode: SoqlErrorCode;

  constructor(errorCode: SoqlErrorCode, message: string) {
    super(message);
    this.name = 'SoqlRefused';
    this.errorCode = errorCode;
  }
}

export function malformed(message: string): SoqlRefused {
  return new SoqlRefused('MALFORMED_QUERY', message);
}

/** Where in the query's text something stands. */
export interface Place {
  readonly text: string;
  readonly at: number;
}

/**
 * With the line of the query, a caret under the place and its row and column, as in answers that others recorded. Longer
 * lines show their surroundings only; how much of them is unverified.
 */
export function refusedAt(errorCode: SoqlErrorCode, { text, at }: Place, message: string): SoqlRefused {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const lineEnd = text.indexOf('\n', at);
  const line = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
  const column = at - lineStart;
  const row = text.slice(0, lineStart).split('\n').length;
  const from = line.length <= LINE_SHOWN ? 0 : wordStart(line, column - SHOWN_BEFORE);
  const to = line.length <= LINE_SHOWN ? line.length : wordEnd(line, column + SHOWN_AFTER);
  const shown = `\n${line.slice(from, to)}\n${' '.repeat(column - from)}^\nERROR at Row:${row}:Column:${column + 1}\n`;
  return new SoqlRefused(errorCode, shown + message);
}

const LINE_SHOWN = 80;
const SHOWN_BEFORE = 35;
const SHOWN_AFTER = 45;

function wordStart(line: string, at: number): number {
  return at <= 0 ? 0 : line.lastIndexOf(' ', at) + 1;
}

function wordEnd(line: string, at: number): number {
  const end = line.indexOf(' ', at);
  return end < 0 || end > at + LINE_SHOWN ? Math.min(line.length, at + LINE_SHOWN) : end;
}
