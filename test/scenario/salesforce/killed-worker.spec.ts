import type { Aim } from '../../support/crms/remote-account';
import { customerOf, putFamily } from '../../support/family';
import { Story } from '../../support/story';

/** Longer than the lease of 60 seconds. */
const afterLeaseMs = 61_000;
/** Longer than any test: the service is dead before the answer comes. */
const endlessMs = 600_000;
const hourMs = 3_600_000;

describe('a service that is killed while Salesforce works for it', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ crm: 'salesforce', org: { products: ['x'] } });
    await story.org.sell(['customer', 'order', 'role', 'line'].flatMap((name) => [`${name}-tea`, `${name}-cup`]));
    await story.shop.put('customer', 'old', customerOf('old'));
    await story.quiet();
  });
  afterAll(() => story.end());

  /** Kills the service while it waits for the answer to this call, and starts another once the lease is over. */
  const dieAt = async (aim: Aim, write: () => Promise<unknown>): Promise<void> => {
    await story.remote.strike(aim, { kind: 'late', delayMs: endlessMs, when: 'after' }, 1);
    await write();
    await story.until('the call is out', async () => (await story.remote.faultsLeft()).length === 0);
    await story.door.kill();
    await story.advance(afterLeaseMs);
    await story.startService();
    await story.expectSettled();
  };

  it.each<[string, Aim]>([
    ['customer', { action: 'create', of: 'customer' }],
    ['order', { action: 'create', of: 'order' }],
    ['line', { action: 'create', of: 'line' }],
    ['role', { action: 'associate', of: 'order' }],
  ])('between the commit of a new %s and its settle leaves one of each', async (name, aim) => {
    await dieAt(aim, () => putFamily(story.shop, name));
  });

  it('between the commit of an update and its settle loses no value', async () => {
    await dieAt({ action: 'update', of: 'customer' }, () =>
      story.shop.change('customer', 'old', { firstName: 'Augusta' }),
    );
  });
});

describe('a day whose calls to Salesforce are used up', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ crm: 'salesforce', org: { edition: 'developer' } });
  });
  afterAll(() => story.end());

  it('holds everything up, loses nothing, and asks only now and then', async () => {
    await putFamily(story.shop, 'before');
    await story.quiet();
    await story.org.pull('POST', 'limits', { daily: 1, hard: true });
    await story.shop.change('customer', 'before', { firstName: 'Augusta' });
    await putFamily(story.shop, 'after');
    await story.until('the connection is throttled', async () => {
      const rows = await story.database.query('select from connection where throttled_until > $1', [
        await story.remote.now(),
      ]);
      return rows.length > 0;
    });
    const asked = Object.values(await story.remote.calls()).reduce((sum, count) => sum + count, 0);
    for (let hours = 0; hours < 3; hours += 1) {
      await story.advance(hourMs);
      await story.letPass();
    }
    const after = Object.values(await story.remote.calls()).reduce((sum, count) => sum + count, 0);
    expect(after - asked).toBeLessThan(3 * 60);
    expect(await story.shop.waiting('parked')).toEqual([]);
    await story.org.pull('POST', 'limits', { daily: 15_000 });
    await story.expectSettled();
  });
});
