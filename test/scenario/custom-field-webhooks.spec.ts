import { customerOf } from '../support/family';
import type { ChangeView } from '../support/order-system';
import { Story } from '../support/story';

/** No service of these polls. */
describe('what sales change in a custom field', () => {
  let story: Story;
  beforeAll(async () => {
    const field = { object: 'customer', name: 'tier', property: 'loyalty_tier', label: 'Tier' };
    story = await Story.begin({
      oauth: true,
      customFields: [field],
      fieldRules: [{ object: 'customer', field: 'custom.tier', direction: 'both' }],
    });
    await story.ensureWebhooks();
  });
  afterAll(() => story.end());

  it('is told by webhook alone, and offered to the order system', async () => {
    await story.shop.put('customer', '1', { ...customerOf('1'), custom: { tier: 'silver' } });
    await story.quiet();
    const { externalId } = await story.shop.link('customer', '1');
    await story.crm.edit('contacts', externalId ?? '', { properties: { loyalty_tier: 'gold' } });
    const offered: ChangeView[] = [];
    await story.until('the change is offered', async () => {
      offered.push(...(await story.shop.readChanges()));
      return offered.length > 0;
    });
    expect(offered).toMatchObject([{ id: '1', fields: { 'custom.tier': { from: 'silver', to: 'gold' } } }]);
    await story.shop.accept(offered[0]!);
    await story.quiet();
    expect(await story.shop.link('customer', '1')).toMatchObject({ state: 'synced' });
  });
});
