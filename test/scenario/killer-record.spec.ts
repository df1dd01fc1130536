import { customerOf } from '../support/family';
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
