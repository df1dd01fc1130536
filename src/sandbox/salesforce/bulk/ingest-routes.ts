/** `jobs/ingest` (contract 4.1). */
import { refused } from '../org/refused';
import { objectOf } from '../http/json-body';
import { actorOf, type Answer, type Call, type Route } from '../http/route';
import type { Bulk } from './bulk';
import { ingestEntry, ingestInfo, ingestView, type IngestJob } from './ingest-job';
import { failedRows, successfulRows, unprocessedRows } from './ingest-results';
import { hasEnded, wrongState } from './job';
import { jobList, listFrom } from './job-list';
import { partsOf } from './multipart';

const BASE = '/services/data/v:version/jobs/ingest';
export const CSV_TYPE = 'text/csv;charset=UTF-8';
/** Of the data that comes along with the job, in characters (API guide; unverified here). */
const MULTIPART_MAX_CHARS = 100_000;

export function ingestRoutes(bulk: Bulk): Route[] {
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path: `${BASE}${path}`,
    handle,
  });
  const jobOf = (call: Call): IngestJob => bulk.ingest.get(call.params.id ?? '');
  return [
    route('POST', '', (call) => create(bulk, call)),
    route('GET', '', (call) => list(bulk, call)),
    route('GET', '/:id', (call) => ({ status: 200, body: ingestInfo(jobOf(call)) })),
    route('PATCH', '/:id', (call) => change(bulk, call, jobOf(call))),
    route('DELETE', '/:id', (call) => {
      bulk.ingest.remove(jobOf(call));
      return { status: 204 };
    }),
    route('PUT', '/:id/batches', (call) => {
      bulk.ingest.upload(jobOf(call), call.bytes ?? call.body);
      return { status: 201 };
    }),
    route('GET', '/:id/successfulResults', (call) => results(bulk, jobOf(call), successfulRows)),
    route('GET', '/:id/failedResults', (call) => results(bulk, jobOf(call), failedRows)),
    route('GET', '/:id/unprocessedRecords', (call) => results(bulk, jobOf(call), unprocessedRows)),
    // Clients write it so too (contract 13).
    route('GET', '/:id/unprocessedrecords', (call) => results(bulk, jobOf(call), unprocessedRows)),
  ];
}

function create(bulk: Bulk, call: Call): Answer {
  const type = call.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return createWithData(bulk, call, type);
  return { status: 200, body: ingestView(bulk.ingest.create(objectOf(call), makerOf(call))) };
}

/** Job and data in one call; the job is closed with it. */
function createWithData(bulk: Bulk, call: Call, type: string): Answer {
  const parts = partsOf(call.body, type);
  const [description, data] = [parts?.get('job'), parts?.get('content')];
  // Codes and texts are unverified.
  if (description === undefined || data === undefined)
    throw refused(400, 'CLIENTINPUTERROR', 'The parts must be job and content');
  if (data.length > MULTIPART_MAX_CHARS)
    throw refused(400, 'CLIENTINPUTERROR', `The part content has more than ${MULTIPART_MAX_CHARS} characters`);
  const job = bulk.ingest.create(objectOf({ body: description }), makerOf(call));
  bulk.ingest.upload(job, data);
  bulk.ingest.close(job);
  return { status: 200, body: ingestView(job) };
}

function makerOf(call: Call): Parameters<Bulk['ingest']['create']>[1] {
  return { actor: actorOf(call, 'bulkapi'), version: call.params.version ?? '' };
}

function change(bulk: Bulk, call: Call, job: IngestJob): Answer {
  const { state } = objectOf(call);
  if (state === 'UploadComplete') bulk.ingest.close(job);
  else if (state === 'Aborted') bulk.ingest.abort(job);
  else throw wrongState('state must be UploadComplete or Aborted');
  return { status: 200, body: ingestView(job) };
}

/** What a job that has not ended answers is unverified. */
async function results(
  bulk: Bulk,
  job: IngestJob,
  rows: (job: IngestJob) => Iterable<string> | Promise<Iterable<string>>,
): Promise<Answer> {
  if (!hasEnded(job)) throw wrongState(`There are no results of a job that is ${job.state}`);
  bulk.pace.requirePage(job.id, '');
  return { status: 200, chunks: await rows(job), type: CSV_TYPE };
}

function list(bulk: Bulk, call: Call): Answer {
  const page = bulk.ingest.page(listFrom(call));
  // The other kinds of jobs are not here.
  const asked = (call.query.get('jobType') ?? 'V2Ingest') === 'V2Ingest';
  return jobList(call, asked ? page : { jobs: [], next: null }, ingestEntry);
}
