import { companyOf, customerOf, putFamily } from '../support/family';
import { Story } from '../support/story';

describe('a delete', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
    await putFamily(story.shop, 'old');
    await putFamily(story.shop, 'lost');
    await story.quiet();
  });
  afterAll(() => story.end());

  it('in the order system leaves the CRM record alone', async () => {
    const { externalId } = await story.shop.link('order', 'old');
    const writes = await story.countWrites(() => story.shop.remove('order', 'old'));
    expect(writes).toBe(0);
    const [link] = await story.database.query(
      `select state, reason ->> 'code' as code from link where object = 'order' and source_id = 'old'`,
    );
    expect(link).toEqual({ state: 'gone', code: 'deleted-by-order-system' });
    expect((await story.crm.live('deals')).map(({ id }) => id)).toContain(externalId);
  });

  it('in the order system is undone by a newer record, which finds the same CRM record', async () => {
    const { id } = (await story.crm.live('deals')).find(({ properties }) => properties['dealname'] === 'No-old')!;
    await putFamily(story.shop, 'old');
    await story.shop.change('order', 'old', { totalMinor: 77_00 });
    await story.expectSettled();
    expect(await story.shop.link('order', 'old')).toMatchObject({ state: 'synced', externalId: id });
  });

  it('in the order system and in the CRM is known to both, when the record is sent once more', async () => {
    await story.shop.put('customer', 'twice', customerOf('twice'));
    await story.quiet();
    const { externalId } = await story.shop.link('customer', 'twice');
    await story.shop.remove('customer', 'twice');
    await story.quiet();
    await story.crm.edit('contacts', externalId!, { archived: true });
    await story.shop.put('customer', 'twice', customerOf('twice'));
    await story.quiet();
    expect(await story.shop.link('customer', 'twice')).toMatchObject({
      state: 'gone',
      reason: { code: 'deleted-in-crm' },
    });
    const kinds = (await story.shop.readChanges()).filter(({ id }) => id === 'twice').map(({ kind }) => kind);
    expect(kinds).not.toContain('restored');
    await story.shop.remove('customer', 'twice');
    await story.quiet();
  });

  it('in the CRM is not undone by a later change', async () => {
    const { externalId } = await story.shop.link('company', 'lost');
    await story.crm.edit('companies', externalId!, { archived: true });
    await story.shop.change('company', 'lost', { name: 'Lost again' });
    await story.expectSettled({ missing: ['company/lost'] });
    expect(await story.shop.link('company', 'lost')).toMatchObject({
      state: 'gone',
      reason: { code: 'deleted-in-crm' },
    });
    await story.shop.put('company', 'lost', { ...companyOf('lost'), address: 'Main street' });
    await story.expectSettled({ missing: ['company/lost'] });
  });

  it('of a parent in the CRM does not keep its children back', async () => {
    await story.shop.change('customer', 'lost', { firstName: 'Found' });
    await putFamily(story.shop, 'born-later');
    await story.shop.change('order', 'born-later', { companyId: 'lost' });
    await story.expectSettled({ missing: ['company/lost'] });
  });

  it('of a parent in the order system does not keep its children back, and they are joined to it when it is back', async () => {
    await story.shop.remove('company', 'old');
    await story.quiet();
    await story.shop.put('customer', 'orphan', customerOf('orphan', 'old'));
    await story.expectSettled({
      missing: ['company/lost'],
      foreign: ['old.example'],
      loose: ['company/old.example'],
    });
    await story.shop.put('company', 'old', { ...companyOf('old'), address: 'Main street' });
    await story.expectSettled({ missing: ['company/lost'] });
  });
});
