import { companyOf, customerOf, putFamily } from '../../support/family';
import type { SalesforceAccount } from '../../support/crms/salesforce';
import { Story } from '../../support/story';

const dayMs = 86_400_000;
const types = ['company', 'customer', 'order'] as const;

describe('records that Salesforce does not show to our user any more', () => {
  let story: Story;
  let org: SalesforceAccount;
  beforeAll(async () => {
    story = await Story.begin({ crm: 'salesforce', archive: ['company=push'] });
    org = story.account('salesforce') as SalesforceAccount;
  });
  afterAll(() => story.end());

  const idOf = async (type: (typeof types)[number], id: string): Promise<string> =>
    (await story.shop.link(type, id)).externalId ?? '';
  const hide = (...ids: string[]): Promise<unknown> => org.pull('POST', 'hidden', { ids });
  const showAll = (): Promise<unknown> => org.pull('DELETE', 'hidden');

  it('are parked for the administrator and told to nobody as deleted, and go on once they are shown', async () => {
    await putFamily(story.shop, 'kept');
    await story.quiet();
    const ids = await Promise.all(types.map((type) => idOf(type, 'kept')));
    await hide(...ids);
    await story.shop.change('company', 'kept', { name: 'Engines' });
    await story.shop.change('customer', 'kept', { firstName: 'Augusta' });
    await story.shop.change('order', 'kept', { status: 'paid' });
    await story.quiet();
    const parked = { state: 'parked', reason: { code: 'NOT_SHOWN' } };
    for (const type of types) expect(await story.shop.link(type, 'kept')).toMatchObject(parked);
    const families = await story.shop.families('parked');
    expect(families.map(({ code, owner }) => `${code} ${owner}`)).toEqual(
      types.map(() => 'NOT_SHOWN crm-administrator'),
    );
    expect(await story.dirty()).toEqual([]);
    await story.shop.retry({ code: 'NOT_SHOWN' });
    await story.quiet();
    for (const type of types) expect(await story.shop.link(type, 'kept')).toMatchObject(parked);

    await showAll();
    expect(await story.shop.retry({ code: 'NOT_SHOWN' })).toBe(3);
    await story.expectSettled();
    expect(await Promise.all(types.map((type) => idOf(type, 'kept')))).toEqual(ids);
    expect(await story.shop.readChanges()).toEqual([]);
  });

  it('stay buried when they were archived, though nobody says any more that they were deleted', async () => {
    await story.shop.put('company', 'old', companyOf('old'));
    await story.quiet();
    await story.shop.remove('company', 'old');
    await story.quiet();
    await org.pull('POST', 'bin', {});
    await story.advance(16 * dayMs); // further back than getDeleted tells
    await story.shop.put('company', 'old', companyOf('old'));
    await story.shop.put('customer', 'fresh', customerOf('fresh'));
    await story.expectSettled({ missing: ['company/old'] });
    expect(await story.shop.link('company', 'old')).toMatchObject({ state: 'gone', reason: { code: 'archived' } });
    expect(await story.shop.readChanges()).toEqual([]);
  });
});
