import { customerOf } from '../support/family';
import { Story } from '../support/story';

describe('a multi-select', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({
      oauth: true,
      customFields: [
        {
          object: 'customer',
          name: 'drinks',
          property: 'drinks',
          label: 'Drinks',
          type: 'list',
          options: ['tea', 'coffee', 'water'],
        },
      ],
      fieldRules: [{ object: 'customer', field: 'custom.drinks', direction: 'both' }],
    });
    await story.crm.sendWebhooksTo(story.door.url, ['propertyChange']);
  });
  afterAll(() => story.end());

  const told = async (): Promise<void> => {
    await story.until('all events are delivered', async () => ((await story.crm.webhookCounters())['due'] ?? 0) === 0);
    await story.quiet();
  };
  const begin = async (id: string, drinks: readonly string[]): Promise<string> => {
    await story.shop.put('customer', id, { ...customerOf(id), custom: { drinks } });
    await told();
    return (await story.shop.link('customer', id)).externalId ?? '';
  };
  const drinksOf = async (contact: string): Promise<string | null | undefined> =>
    (await story.crm.live('contacts')).find(({ id }) => id === contact)?.properties['drinks'];
  /** A first name beside it brings the event that our app is told of. */
  const sales = async (contact: string, drinks: string, firstname: string): Promise<void> => {
    await story.crm.edit('contacts', contact, { properties: { drinks, firstname } });
    await told();
  };

  it('is sent once per item, in one order', async () => {
    expect(await drinksOf(await begin('sent', ['tea', 'coffee', 'tea']))).toBe('coffee;tea');
  });

  it('in another order is no change, on neither side', async () => {
    const contact = await begin('order', ['tea', 'coffee']);
    await sales(contact, 'tea;coffee', 'Other');
    const [change, ...others] = await story.shop.readChanges();
    expect({ fields: Object.keys(change?.fields ?? {}), others }).toEqual({ fields: ['firstName'], others: [] });
    const writes = await story.countWrites(async () => {
      await story.shop.change('customer', 'order', { custom: { drinks: ['coffee', 'tea', 'coffee'] } });
      await told();
    });
    expect({ writes, drinks: await drinksOf(contact) }).toEqual({ writes: 0, drinks: 'tea;coffee' });
  });

  it('that sales change is offered as a list, and comes back as one', async () => {
    const contact = await begin('offered', ['tea']);
    await sales(contact, 'water;tea', 'Another');
    const change = (await story.shop.readChanges()).find(({ id }) => id === 'offered');
    expect(change?.fields['custom.drinks']).toEqual({ from: ['tea'], to: ['tea', 'water'] });
    await story.shop.accept(change!);
    await told();
    expect(await story.shop.link('customer', 'offered')).toMatchObject({ state: 'synced' });
    expect(await drinksOf(contact)).toBe('water;tea');
  });

  it('that cannot be told from another parks its record with the field named', async () => {
    await story.shop.put('customer', 'parted', { ...customerOf('parted'), custom: { drinks: ['tea;coffee'] } });
    await story.shop.put('customer', 'text', { ...customerOf('text'), custom: { drinks: 'tea' } });
    await story.quiet();
    for (const [id, code] of [
      ['parted', 'INVALID_OPTION'],
      ['text', 'INVALID_LIST'],
    ] as const) {
      const { state, reason } = await story.shop.link('customer', id);
      expect({ state, reason }).toMatchObject({ state: 'parked', reason: { code, field: 'custom.drinks' } });
    }
  });
});
