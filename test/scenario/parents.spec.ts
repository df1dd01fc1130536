import { companyOf, customerOf, orderOf, putFamily } from '../support/family';
import { Story } from '../support/story';

const tooLong = 'x'.repeat(65_537);

describe('children', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin();
  });
  afterAll(() => story.end());

  const reasonOf = async (type: 'customer' | 'order', id: string): Promise<unknown> => {
    const { state, reason } = await story.shop.link(type, id);
    return { state, code: reason?.code };
  };

  it('wait for a parent that is parked, and go once it is corrected', async () => {
    await putFamily(story.shop, 'corrected');
    await story.quiet();
    await story.shop.put('company', 'refused', { ...companyOf('refused'), name: tooLong });
    await story.shop.put('customer', 'refused', customerOf('refused', 'refused'));
    await story.shop.put('order', 'refused', orderOf('refused', 'refused', 'refused'));
    await story.shop.put('order', 'refused-too', orderOf('refused-too', 'corrected', 'refused'));
    const missing = ['company/refused', 'customer/refused', 'order/refused', 'order/refused-too'];
    await story.expectSettled({ missing });
    expect(await reasonOf('customer', 'refused')).toEqual({ state: 'pending', code: 'parent-parked' });
    expect(await reasonOf('order', 'refused-too')).toEqual({ state: 'pending', code: 'parent-parked' });
    expect((await reasonOf('order', 'refused')) as object).toMatchObject({ state: 'pending' });

    await story.shop.change('company', 'refused', { name: 'Refused no more' });
    await story.expectSettled();
  });

  it('wait for a parent of which nothing was said yet, and go once it was', async () => {
    await story.shop.put('order', 'early', orderOf('early', 'early', 'early'));
    await story.expectSettled({ missing: ['order/early'] });
    expect(await reasonOf('order', 'early')).toEqual({ state: 'pending', code: 'parent-unknown' });

    await story.shop.put('customer', 'early', customerOf('early', 'early'));
    await story.expectSettled({ missing: ['order/early', 'customer/early'] });
    expect(await reasonOf('customer', 'early')).toEqual({ state: 'pending', code: 'parent-unknown' });

    await story.shop.put('company', 'early', companyOf('early'));
    await story.expectSettled();
  });

  it('do not wait for a parent that a person must decide about, and are joined to it later', async () => {
    const twins = await story.crm.seed('companies', [
      { name: 'Twin 1', domain: 'twin.example' },
      { name: 'Twin 2', domain: 'twin.example' },
    ]);
    await putFamily(story.shop, 'twin');
    await story.quiet();
    expect(await story.shop.link('company', 'twin')).toMatchObject({ state: 'conflict' });
    expect(await story.shop.link('customer', 'twin')).toMatchObject({ state: 'synced' });
    expect(await story.shop.link('order', 'twin')).toMatchObject({ state: 'synced' });

    await story.crm.edit('companies', twins[1]!, { archived: true });
    expect(await story.shop.retry()).toBe(1);
    await story.expectSettled();
  });
});
