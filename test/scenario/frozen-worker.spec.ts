import { Client } from 'pg';
import type { Fault } from '../support/crm';
import { customerOf, putFamily } from '../support/family';
import type { Line } from '../support/order-system';
import { Story } from '../support/story';

const afterLeaseMs = 10_000;
/** Real time: the CRM holds a request back for so long, while the heir writes something newer. */
const heldBackMs = 2_500;
const updateContacts = '/crm/v3/objects/contacts/batch/update';
const tea = (quantity: number): { readonly lines: readonly Line[] } => ({
  lines: [{ lineId: '1', sku: 'tea', name: 'Tea', quantity, unitPriceMinor: 4_00 }],
});

describe('a worker that is frozen beyond its lease', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ settings: { LEASE_SECONDS: '9', CALL_DEADLINE_SECONDS: '2' } });
    await story.startService();
    await story.shop.put('customer', 'ada', customerOf('ada'));
    await putFamily(story.shop, 'old');
    await story.shop.change('order', 'old', tea(1));
    await story.quiet();
  });
  afterAll(() => story.end());

  const sleeper = (): Story['services'][number] => story.services[0]!;
  let lostBefore = 0;

  /** Freezes the first service while its call is out, and lets the second take over. */
  const freezeAt = async (fault: Fault, write: () => Promise<unknown>): Promise<void> => {
    const heir = story.services[1]!;
    lostBefore = sleeper().logged('stream.lease-lost');
    story.freeze(heir);
    await story.crm.addFault({ ...fault, times: 1 });
    await write();
    await story.until('the call is out', async () => (await story.crm.faultsLeft()).length === 0);
    story.freeze(sleeper());
    story.thaw(heir);
    await story.advance(afterLeaseMs);
  };

  const wakeUp = async (): Promise<void> => {
    story.thaw(sleeper());
    await story.until('the lease is found lost', () =>
      Promise.resolve(sleeper().logged('stream.lease-lost') > lostBefore),
    );
  };

  const untilNameIs = (name: string): Promise<void> =>
    story.until(`a contact is called ${name}`, async () =>
      (await story.crm.live('contacts')).some(({ properties }) => properties['firstname'] === name),
    );
  const untilQuantityIs = (quantity: string): Promise<void> =>
    story.until(`a line has quantity ${quantity}`, async () =>
      (await story.crm.live('line_items')).some(({ properties }) => properties['quantity'] === quantity),
    );

  it('settles nothing when it wakes up', async () => {
    await freezeAt({ path: updateContacts, when: 'after', delayMs: 300 }, () =>
      story.shop.change('customer', 'ada', { firstName: 'older 1' }),
    );
    await story.shop.change('customer', 'ada', { firstName: 'newest 1' });
    await untilNameIs('newest 1');
    await wakeUp();
    await story.expectSettled();
    const links = await story.database.query(
      `select local_base ->> 'firstName' as name, state from link where source_id = 'ada'`,
    );
    expect(links).toEqual([{ name: 'newest 1', state: 'synced' }]);
  });

  it('sends nothing more when only its call took longer than its lease', async () => {
    const path = '/crm/v3/objects/deals/batch/update';
    const upsertLines = 'POST /crm/v3/objects/line_items/batch/upsert';
    lostBefore = sleeper().logged('stream.lease-lost');
    const before = await story.crm.changedRows(upsertLines);
    story.freeze(story.services[1]!);
    await story.crm.addFault({ path, when: 'after', delayMs: 1_500, times: 1 });
    await story.shop.change('order', 'old', { totalMinor: 1_00, ...tea(5) });
    await story.until('the call is out', async () => (await story.crm.faultsLeft()).length === 0);
    await story.shop.change('order', 'old', { totalMinor: 2_00, ...tea(7) });
    story.thaw(story.services[1]!);
    await story.advance(afterLeaseMs);
    await untilQuantityIs('7');
    await wakeUp();
    await story.expectSettled();
    expect(await story.crm.changedRows(upsertLines)).toBe(before + 1); // from 1 to 7, and never to 5
  });

  it('keeps nobody from the calls that it was about to reserve', async () => {
    const heir = story.services[1]!;
    const holder = new Client({ connectionString: story.database.ownerUrl });
    await holder.connect();
    story.freeze(heir);
    await holder.query('begin; select from quota for update');
    await story.shop.change('customer', 'ada', { firstName: 'reserved' });
    await story.until('it waits for the quota', async () => (await story.database.waiting()) > 0);
    story.freeze(sleeper());
    await holder.end(); // the row is the sleeper's now
    story.thaw(heir);
    await story.advance(afterLeaseMs);
    await untilNameIs('reserved');
    story.thaw(sleeper());
    await story.expectSettled();
  });

  it('is put right when its late update lands after a newer one', async () => {
    await freezeAt({ path: updateContacts, when: 'before', delayMs: heldBackMs }, () =>
      story.shop.change('customer', 'ada', { firstName: 'older 2' }),
    );
    await story.shop.change('customer', 'ada', { firstName: 'newest 2' });
    await untilNameIs('newest 2');
    await untilNameIs('older 2');
    await wakeUp();
    await story.expectSettled();
  });

  it('is put right when its late create lands after a newer one', async () => {
    const path = '/crm/v3/objects/contacts/batch/upsert';
    await freezeAt({ path, when: 'before', delayMs: heldBackMs }, () =>
      story.shop.put('customer', 'new', { ...customerOf('new'), firstName: 'older 3' }),
    );
    await story.shop.change('customer', 'new', { firstName: 'newest 3' });
    await untilNameIs('newest 3');
    await untilNameIs('older 3');
    await wakeUp();
    await story.expectSettled();
  });

  it('is put right when its late update lands after it was killed', async () => {
    await freezeAt({ path: updateContacts, when: 'before', delayMs: heldBackMs }, () =>
      story.shop.change('customer', 'ada', { firstName: 'older 4' }),
    );
    await story.shop.change('customer', 'ada', { firstName: 'newest 4' });
    await untilNameIs('newest 4');
    await sleeper().kill();
    await untilNameIs('older 4');
    await story.expectSettled();
  });
});
