import { startBench, type Bench } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());
afterEach(() => bench.control('DELETE', 'faults'));

interface Job {
  readonly id: string;
  readonly state: string;
}

async function loaded(): Promise<string> {
  const { body: job } = await bench.call<Job>('POST', '/jobs/ingest', { object: 'Account', operation: 'insert' });
  const path = `/jobs/ingest/${job.id}`;
  await bench.call('PUT', `${path}/batches`, 'Name\nAcme\n', { 'Content-Type': 'text/csv' });
  await bench.call('PATCH', path, { state: 'UploadComplete' });
  return path;
}

/** Once it is neither waiting nor at work, or as it is when it has been asked for often enough. */
async function ended(path: string): Promise<string> {
  for (let asked = 0; ; asked++) {
    const { body } = await bench.call<Job>('GET', path);
    if (!['UploadComplete', 'InProgress'].includes(body.state) || asked === 40) return body.state;
  }
}

describe('Bulk trouble on demand', () => {
  it('a job is stuck until its fault is over, and the next one is not', async () => {
    await bench.control('POST', 'faults', { kind: 'job-stuck', times: 1 });
    const stuck = await loaded();
    expect(await ended(stuck)).toBe('InProgress');
    expect(await ended(await loaded())).toBe('JobComplete');
    await bench.control('DELETE', 'faults');
    expect(await ended(stuck)).toBe('JobComplete');
  });

  it('a job is stuck for as long as it is told by the clock', async () => {
    await bench.control('POST', 'faults', { kind: 'job-stuck', times: 1, forMs: 60_000 });
    const stuck = await loaded();
    expect(await ended(stuck)).toBe('InProgress');
    await bench.control('POST', 'clock', { advanceMs: 60_000 });
    expect(await ended(stuck)).toBe('JobComplete');
  });

  it('a page of results is missing as often as it is told', async () => {
    const path = await loaded();
    await ended(path);
    await bench.control('POST', 'faults', { kind: 'results-missing', times: 1 });
    expect((await bench.call('GET', `${path}/successfulResults`)).status).toBe(404);
    expect((await bench.call('GET', `${path}/successfulResults`)).status).toBe(200);
  });
});
