import { total, type Calls } from '../support/crm';
import { customerOf } from '../support/family';
import type { Said } from '../support/order-system';
import { Story } from '../support/story';

const customers = 1_000;
const known = 150;
const names = Array.from({ length: customers }, (_, n) => `c${n}`);

/** HubSpot takes 100 rows a call. */
describe('what it costs in calls', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ fieldRules: [{ object: 'customer', field: 'country', direction: 'push' }] });
    const rows = names.slice(0, known).map((name) => ({ email: `${name}@example.com`, firstname: 'unknown' }));
    await story.crm.seed('contacts', rows);
    await story.crm.resetCounters();
  });
  afterAll(() => story.end());

  it('is at most 25 to load 1,000 customers of whom the CRM holds 150', async () => {
    await story.shop.putAll('customer', new Map(names.map((name): [string, Said] => [name, customerOf(name)])));
    await story.quiet();
    expect(total(await story.crm.calls())).toBeLessThanOrEqual(25);
    await story.expectSettled();
  });

  const callsToChange = async (change: Said): Promise<number> => {
    const before: Calls = await story.crm.calls();
    const changed = names.slice(0, 300).map((name): [string, Said] => [name, { ...customerOf(name), ...change }]);
    await story.shop.putAll('customer', new Map(changed));
    await story.quiet();
    const calls = total(await story.crm.calls()) - total(before);
    await story.expectSettled();
    return calls;
  };

  it('is at most four to change a field of 300 customers that only goes to the CRM', async () => {
    expect(await callsToChange({ country: 'DE' })).toBeLessThanOrEqual(4);
  });

  it('is at most seven where salespeople change it too, so that it is read first', async () => {
    expect(await callsToChange({ country: 'DE', address: 'Elsewhere 1' })).toBeLessThanOrEqual(7);
  });

  it('is nothing when the order system says the same again', async () => {
    const before = await story.crm.calls();
    const stored = await story.shop.putAll('customer', story.shop.records.customer);
    expect(new Set(stored.map(({ result }) => result))).toEqual(new Set(['unchanged']));
    await story.quiet();
    expect(await story.crm.calls()).toEqual(before);
  });

  it('is nothing when a phone number or an e-mail is only written in another way', async () => {
    await story.shop.change('customer', 'c1', { phone: '+493012345678' });
    await story.quiet();
    const before = await story.crm.calls();
    await story.shop.change('customer', 'c1', { phone: '+49 (30) 123 456-78' });
    await story.shop.change('customer', 'c2', { email: ' C2@Example.COM' });
    await story.quiet();
    expect(await story.crm.calls()).toEqual(before);
    await story.shop.change('customer', 'c2', { email: 'c2@example.com' });
    await story.expectSettled();
  });
});
