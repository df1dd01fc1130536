import { companyOf, customerOf, putFamily } from '../support/family';
import type { Fault } from '../support/crm';
import { Story } from '../support/story';
import { writePaths } from '../support/write-paths';

/** What `lost-answers.spec.ts` does not have: limits, locks, spoiled answers, and answers that tell half of it. */
const troubles: readonly (readonly [string, Omit<Fault, 'path'>])[] = [
  ['the ten-second limit', { kind: 'limit', policy: 'ten-secondly' }],
  ['the limit of a second', { kind: 'limit', policy: 'secondly' }],
  ['the limit of the day', { kind: 'limit', policy: 'daily' }],
  ['an account that is being moved', { status: 477 }],
  ['a lock on the record', { status: 423 }],
  ['an error before the commit', { status: 500, when: 'before' }],
  ['a page of a gateway after the commit', { status: 502, when: 'after' }],
  ['a hundred seconds without an answer, after the commit', { status: 524, when: 'after' }],
  ['an answer that ends before its length', { kind: 'truncated', cut: 'length' }],
  ['an answer that ends within a chunk', { kind: 'truncated', cut: 'chunk' }],
  ['an answer that is half a JSON text', { kind: 'malformed' }],
  ['an answer without a type', { kind: 'untyped' }],
  ['an empty answer', { kind: 'blank' }],
  ['a success without results', { kind: 'no-results' }],
  ['an answer that comes late, but comes', { delayMs: 200, when: 'after' }],
  ['a batch of which half is not done', { kind: 'partial', share: 0.5, category: 'INTERNAL_ERROR' }],
];

describe('one fault of the CRM', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ settings: { LEASE_SECONDS: '7', CALL_DEADLINE_SECONDS: '1' } });
  });
  afterAll(() => story.end());

  describe.each(troubles)('%s', (title, fault) => {
    const name = `f${troubles.findIndex(([other]) => other === title)}`;
    const families = [`${name}-a`, `${name}-b`, `${name}-c`];

    it('during a first load doubles nothing and loses nothing', async () => {
      await story.strikeOnce(writePaths.creates, fault);
      await Promise.all(families.map((family) => putFamily(story.shop, family)));
      await story.expectSurvived();
    });

    it('during updates loses no value', async () => {
      await story.strikeOnce(writePaths.updates, fault);
      for (const family of families) {
        await story.shop.change('company', family, { name: `${family} Engines` });
        await story.shop.change('customer', family, { firstName: 'Augusta' });
        await story.shop.change('order', family, { totalMinor: 16_50 });
      }
      await story.expectSurvived();
    });

    it('during associations loses none', async () => {
      await story.strikeOnce(writePaths.associations, fault);
      await Promise.all(families.map((family) => putFamily(story.shop, `${family}-joined`)));
      await story.expectSurvived();
    });
  });

  it('that hides what a search should find still makes no second contact', async () => {
    await story.crm.addFault({ path: '/crm/v3/objects/contacts/search', kind: 'stale-search' });
    const [id] = await story.crm.seed('contacts', [{ email: 'hidden@example.com', firstname: 'unknown' }]);
    await story.shop.put('customer', 'hidden', customerOf('hidden'));
    await story.quiet();
    await story.crm.clearFaults();
    await story.expectSettled();
    expect(await story.shop.link('customer', 'hidden')).toMatchObject({ state: 'synced', externalId: id });
  });

  it('that refuses some rows for good parks those alone, and they go when a person says so', async () => {
    await story.crm.addFault({
      path: '/crm/v3/objects/companies/batch/upsert',
      kind: 'partial',
      share: 0.34,
      category: 'VALIDATION_ERROR',
      code: 'INVALID_OPTION',
      times: 1,
    });
    const rows = Array.from({ length: 9 }, (_, index) => [`p-${index}`, companyOf(`p-${index}`)] as const);
    await story.shop.putAll('company', new Map(rows));
    await story.quiet();
    expect(await story.shop.waiting('parked')).toHaveLength(3);
    expect(
      (await story.crm.live('companies')).filter(({ properties }) => properties['name']?.startsWith('p-')),
    ).toHaveLength(6);
    await story.shop.retry({ type: 'company' });
    await story.expectSurvived();
  });
});
