import type { Aim, Trouble } from '../../support/crms/remote-account';
import { companyOf, customerOf, putFamily } from '../../support/family';
import { Story } from '../../support/story';

const creates: readonly Aim[] = [
  { action: 'create', of: 'company' },
  { action: 'create', of: 'customer' },
  { action: 'create', of: 'order' },
];
const update: readonly Aim[] = [{ action: 'update', of: 'company' }];
const associate: readonly Aim[] = [{ action: 'associate', of: 'order' }];

const troubles: readonly (readonly [string, Trouble])[] = [
  ['a connection that is reset before the commit', { kind: 'reset', when: 'before' }],
  ['a connection that is reset after the commit', { kind: 'reset', when: 'after' }],
  ['a connection that ends as if in order, after the commit', { kind: 'close' }],
  ['the limit of the day', { kind: 'limit', window: 'day' }],
  ['the limit of calls that take long', { kind: 'limit', window: 'burst' }],
  ['a session that is over', { kind: 'expired-token' }],
  ['an error before the commit', { kind: 'status', status: 500, when: 'before' }],
  ['a service that is not there, after the commit', { kind: 'status', status: 503, when: 'after' }],
  ['a page of the edge after the commit', { kind: 'status', status: 502, when: 'after' }],
  ['an answer that ends before its length', { kind: 'truncated', cut: 'length' }],
  ['an answer that ends within a chunk', { kind: 'truncated', cut: 'chunk' }],
  ['an answer that is half a JSON text', { kind: 'malformed' }],
  ['an answer without a type', { kind: 'untyped' }],
  ['an empty answer', { kind: 'blank' }],
  ['an answer that comes late, but comes', { kind: 'late', delayMs: 200, when: 'after' }],
  ['a batch of which half could not be locked', { kind: 'partial', share: 0.5, rows: 'again' }],
];

describe('one fault of Salesforce', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({
      crm: 'salesforce',
      oauth: true,
      settings: { LEASE_SECONDS: '7', CALL_DEADLINE_SECONDS: '1' },
    });
  });
  afterAll(() => story.end());

  describe.each(troubles)('%s', (title, trouble) => {
    const name = `f${troubles.findIndex(([other]) => other === title)}`;
    const families = [`${name}-a`, `${name}-b`];

    it('in a first load, in updates and in roles doubles nothing and loses nothing', async () => {
      await story.strike(creates, trouble);
      await Promise.all(families.map((family) => putFamily(story.shop, family)));
      await story.quiet();
      expect(await story.remote.faultsLeft()).toEqual([]);

      await story.strike(update, trouble);
      for (const family of families) {
        await story.shop.change('company', family, { name: `${family} Engines` });
        await story.shop.change('customer', family, { firstName: 'Augusta' });
        await story.shop.change('order', family, { totalMinor: 16_50 });
      }
      await story.quiet();
      expect(await story.remote.faultsLeft()).toEqual([]);

      await story.strike(associate, trouble);
      await putFamily(story.shop, `${name}-joined`);
      await story.expectSurvived();
    });
  });

  it('that refuses some rows for good parks those alone, and they go when a person says so', async () => {
    await story.remote.strike(
      { action: 'create', of: 'company' },
      { kind: 'partial', share: 0.34, rows: 'refused' },
      1,
    );
    const rows = Array.from({ length: 9 }, (_, index) => [`p-${index}`, companyOf(`p-${index}`)] as const);
    await story.shop.putAll('company', new Map(rows));
    await story.quiet();
    expect(await story.shop.waiting('parked')).toHaveLength(3);
    await story.shop.retry({ type: 'company' });
    await story.expectSurvived();
  });

  it('to an adoption makes no second contact', async () => {
    await story.remote.seed('customer', [{ email: 'stranger@example.com', firstName: 'unknown', lastName: 'unknown' }]);
    await story.strike(update, { kind: 'reset', when: 'after' });
    await story.shop.put('customer', 'stranger', customerOf('stranger'));
    await story.expectSurvived();
  });

  it('does not bring an older value back when the record has changed meanwhile', async () => {
    await story.shop.put('customer', 'turned', customerOf('turned'));
    await story.quiet();
    await story.strike(update, { kind: 'reset', when: 'after' });
    await story.strike(update, { kind: 'status', status: 503, when: 'before' });
    await story.shop.change('customer', 'turned', { firstName: 'Augusta' });
    await story.until('the first write is lost', async () => (await story.remote.faultsLeft()).length < 2);
    await story.shop.change('customer', 'turned', { firstName: 'Ada' });
    await story.expectSurvived();
  });
});
