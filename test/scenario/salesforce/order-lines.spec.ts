import { companyOf, customerOf, orderOf } from '../../support/family';
import type { Line } from '../../support/order-system';
import { Story } from '../../support/story';

const line = (lineId: string, quantity = 1): Line => ({
  lineId,
  sku: `sku-${lineId}`,
  name: `Line ${lineId}`,
  quantity,
  unitPriceMinor: 1_50,
});

interface Dump {
  readonly objects: { readonly OpportunityLineItem: readonly { readonly Id: string; readonly Description: string }[] };
}

describe('an order whose products the org sells', () => {
  let story: Story;
  beforeAll(async () => {
    const products = ['sku-1', 'sku-2', 'sku-3', 'sku-4'];
    story = await Story.begin({ crm: 'salesforce', org: { products } });
    await story.shop.put('company', 'one', companyOf('one'));
    await story.shop.put('customer', 'one', customerOf('one', 'one'));
    await story.shop.put('order', 'one', { ...orderOf('one', 'one', 'one'), lines: [line('1'), line('2'), line('3')] });
    await story.quiet();
  });
  afterAll(() => story.end());

  const say = (...lines: readonly Line[]): Promise<unknown> => story.shop.change('order', 'one', { lines });

  it('has its lines, and is worth what they add up to', async () => {
    await story.expectSettled();
    expect((await story.remote.holdings()).records.order[0]?.fields).toMatchObject({ total: 4.5 });
  });

  it('sends a line that changed in one call, and nothing when none did', async () => {
    expect(await story.countWrites(() => say(line('1'), line('2', 5), line('3')))).toBe(1);
    expect(await story.countWrites(() => say(line('1'), line('2', 5), line('3')))).toBe(0);
    await story.expectSettled();
  });

  it('loses a line that was removed, and gets it back when it is said again', async () => {
    await say(line('1'), line('2', 5));
    await story.expectSettled();
    await say(line('1'), line('2', 5), line('3'), line('4'));
    await story.expectSettled();
  });

  it('gets a line back that sales have deleted, once it is said otherwise', async () => {
    const dump = (await story.org.pull('GET', 'dump')) as Dump;
    const { Id: id } = dump.objects.OpportunityLineItem.find(({ Description }) => Description === 'Line 2')!;
    await story.org.pull('POST', 'edit', { object: 'OpportunityLineItem', id, delete: true });
    await say(line('1'), line('2', 7), line('3'), line('4'));
    await story.expectSettled();
  });

  it('has each line once when the answer to them is lost', async () => {
    await story.strike([{ action: 'create', of: 'line' }], { kind: 'reset', when: 'after' });
    const order = { ...orderOf('two', 'one', 'one'), lines: [line('1'), line('2')] };
    await story.shop.put('order', 'two', order);
    await story.expectSurvived();
  });

  it('waits with a line of a product that the org does not sell, until it does', async () => {
    const order = { ...orderOf('three', 'one', 'one'), lines: [line('1'), line('9')] };
    await story.shop.put('order', 'three', order);
    await story.quiet();
    expect(await story.shop.link('order', 'three')).toMatchObject({ state: 'parked' });
    await story.org.sell(['sku-9']);
    await story.shop.retry({ type: 'order', id: 'three' });
    await story.expectSettled();
  });
});
