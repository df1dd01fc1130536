import { putFamily } from '../support/family';
import type { Line } from '../support/order-system';
import { Story } from '../support/story';

const line = (lineId: string, quantity = 1): Line => ({
  lineId,
  sku: `sku-${lineId}`,
  name: `Line ${lineId}`,
  quantity,
  unitPriceMinor: 1_00,
});

describe('an order', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
    await putFamily(story.shop, 'one');
    await putFamily(story.shop, 'two');
    await story.shop.change('order', 'one', { lines: [line('1'), line('2'), line('3')] });
    await story.quiet();
  });
  afterAll(() => story.end());

  it('sends only the line that changed', async () => {
    const lines = [line('1'), line('2', 5), line('3')];
    expect(await story.callouts(() => story.shop.change('order', 'one', { lines }))).toEqual([
      'POST /crm/v3/objects/line_items/batch/upsert 1',
    ]);
    await story.expectSettled();
  });

  it('archives a line that was removed', async () => {
    const lines = [line('1'), line('2', 5)];
    expect(await story.callouts(() => story.shop.change('order', 'one', { lines }))).toEqual([
      'POST /crm/v3/objects/line_items/batch/archive 1',
    ]);
    await story.expectSettled();
  });

  it('joins a line that was added', async () => {
    const lines = [line('1'), line('2', 5), line('4')];
    expect(await story.callouts(() => story.shop.change('order', 'one', { lines }))).toEqual([
      'POST /crm/v3/objects/line_items/batch/upsert 1',
      'POST /crm/v4/associations/line_items/deals/batch/create 1',
    ]);
    await story.expectSettled();
  });

  it('takes a removed line back when it is sent again', async () => {
    await story.shop.change('order', 'one', { lines: [line('1'), line('2', 5), line('3'), line('4')] });
    await story.expectSettled();
  });

  it('that moves to another customer and company is joined to them and parted from the former', async () => {
    const calls = await story.callouts(() =>
      story.shop.change('order', 'one', { customerId: 'two', companyId: 'two' }),
    );
    expect([...calls].sort()).toEqual([
      'POST /crm/v4/associations/deals/companies/batch/archive 1',
      'POST /crm/v4/associations/deals/companies/batch/create 1',
      'POST /crm/v4/associations/deals/companies/batch/read 1',
      'POST /crm/v4/associations/deals/contacts/batch/archive 1',
      'POST /crm/v4/associations/deals/contacts/batch/create 1',
      'POST /crm/v4/associations/deals/contacts/batch/read 1',
    ]);
    await story.expectSettled();
  });
});
