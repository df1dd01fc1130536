/** What a job that has ended says of each of its rows. Rows are told apart by our own column, never by their place. */
import { isOfAccount, type Failure } from '../../../core/failure';
import type { Problem, Send } from '../call';
import { gravest } from '../errors';
import { readRowError } from '../problems';
import type { Desk, Load, Verdict } from './load';
import { jobFailure } from './job-failure';
import type { Job, JobRef } from './job';
import { readResults, type Cells, type TakeRows } from './results';

/** A page that is missing, cut or short of rows is asked for again. */
const readTries = 3;
const betweenTriesMs = 1_000;

export interface EndedLoad {
  readonly ref: JobRef;
  readonly load: Load;
  readonly job: Job;
}

/** One per row, in order. */
export async function readVerdicts(desk: Desk, ended: EndedLoad): Promise<readonly Verdict[]> {
  const { load, job } = ended;
  const verdicts = new Array<Verdict | undefined>(load.rows.length);
  const placeOf = placesOf(load);
  await readSuccesses(desk, ended, { placeOf, verdicts });
  if (job.failed > 0) await readRefusals(desk, ended, { placeOf, verdicts });
  if (job.state !== 'JobComplete') await settleRest(desk, ended, { placeOf, verdicts });
  return Array.from(verdicts, (verdict) => verdict ?? unanswered);
}

interface Ledger {
  /** By the value of the first column; undefined for one that we did not send. */
  readonly placeOf: (key: string) => number | undefined;
  readonly verdicts: (Verdict | undefined)[];
}

function placesOf({ operation, rows }: Load): Ledger['placeOf'] {
  // Keys are compared without case, ids by their first 15 characters (contract 8.7, 11.2).
  const asCompared = operation === 'upsert' ? (key: string) => key.toLowerCase() : (id: string) => id.slice(0, 15);
  const places = new Map(rows.map(({ key }, place) => [asCompared(key), place]));
  return (key) => places.get(asCompared(key));
}

async function readSuccesses(desk: Desk, ended: EndedLoad, { placeOf, verdicts }: Ledger): Promise<void> {
  const { ref, load, job } = ended;
  await readWhole(desk, ref, { which: 'successfulResults', expected: job.processed - job.failed }, (header) => {
    const at = columnsIn(header, ['sf__Id', 'sf__Created', load.columns[0] ?? '']);
    return (cells) => {
      const [id = '', created = '', key = ''] = at(cells);
      const place = placeOf(key);
      if (place !== undefined && id !== '') verdicts[place] = { ok: true, id, created: created === 'true' };
    };
  });
}

async function readRefusals(desk: Desk, ended: EndedLoad, { placeOf, verdicts }: Ledger): Promise<void> {
  const { ref, load, job } = ended;
  // Most rows that fail, fail alike: their text is read once.
  const texts = new Map<string, number[]>();
  const meaning = await readWhole(desk, ref, { which: 'failedResults', expected: job.failed }, (header) => {
    const at = columnsIn(header, ['sf__Error', load.columns[0] ?? '']);
    return (cells) => {
      const [text = '', key = ''] = at(cells);
      const place = placeOf(key);
      if (place === undefined) return;
      const places = texts.get(text);
      if (places === undefined) texts.set(text, [place]);
      else places.push(place);
    };
  });
  if (meaning === null) return;
  for (const [text, places] of texts) {
    const problems = readRowError(text);
    const verdict: Verdict = { ok: false, failure: gravest(problems.map(meaning)), problems };
    for (const place of places) verdicts[place] = verdict;
  }
}

/** Rows that the job never came to. Of one that failed at its first row Salesforce need not be asked which they are. */
async function settleRest(desk: Desk, ended: EndedLoad, { placeOf, verdicts }: Ledger): Promise<void> {
  const { ref, load, job } = ended;
  const reason = job.state === 'Failed' ? jobFailure(job.errorMessage) : aborted;
  if (job.state === 'Failed' && job.processed === 0) {
    load.rows.forEach((_, place) => (verdicts[place] ??= { ok: false, failure: ofRow(reason, load, place) }));
    return;
  }
  const expected = load.rows.length - job.processed;
  await readWhole(desk, ref, { which: 'unprocessedrecords', expected }, (header) => {
    const at = columnsIn(header, [load.columns[0] ?? '']);
    return (cells) => {
      const place = placeOf(at(cells)[0] ?? '');
      if (place !== undefined) verdicts[place] ??= { ok: false, failure: ofRow(reason, load, place) };
    };
  });
}

/** A row that does not speak of the field that is refused is refused for its neighbours only; and so is any where none is named. */
function ofRow(reason: Failure, { rows }: Load, place: number): Failure {
  if (reason.kind !== 'rejected') return reason;
  const row = rows[place];
  const { property } = reason;
  if (property !== undefined && row !== undefined && (property in row.properties || property in (row.onCreate ?? {})))
    return reason;
  const { code, message } = reason;
  return { kind: 'retry', code, message };
}

/**
 * All rows of one kind of results, at the latest at the last try. Null when they could not be read.
 * @returns what a row's problem means
 */
async function readWhole(
  { send, pace }: Desk,
  ref: JobRef,
  { which, expected }: { readonly which: string; readonly expected: number },
  take: TakeRows,
): Promise<((problem: Problem) => Failure) | null> {
  for (let tries = 1; ; tries++) {
    const answer = await readPages({ send, ref, which, expected }, take);
    const isLast = tries === readTries;
    if (answer.ok && (answer.rows >= expected || isLast)) return answer.meaning;
    if (!answer.ok && (isLast || isOfAccount(answer.failure))) return null;
    await pace.wait(betweenTriesMs * tries);
  }
}

interface Asked {
  readonly send: Send;
  readonly ref: JobRef;
  readonly which: string;
  readonly expected: number;
}

type AllPages =
  | { readonly ok: true; readonly rows: number; readonly meaning: (problem: Problem) => Failure }
  | { readonly ok: false; readonly failure: Failure };

/** One page as a rule; whether the results of an ingest job ever have a second is unverified. */
async function readPages({ send, ref, which, expected }: Asked, take: TakeRows): Promise<AllPages> {
  const seen = new Set<string>();
  let rows = 0;
  for (let query = ''; ;) {
    const answer = await readResults(send, ref, { which, query, rows: expected }, take);
    if (!answer.ok) return answer;
    rows += answer.value.rows;
    const { locator } = answer.value;
    if (locator === null || seen.has(locator)) return { ok: true, rows, meaning: answer.meaning };
    seen.add(locator);
    query = `?locator=${encodeURIComponent(locator)}`;
  }
}

/** Headers come back as they were sent, or in Salesforce's own case. */
function columnsIn(header: Cells, names: readonly string[]): (cells: Cells) => readonly string[] {
  const folded = header.map((name) => name.toLowerCase());
  const places = names.map((name) => folded.indexOf(name.toLowerCase()));
  return (cells) => places.map((place) => cells[place] ?? '');
}

const unanswered: Verdict = {
  ok: false,
  failure: {
    kind: 'unknown',
    code: 'ROW_NOT_ANSWERED',
    message: 'Salesforce took the job and did not say what became of this row.',
  },
};

const aborted: Failure = {
  kind: 'retry',
  code: 'JOB_ABORTED',
  message: 'The Bulk API job was aborted before it came to this row.',
};
