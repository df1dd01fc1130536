import { startSalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { startBench, type Bench, type Problems } from './support';

interface Limits {
  readonly DailyApiRequests: { readonly Max: number; readonly Remaining: number };
}
interface Used {
  readonly used: number;
}

const HOUR_MS = 3_600_000;

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
  await bench.control('POST', 'clock', { rate: 0 });
});
afterEach(() => bench.close());

const limits = (body: Readonly<Record<string, unknown>>) => bench.control('POST', 'limits', body);
const advance = (advanceMs: number) => bench.control('POST', 'clock', { advanceMs });
const used = async () => (await bench.control<Used>('GET', 'limits')).body.used;
const usageTold = (reply: { readonly headers: Headers }) => reply.headers.get('sforce-limit-info');

describe('API requests of the org', () => {
  it('are told on every counted answer, also one that refuses, and jsforce reads it', async () => {
    expect(usageTold(await bench.call('GET', '/limits'))).toBe('api-usage=1/115000');
    expect(usageTold(await bench.call('GET', '/sobjects/Account/nothing'))).toBe('api-usage=2/115000');
    await bench.connection.sobject('Account').create({ Name: 'Told' });
    expect(bench.connection.limitInfo).toEqual({ apiUsage: { used: 3, limit: 115_000 } });
  });

  it('are not taken by the list of versions, by levers, or by who has no session', async () => {
    const versions = await bench.call('GET', '//services/data');
    const stranger = await bench.call('GET', '/limits', undefined, { Authorization: 'Bearer nobody' });
    expect([versions.status, stranger.status]).toEqual([200, 401]);
    expect([usageTold(versions), usageTold(stranger)]).toEqual([null, null]);
    expect(await used()).toBe(0);
  });

  it('are one for 200 rows of a collection', async () => {
    const records = Array.from({ length: 200 }, (_, n) => ({ attributes: { type: 'Account' }, Name: `A${n}` }));
    const made = await bench.call('POST', '/composite/sobjects', { records });
    expect([made.status, usageTold(made)]).toEqual([200, 'api-usage=1/115000']);
  });

  it('come back a day after they were made, and not before', async () => {
    await bench.call('GET', '/limits');
    await advance(12 * HOUR_MS);
    await bench.call('GET', '/limits');
    await advance(11 * HOUR_MS + 58 * 60_000);
    expect(await used()).toBe(2);
    await advance(2 * 60_000);
    expect(await used()).toBe(1);
    await advance(12 * HOUR_MS);
    expect(await used()).toBe(0);
  });

  it('run out where the limit is hard, in Salesforce’s words, and a refused call takes none', async () => {
    await limits({ daily: 2, hard: true });
    await bench.call('GET', '/limits');
    await bench.call('GET', '/limits');
    const refused = await bench.call<Problems>('GET', '/limits');
    expect([refused.status, refused.body]).toEqual([
      403,
      [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
    ]);
    expect(usageTold(refused)).toBe('api-usage=2/2');
    expect(await used()).toBe(2);
    await advance(24 * HOUR_MS);
    expect((await bench.call('GET', '/limits')).status).toBe(200);
  });

  it('may be passed by a paid org', async () => {
    await limits({ daily: 1 });
    await bench.call('GET', '/limits');
    const above = await bench.call<Limits>('GET', '/limits');
    expect([above.status, usageTold(above)]).toEqual([200, 'api-usage=2/1']);
    expect(above.body.DailyApiRequests).toEqual({ Max: 1, Remaining: 0 });
  });

  it('are 15,000 and hard in a developer’s org', async () => {
    const sandbox = await startSalesforceSandbox({ port: 0, control: true, edition: 'developer' });
    const headers = { Authorization: `Bearer ${sandbox.token}` };
    const told = await fetch(`${sandbox.url}/_sandbox/limits`, { headers });
    expect(await told.json()).toEqual({ daily: 15_000, hard: true, concurrent: 5, used: 0 });
    await sandbox.close();
  });

  it('are used up by other programs too', async () => {
    await bench.control('POST', 'neighbour', { callsPerHour: 100, burst: 10 });
    await advance(HOUR_MS);
    // One burst at the start, and one every six minutes.
    expect(await used()).toBe(110);
    expect((await bench.control('DELETE', 'neighbour')).status).toBe(204);
    await advance(HOUR_MS);
    expect(await used()).toBe(110);
    await advance(23 * HOUR_MS - 1);
    expect(await used()).toBe(10);
    await advance(1);
    expect(await used()).toBe(0);
  });

  it('are watched, those that were let in below a line counted apart, other programs’ not among them', async () => {
    const watched = async () => (await bench.control('GET', 'limits/watch')).body;
    await limits({ daily: 10, hard: true });
    await bench.call('GET', '/limits');
    await bench.control('POST', 'limits/watch', { left: 5 });
    for (let count = 0; count < 4; count++) await bench.call('GET', '/limits');
    expect(await watched()).toEqual({ left: 5, under: null, calls: 4, below: 0, leastLeft: 5 });
    await bench.control('POST', 'neighbour', { callsPerHour: 1, burst: 3 });
    await bench.call('GET', '/limits');
    expect(await watched()).toEqual({ left: 5, under: null, calls: 5, below: 1, leastLeft: 1 });
  });

  it('are told with what else an org may use', async () => {
    const { body } = await bench.call<Limits>('GET', '/limits');
    expect(body.DailyApiRequests).toEqual({ Max: 115_000, Remaining: 114_999 });
    expect(Object.keys(body)).toEqual(
      expect.arrayContaining(['DailyBulkApiBatches', 'DailyBulkV2QueryJobs', 'DataStorageMB', 'PermissionSets']),
    );
    expect(await bench.connection.limits()).toMatchObject({ DailyApiRequests: { Max: 115_000 } });
  });

  it('that run for 20 s may be only so many at once', async () => {
    await limits({ concurrent: 2 });
    await bench.control('POST', 'faults', { path: '/services/data/*/sobjects', delayMs: 600_000 });
    const create = (Name: string) => bench.call('POST', '/sobjects/Account', { Name });
    const held = [create('a'), create('b')];
    while ((await used()) < 2);
    await advance(19_999);
    expect((await bench.call('GET', '/limits')).status).toBe(200);
    await advance(1);
    const refused = await bench.call<Problems>('GET', '/limits');
    expect([refused.status, refused.body[0]?.message]).toEqual([403, 'ConcurrentPerOrgLongTxn Limit exceeded.']);
    await bench.control('DELETE', 'faults');
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([201, 201]);
    expect((await bench.call('GET', '/limits')).status).toBe(200);
  });
});
