import { customerOf, orderOf, putFamily } from '../support/family';
import { Story } from '../support/story';

/** Longer than the lease of 60 seconds. */
const afterLeaseMs = 61_000;
/** Longer than any test: the service is dead before the answer comes. */
const endlessMs = 600_000;

describe('a service that is killed', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
    await putFamily(story.shop, 'old');
    await story.quiet();
  });
  afterAll(() => story.end());

  /** Kills the service while it waits for the answer to this call, and starts another once the lease is over. */
  const dieAt = async (path: string, write: () => Promise<unknown>, committed: boolean): Promise<void> => {
    await story.crm.addFault({
      path,
      times: 1,
      delayMs: endlessMs,
      ...(committed ? { when: 'after' } : { when: 'before', kind: 'reset' }),
    });
    await write();
    await story.until('the call is out', async () => (await story.crm.faultsLeft()).length === 0);
    await story.door.kill();
    await story.advance(afterLeaseMs);
    await story.startService();
    await story.expectSettled();
  };

  it.each([
    ['customer', '/crm/v3/objects/contacts/batch/upsert'],
    ['order', '/crm/v3/objects/deals/batch/upsert'],
    ['line', '/crm/v3/objects/line_items/batch/upsert'],
    ['joined-line', '/crm/v4/associations/line_items/deals/batch/create'],
    ['joined-order', '/crm/v4/associations/deals/contacts/batch/create'],
  ])('between the commit of a new %s and its settle leaves one of each', async (name, path) => {
    await dieAt(path, () => putFamily(story.shop, name), true);
  });

  it('before the commit of a create loses no record', async () => {
    const path = '/crm/v3/objects/contacts/batch/upsert';
    await dieAt(path, () => story.shop.put('customer', 'unborn', customerOf('unborn')), false);
  });

  it('between the commit of an update and its settle loses no value and repeats no write', async () => {
    const path = '/crm/v3/objects/contacts/batch/update';
    await dieAt(path, () => story.shop.change('customer', 'old', { firstName: 'Augusta' }), true);
    // The call that was answered to nobody is not counted, and there was no other.
    expect((await story.crm.calls())[`POST ${path}`]).toBeUndefined();
  });

  it('before the commit of an update loses no value', async () => {
    const changes = { ...orderOf('old', 'old', 'old'), totalMinor: 99_00, status: 'paid' };
    await dieAt('/crm/v3/objects/deals/batch/update', () => story.shop.change('order', 'old', changes), false);
  });
});
