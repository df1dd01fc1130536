import { companyOf, customerOf, orderOf, putFamily } from '../../support/family';
import { Story } from '../../support/story';

describe('first contact with a Salesforce org that sells nothing by a price book', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({ crm: 'salesforce' });
  });
  afterAll(() => story.end());

  it('makes what the org does not hold, joined to its parents, and writes nothing twice', async () => {
    for (const name of ['ada', 'bob']) await putFamily(story.shop, name);
    await story.expectSettled();
    expect((await story.remote.holdings()).lines).toBeNull();
  });

  it('adopts the one record that holds an e-mail or a domain already', async () => {
    const [customer] = await story.remote.seed('customer', [
      { email: 'Cyd@Example.com', firstName: 'unknown', lastName: 'unknown' },
    ]);
    const [company] = await story.remote.seed('company', [{ name: 'unknown', domain: 'cyd.example' }]);
    await putFamily(story.shop, 'cyd');
    await story.expectSettled();
    expect(await story.shop.link('customer', 'cyd')).toMatchObject({ state: 'synced', externalId: customer });
    expect(await story.shop.link('company', 'cyd')).toMatchObject({ state: 'synced', externalId: company });
  });

  it('asks a person where several hold it, and does what the person decides', async () => {
    const ids = await story.remote.seed('customer', [
      { email: 'dee@example.com', firstName: 'Dee', lastName: 'One' },
      { email: 'dee@example.com', firstName: 'Dee', lastName: 'Two' },
    ]);
    await story.shop.put('customer', 'dee', customerOf('dee'));
    await story.quiet();
    const { state, reason } = await story.shop.link('customer', 'dee');
    expect([state, [...(reason?.candidates ?? [])].sort()]).toEqual(['conflict', [...ids].sort()]);
    await story.remote.remove('customer', ids[1]!);
    await story.shop.retry({ type: 'customer', id: 'dee' });
    await story.shop.change('customer', 'dee', { firstName: 'Dorothea' });
    await story.expectSettled();
    expect(await story.shop.link('customer', 'dee')).toMatchObject({ state: 'synced', externalId: ids[0] });
  });

  it('keeps two ids apart that differ in letter case alone', async () => {
    await story.shop.put('customer', 'Eve', customerOf('eve-1'));
    await story.shop.put('customer', 'eve', customerOf('eve-2'));
    await story.expectSettled();
  });

  it('of 450 records of each type doubles and loses none', async () => {
    const names = Array.from({ length: 450 }, (_, n) => `n${n}`);
    await story.shop.putAll('order', new Map(names.map((name) => [name, orderOf(name, name, name)])));
    await story.shop.putAll('customer', new Map(names.map((name) => [name, customerOf(name, name)])));
    await story.shop.putAll('company', new Map(names.map((name) => [name, companyOf(name)])));
    await story.expectSettled();
  });

  it('writes of 450 updates no more calls than full ones, and of none a single one', async () => {
    const changes = await story.countWrites(async () => {
      const rows = Array.from(
        { length: 450 },
        (_, n) => [`n${n}`, { ...customerOf(`n${n}`, `n${n}`), firstName: 'Augusta' }] as const,
      );
      await story.shop.putAll('customer', new Map(rows));
    });
    expect(changes).toBeLessThanOrEqual(4);
    const unchanged = await story.countWrites(async () => {
      const rows = Array.from(
        { length: 450 },
        (_, n) => [`n${n}`, { ...customerOf(`n${n}`, `n${n}`), firstName: 'Augusta' }] as const,
      );
      await story.shop.putAll('customer', new Map(rows));
    });
    expect(unchanged).toBe(0);
    await story.expectSettled();
  });
});
