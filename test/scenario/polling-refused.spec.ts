import { putFamily } from '../support/family';
import { Story } from '../support/story';

const minuteMs = 60_000;
const search = '/crm/v3/objects/contacts/search';

describe('a poll that the CRM refuses', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ polls: true });
    await story.crm.setClockRate(0);
    await putFamily(story.shop, 'one');
    await story.quiet();
    await story.polled();
  });
  afterAll(() => story.end());

  const standing = async (): Promise<unknown> => {
    const [row] = await story.database.query(
      `select state, reason ->> 'code' as code, coalesce(throttled_until > $1, false) as throttled from connection`,
      [await story.crm.now()],
    );
    return row;
  };
  const attempts = async (): Promise<number> => {
    const [row] = await story.database.query<{ attempts: number }>('select max(attempts)::int as attempts from cursor');
    return row?.attempts ?? 0;
  };
  const edit = async (): Promise<Date> => {
    await story.advance(1);
    const since = await story.crm.now();
    const { externalId } = await story.shop.link('customer', 'one');
    await story.crm.edit('contacts', externalId!, { properties: { city: since.toISOString() } });
    return since;
  };
  const expectSeen = async (since: Date): Promise<void> => {
    await story.polled();
    expect(
      await story.database.query(`select from link where object = 'customer' and remote_at >= $1`, [since]),
    ).toHaveLength(1);
    expect(await attempts()).toBe(0);
  };
  const untilStanding = (what: object): Promise<void> =>
    story.until(`the connection is ${JSON.stringify(what)}`, async () => {
      const now = (await standing()) as Record<string, unknown>;
      if (Object.entries(what).every(([name, value]) => now[name] === value)) return true;
      await story.advance(1_000);
      return false;
    });

  it.each(['ten-secondly', 'daily'] as const)(
    'by its %s limit holds the whole connection back, as a push does',
    async (policy) => {
      const since = await edit();
      await story.crm.addFault({ path: search, kind: 'limit', policy, times: 1 });
      await story.advance(minuteMs);
      await untilStanding({ throttled: true, state: 'active' });
      const before = await story.crm.calls();
      await story.shop.change('company', 'one', { address: policy });
      await story.letPass();
      expect(await story.crm.calls()).toEqual(before);
      expect(await attempts()).toBe(0);
      await story.quiet();
      await expectSeen(since);
    },
  );

  it('for its token stops everything until a person connects again, and loses nothing', async () => {
    const since = await edit();
    await story.crm.addFault({ path: search, status: 401 });
    await story.advance(minuteMs);
    await untilStanding({ state: 'reauth' });
    const before = await story.crm.calls();
    await story.advance(2 * 60 * minuteMs);
    await story.letPass();
    expect(await story.crm.calls()).toEqual(before);
    await story.crm.clearFaults();
    await story.connect();
    await expectSeen(since);
    expect(await standing()).toMatchObject({ state: 'active', code: null });
  });

  it('because it is ill is made again, ever more seldom', async () => {
    const since = await edit();
    await story.crm.addFault({ path: search, status: 503 });
    await story.crm.resetCounters();
    for (let minutes = 0; minutes < 20; minutes += 1) await story.advance(minuteMs);
    await story.until('it was refused', async () => (await attempts()) > 0);
    const asked = (await story.crm.calls())[`POST ${search}`] ?? 0;
    expect(asked).toBeGreaterThan(2);
    expect(asked).toBeLessThan(18);
    await story.crm.clearFaults();
    await expectSeen(since);
    expect(await standing()).toMatchObject({ state: 'active', throttled: false });
  });

  it('writes each call into the log of calls', async () => {
    const rows = await story.database.query<{ failure: string | null }>(
      `select distinct failure from callout where endpoint = $1 order by 1`,
      [search],
    );
    expect(rows.map(({ failure }) => failure)).toEqual(['reauth', 'retry', 'throttled', null]);
  });
});
