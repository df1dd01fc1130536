import { companyOf, customerOf } from '../support/family';
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

describe('a record of the CRM that is adopted where who spoke last is right', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({
      fieldRules: [{ object: 'customer', field: 'address', direction: 'both', policy: 'newest' }],
    });
  });
  afterAll(() => story.end());

  it.each([
    ['what sales have entered since', -60_000, 'Theirs 2'],
    ['what the order system has said since', 60_000, 'Ours 1'],
  ])('keeps %s', async (what, laterMs, stands) => {
    const name = what.replaceAll(' ', '-');
    const [contact] = await story.crm.seed('contacts', [{ email: `${name}@example.com`, address: 'Theirs 2' }]);
    const at = new Date((await story.crm.now()).getTime() + laterMs).toISOString();
    await story.shop.changeAt('customer', name, { ...customerOf(name), address: 'Ours 1' }, at);
    await story.quiet();
    const held = (await story.crm.live('contacts')).find(({ id }) => id === contact);
    expect(held?.properties).toMatchObject({ address: stands, firstname: customerOf(name).firstName });
    const changes = (await story.shop.readChanges()).filter(({ id }) => id === name);
    expect(changes.map(({ fields }) => fields)).toEqual(
      stands === 'Theirs 2' ? [{ address: { from: 'Ours 1', to: 'Theirs 2' } }] : [],
    );
  });
});
