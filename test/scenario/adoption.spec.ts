import { companyOf } from '../support/family';
import { Story } from '../support/story';

describe('a record of the CRM that is being adopted', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
  });
  afterAll(() => story.end());

  const updates = '/crm/v3/objects/companies/batch/update';
  /** Puts a company, and does something in the CRM between the look for it and the write that adopts what was found. */
  const whileAdopting = async (company: string, work: () => Promise<unknown>): Promise<void> => {
    await story.crm.addFault({ path: updates, delayMs: 20_000, times: 1 });
    await story.shop.put('company', company, companyOf(company));
    await story.until('the write is held back', async () => (await story.crm.faultsLeft()).length === 0);
    await work();
    await story.crm.clearFaults();
  };

  it('and is deleted by sales meanwhile costs nothing: another is made', async () => {
    const [found] = await story.crm.seed('companies', [{ name: 'Found', domain: 'deleted.example' }]);
    await whileAdopting('deleted', () => story.crm.edit('companies', found!, { archived: true }));
    await story.expectSettled();
    expect(await story.shop.link('company', 'deleted')).toMatchObject({ state: 'synced' });
    expect(await story.shop.readChanges()).toEqual([]);
  });

  it('and is merged into that of another record meanwhile stays that one’s', async () => {
    await story.shop.put('company', 'other', companyOf('other'));
    await story.expectSettled();
    const other = await story.shop.link('company', 'other');
    const [found] = await story.crm.seed('companies', [{ name: 'Found', domain: 'merged.example' }]);
    let survivor = '';
    await whileAdopting('merged', async () => {
      survivor = await story.crm.merge('companies', other.externalId!, found!);
    });
    await story.expectSettled();
    await story.shop.change('company', 'other', { name: 'Other Ltd' });
    await story.expectSettled();
    expect(await story.shop.link('company', 'other')).toMatchObject({ state: 'synced', externalId: survivor });
    expect((await story.shop.link('company', 'merged')).externalId).not.toBe(survivor);
  });
});
