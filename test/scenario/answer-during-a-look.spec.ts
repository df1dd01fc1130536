import { Client } from 'pg';
import { clientOptions } from '../../src/store/data-source';
import { Ambush, type Place } from '../support/ambush';
import { customerOf } from '../support/family';
import { Story } from '../support/story';

/** Before anything is read of the record. */
const taken: Place = { table: 'stream', at: 'update', when: 'old.in_hand <> new.in_hand' };

describe('an answer that comes while the record is being looked at', () => {
  let story: Story;
  let ambush: Ambush;
  let client: Client;
  beforeAll(async () => {
    story = await Story.begin();
    ambush = await Ambush.lay(story.database, [taken]);
    client = new Client(clientOptions(story.database.owner));
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await ambush.close();
    await story.end();
  });

  it('lets nothing older be said over what was accepted', async () => {
    await story.shop.put('customer', 'ada', { ...customerOf('ada'), phone: '+442079460001' });
    await story.quiet();
    const contact = (await story.shop.link('customer', 'ada')).externalId ?? '';
    await story.crm.edit('contacts', contact, { properties: { firstname: 'Augusta' } });
    await story.shop.change('customer', 'ada', { phone: '+442079460002' });
    await story.quiet();
    const [change] = await story.shop.readChanges();

    await ambush.arm(taken);
    await story.shop.change('customer', 'ada', { phone: '+442079460003' });
    await story.until('a look begins', async () => (await ambush.caught()).length > 0);
    await client.query('begin; lock table link in access exclusive mode');
    await ambush.disarm(taken);
    await story.until('it waits for the link', async () => {
      const waiting = await story.database.query(
        `select from pg_locks where relation = 'link'::regclass and not granted`,
      );
      return waiting.length > 0;
    });
    await story.shop.accept(change!);
    await client.query('commit');
    await story.expectSettled();
    const pushed = await story.database.query(
      `select changes from journal where what = 'updated' and changes ? 'firstName'`,
    );
    expect(pushed).toEqual([]);
  });
});
