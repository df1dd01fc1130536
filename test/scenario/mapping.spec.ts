import { customerOf } from '../support/family';
import type { Said } from '../support/order-system';
import { Story } from '../support/story';

const options = { placed: 'qualifiedtobuy', paid: 'closedwon', cancelled: 'closedlost' };

describe('a mapping that is applied to a live connection', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({
      customFields: ['job', 'town'].map((name) => ({ object: 'customer', name, property: name })),
    });
  });
  afterAll(() => story.end());

  const apply = (objects: object): Promise<unknown> => story.shop.applyMapping('hubspot', { objects });
  const fieldsOf = async (type: string): Promise<readonly Line[]> =>
    (await story.shop.mapping<Mapping>('hubspot')).document.objects[type]?.fields ?? [];
  const live = async (object: 'contacts' | 'deals', id: string): Promise<Readonly<Record<string, string | null>>> =>
    (await story.crm.live(object)).find((one) => one.properties['tandem_id'] === id)?.properties ?? {};
  const orderOf = (number: string, status: string): Said => ({
    number,
    status,
    customerId: 'ada',
    currency: 'EUR',
    totalMinor: 1000,
  });

  it('brings linked records to it, doubles none, and comes to rest', async () => {
    await story.shop.put('customer', 'ada', { ...customerOf('ada'), custom: { job: 'Ours', town: 'Ours' } });
    await story.shop.put('order', 'one', orderOf('A-1', 'placed'));
    await story.shop.put('order', 'two', orderOf('A-2', 'paid'));
    await story.quiet();
    expect(await live('deals', 'one')).toMatchObject({ dealstage: 'contractsent' });
    const kept = (await fieldsOf('order')).filter(({ field }) => field !== 'status');
    const fields = [
      ...kept,
      { field: 'status', property: 'dealstage', converter: 'picklist', options },
      { template: '{number} ({status})', property: 'description' },
    ];
    await apply({ order: { fields, where: [{ field: 'status', notIn: ['cancelled'] }] } });
    await story.quiet();
    expect(await live('deals', 'one')).toMatchObject({ dealstage: 'qualifiedtobuy', description: 'A-1 (placed)' });
    expect(await live('deals', 'two')).toMatchObject({ dealstage: 'closedwon', description: 'A-2 (paid)' });
    expect(await story.crm.live('deals')).toHaveLength(2);
    expect(await story.countWrites(() => story.markAll().then(() => story.quiet()))).toBe(0);
  });

  it('skips what does not fit, as it is in the CRM, and lets it go by itself when it fits again', async () => {
    await story.shop.change('order', 'one', { status: 'cancelled', number: 'A-1b' });
    await story.quiet();
    expect(await story.shop.link('order', 'one')).toMatchObject({ state: 'skipped', reason: { code: 'filtered' } });
    expect(await live('deals', 'one')).toMatchObject({ dealstage: 'qualifiedtobuy', dealname: 'A-1' });
    await story.shop.put('order', 'three', orderOf('A-3', 'cancelled'));
    await story.quiet();
    expect(await story.crm.live('deals')).toHaveLength(2);
    await story.shop.change('order', 'one', { status: 'paid' });
    await story.quiet();
    expect(await live('deals', 'one')).toMatchObject({ dealstage: 'closedwon', dealname: 'A-1b' });
    expect(await story.shop.link('order', 'one')).toMatchObject({ state: 'synced' });
  });

  it('sends nothing of a type that does not flow, lets its children go alone, and joins them once it flows', async () => {
    await apply({ company: { flows: false } });
    await story.shop.put('company', 'acme', { name: 'Acme Ltd' });
    await story.shop.put('customer', 'eve', customerOf('eve', 'acme'));
    await story.quiet();
    expect(await story.shop.link('company', 'acme')).toMatchObject({
      state: 'skipped',
      reason: { code: 'not-flowing' },
    });
    expect(await story.shop.link('customer', 'eve')).toMatchObject({ state: 'synced' });
    expect(await story.crm.live('companies')).toEqual([]);
    await apply({});
    await story.expectSettled();
    expect(await story.crm.live('companies')).toHaveLength(1);
  });

  it('seeds a two-way field that is new from the side that it names', async () => {
    const made = (name: string, seed: string): Line => ({
      field: `custom.${name}`,
      property: name,
      direction: 'both',
      seed,
      create: { label: name, type: 'text' },
    });
    const contact = await story.shop.link('customer', 'ada');
    await story.crm.edit('contacts', contact.externalId ?? '', { properties: { job: 'Theirs', town: 'Theirs' } });
    await apply({
      customer: { fields: [...(await fieldsOf('customer')), made('job', 'order-system'), made('town', 'crm')] },
    });
    await story.quiet();
    expect(await live('contacts', 'ada')).toMatchObject({ job: 'Ours', town: 'Theirs' });
    const [change] = await story.shop.readChanges();
    expect(change?.fields).toEqual({ 'custom.town': { from: 'Ours', to: 'Theirs' } });
    await story.shop.accept(change!);
    await story.quiet();
    expect(await story.shop.link('customer', 'ada')).toMatchObject({ state: 'synced' });
    expect(await live('contacts', 'ada')).toMatchObject({ job: 'Ours', town: 'Theirs' });
    expect(await story.countWrites(() => story.markAll().then(() => story.quiet()))).toBe(0);
  });
});

interface Line {
  readonly field?: string;
  readonly [key: string]: unknown;
}
interface Mapping {
  readonly document: { readonly objects: Readonly<Record<string, { readonly fields: readonly Line[] }>> };
}
