import { customerOf, putFamily } from '../support/family';
import { Story } from '../support/story';

describe.each([
  ['under a new id', false],
  ['under the id of the primary record', true],
])('a merge by a salesperson that leaves one record %s', (_title, mergeKeepsPrimaryId) => {
  let story: Story;
  const lost: string[] = [];
  beforeAll(async () => {
    story = await Story.begin();
    await story.crm.turn({ mergeKeepsPrimaryId });
  });
  afterAll(() => story.end());

  const idOf = async (customer: string): Promise<string> => {
    const { externalId } = await story.shop.link('customer', customer);
    return externalId ?? '';
  };
  const stranger = async (name: string): Promise<string> => {
    const [id] = await story.crm.seed('contacts', [{ email: `${name}@elsewhere.com`, firstname: 'unknown' }]);
    return id ?? '';
  };

  it('is followed by the next change, and what hangs on the record stays on it', async () => {
    await putFamily(story.shop, 'kept');
    await story.quiet();
    const before = await idOf('kept');
    await story.crm.edit('contacts', before, { merge: await stranger('kept') });
    await story.shop.change('customer', 'kept', { firstName: 'Augusta' });
    await story.expectSettled();
    const after = await idOf('kept');
    expect(after === before).toBe(mergeKeepsPrimaryId);
    expect((await story.crm.live('contacts')).map(({ id }) => id)).toContain(after);
  });

  it('while a change is on its way loses none', async () => {
    await putFamily(story.shop, 'racing');
    await story.quiet();
    const id = await idOf('racing');
    const other = await stranger('racing');
    await story.crm.addFault({ path: '/crm/v3/objects/contacts/batch/update', delayMs: 200, times: 1 });
    await story.shop.change('customer', 'racing', { firstName: 'Augusta' });
    await story.until('it is on its way', async () => (await story.crm.faultsLeft()).length === 0);
    await story.crm.edit('contacts', id, { merge: other });
    await story.expectSettled();
  });

  it.each([['winner'], ['loser']])(
    'of two customers of ours ends the link of the one that lost, though the %s is looked at first',
    async (first) => {
      const [winner, loser] = [`winner-${first}`, `loser-${first}`];
      for (const name of [winner, loser]) await story.shop.put('customer', name, customerOf(name));
      await story.quiet();
      await story.crm.edit('contacts', await idOf(winner), { merge: await idOf(loser) });
      for (const name of first === 'winner' ? [winner, loser] : [loser, winner]) {
        await story.shop.change('customer', name, { firstName: `Augusta ${name}` });
        await story.quiet();
      }
      lost.push(`customer/${loser}`);
      await story.expectSettled({ missing: lost });
      expect(await story.shop.link('customer', loser)).toMatchObject({ state: 'gone', reason: { code: 'merged' } });
      expect(await story.shop.link('customer', winner)).toMatchObject({ state: 'synced' });
    },
  );
});
