import { customerOf } from '../support/family';
import type { Said } from '../support/order-system';
import { Story } from '../support/story';

/** More than three batches of 500: one is settled, one is sent, one is asked about and one is read at a time. */
const many = 1_700;
const upsert = '/crm/v3/objects/contacts/batch/upsert';

describe('batches that follow each other', () => {
  let story: Story;
  beforeEach(async () => {
    story = await Story.begin();
    await story.database.query(`update connection set state = 'paused'`);
  });
  afterEach(() => story.end());

  const customers = (prefix: string, count = many): Map<string, Said> =>
    new Map(Array.from({ length: count }, (_, index) => [`${prefix}-${index}`, customerOf(`${prefix}-${index}`)]));
  const go = async (): Promise<void> => {
    await story.database.query(`update connection set state = 'active'`);
    await story.wake();
  };

  it('never adopt one contact for two customers, in whichever of them they are', async () => {
    const [id] = await story.crm.seed('contacts', [{ email: 'shared@example.com', firstname: 'unknown' }]);
    const said = customers('c');
    const twins = ['c-0', 'c-600', 'c-1100', 'c-1699'];
    for (const twin of twins) said.set(twin, { ...customerOf(twin), email: 'shared@example.com' });
    await story.shop.putAll('customer', said);
    await go();
    await story.quiet();
    const asked = await story.shop.waiting('conflicts');
    expect(asked.map((one) => one.reason?.code)).toEqual(['match-taken', 'match-taken', 'match-taken']);
    const [held] = await story.database.query<{ key: string }>(
      'select source_id as key from link where external_id = $1',
      [id],
    );
    const live = await story.crm.live('contacts');
    const shared = live.filter(({ properties }) => properties['email'] === 'shared@example.com');
    expect(shared.map(({ properties }) => [properties['tandem_id'], properties['firstname']])).toEqual([
      [held?.key, held?.key],
    ]);
    expect(live).toHaveLength(many - 3);
  });

  it('stop at a limit of the account with nothing doubled, and go on when it is over', async () => {
    await story.crm.setClockRate(0);
    await story.shop.putAll('customer', customers('l'));
    await story.crm.addFault({ path: upsert, delayMs: 1, times: 6 });
    await story.crm.addFault({ path: upsert, kind: 'limit', policy: 'ten-secondly', times: 1 });
    await go();
    await story.until('the limit is met', async () => (await story.crm.faultsLeft()).length === 0);
    await story.until('the streams are given back', async () => {
      const busy = await story.database.query('select from stream where owner is not null');
      return busy.length === 0;
    });
    // Of the batches behind it none is sent: there are five calls of the first batch, and five at most of the one that meets the limit.
    const calls = await story.crm.calls();
    expect(calls[`POST ${upsert}`]).toBeLessThanOrEqual(10);
    expect(await story.database.query('select from batch_intents')).toEqual([]);
    await story.letPass();
    expect(await story.crm.calls()).toEqual(calls);
    expect(await story.database.query('select from link where attempts > 0')).toEqual([]);
    await story.expectSettled();
  });

  it('are not sent any more when the connection is paused before the CRM is asked about them', async () => {
    await story.shop.putAll('customer', customers('p', 3_000)); // more than are in hand at a time
    await story.crm.addFault({ path: upsert, delayMs: 20_000, times: 1 });
    await go();
    await story.until('the first is sent', async () => (await story.crm.faultsLeft()).length === 0);
    await story.database.query(`update connection set state = 'paused'`);
    await story.crm.clearFaults();
    await story.until('the stream is given back', async () => {
      const busy = await story.database.query('select from stream where owner is not null');
      return busy.length === 0;
    });
    expect((await story.dirty()).length).toBeGreaterThan(0);
    await go();
    await story.expectSettled();
  });

  const inHand = async (): Promise<number> => {
    const [row] = await story.database.query<{ count: number }>(
      'select max(cardinality(in_hand)) as count from stream',
    );
    return row?.count ?? 0;
  };
  const dieWithSeveral = async (begin: () => Promise<unknown>): Promise<void> => {
    await story.crm.addFault({ path: upsert, delayMs: 20_000, times: 1 });
    await begin();
    await story.until('one is sent, and several are in hand', async () => {
      return (await story.crm.faultsLeft()).length === 0 && (await inHand()) > 500;
    });
    await story.door.kill();
    await story.crm.clearFaults();
  };
  const takeOver = async (): Promise<void> => {
    await story.advance(600_000); // while nobody works, whose lease would be over too
    await story.startService();
  };

  it('that died together go on as before, and at the third time are looked at one at a time; nothing is doubled', async () => {
    await story.shop.putAll('customer', customers('d'));
    await dieWithSeveral(go);
    await dieWithSeveral(takeOver);
    await dieWithSeveral(takeOver);
    await story.crm.addFault({ path: upsert, delayMs: 500, times: 1 });
    await takeOver();
    await story.until('one is sent', async () => (await story.crm.faultsLeft()).length === 0);
    expect(await inHand()).toBeLessThanOrEqual(500);
    await story.expectSettled();
    await story.expectLogged('stream.taken-over');
    expect(await story.shop.waiting('parked')).toEqual([]);
  });
});
