import { customerOf, putFamily } from '../support/family';
import { total } from '../support/crm';
import { Story } from '../support/story';

const everything = '/crm';
const limited = (policyName: string): { readonly status: number; readonly body: object } => ({
  status: 429,
  body: { status: 'error', message: 'You have reached a limit.', errorType: 'RATE_LIMIT', policyName },
});

describe('an outage of the CRM', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
    await story.crm.setClockRate(0);
    await putFamily(story.shop, 'old');
    await story.quiet();
  });
  afterAll(() => story.end());

  const connection = async (): Promise<unknown> => {
    const [row] = await story.database.query('select state, throttled_until > $1 as throttled from connection', [
      await story.crm.now(),
    ]);
    return row;
  };

  it('of ten minutes parks nothing, is tried ever more seldom, and is made up for', async () => {
    await story.crm.addFault({ path: everything, status: 503 });
    await story.crm.resetCounters();
    for (const name of ['new1', 'new2', 'new3', 'new4', 'new5']) await putFamily(story.shop, name);
    await story.shop.change('customer', 'old', { firstName: 'Augusta' });
    for (const seconds of [1, 2, 4, 8, 15, 30, 60, 60, 60, 60, 60, 60, 60, 60, 60]) {
      await story.until('what is due was tried', async () => {
        const now = await story.crm.now();
        return (await story.dirty()).every(({ due_at }) => due_at > now);
      });
      expect(await story.shop.waiting('parked')).toEqual([]);
      await story.advance(seconds * 1_000);
    }
    const attempts = (await story.dirty()).map((row) => row.attempts);
    expect(Math.max(...attempts)).toBeGreaterThanOrEqual(3);
    // One for each step above and some to spare: a backoff may be drawn as nothing.
    expect(Math.max(...attempts)).toBeLessThanOrEqual(20);
    expect(total(await story.crm.calls())).toBeLessThanOrEqual(attempts.length * 20);

    await story.crm.clearFaults();
    await story.expectSettled();
  });

  it.each(['TEN_SECONDLY_ROLLING', 'DAILY'])(
    'by the limit %s counts as no attempt and holds the whole connection back',
    async (policyName) => {
      await story.crm.addFault({ path: everything, ...limited(policyName), times: 1 });
      await story.shop.put('customer', policyName, customerOf(policyName.toLowerCase()));
      await story.until('the limit is known', async () => (await story.crm.faultsLeft()).length === 0);
      await story.until('the connection waits', async () => {
        const state = (await connection()) as { throttled: boolean | null };
        return state.throttled === true;
      });
      const before = await story.crm.calls();
      await story.shop.change('company', 'old', { address: policyName });
      await story.letPass();
      expect(await story.crm.calls()).toEqual(before);
      expect((await story.dirty()).map(({ attempts }) => attempts)).toEqual([0, 0]);
      expect(await story.shop.link('customer', policyName)).toMatchObject({ attempts: 0 });
      await story.expectSettled();
    },
  );

  it('by a token that is no longer taken stops everything until a person connects again', async () => {
    await story.crm.addFault({ path: everything, status: 401 });
    await story.shop.put('customer', 'revoked', customerOf('revoked'));
    await story.until('the connection waits for a person', async () => {
      const state = (await connection()) as { state: string };
      return state.state === 'reauth';
    });
    const before = await story.crm.calls();
    await story.shop.change('company', 'old', { address: 'elsewhere' });
    await story.advance(3_600_000);
    await story.letPass();
    expect(await story.crm.calls()).toEqual(before);
    expect((await story.dirty()).map(({ attempts }) => attempts)).toEqual([0, 0]);

    await story.crm.clearFaults();
    await story.connect();
    expect(await connection()).toMatchObject({ state: 'active' });
    await story.expectSettled();
  });
});
