import { customerOf, putFamily } from '../support/family';
import { linesOf, sumOf, valueOf } from '../support/prometheus';
import { Story } from '../support/story';

describe('the metrics of a service at work', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ emailGate: ['off'], limits: 'pro' });
  });
  afterAll(() => story.end());

  const scrape = async (): Promise<string> => (await fetch(`${story.door.url}/metrics`)).text();
  /** How many looks at customers ended how. */
  const looks = async (): Promise<Readonly<Record<string, number>>> =>
    Object.fromEntries(
      linesOf(await scrape())
        .filter(({ name, labels }) => name === 'tandem_syncs_total' && labels['object'] === 'customer')
        .map(({ labels, value }) => [labels['outcome'] ?? '', value]),
    );
  /** What the database is asked for is kept for 5 s. */
  const untilTold = (name: string, labels: Readonly<Record<string, string>>, value: number): Promise<void> =>
    story.until(`${name} is ${value}`, async () => valueOf(await scrape(), name, labels) === value);

  it('count the looks: what was pushed, what changed nothing, what waits and what was refused', async () => {
    const customers = Array.from({ length: 9 }, (_, n): [string, object] => [`c${n}`, customerOf(`c${n}`)]);
    await story.shop.putAll(
      'customer',
      new Map([...customers, ['bad', { ...customerOf('bad'), email: 'x@example.con' }]]),
    );
    await story.quiet();
    expect(await looks()).toEqual({ pushed: 9, parked: 1 });
    await story.shop.put('customer', 'child', customerOf('child', 'late'));
    await story.quiet();
    expect(await looks()).toMatchObject({ waiting: 1 });
    await story.shop.put('company', 'late', { name: 'Late Ltd' });
    await story.quiet();
    expect(await looks()).toEqual({ pushed: 10, parked: 1, waiting: 1 });
    await story.markAll();
    await story.quiet();
    expect(await looks()).toMatchObject({ pushed: 10, unchanged: 10 });
  });

  it('count each call that the CRM was asked, as the log of calls does', async () => {
    await putFamily(story.shop, 'one');
    await story.quiet();
    await story.crm.addFault({ path: '/crm/v3/objects/contacts/batch/update', status: 500, times: 1 });
    await story.shop.change('customer', 'one', { firstName: 'Augusta' });
    await story.quiet();
    const logged = await story.database.query<{
      method: string;
      endpoint: string;
      outcome: string;
      calls: number;
      rows: number;
    }>(
      `select method, endpoint, coalesce(failure, 'ok') as outcome, count(*)::int as calls, sum(row_count)::int as rows
         from callout group by 1, 2, 3`,
    );
    const scraped = await scrape();
    const counted = linesOf(scraped)
      .filter(({ name }) => name === 'tandem_callouts_total')
      .map(({ labels: { method, endpoint, outcome }, value }) => ({ method, endpoint, outcome, calls: value }));
    const byName = (a: { endpoint?: string | undefined; outcome?: string | undefined }): string =>
      `${a.endpoint ?? ''} ${a.outcome ?? ''}`;
    const sorted = <T extends { endpoint?: string | undefined; outcome?: string | undefined }>(
      list: readonly T[],
    ): T[] => [...list].sort((a, b) => byName(a).localeCompare(byName(b)));
    expect(sorted(counted)).toEqual(
      sorted(logged.map(({ method, endpoint, outcome, calls }) => ({ method, endpoint, outcome, calls }))),
    );
    expect(counted.map(({ outcome }) => outcome)).toContain('retry');
    expect(sumOf(scraped, 'tandem_callout_rows_sum')).toBe(logged.reduce((sum, { rows }) => sum + rows, 0));
    expect(sumOf(scraped, 'tandem_callout_duration_seconds_count')).toBe(sumOf(scraped, 'tandem_callouts_total'));
  });

  it('tell what is left of the quota of the connection', async () => {
    const of = { crm: 'hubspot', tenant: 'default', connection: 'hubspot' };
    const scraped = await scrape();
    expect(valueOf(scraped, 'tandem_quota_limit_calls', { ...of, window: 'day' })).toBe(625_000);
    expect(valueOf(scraped, 'tandem_quota_limit_calls', { ...of, window: 'burst' })).toBe(190);
    const left = valueOf(scraped, 'tandem_quota_remaining_calls', { ...of, window: 'day' }) ?? 0;
    expect(left).toBeGreaterThan(624_000);
    expect(left).toBeLessThan(625_000);
  });

  it('tell what waits for a person, and the connection that waits to be authorised', async () => {
    await untilTold('tandem_links', { crm: 'hubspot', state: 'parked' }, 1);
    await story.crm.addFault({ path: '/crm', status: 401, times: 1 });
    await story.shop.change('customer', 'one', { firstName: 'Ada' });
    await untilTold('tandem_connections', { crm: 'hubspot', state: 'reauth' }, 1);
    const scraped = await scrape();
    expect(valueOf(scraped, 'tandem_connections', { crm: 'hubspot', state: 'active' })).toBe(0);
    const lane = { crm: 'hubspot', object: 'customer', lane: 'live' };
    expect(valueOf(scraped, 'tandem_queue_depth', lane)).toBe(1);
    expect(valueOf(scraped, 'tandem_queue_oldest_due_age_seconds', lane)).toBe(0); // nobody may work on it
    expect((await looks())['deferred']).toBe(1);
  });
});
