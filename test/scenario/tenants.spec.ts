import { Crm } from '../support/crm';
import { companyOf, customerOf, orderOf } from '../support/family';
import { OrderSystem } from '../support/order-system';
import { holdingsOf } from '../support/crms/hubspot';
import { expectSameRecords } from '../support/same-records';
import { Story } from '../support/story';

const ids = Array.from({ length: 40 }, (_, n) => `${n}`);

/** Says the same ids for every tenant, and nothing else that two of them have in common. */
async function putAll(shop: OrderSystem, name: string): Promise<void> {
  await shop.putAll('company', new Map(ids.map((id) => [id, companyOf(`${name}-${id}`)])));
  await shop.putAll('customer', new Map(ids.map((id) => [id, customerOf(`${name}-${id}`, id)])));
  await shop.putAll('order', new Map(ids.map((id) => [id, orderOf(`${name}-${id}`, id, id)])));
}

describe('two tenants with the same ids and connections of the same name', () => {
  let story: Story;
  let otherCrm: Crm;
  let other: OrderSystem;
  beforeAll(async () => {
    otherCrm = await Crm.start();
    story = await Story.begin({ settings: { CRM_URLS: otherCrm.url } });
    // Two processes: each serves streams of both tenants, one after the other.
    await story.startService();
    const key = await story.database.createTenant('other');
    other = new OrderSystem(() => ({ url: story.door.url, key }));
    await other.connect('hubspot', { crm: 'hubspot', token: otherCrm.token, url: otherCrm.url });
  });
  afterAll(async () => {
    await story.end();
    await otherCrm.close();
  });

  /** A call with the other's token would be refused, and its connection would wait to be authorised. */
  async function expectApart(): Promise<void> {
    await story.quiet();
    expectSameRecords(story.shop, holdingsOf(await story.crm.dump()));
    expectSameRecords(other, holdingsOf(await otherCrm.dump()));
    expect(await story.database.query('select tenant_id, state from connection order by 1')).toEqual([
      { tenant_id: 'default', state: 'active' },
      { tenant_id: 'other', state: 'active' },
    ]);
    expect(await story.database.query(`select status, failure from callout where failure is not null`)).toEqual([]);
  }

  it('have their own records in their own CRM, and no others', async () => {
    await Promise.all([putAll(story.shop, 'first'), putAll(other, 'second')]);
    await expectApart();
  });

  it('change them at the same moment, each their own', async () => {
    await Promise.all(
      ids.flatMap((id) => [
        story.shop.change('customer', id, { firstName: `Ada ${id}` }),
        other.change('customer', id, { firstName: `Grace ${id}` }),
        story.shop.change('order', id, { status: 'paid' }),
      ]),
    );
    await expectApart();
  });

  it('are served on when the other’s token is not accepted any more', async () => {
    await otherCrm.addFault({ path: '/crm', status: 401 });
    await putAll(story.shop, 'third');
    await other.change('customer', '1', { firstName: 'Barbara' });
    await story.until('the other waits to be authorised', async () => {
      const waiting = await story.database.query(
        `select from connection where tenant_id = 'other' and state = 'reauth'`,
      );
      return waiting.length === 1;
    });
    await story.until('all of the first has arrived', async () => {
      const left = await story.database.query(`select from dirty where tenant_id = 'default'`);
      return left.length === 0;
    });
    expectSameRecords(story.shop, holdingsOf(await story.crm.dump()));
    expect(await story.database.query(`select state from connection where tenant_id = 'default'`)).toEqual([
      { state: 'active' },
    ]);
  });
});
