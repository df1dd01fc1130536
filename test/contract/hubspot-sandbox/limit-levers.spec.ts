import type { Answer, Bench } from './support';
import { plainCall, startBench } from './support';

const unlimited = {
  'x-hubspot-ratelimit-daily': '1000000000',
  'x-hubspot-ratelimit-interval-milliseconds': '10000',
  'x-hubspot-ratelimit-max': '1000000',
};

describe('levers of limits of the HubSpot sandbox', () => {
  let bench: Bench;
  const start = async (limits: 'none' | 'pro' = 'none') => {
    bench = await startBench({ limits });
    await bench.control('POST', 'clock', { rate: 0 });
  };
  afterEach(() => bench.close());

  const owners = (token = bench.sandbox.token): Promise<Answer> =>
    plainCall(bench.sandbox.url, token, { method: 'GET', path: '/crm/v3/owners/' });
  const search = (): Promise<Answer> => bench.call('POST', '/crm/v3/objects/contacts/search', {});
  const oauthToken = async () => {
    const { body } = await bench.control('POST', 'install');
    return (body as unknown as { readonly accessToken: string }).accessToken;
  };
  const advance = (advanceMs: number) => bench.control('POST', 'clock', { advanceMs });
  const limitsIn = ({ headers }: Answer) =>
    Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-hubspot-ratelimit')));
  const limits = async () => (await bench.control('GET', 'limits')).body;

  it('without limits still say in every answer, also to a search, how large they are', async () => {
    await start();
    expect(limitsIn(await owners())).toMatchObject({ ...unlimited, 'x-hubspot-ratelimit-remaining': '999999' });
    const { 'x-hubspot-ratelimit-daily': day, ...burst } = unlimited;
    const told = limitsIn(await owners(await oauthToken()));
    expect(told).toMatchObject(burst);
    expect([day, told['x-hubspot-ratelimit-daily']]).toEqual(['1000000000', undefined]);
    const statuses = await Promise.all(Array.from({ length: 12 }, async () => (await search()).status));
    expect(statuses).toEqual(Array.from({ length: 12 }, () => 200));
    expect(limitsIn(await search())).toMatchObject(unlimited);
  });

  it('set the calls of a day and of ten seconds by number, and what is not named stays', async () => {
    await start();
    await owners();
    await bench.control('POST', 'limits', { daily: 3 });
    await bench.control('POST', 'limits', { window: 2 });
    expect(await limits()).toMatchObject({
      day: { limit: 3, used: 1, remaining: 2 },
      window: { limit: 2, remaining: 1, mostInWindow: 1 },
      oauthWindow: { limit: 1_000_000, remaining: 1_000_000, mostInWindow: 0 },
    });
    expect(limitsIn(await owners())).toMatchObject({
      'x-hubspot-ratelimit-max': '2',
      'x-hubspot-ratelimit-remaining': '0',
      'x-hubspot-ratelimit-daily': '3',
      'x-hubspot-ratelimit-daily-remaining': '1',
    });
    const soon = await owners();
    expect(soon).toMatchObject({ status: 429, body: { policyName: 'TEN_SECONDLY_ROLLING' } });
    expect(limitsIn(soon)).toMatchObject({
      'x-hubspot-ratelimit-max': '2',
      'x-hubspot-ratelimit-remaining': '0',
      'x-hubspot-ratelimit-daily-remaining': '1',
    });
    await advance(10_000);
    expect((await owners()).status).toBe(200);
    await advance(10_000);
    const tomorrow = await owners();
    expect(tomorrow).toMatchObject({ status: 429, body: { policyName: 'DAILY' } });
    expect(limitsIn(tomorrow)).toMatchObject({
      'x-hubspot-ratelimit-remaining': '2',
      'x-hubspot-ratelimit-daily': '3',
      'x-hubspot-ratelimit-daily-remaining': '0',
    });
    await bench.control('POST', 'limits', { daily: 1_000 });
    expect((await owners()).status).toBe(200);
  });

  it('tell the most calls that were let in in any ten seconds so far', async () => {
    await start('pro');
    for (const pauseMs of [0, 4_000, 3_000, 2_999, 1, 20_000]) {
      await advance(pauseMs);
      await owners();
      await owners();
    }
    // The fifth pair comes when the first has just left its window.
    expect(await limits()).toMatchObject({ window: { limit: 190, remaining: 188, mostInWindow: 8 } });
    await bench.control('POST', 'limits', {});
    expect(await limits()).toMatchObject({ window: { mostInWindow: 2 } });
  });

  it('watch how many calls of a day were let in below a line, the neighbour’s not among them', async () => {
    await start();
    expect((await bench.control('GET', 'limits/watch')).status).toBe(404);
    await bench.control('POST', 'limits', { daily: 10 });
    await owners();
    expect((await bench.control('POST', 'limits/watch', { left: 5 })).body).toEqual({
      left: 5,
      under: null,
      calls: 0,
      below: 0,
      leastLeft: null,
    });
    await owners(await oauthToken());
    for (let count = 0; count < 4; count++) await owners();
    expect((await bench.control('GET', 'limits/watch')).body).toMatchObject({ calls: 4, below: 0, leastLeft: 5 });
    await bench.control('POST', 'neighbour', { callsPerHour: 1, burst: 3 });
    expect((await bench.control('GET', 'limits/watch')).body).toMatchObject({ calls: 4, below: 0, leastLeft: 5 });
    await owners();
    await owners();
    expect((await owners()).status).toBe(429);
    expect((await bench.control('GET', 'limits/watch')).body).toEqual({
      left: 5,
      under: null,
      calls: 6,
      below: 2,
      leastLeft: 0,
    });
  });

  it('watch those calls alone whose path begins as is said', async () => {
    await start();
    await bench.control('POST', 'limits/watch', { left: 5, under: '/crm/v3/objects/' });
    await owners();
    expect((await bench.control('GET', 'limits/watch')).body).toMatchObject({ calls: 0 });
    await bench.control('POST', 'limits/watch', { left: 5, under: '/crm/v3/owners' });
    await owners();
    expect((await bench.control('GET', 'limits/watch')).body).toMatchObject({ calls: 1 });
  });

  it('let a neighbour call by a pattern of hours', async () => {
    await start();
    const { epochMs } = (await bench.control('GET', 'clock')).body;
    await advance(Date.parse('2027-07-02T00:00:00Z') - epochMs);
    const hours = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 0 : 1));
    const plan = { callsPerHour: 10, burst: 10, hours };
    expect((await bench.control('POST', 'neighbour', plan)).body).toMatchObject({ ...plan, callsToday: 10 });
    await advance(12 * 3_600_000);
    expect((await bench.control('GET', 'neighbour')).body).toMatchObject({ callsToday: 10 });
    await advance(3 * 3_600_000);
    expect((await bench.control('GET', 'neighbour')).body).toMatchObject({ callsToday: 70 });
  });

  it.each([
    ['limits', { daily: -1 }],
    ['limits', { window: 1.5 }],
    ['limits', { search: 5 }],
    ['limits/watch', {}],
    ['limits/watch', { left: 5, right: 5 }],
    ['neighbour', { callsPerHour: 1, hours: [1, 2, 3] }],
    ['neighbour', { callsPerHour: 1, hours: Array.from({ length: 24 }, () => 0) }],
  ])('refuse at %s what they cannot do: %j', async (lever, body) => {
    await start();
    expect((await bench.control('POST', lever, body)).status).toBe(400);
  });
});
