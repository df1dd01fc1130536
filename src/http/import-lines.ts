/**
 * An import: records come in one per line, verdicts go out one per line, and in between are never more than what is read
 * ahead. A caller that does not read its verdicts is not read from either.
 */
import { PassThrough, type Readable } from 'node:stream';
import type { ObjectType } from '../core/record';
import type { HttpDeps } from './http-deps';
import { judgeRows, type RowResult } from './judge-rows';
import { parseJson } from './json-body';
import { linesOf, tooLong, type Line } from './lines';
import { Problem, problemOf, type ProblemDetails } from './problem';

const longestLineBytes = 1024 * 1024;
/** What is read ahead while a transaction commits: the next one's lines, instead of the 64 KiB that a socket gives at once. */
const readAheadBytes = 512 * 1024;
/** Per transaction, like a batch. */
const linesAtOnce = 1_000;

type Counts = Record<RowResult['result'], number>;

/** Answers text: the verdicts of each piece, at last a summary. Ends early, with the reason, when the service fails or stops. */
export async function* importLines(
  deps: HttpDeps,
  tenantId: string,
  about: { readonly object: ObjectType; readonly requestId: string },
  body: Readable,
): AsyncGenerator<string> {
  const { object } = about;
  const counts: Counts = { stored: 0, unchanged: 0, stale: 0, refused: 0 };
  let lines = 0; // have their verdict
  const summary = (problem?: ProblemDetails): string =>
    toLine({ done: problem === undefined, lines, ...counts, ...(problem && { problem }) });
  const { signal } = deps.drain;
  const ahead = readAhead(body, signal);
  try {
    for await (const piece of linesOf(ahead, { longestBytes: longestLineBytes, most: linesAtOnce, signal })) {
      const rows = piece.flatMap((line, index) =>
        isBlank(line) ? [] : [{ line: lines + index + 1, row: readRow(line) }],
      );
      const results = await judgeRows(
        deps,
        tenantId,
        about,
        rows.map(({ row }) => row),
      );
      lines += piece.length;
      for (const { result } of results) {
        counts[result] += 1;
        deps.metrics.wrote(object, result);
      }
      yield results.map((result, index) => toLine({ line: rows[index]?.line, ...result })).join('');
    }
  } catch (error) {
    if (body.errored !== null) return; // the caller has gone: nobody reads on
    deps.logger.error({ event: 'import.failed', tenantId, object, lines, err: error });
    yield summary(problemOf('internal-error', `The service failed; send again from line ${lines + 1}.`));
    return;
  }
  yield summary(
    signal.aborted ? problemOf('unavailable', `The service stops; send again from line ${lines + 1}.`) : undefined,
  );
}

/** Ends where the signal finds it: what was read is worked on, and what still comes is not. */
function readAhead(body: Readable, signal: AbortSignal): Readable {
  const ahead = body.pipe(new PassThrough({ highWaterMark: readAheadBytes }));
  const stop = (): void => {
    body.unpipe(ahead);
    ahead.end();
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  ahead.once('close', () => signal.removeEventListener('abort', stop));
  body.once('error', (error) => ahead.destroy(error)); // `pipe` does not tell of it
  return ahead;
}

const toLine = (value: object): string => `${JSON.stringify(value)}\n`;

/** Also a line of spaces. */
const isBlank = (line: Line): boolean => line !== tooLong && line.length < 16 && line.toString().trim() === '';

/** The value of a line, or why it has none. */
function readRow(line: Line): unknown {
  if (line === tooLong) return new Problem('too-large', 'A line may have 1 MiB.');
  try {
    return parseJson(line, 'line');
  } catch (error) {
    return error;
  }
}
