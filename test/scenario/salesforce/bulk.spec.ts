import { companyOf, customerOf, orderOf } from '../../support/family';
import type { Said } from '../../support/order-system';
import { Story } from '../../support/story';

const jobPath = '/services/data/*/jobs/ingest';
/** No job gets on any more until it is told to. */
const everMs = 1e12;
/** Longer than any test: the service is dead before the answer comes. */
const endlessMs = 600_000;
/** Longer than the lease of 60 seconds. */
const afterLeaseMs = 61_000;

const names = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}-${n}`);
const all = (some: readonly string[], of: (name: string, index: number) => Said): ReadonlyMap<string, Said> =>
  new Map(some.map((name, index) => [name, of(name, index)]));

describe('many records at once, which go to Salesforce by jobs of its Bulk API', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ crm: 'salesforce', oauth: true, settings: { SALESFORCE_BULK_FROM: '50' } });
  });
  afterEach(() => story.remote.clearFaults());
  afterAll(() => story.end());

  /** States of all ingest jobs, in the order in which they were made. */
  const jobs = async (): Promise<readonly string[]> => {
    const { url, token } = story.org.sandbox;
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/services/data/v67.0/jobs/ingest`, { headers });
    const { records } = (await response.json()) as { readonly records: readonly { readonly state: string }[] };
    return records.map(({ state }) => state);
  };
  /** How many records were ever made by a call. */
  const created = async (): Promise<number> => {
    const { rows } = (await story.org.pull('GET', 'counters')) as {
      readonly rows: Readonly<Record<string, { readonly created?: number }>>;
    };
    return Object.values(rows).reduce((sum, row) => sum + (row.created ?? 0), 0);
  };
  const fault = (spec: object): Promise<unknown> => story.org.pull('POST', 'faults', spec);
  const putCustomers = (prefix: string, count: number): Promise<unknown> =>
    story.shop.putAll(
      'customer',
      all(names(prefix, count), (name) => customerOf(name)),
    );

  /** What it takes until all is settled: jobs by how they ended, and records that were made. */
  const counted = async (work: () => Promise<unknown>): Promise<{ jobs: readonly string[]; created: number }> => {
    const before = { jobs: await jobs(), created: await created() };
    await work();
    await story.expectSurvived();
    return { jobs: (await jobs()).slice(before.jobs.length), created: (await created()) - before.created };
  };
  /** Leaves a job behind that is half done, and gets on no more. */
  const untilHalfDone = async (work: () => Promise<unknown>): Promise<void> => {
    const before = await created();
    await story.org.pull('PUT', 'bulk', { chunkMs: everMs });
    await work();
    await story.until('a job is half done', async () => (await created()) > before);
  };
  const goOn = (): Promise<unknown> => story.org.pull('PUT', 'bulk', { queuedMs: 0, chunkMs: 0 });
  const restart = async (): Promise<void> => {
    await story.door.kill();
    await story.advance(afterLeaseMs);
    await story.startService();
  };

  it('end as by collections: those that are there are adopted, and of two alike a person is asked', async () => {
    const [companies, customers, orders] = [names('co', 60), names('cu', 300), names('or', 60)];
    const there = customers.slice(0, 55).map((name) => ({ email: `${name.toUpperCase()}@example.com` }));
    const [adopted] = await story.remote.seed('customer', there);
    await story.remote.seed('company', [{ name: 'unknown', domain: 'co-1.example' }]);
    const [twin, other] = await story.remote.seed('customer', [
      { email: 'cu-299@example.com' },
      { email: 'cu-299@example.com' },
    ]);
    await story.shop.putAll(
      'order',
      all(orders, (name, n) => orderOf(name, `cu-${n}`, `co-${n}`)),
    );
    await story.shop.putAll(
      'customer',
      all(customers, (name, n) => customerOf(name, `co-${n % 60}`)),
    );
    await story.shop.putAll('company', all(companies, companyOf));
    await story.quiet();
    expect(await story.shop.waiting('parked')).toEqual([]);
    expect((await story.shop.waiting('conflicts')).map(({ id }) => id)).toEqual(['cu-299']);
    await story.remote.remove('customer', other!);
    await story.shop.retry({ type: 'customer', id: 'cu-299' });
    await story.expectSettled();
    expect(await story.shop.link('customer', 'cu-0')).toMatchObject({ state: 'synced', externalId: adopted });
    expect(await story.shop.link('customer', 'cu-299')).toMatchObject({ state: 'synced', externalId: twin });
    expect((await jobs()).length).toBeGreaterThanOrEqual(4);
  });

  it.each([
    [
      'a job was handed over',
      { kind: 'reset', when: 'after', method: 'PATCH', path: jobPath, times: 1 },
      'JobComplete',
    ],
    // Nobody knows its id; Salesforce gives it up after a day.
    ['a job was made', { kind: 'reset', when: 'after', method: 'POST', path: jobPath, times: 1 }, 'Open'],
    ['a file was taken', { kind: 'reset', when: 'after', method: 'PUT', path: jobPath, times: 1 }, 'Aborted'],
    ['results were asked for', { kind: 'results-missing', times: 1 }, 'JobComplete'],
    ['results were asked for in vain', { kind: 'results-missing', times: 3 }, 'JobComplete'],
  ])('are each made once when the answer is lost that %s', async (what, trouble, end) => {
    await fault(trouble);
    const prefix = what.replaceAll(' ', '-');
    const done = await counted(() => putCustomers(prefix, 60));
    expect([done.jobs[0], done.created]).toEqual([end, 60]);
  });

  it('are parked with their field where Salesforce refuses them, and the others go', async () => {
    const when = { field: 'LastName', operator: 'equals', value: 'Refused' };
    await story.org.pull('POST', 'rules', {
      kind: 'validation',
      object: 'Contact',
      when,
      message: 'No.',
      field: 'Email',
    });
    await story.shop.putAll(
      'customer',
      all(names('some', 60), (name, n) => ({ ...customerOf(name), ...(n % 20 === 0 && { lastName: 'Refused' }) })),
    );
    await story.quiet();
    const parked = await story.shop.waiting('parked');
    expect(parked.map(({ id, reason }) => [id, reason?.field])).toEqual(
      expect.arrayContaining(['some-0', 'some-20', 'some-40'].map((id) => [id, 'email'])),
    );
    expect(parked).toHaveLength(3);
    await story.org.pull('DELETE', 'rules');
    await story.shop.retry({ type: 'customer' });
    await story.expectSettled();
  });

  it('are none of them lost in a storm of locks, and hang on the parents that they were said to', async () => {
    await story.shop.put('company', 'stormy', companyOf('stormy'));
    await story.quiet();
    const { externalId } = await story.shop.link('company', 'stormy');
    await fault({ kind: 'lock-storm', parents: [externalId], path: '/services/data', times: 4 });
    const { created: made } = await counted(() =>
      story.shop.putAll(
        'customer',
        all(names('storm', 300), (name, n) => customerOf(name, n % 2 === 0 ? 'stormy' : 'co-1')),
      ),
    );
    expect(made).toBe(300);
  });

  it('go on when the session ends in the middle', async () => {
    const work = await counted(async () => {
      await untilHalfDone(() => putCustomers('session', 250));
      const refreshed = story.door.logged('token.refreshed');
      await story.org.pull('POST', 'token', { expire: true });
      await story.org.pull('POST', 'token', { renew: true });
      await story.until('a look at the job has got another token', () =>
        Promise.resolve(story.door.logged('token.refreshed') > refreshed),
      );
      await goOn();
    });
    expect(work).toEqual({ jobs: ['JobComplete'], created: 250 });
  });

  it('are followed by what the order system says of them meanwhile', async () => {
    await counted(async () => {
      await untilHalfDone(() => putCustomers('meanwhile', 250));
      for (const n of [0, 249]) await story.shop.change('customer', `meanwhile-${n}`, { firstName: 'Augusta' });
      await story.letPass();
      await goOn();
    });
  });

  it('are waited for where the connection is paused, and nothing is sent after them', async () => {
    await untilHalfDone(() => putCustomers('paused', 250));
    await story.database.query(`update connection set state = 'paused'`);
    await story.shop.put('customer', 'after-pause', customerOf('after-pause'));
    await goOn();
    await story.until('the job is settled', async () => {
      const states = await story.database.query(
        `select from link where source_id like 'paused-%' and state = 'synced'`,
      );
      return states.length === 250;
    });
    const before = await story.remote.calls();
    await story.letPass();
    expect(await story.remote.calls()).toEqual(before);
    await story.database.query(`update connection set state = 'active'`);
    await story.expectSettled();
  });

  it('are sent once when the calls of the day are used up in the middle', async () => {
    const work = await counted(async () => {
      await untilHalfDone(() => putCustomers('day', 250));
      await story.org.pull('POST', 'limits', { daily: 1, hard: true });
      await story.until('the connection is throttled', async () => {
        const now = await story.remote.now();
        return (await story.database.query('select from connection where throttled_until > $1', [now])).length > 0;
      });
      await goOn();
      await story.org.pull('POST', 'limits', { daily: 1_000_000 });
    });
    expect(work).toEqual({ jobs: ['JobComplete'], created: 250 });
  });

  it('are not sent again by the next process when theirs is killed while Salesforce works at them', async () => {
    const work = await counted(async () => {
      await untilHalfDone(() => putCustomers('killed', 250));
      await restart();
      await story.until('the job is picked up', () => Promise.resolve(story.door.logged('stream.resumed') > 0));
      await goOn();
    });
    expect(work).toEqual({ jobs: ['JobComplete'], created: 250 });
  });

  it('are sent by the next process when theirs is killed before it has handed the job over', async () => {
    const work = await counted(async () => {
      await fault({ kind: 'status', method: 'PUT', path: jobPath, delayMs: endlessMs, times: 1 });
      await putCustomers('open', 60);
      await story.until('the file is on its way', async () => (await story.remote.faultsLeft()).length === 0);
      await restart();
    });
    expect([work.jobs[0], work.created]).toEqual(['Aborted', 60]);
  });
});

/** A piece is batches of 500, of which two are settled at a time. */
describe('many records in batches that go to Salesforce by one job', () => {
  const [count, shared] = [2_100, 100];
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ crm: 'salesforce', oauth: true });
    await story.database.query(`update connection set state = 'paused'`);
  });
  afterAll(() => story.end());

  it('never adopt one contact for two customers, in whichever of them they are', async () => {
    // The same hundred addresses in each batch, and of each one contact: there it is adopted by one, and made for all others.
    const emailOf = (n: number): string => (n % 500 < shared ? `shared-${n % 500}` : `own-${n}`) + '@example.com';
    const there = Array.from({ length: shared }, (_, n) => ({ email: emailOf(n) }));
    const ids = await story.remote.seed('customer', there);
    await story.shop.putAll(
      'customer',
      all(names('cu', count), (name, n) => ({ ...customerOf(name), email: emailOf(n) })),
    );
    await story.database.query(`update connection set state = 'active'`);
    await story.wake();
    await story.quiet();
    const links = await story.database.query<{ id: string }>(
      `select external_id as id from link where state = 'synced' and external_id is not null`,
    );
    expect(new Set(links.map(({ id }) => id)).size).toBe(count);
    expect(links.filter(({ id }) => ids.includes(id))).toHaveLength(shared);
    expect((await story.remote.holdings()).records.customer).toHaveLength(count);
  });
});
