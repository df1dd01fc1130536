/** Reads the CSV of a job's results as it comes, page by page, each with a header of its own. */
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Parser } from 'csv-parse';
import type { Answer, Send } from '../call';
import { endpointOf, transferDeadlineMs, type JobRef } from './job';

/** Cells of one row. */
export type Cells = readonly string[];
/** Given the header of a page, what takes its rows. Throws nothing. */
export type TakeRows = (header: Cells) => (cells: Cells) => void;

export interface ResultsPage {
  readonly rows: number;
  /** Of the next page; null: this was the last. */
  readonly locator: string | null;
}

/** One page; what was taken of one that failed is not all. */
export function readResults(
  send: Send,
  { kind, object, id }: JobRef,
  page: { readonly which: string; readonly query: string; readonly rows: number },
  take: TakeRows,
): Promise<Answer<ResultsPage>> {
  return send<ResultsPage>({
    method: 'GET',
    path: `jobs/${kind}/${id}/${page.which}${page.query}`,
    endpoint: endpointOf(`jobs/${kind}/{id}/${page.which}`),
    object,
    rows: page.rows,
    writes: false,
    deadlineMs: transferDeadlineMs,
    receive: (body) => receiveRows(body, take),
    read: (rows, headers) =>
      typeof rows === 'number' ? { rows, locator: locatorOf(headers['sforce-locator']) } : null,
  });
}

/** The literal word `null` is on the last page (contract 4.2); who reads an absent header as "go on" never ends (contract 4.4). */
function locatorOf(header: string | undefined): string | null {
  return header === undefined || header === '' || header === 'null' ? null : header;
}

/** How many rows there were; null when it is no CSV. What breaks the connection is thrown. */
async function receiveRows(body: Readable, take: TakeRows): Promise<number | null> {
  let takeRow: ((cells: Cells) => void) | null = null;
  let rows = 0;
  const parser = new Parser({
    bom: true,
    skip_empty_lines: true,
    // Called while it writes, and hands nothing on: no more than a slice of the body is held.
    on_record: (cells: Cells) => {
      if (takeRow === null) takeRow = take(cells);
      else {
        takeRow(cells);
        rows++;
      }
      return null;
    },
  });
  const over = finished(parser).then(
    () => true,
    () => false,
  );
  parser.resume(); // nothing comes out of it, and it ends only when somebody looks
  for await (const slice of body) {
    parser.write(slice);
    if (parser.errored !== null) break;
  }
  parser.end();
  return (await over) ? rows : null;
}
