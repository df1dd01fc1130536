import { Ambush, type Place } from '../support/ambush';
import { customerOf } from '../support/family';
import { Story } from '../support/story';

/** Longer than a marking is held for. */
const afterMarkingMs = 61_000;
/** Those of a type are marked, and it is about to be noted that none is left. */
const allMarked: Place = { table: 'marking', at: 'delete' };

describe('a service that marks all records of a connection', () => {
  let story: Story;
  let ambush: Ambush;
  const ids = ['ada', 'eve', 'ida'];
  beforeAll(async () => {
    story = await Story.begin({ polls: true });
    ambush = await Ambush.lay(story.database, [allMarked]);
    for (const id of ids) await story.shop.put('customer', id, customerOf(id));
    await story.quiet();
  });
  afterAll(async () => {
    await ambush.close();
    await story.end();
  });

  const titles = async (): Promise<readonly (string | null | undefined)[]> =>
    (await story.crm.live('contacts')).map(({ properties }) => properties['jobtitle']);
  const countMarks = async (): Promise<number> => (await story.database.query('select from dirty')).length;

  /** Has every customer say this in the CRM. */
  const apply = async (constant: string): Promise<unknown> => {
    const { document } = await story.shop.mapping<Mapping>('hubspot');
    const fields = document.objects.customer.fields.filter(({ property }) => property !== 'jobtitle');
    return story.shop.applyMapping('hubspot', {
      objects: { customer: { fields: [...fields, { constant, property: 'jobtitle' }] } },
    });
  };

  /** Does this work, and has it die when all is marked and nothing of that committed. Answers whether its caller was told so. */
  const dieAt = async (death: 'killed' | 'cut off', work: () => Promise<unknown>): Promise<string> => {
    await ambush.arm(allMarked);
    const answer = work().then(
      () => 'done',
      () => 'failed',
    );
    await story.until('it is there', async () => (await ambush.caught()).length > 0);
    if (death === 'killed') await story.door.kill();
    await ambush.cut();
    await ambush.disarm(allMarked);
    await story.until('it is over', async () => (await ambush.caught()).length === 0);
    const told = await answer;
    expect(await countMarks()).toBe(0);
    if (death === 'killed') await story.startService();
    await story.advance(afterMarkingMs);
    await story.until('they are marked', async () => (await story.database.query('select from marking')).length === 0);
    return told;
  };

  it.each(['killed', 'cut off'] as const)(
    'for another mapping, and is %s before they are marked: has them brought to it all the same',
    async (death) => {
      const told = await dieAt(death, () => apply(death));
      expect(told).toBe('failed');
      await story.until('all say it', async () => (await titles()).every((title) => title === death));
      await story.expectSettled();
      expect(await story.crm.live('contacts')).toHaveLength(ids.length);
    },
  );

  it('that has no link of them, and is killed before they are marked: has them sent all the same', async () => {
    await story.database.query(`update connection set state = 'paused'`);
    await story.shop.put('customer', 'new', customerOf('new'));
    await story.database.query('delete from dirty');
    await dieAt('killed', () => story.connect());
    await story.database.query(`update connection set state = 'active'`);
    await story.expectSettled();
    expect(await story.crm.live('contacts')).toHaveLength(ids.length + 1);
  });
});

interface Mapping {
  readonly document: { readonly objects: { readonly customer: { readonly fields: readonly { property: string }[] } } };
}
