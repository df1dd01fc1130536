/**
 * What hangs on a record (order lines, associations) carries no number of ours: what a call without an answer may have
 * said of it is said again, until nothing of that call can land any more.
 */
import { customerOf, orderOf, putFamily } from '../support/family';
import type { Line } from '../support/order-system';
import { Story } from '../support/story';

const line = (lineId: string, quantity: number): Line => ({ lineId, sku: `sku-${lineId}`, quantity });
const upsertLines = '/crm/v3/objects/line_items/batch/upsert';

describe('what hangs on a record', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ settings: { LEASE_SECONDS: '7', CALL_DEADLINE_SECONDS: '1' } });
    await story.startService();
    await putFamily(story.shop, 'one');
    await story.shop.put('customer', 'two', customerOf('two'));
    for (const name of ['moved', 'removed', 'late'])
      await story.shop.put('order', name, { ...orderOf(name, 'one'), lines: [line(`${name}-1`, 1)] });
    await story.quiet();
  });
  afterAll(() => story.end());

  it('is parted from a parent to which it was joined by a call whose answer was lost', async () => {
    const path = '/crm/v4/associations/deals/contacts/batch/create';
    await story.crm.addFault({ path, kind: 'reset', when: 'after', times: 1 });
    await story.crm.setClockRate(0);
    await story.shop.change('order', 'moved', { customerId: 'two' });
    await story.until('the answer is lost', async () => (await story.crm.faultsLeft()).length === 0);
    await story.shop.change('order', 'moved', { customerId: 'one' });
    await story.crm.setClockRate(1);
    await story.quiet();
    const { externalId: deal } = await story.shop.link('order', 'moved');
    const { externalId: contact } = await story.shop.link('customer', 'two');
    const { associations } = await story.crm.dump();
    const ends = associations.map(({ from, to }) => [from.id, to.id]);
    expect(ends.filter((ids) => ids.includes(deal!) && ids.includes(contact!))).toEqual([]);
  });

  it('is archived when it was created by a call whose answer was lost and is removed before the next', async () => {
    await story.crm.addFault({ path: upsertLines, kind: 'reset', when: 'after', times: 1 });
    await story.crm.setClockRate(0);
    await story.shop.change('order', 'removed', { lines: [line('removed-1', 1), line('removed-2', 1)] });
    await story.until('the answer is lost', async () => (await story.crm.faultsLeft()).length === 0);
    await story.shop.change('order', 'removed', { lines: [line('removed-1', 1)] });
    await story.crm.setClockRate(1);
    await story.quiet();
    const skus = (await story.crm.live('line_items')).map(({ properties }) => properties['hs_sku']);
    expect(skus).not.toContain('sku-removed-2');
  });

  it('is put right when an older value lands after a newer one', async () => {
    const [sleeper, heir] = story.services;
    const quantity = async (): Promise<unknown> =>
      (await story.crm.live('line_items')).find(({ properties }) => properties['hs_sku'] === 'sku-late-1')?.properties[
        'quantity'
      ];
    story.freeze(heir!);
    await story.crm.addFault({ path: upsertLines, when: 'before', delayMs: 2_500, times: 1 });
    await story.shop.change('order', 'late', { lines: [line('late-1', 5)] });
    await story.until('the call is out', async () => (await story.crm.faultsLeft()).length === 0);
    await sleeper!.kill();
    story.thaw(heir!);
    await story.advance(8_000);
    await story.shop.change('order', 'late', { lines: [line('late-1', 7)] });
    await story.until('the newer value is there', async () => (await quantity()) === '7');
    await story.until('the late write has landed', async () => (await quantity()) === '5');
    await story.quiet();
    await story.advance(600_000);
    await story.quiet();
    expect(await quantity()).toBe('7');
  });
});
