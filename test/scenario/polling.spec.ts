import { total } from '../support/crm';
import { putFamily } from '../support/family';
import type { Type } from '../support/order-system';
import { linesOf } from '../support/prometheus';
import { Story } from '../support/story';

const searches = {
  'POST /crm/v3/objects/companies/search': 1,
  'POST /crm/v3/objects/contacts/search': 1,
  'POST /crm/v3/objects/deals/search': 1,
};

const objects = { company: 'companies', customer: 'contacts', order: 'deals' } as const;

describe('changes in the CRM that nobody tells of', () => {
  let story: Story;
  let edits = 0;
  beforeAll(async () => {
    story = await Story.begin({ polls: true });
    await story.crm.setClockRate(0);
    for (const name of ['a', 'b', 'c', 'd', 'e']) await putFamily(story.shop, name);
    await story.quiet();
  });
  afterAll(() => story.end());

  const idOf = async (type: Type, id: string): Promise<string> => (await story.shop.link(type, id)).externalId ?? '';
  /** Whether our side has seen the CRM record as it is now. */
  const isSeen = async (type: Type, id: string): Promise<boolean> => {
    const [link] = await story.database.query<{ remote_at: Date; external_id: string }>(
      'select remote_at, external_id from link where object = $1 and source_id = $2',
      [type, id],
    );
    const record = (await story.crm.live(objects[type])).find((one) => one.id === link?.external_id);
    const modified = record?.properties[type === 'customer' ? 'lastmodifieddate' : 'hs_lastmodifieddate'];
    return modified === link?.remote_at.toISOString();
  };
  const edit = async (type: Type, id: string): Promise<void> => {
    edits += 1;
    const properties = { [type === 'customer' ? 'city' : 'description']: `of edit ${edits}` };
    await story.crm.edit(objects[type], await idOf(type, id), { properties });
  };
  const marks = async (): Promise<number> =>
    linesOf(await (await fetch(`${story.door.url}/metrics`)).text())
      .filter(({ name }) => name === 'tandem_poll_marks_total')
      .reduce((sum, { value }) => sum + value, 0);

  it('are none of what a first load has written itself', async () => {
    await story.polled();
    expect(await marks()).toBe(0);
    await story.expectSettled();
  });

  it('cost one call per object type and minute when there are none', async () => {
    await story.polled();
    for (let minutes = 0; minutes < 3; minutes += 1) {
      await story.crm.resetCounters();
      await story.polled();
      expect(await story.crm.calls()).toEqual(searches);
    }
  });

  it.each<Type>(['company', 'customer', 'order'])('to a %s are seen within a minute', async (type) => {
    await story.advance(1);
    await edit(type, 'a');
    expect(await isSeen(type, 'a')).toBe(false);
    await story.polled();
    expect(await isSeen(type, 'a')).toBe(true);
    await story.expectSettled();
  });

  it('may stand beside a write of our own, so what was written is read once more, and no more', async () => {
    const before = await marks();
    await story.shop.change('customer', 'b', { firstName: 'Augusta' });
    await story.quiet();
    expect(await story.countWrites(() => story.polled())).toBe(0);
    expect(await isSeen('customer', 'b')).toBe(true);
    await story.polled();
    expect(await marks()).toBe(before + 1);
  });

  it('are asked for once by two processes together', async () => {
    await story.startService();
    await story.polled();
    const turns = async (): Promise<readonly number[]> => {
      const rows = await story.database.query<{ fence: number }>('select fence from cursor order by kind, object');
      return rows.map(({ fence }) => fence);
    };
    await story.crm.resetCounters();
    const before = await turns();
    for (let minutes = 0; minutes < 3; minutes += 1) await story.polled();
    const taken = (await turns()).map((fence, index) => fence - before[index]!);
    expect(taken.slice(3, 6)).toEqual([3, 3, 3]);
    expect(total(await story.crm.calls())).toBe(taken.reduce((sum, count) => sum + count, 0));
  });
});
