/** `jobs/query` (contract 4.2). */
import { refused } from '../org/refused';
import { objectOf } from '../http/json-body';
import { actorOf, type Answer, type Call, type Route } from '../http/route';
import type { Bulk } from './bulk';
import { quotedRow } from './csv';
import { CSV_TYPE } from './ingest-routes';
import { wrongState } from './job';
import { jobList, listFrom, locatorOf, placeOf } from './job-list';
import { queryEntry, queryInfo, queryView, type QueryJob } from './query-jobs';

const BASE = '/services/data/v:version/jobs/query';
/** Salesforce chooses by its own lights; how many that is is unverified. */
const PAGE_ROWS = 50_000;
const RESULT_PAGES = 5;
const RESULT_PAGES_FROM = 58;

export function queryRoutes(bulk: Bulk): Route[] {
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path: `${BASE}${path}`,
    handle,
  });
  const jobOf = (call: Call): QueryJob => bulk.query.get(call.params.id ?? '');
  return [
    route('POST', '', (call) => create(bulk, call)),
    route('GET', '', (call) => list(bulk, call)),
    route('GET', '/:id', (call) => ({ status: 200, body: queryInfo(jobOf(call)) })),
    route('PATCH', '/:id', (call) => abort(bulk, call, jobOf(call))),
    route('DELETE', '/:id', (call) => {
      bulk.query.remove(jobOf(call));
      return { status: 204 };
    }),
    route('GET', '/:id/results', (call) => results(bulk, call, jobOf(call))),
    route('GET', '/:id/resultPages', (call) => resultPages(call, jobOf(call))),
  ];
}

function create(bulk: Bulk, call: Call): Answer {
  const version = call.params.version ?? '';
  const job = bulk.query.create(objectOf(call), { actor: actorOf(call, 'bulkapi'), version });
  return { status: 200, body: queryView(job) };
}

function list(bulk: Bulk, call: Call): Answer {
  const asked = (call.query.get('jobType') ?? 'V2Query') === 'V2Query';
  return jobList(call, asked ? bulk.query.page(listFrom(call)) : { jobs: [], next: null }, queryEntry);
}

function abort(bulk: Bulk, call: Call, job: QueryJob): Answer {
  if (objectOf(call).state !== 'Aborted') throw wrongState('state must be Aborted');
  bulk.query.abort(job);
  return { status: 200, body: queryView(job) };
}

function results(bulk: Bulk, call: Call, job: QueryJob): Answer {
  requireAnswer(call, job);
  const locator = call.query.get('locator') ?? '';
  const from = pageStart(job, locator);
  const to = Math.min(from + pageRows(call), job.rows.size);
  bulk.pace.requirePage(job.id, locator);
  return {
    status: 200,
    chunks: page(job, from, to),
    type: CSV_TYPE,
    headers: {
      // The word, on the last page.
      'Sforce-Locator': to < job.rows.size ? locatorOf(to) : 'null',
      'Sforce-NumberOfRecords': String(to - from),
    },
    tally: { read: to - from },
  };
}

/** Each page has the header (unverified, contract 12). */
function* page({ prepared, rows, format }: QueryJob, from: number, to: number): Generator<string, void, undefined> {
  yield quotedRow(prepared.header, format);
  yield* rows.lines(from, to);
}

/** Up to five pages at once, for clients that read them side by side. */
function resultPages(call: Call, job: QueryJob): Answer {
  if (Number(call.params.version) < RESULT_PAGES_FROM)
    throw refused(404, 'NOT_FOUND', 'The requested resource does not exist');
  requireAnswer(call, job);
  const size = pageRows(call);
  const given = call.query.get('maxRecords');
  const kept = given === null ? '' : `&maxRecords=${given}`;
  const first = pageStart(job, call.query.get('pageLocator') ?? '');
  const starts = Array.from({ length: RESULT_PAGES }, (_, index) => first + index * size);
  const there = starts.filter((start) => start < job.rows.size || start === 0);
  const next = first + RESULT_PAGES * size;
  const base = `/services/data/v${job.version}/jobs/query/${job.id}`;
  const done = next >= job.rows.size;
  return {
    status: 200,
    body: {
      resultPages: there.map((start) => ({ resultUrl: `${base}/results?locator=${locatorOf(start)}${kept}` })),
      nextRecordsUrl: done ? null : `${base}/resultPages?pageLocator=${locatorOf(next)}${kept}`,
      done,
    },
  };
}

/** Which codes these have is unverified; 409 is not. */
function requireAnswer(call: Call, job: QueryJob): void {
  if (call.params.version !== job.version)
    throw refused(409, 'CONFLICT', `The job was made with API version ${job.version}`);
  if (job.state !== 'JobComplete') throw wrongState(`There are no results of a job that is ${job.state}`);
}

function pageStart(job: QueryJob, locator: string): number {
  if (locator === '') return 0;
  const start = placeOf(locator);
  if (start > 0 && start >= job.rows.size) throw refused(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  return start;
}

function pageRows({ query }: Call): number {
  const given = query.get('maxRecords');
  if (given === null) return PAGE_ROWS;
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw refused(400, 'CLIENTINPUTERROR', 'maxRecords must be a number above 0');
}
