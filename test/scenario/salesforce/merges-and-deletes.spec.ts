import type { FieldValues } from '../../support/crms/remote-account';
import { companyOf, customerOf, putFamily } from '../../support/family';
import { Story } from '../../support/story';

describe('what a salesperson merges or deletes in Salesforce, told by nobody', () => {
  let story: Story;
  const lost: string[] = [];
  beforeAll(async () => {
    story = await Story.begin({ crm: 'salesforce' });
  });
  afterAll(() => story.end());

  const idOf = async (type: 'company' | 'customer' | 'order', id: string): Promise<string> =>
    (await story.shop.link(type, id)).externalId ?? '';
  const settled = (exceptions: object = {}): Promise<void> => story.expectSettled({ missing: lost, ...exceptions });

  it('is followed to the survivor by the next change, and what hangs on the record stays on it', async () => {
    await putFamily(story.shop, 'kept');
    await story.quiet();
    const [stranger] = await story.remote.seed('customer', [customerOf('kept') as FieldValues]);
    const survivor = await story.remote.merge('customer', stranger!, await idOf('customer', 'kept'));
    await story.shop.change('customer', 'kept', { firstName: 'Augusta' });
    await settled();
    expect(await idOf('customer', 'kept')).toBe(survivor);
  });

  it('of companies takes their children along', async () => {
    await putFamily(story.shop, 'parent');
    await story.quiet();
    const [stranger] = await story.remote.seed('company', [companyOf('parent') as FieldValues]);
    const survivor = await story.remote.merge('company', stranger!, await idOf('company', 'parent'));
    await story.shop.change('company', 'parent', { name: 'Engines' });
    await story.shop.change('customer', 'parent', { firstName: 'Augusta' });
    await settled();
    expect(await idOf('company', 'parent')).toBe(survivor);
  });

  it.each([['winner'], ['loser']])(
    'of two customers of ours ends the link of the one that lost, though the %s is looked at first',
    async (first) => {
      const [winner, loser] = [`winner-${first}`, `loser-${first}`];
      for (const name of [winner, loser]) await story.shop.put('customer', name, customerOf(name));
      await story.quiet();
      await story.remote.merge('customer', await idOf('customer', winner), await idOf('customer', loser));
      for (const name of first === 'winner' ? [winner, loser] : [loser, winner]) {
        await story.shop.change('customer', name, { firstName: `Augusta ${name}` });
        await story.quiet();
      }
      lost.push(`customer/${loser}`);
      await settled();
      expect(await story.shop.link('customer', loser)).toMatchObject({ state: 'gone', reason: { code: 'merged' } });
      expect(await story.shop.link('customer', winner)).toMatchObject({ state: 'synced' });
    },
  );

  it('is not undone by a later change when it was deleted', async () => {
    await story.shop.put('customer', 'deleted', customerOf('deleted'));
    await story.quiet();
    await story.remote.remove('customer', await idOf('customer', 'deleted'));
    lost.push('customer/deleted');
    await story.shop.change('customer', 'deleted', { firstName: 'Augusta' });
    await settled();
    const link = await story.shop.link('customer', 'deleted');
    expect(link).toMatchObject({ state: 'gone', reason: { code: 'deleted-in-crm' } });
  });

  it('takes the orders and customers of a deleted company with it, and keeps no new child back', async () => {
    await putFamily(story.shop, 'cascade');
    await story.quiet();
    await story.remote.remove('company', await idOf('company', 'cascade'));
    lost.push('company/cascade', 'customer/cascade', 'order/cascade');
    await story.shop.change('company', 'cascade', { name: 'Engines' });
    await story.shop.change('customer', 'cascade', { firstName: 'Augusta' });
    await story.shop.change('order', 'cascade', { totalMinor: 1_00 });
    await story.shop.put('customer', 'born-later', customerOf('born-later', 'cascade'));
    await settled();
  });

  it('is left alone when the order system deletes, and found again by a newer record', async () => {
    await story.shop.put('company', 'left', companyOf('left'));
    await story.quiet();
    const before = await idOf('company', 'left');
    expect(await story.countWrites(() => story.shop.remove('company', 'left'))).toBe(0);
    await story.shop.put('company', 'left', { ...companyOf('left'), address: 'Main street' });
    await settled();
    expect(await idOf('company', 'left')).toBe(before);
  });

  it('moves children to another parent, and leaves no role of the former behind', async () => {
    for (const name of ['from', 'to']) await putFamily(story.shop, name);
    await story.quiet();
    await story.shop.change('order', 'from', { customerId: 'to', companyId: 'to' });
    await story.shop.change('customer', 'from', { companyId: 'to' });
    await settled();
  });
});
