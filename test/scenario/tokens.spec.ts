import { putFamily } from '../support/family';
import { Story } from '../support/story';

const minuteMs = 60_000;
const refreshes = 'POST /oauth/2026-09/token';

describe('tokens that end while work goes on', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ oauth: true });
    await story.crm.setClockRate(0);
    await story.startService();
  });
  afterAll(() => story.end());

  const putFamilies = (names: readonly string[]): Promise<unknown> =>
    Promise.all(names.map((name) => putFamily(story.shop, name)));
  const named = (prefix: string, count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  /** How many pairs of tokens were stored, the one of the connection's making included. */
  const stored = async (): Promise<number> => {
    const [row] = await story.database.query<{ generation: number }>('select generation from token_refresh');
    return row?.generation ?? 0;
  };
  const connection = async (): Promise<{ readonly state: string; readonly reason: { code: string } | null }> => {
    const response = await fetch(`${story.door.url}/v1/connections/hubspot`, {
      headers: { authorization: `Bearer ${story.apiKey}` },
    });
    return (await response.json()) as { state: string; reason: { code: string } | null };
  };

  it('are refreshed once for both processes, each with the refresh token of the one before', async () => {
    await story.crm.changeTokens({ rotate: true });
    for (const hour of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const work = putFamilies(named(hour, 8));
      await story.advance(13 * minuteMs);
      await work;
      await story.quiet();
    }
    await story.expectSettled();
    const asked = (await story.crm.calls())[refreshes] ?? 0;
    // The first at the connecting, and one in each 24 minutes of the 78; the last may find nothing left to do.
    expect(asked).toBeGreaterThanOrEqual(3);
    expect(asked).toBe(await stored()); // nobody was asked twice for one, and no answer was thrown away
    expect(await story.database.query('select from link where attempts > 0')).toEqual([]);
    for (const service of story.services) expect(service.logged('connection.reauth')).toBe(0);
    await story.crm.changeTokens({ rotate: false });
  });

  it('at once, by the word of the CRM, cost no record an attempt', async () => {
    const before = await stored();
    for (const round of ['at-once-a', 'at-once-b', 'at-once-c', 'at-once-d']) {
      const work = putFamilies(named(round, 10));
      await story.crm.changeTokens({ expire: true });
      await work;
      await story.quiet();
    }
    expect(await story.database.query('select from link where attempts > 0')).toEqual([]);
    expect(await stored()).toBeGreaterThan(before);
    expect(await connection()).toMatchObject({ state: 'active', reason: null });
    await story.expectSettled();
  });

  it('and cannot be refreshed for ten minutes make the account wait, and it is made up for', async () => {
    await story.crm.addFault({ path: '/oauth', status: 503 });
    await story.advance(31 * minuteMs);
    await putFamilies(named('ill-a', 5));
    for (let minute = 0; minute < 10; minute += 1) {
      await story.until('a refresh has failed', async () => {
        const now = await story.crm.now();
        const [row] = await story.database.query<{ until: Date | null }>(
          'select throttled_until as until from connection',
        );
        return row?.until != null && row.until > now;
      });
      await story.advance(minuteMs);
    }
    expect(await story.shop.waiting('parked')).toEqual([]);
    expect((await story.dirty()).filter(({ attempts }) => attempts > 0)).toEqual([]);
    await story.crm.clearFaults();
    await story.expectSettled();
  });

  it('and whose answer is lost are refreshed again', async () => {
    await story.crm.addFault({ path: '/oauth', kind: 'reset', when: 'after', times: 1 });
    await story.advance(31 * minuteMs);
    await putFamilies(named('lost-a', 5));
    await story.quiet();
    expect(await story.crm.faultsLeft()).toEqual([]);
    await story.expectSettled();
  });

  it('are refreshed by others when the process that began has died', async () => {
    await story.crm.addFault({ path: '/oauth', status: 503, delayMs: 10 * minuteMs, times: 1 });
    await story.advance(31 * minuteMs);
    await putFamilies(named('dead-a', 5));
    const holder = async (): Promise<unknown> => {
      const [row] = await story.database.query('select lease_until from token_refresh where lease_until is not null');
      return row;
    };
    await story.until(
      'one refreshes',
      async () => (await holder()) !== undefined && (await story.crm.faultsLeft()).length === 0,
    );
    for (const service of story.services) await service.kill();
    await story.startService();
    await story.startService();
    await story.advance(minuteMs);
    await story.expectSettled();
  });

  it('stand neither in the logs nor in the database', async () => {
    const secret = await story.crm.install();
    const before = await stored();
    await putFamilies(named('plain-a', 3));
    await story.advance(31 * minuteMs);
    await putFamilies(named('plain-b', 3));
    await story.quiet();
    expect(await stored()).toBeGreaterThan(before);
    const prefix = secret.slice(0, 4);
    const [row] = await story.database.query<{ dump: string }>(
      `select (select string_agg(t::text, '') from token_refresh t) || (select string_agg(c::text, '') from callout c)
              || (select string_agg(encode(s.sealed, 'escape'), '') from secret s) as dump`,
    );
    const logs = story.services.map(({ log }) => log).join('');
    expect(logs).toContain('token.refreshed');
    for (const text of [row?.dump, logs]) {
      expect(text).not.toContain(prefix);
      expect(text).not.toContain(story.crm.app.clientSecret);
    }
  });

  it('of an account that takes our access back stop the connection, until it is connected again', async () => {
    await putFamilies(named('revoked-a', 5));
    await story.quiet();
    await story.crm.changeTokens({ revoke: true });
    await putFamilies(['while-it-lasts']); // an access token outlives its refresh token
    await story.quiet();
    await story.advance(25 * minuteMs);
    await putFamilies(named('revoked-b', 5));
    await story.until('the connection waits for a person', async () => (await connection()).state === 'reauth');
    expect(await connection()).toMatchObject({ reason: { code: 'BAD_REFRESH_TOKEN' } });
    await story.crm.resetCounters();
    await story.letPass();
    expect(await story.crm.calls()).toEqual({});
    const ready = await fetch(`${story.door.url}/health/ready`);
    expect(ready.status).toBe(200);
    const links = await story.database.query(
      'select object, source_id, external_id from link where external_id is not null',
    );

    await story.connect();
    await story.expectSettled();
    const after = await story.database.query('select object, source_id, external_id from link');
    expect(after).toEqual(expect.arrayContaining([...links]));
  });
});
