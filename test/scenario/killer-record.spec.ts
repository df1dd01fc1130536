import { customerOf } from '../support/family';
import type { Said } from '../support/order-system';
import { Story } from '../support/story';

describe('a record with which worker after worker died', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
    // Held back until the row says what fourteen dead workers would have left in it.
    await story.database.query(`update connection set state = 'paused'`);
    await story.shop.put('customer', 'killer', customerOf('killer'));
    await story.shop.put('customer', 'innocent', customerOf('innocent'));
    await story.database.query(`update dirty set crashes = 14 where source_id = 'killer'`);
    await story.database.query(`update connection set state = 'active'`);
    await story.quiet();
  });
  afterAll(() => story.end());

  it('is parked without another look, and its neighbours go', async () => {
    expect(await story.shop.waiting('parked')).toMatchObject([{ id: 'killer', reason: { code: 'INTERNAL' } }]);
    await story.expectSettled({ missing: ['customer/killer'] });
  });

  it('goes when a person has mended the cause and says so', async () => {
    expect(await story.shop.retry({ type: 'customer', id: 'killer' })).toBe(1);
    await story.quiet();
    expect(await story.shop.waiting('parked')).toEqual([]);
    await story.expectSettled();
  });
});

/** HubSpot takes 100 rows a call. */
describe('records that were in hand when a worker died for the third time', () => {
  const suspects = 40;
  const others = 260;
  const names = Array.from({ length: suspects + others }, (_, n) => `c${n}`);
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
    await story.database.query(`update connection set state = 'paused'`);
    await story.shop.putAll('customer', new Map(names.map((name): [string, Said] => [name, customerOf(name)])));
    // And are not those that are due first.
    await story.database.query(
      `update dirty set crashes = 2, due_at = due_at + interval '1 ms' where source_id = any($1)`,
      [names.slice(0, suspects)],
    );
    await story.database.query(`update stream set in_hand = $1 where object = 'customer'`, [names.slice(0, suspects)]);
  });
  afterAll(() => story.end());

  const upserts = async (): Promise<number> =>
    (await story.crm.calls())['POST /crm/v3/objects/contacts/batch/upsert'] ?? 0;

  it('are looked at in halves and alone, and all others after them as always', async () => {
    const before = await upserts();
    await story.database.query(`update connection set state = 'active'`);
    await story.quiet();
    expect((await upserts()) - before).toBe(2 + Math.ceil(others / 100));
    const inOrder = [...(await story.crm.live('contacts'))].sort((a, b) => Number(a.id) - Number(b.id));
    const first = inOrder.slice(0, suspects).map(({ properties }) => properties['email']);
    expect(new Set(first)).toEqual(new Set(names.slice(0, suspects).map((name) => customerOf(name).email)));
    await story.expectSettled();
  });
});
