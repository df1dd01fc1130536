import { newLink, type Link } from '../../../src/core/link';
import { storeLinks } from '../../../src/store/links';
import { inTenant } from '../../../src/store/transaction';
import { Api } from '../http/api';

const parked: Link = { ...newLink('1'), state: 'parked', reason: { code: 'INVALID_EMAIL', message: 'no' } };

describe('two tenants with the same ids', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
    for (const tenant of ['one', 'two'] as const) {
      await api.connect(tenant, 'crm');
      const { key } = as(tenant);
      await api.call('PUT', '/v1/customers/1', { firstName: tenant }, { key });
      await inTenant(api.app, tenant, async (tx) => {
        const stream = { connectionId: 'crm', object: 'customer' } as const;
        await storeLinks(tx, tenant, stream, { links: [{ ...parked, externalId: `crm-${tenant}` }], now: new Date() });
        await tx.query('delete from dirty');
      });
    }
    await api.connect('two', 'other-crm');
    await api.database.query('delete from dirty');
  });
  afterAll(() => api.close());

  const as = (tenant: 'one' | 'two'): { key: string } => ({ key: api.keys[tenant] });
  const dirty = (): Promise<unknown[]> =>
    api.database.query('select tenant_id, connection_id, source_id from dirty order by 1, 2, 3');

  it('see their own record each', async () => {
    for (const tenant of ['one', 'two'] as const) {
      const { body } = await api.call('GET', '/v1/customers/1', undefined, as(tenant));
      expect(body).toMatchObject({ firstName: tenant });
    }
  });

  it('see the links of their own connections', async () => {
    const linksOf = async (tenant: 'one' | 'two'): Promise<unknown> =>
      (await api.call('GET', '/v1/customers/1/links', undefined, as(tenant))).body;
    expect(await linksOf('one')).toMatchObject({ links: [{ connectionId: 'crm', externalId: 'crm-one' }] });
    expect(await linksOf('two')).toMatchObject({
      links: [
        { connectionId: 'crm', externalId: 'crm-two' },
        { connectionId: 'other-crm', externalId: null, state: 'pending' },
      ],
    });
  });

  it('list what is parked of their own', async () => {
    const { body } = await api.call<{ items: unknown[] }>('GET', '/v1/parked', undefined, as('one'));
    expect(body.items).toMatchObject([{ connectionId: 'crm', type: 'customer', id: '1', state: 'parked' }]);
  });

  it('count the families of their own, and retry one without the other’s', async () => {
    const { body } = await api.call<{ families: unknown[] }>('GET', '/v1/parked/families', undefined, as('two'));
    expect(body.families).toMatchObject([{ code: 'INVALID_EMAIL', count: 1 }]);
    const retry = await api.call('POST', '/v1/parked/retry', { code: 'INVALID_EMAIL' }, as('two'));
    expect(retry.body).toEqual({ retried: 1 });
    expect(await dirty()).toEqual([{ tenant_id: 'two', connection_id: 'crm', source_id: '1' }]);
    await api.database.query('delete from dirty');
  });

  it('retry what is parked of their own', async () => {
    expect((await api.call('POST', '/v1/parked/retry', {}, as('one'))).body).toEqual({ retried: 1 });
    expect(await dirty()).toEqual([{ tenant_id: 'one', connection_id: 'crm', source_id: '1' }]);
    await api.database.query('delete from dirty');
  });

  it('mark the links of their own connections by a write', async () => {
    await api.call('PUT', '/v1/customers/1', { firstName: 'changed' }, as('one'));
    expect(await dirty()).toEqual([{ tenant_id: 'one', connection_id: 'crm', source_id: '1' }]);
    expect((await api.call('GET', '/v1/customers/1', undefined, as('two'))).body).toMatchObject({ firstName: 'two' });
    await api.database.query('delete from dirty');
  });
});
