/** What became of the rows of an ingest job, as CSV, made while it is sent. */
import { parse } from 'csv-parse/sync';
import { SeededRandom } from '../../common/random';
import { DELIMITERS, LINE_ENDINGS, quotedRow, scanRows, Unreadable, type CsvFormat, type ScannedRow } from './csv';
import type { IngestJob } from './ingest-job';
import { toId } from '../org/ids';

/** Rows whose values are read again at once. */
const ROWS_AT_ONCE = 200;
/** From this version on failed rows have their record's id (contract 4.1). */
const FAILED_IDS_FROM = 53;

interface Place {
  readonly start: number;
  readonly end: number;
}

export function* successfulRows(job: IngestJob): Generator<string, void, undefined> {
  if (job.header === null) return;
  yield quotedRow(['sf__Id', 'sf__Created', ...job.header], job.format);
  const { keyPrefix } = job.target.type;
  yield* rowsWith(job, true, (row) => {
    const outcome = job.outcomes.at(row);
    return outcome.ok ? [toId(keyPrefix, outcome.ordinal), String(outcome.created)] : [];
  });
}

export function* failedRows(job: IngestJob): Generator<string, void, undefined> {
  if (job.header === null) return;
  yield quotedRow(['sf__Id', 'sf__Error', ...job.header], job.format);
  const withIds = Number(job.version) >= FAILED_IDS_FROM;
  yield* rowsWith(job, false, (row) => {
    const outcome = job.outcomes.at(row);
    return outcome.ok ? [] : [withIds ? outcome.id : '', outcome.error];
  });
}

function* rowsWith(
  job: IngestJob,
  ok: boolean,
  front: (row: number) => readonly string[],
): Generator<string, void, undefined> {
  // Not in the order they came in (contract 4.1), and not in another at the next asking.
  const rows = new SeededRandom(job.seed).shuffled(job.outcomes.rows(ok));
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const some = rows.slice(at, at + ROWS_AT_ONCE);
    const values = valuesAt(
      job,
      some.map((row) => job.outcomes.place(row)),
    );
    yield some.map((row, index) => quotedRow([...front(row), ...(values[index] ?? [])], job.format)).join('');
  }
}

/** The rest of a file whose job failed or was aborted. */
export async function unprocessedRows(job: IngestJob): Promise<Iterable<string>> {
  const { header, places } = await restOf(job);
  return header === null ? [] : unprocessedLines(job, header, places);
}

interface Rest {
  header: readonly string[] | null;
  readonly places: Place[];
}

/** Rows behind one that cannot be read cannot be told apart: they are left out. */
async function restOf(job: IngestJob): Promise<Rest> {
  const rest: Rest = { header: job.header, places: [] };
  let start = job.dealtWithBytes;
  const how = { format: job.format, from: start, rowsAtOnce: ROWS_AT_ONCE, withHeader: false };
  const take = ({ cells, end }: ScannedRow): void => {
    if (rest.header === null) rest.header = cells;
    else rest.places.push({ start, end });
    start = end;
  };
  try {
    for await (const rows of scanRows(job.file ?? Buffer.alloc(0), how)) rows.forEach(take);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  return rest;
}

function* unprocessedLines(
  job: IngestJob,
  header: readonly string[],
  places: readonly Place[],
): Generator<string, void, undefined> {
  yield quotedRow(header, job.format);
  const shuffled = new SeededRandom(job.seed).shuffled(places);
  for (let at = 0; at < shuffled.length; at += ROWS_AT_ONCE) {
    const values = valuesAt(job, shuffled.slice(at, at + ROWS_AT_ONCE));
    yield values.map((cells) => quotedRow(cells, job.format)).join('');
  }
}

function valuesAt({ file, format }: IngestJob, places: readonly Place[]): readonly (readonly string[])[] {
  if (file === null) return [];
  const ending = Buffer.from(LINE_ENDINGS[format.lineEnding]);
  // The last row of a file may lack its line ending; one too many is an empty line, which is skipped.
  const text = Buffer.concat(places.flatMap(({ start, end }) => [file.subarray(start, end), ending]));
  return parse(text, rereading(format));
}

function rereading({ columnDelimiter, lineEnding }: CsvFormat) {
  return {
    delimiter: DELIMITERS[columnDelimiter],
    record_delimiter: LINE_ENDINGS[lineEnding],
    relax_column_count: true,
    skip_empty_lines: true,
    bom: true,
  };
}
