import type { Answer, Bench } from './support';
import { plainCall, startBench } from './support';

interface Usage {
  readonly usageLimit: number;
  readonly currentUsage: number;
  readonly resetsAt: string;
}

describe('limits of the HubSpot sandbox', () => {
  let bench: Bench;
  const start = async (options: Parameters<typeof startBench>[0] = {}) => {
    bench = await startBench({ limits: 'pro', ...options });
    await bench.control('POST', 'clock', { rate: 0 });
  };
  afterEach(() => bench.close());

  const owners = (token = bench.sandbox.token): Promise<Answer> =>
    plainCall(bench.sandbox.url, token, { method: 'GET', path: '/crm/v3/owners/' });
  const search = (token = bench.sandbox.token): Promise<Answer> =>
    plainCall(bench.sandbox.url, token, { method: 'POST', path: '/crm/v3/objects/contacts/search', body: {} });
  const oauthToken = async () => {
    const { body } = await bench.control('POST', 'install');
    return (body as unknown as { readonly accessToken: string }).accessToken;
  };
  const usage = async (version = 'v3'): Promise<Usage> => {
    const { body } = await bench.call('GET', `/account-info/${version}/api-usage/daily/private-apps`);
    return (body as unknown as { readonly results: Usage[] }).results[0]!;
  };
  const advance = (advanceMs: number) => bench.control('POST', 'clock', { advanceMs });
  const advanceTo = async (time: string) => {
    const { epochMs } = (await bench.control('GET', 'clock')).body;
    await advance(Date.parse(time) - epochMs);
  };
  const left = ({ headers }: Answer) => Number(headers.get('x-hubspot-ratelimit-daily-remaining'));

  it('gives each app a window of its own, and an OAuth app no day', async () => {
    await start();
    const token = await oauthToken();
    const { headers } = await owners(token);
    expect(headers.get('x-hubspot-ratelimit-max')).toBe('110');
    expect(headers.get('x-hubspot-ratelimit-daily')).toBeNull();
    expect(headers.get('x-hubspot-ratelimit-daily-remaining')).toBeNull();
    expect(headers.get('x-hubspot-ratelimit-secondly')).toBe('19');
    for (let count = 1; count < 110; count++) await owners(token);
    const refused = await owners(token);
    expect(refused).toMatchObject({ status: 429, body: { policyName: 'TEN_SECONDLY_ROLLING' } });
    expect(refused.headers.get('x-hubspot-ratelimit-remaining')).toBe('0');
    expect(refused.headers.get('x-hubspot-ratelimit-daily-remaining')).toBeNull();
    const own = await owners();
    expect(own.status).toBe(200);
    expect(own.headers.get('x-hubspot-ratelimit-remaining')).toBe('189');
    expect(own.headers.get('x-hubspot-ratelimit-daily-remaining')).toBe('624999');
  });

  it('shares five searches a second among all apps', async () => {
    await start();
    const token = await oauthToken();
    for (let count = 0; count < 3; count++) await search(token);
    for (let count = 0; count < 2; count++) await search();
    expect((await search(token)).status).toBe(429);
    expect((await search()).status).toBe(429);
    await advance(1_000);
    expect((await search(token)).status).toBe(200);
  });

  it('has no headers of limits on a search, refused or not, and a correlation id on everything', async () => {
    await start();
    for (const answer of [await search(), await owners(), await owners('nobody')]) {
      expect(answer.headers.get('x-hubspot-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
    const searches = await Promise.all(Array.from({ length: 5 }, () => search()));
    expect(new Set(searches.map(({ status }) => status))).toEqual(new Set([200, 429]));
    const names = searches.flatMap(({ headers }) => [...headers.keys()]);
    expect(names.filter((name) => name.includes('ratelimit'))).toEqual([]);
  });

  it('counts the calls of a day until midnight in the time zone of the account', async () => {
    await start({ timeZone: 'America/New_York' });
    await advanceTo('2027-07-02T03:59:00Z');
    for (let count = 0; count < 3; count++) await owners();
    expect(await usage()).toMatchObject({ currentUsage: 4, resetsAt: '2027-07-02T04:00:00.000Z', usageLimit: 625_000 });
    await advanceTo('2027-07-02T04:00:00Z');
    expect(await usage()).toMatchObject({ currentUsage: 1, resetsAt: '2027-07-03T04:00:00.000Z' });
    const { body } = await bench.call('GET', '/account-info/v3/details');
    expect(body).toMatchObject({
      timeZone: 'America/New_York',
      utcOffset: '-04:00',
      utcOffsetMilliseconds: -14_400_000,
    });
  });

  it('ends a day when the clocks there change in it', async () => {
    await start({ timeZone: 'Europe/Madrid' });
    await advanceTo('2027-03-28T10:00:00Z'); // clocks went from 02:00 to 03:00
    expect((await usage()).resetsAt).toBe('2027-03-28T22:00:00.000Z');
    await advanceTo('2027-10-31T00:30:00Z'); // and will go back at 03:00
    expect((await usage()).resetsAt).toBe('2027-10-31T23:00:00.000Z');
  });

  it('ends a day at its midnight where clocks change two hours after it', async () => {
    await start({ timeZone: 'Australia/Sydney' });
    await advanceTo('2027-10-02T10:00:00Z'); // clocks will change at 16:00, two hours into the next day
    expect((await usage()).resetsAt).toBe('2027-10-02T14:00:00.000Z');
  });

  it('refuses a time zone that does not exist', async () => {
    await start();
    await expect(startBench({ timeZone: 'Mars/Olympus' })).rejects.toThrow('There is no time zone Mars/Olympus');
  });

  it('counts for OAuth apps nothing that the usage of private apps tells', async () => {
    await start();
    const token = await oauthToken();
    await owners(token);
    expect((await usage()).currentUsage).toBe(1);
  });

  describe('a neighbour', () => {
    it('uses calls as time goes on, seen in the headers and in the usage', async () => {
      await start();
      await advanceTo('2027-07-02T00:00:00Z');
      await bench.control('POST', 'neighbour', { callsPerHour: 3_600, burst: 60 });
      // The first sixty come at once, and then sixty each minute.
      expect(left(await owners())).toBe(625_000 - 60 - 1);
      await advance(59_999);
      expect(left(await owners())).toBe(625_000 - 60 - 2);
      await advance(1);
      expect(left(await owners())).toBe(625_000 - 120 - 3);
      await advance(3_600_000);
      expect((await usage()).currentUsage).toBe(3_600 + 120 + 4);
      expect((await bench.control('GET', 'neighbour')).body).toEqual({
        callsPerHour: 3_600,
        burst: 60,
        callsToday: 3_720,
        searchesPerSecond: 0,
      });
    });

    it('uses up the day for everyone, until midnight', async () => {
      await start({ limits: 'free' });
      await advanceTo('2027-07-02T12:00:00Z');
      await bench.control('POST', 'neighbour', { callsPerHour: 100_000 });
      await advance(2 * 3_600_000);
      expect((await owners()).status).toBe(200);
      await advance(3_600_000);
      const refused = await owners();
      expect(refused).toMatchObject({ status: 429, body: { policyName: 'DAILY', errorType: 'RATE_LIMIT' } });
      expect((await owners(await oauthToken())).status).toBe(200);
      await advanceTo('2027-07-03T00:00:00Z');
      expect((await owners()).status).toBe(200);
      await advance(36_000);
      expect((await usage()).currentUsage).toBe(1_001 + 2);
    });

    it('leaves what it has used when it goes or changes its pace', async () => {
      await start();
      await advanceTo('2027-07-02T00:00:00Z');
      await bench.control('POST', 'neighbour', { callsPerHour: 100, burst: 100 });
      await bench.control('POST', 'neighbour', { callsPerHour: 10, burst: 10 });
      expect((await bench.control('DELETE', 'neighbour')).status).toBe(204);
      await advance(36_000_000);
      expect((await usage()).currentUsage).toBe(111);
      expect((await bench.control('GET', 'neighbour')).body).toEqual({
        callsPerHour: 0,
        burst: 1,
        callsToday: 110,
        searchesPerSecond: 0,
      });
    });

    it('takes its searches from the five a second of all apps, until it goes', async () => {
      await start();
      const token = await oauthToken();
      const set = await bench.control('POST', 'neighbour', { searchesPerSecond: 3 });
      expect(set.body).toEqual({ callsPerHour: 0, burst: 1, callsToday: 0, searchesPerSecond: 3 });
      const statuses = async (count: number): Promise<number[]> => {
        const answers: Answer[] = [];
        for (let call = 0; call < count; call++) answers.push(await search(call % 2 === 0 ? token : undefined));
        return answers.map(({ status }) => status);
      };
      expect(await statuses(3)).toEqual([200, 200, 429]);
      await advance(1_000);
      expect(await statuses(3)).toEqual([200, 200, 429]);
      expect((await owners()).status).toBe(200);
      await bench.control('POST', 'neighbour', { callsPerHour: 1, searchesPerSecond: 5 });
      await advance(1_000);
      expect(await statuses(1)).toEqual([429]);
      await bench.control('DELETE', 'neighbour');
      expect(await statuses(6)).toEqual([200, 200, 200, 200, 200, 429]);
    });

    it.each([
      [{}],
      [{ callsPerHour: -1 }],
      [{ callsPerHour: 1, burst: 0.5 }],
      [{ searchesPerSecond: 6 }],
      [{ searchesPerSecond: 0.5 }],
    ])('cannot be like %j', async (body) => {
      await start();
      expect((await bench.control('POST', 'neighbour', body)).status).toBe(400);
    });
  });
});
