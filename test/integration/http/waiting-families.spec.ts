import { newLink, type Link, type LinkReason } from '../../../src/core/link';
import type { ObjectType } from '../../../src/core/record';
import { storeLinks } from '../../../src/store/links';
import { inTenant } from '../../../src/store/transaction';
import { Api } from './api';

interface Page {
  readonly items: readonly { readonly connectionId: string; readonly type: string; readonly id: string }[];
  readonly cursor: string | null;
}

interface Families {
  readonly families: readonly { readonly code: string; readonly field: string | null; readonly count: number }[];
}

const t1 = new Date('2026-03-01T12:00:00Z');
const t2 = new Date('2026-03-02T12:00:00Z');
const email: LinkReason = { code: 'INVALID_EMAIL', message: 'no', field: 'email', owner: 'data-steward' };
const tier: LinkReason = { code: 'NO_SUCH', message: 'none', field: 'custom.tier', owner: 'crm-administrator' };
/** As links were stored before they had owners. */
const oldTier: LinkReason = { code: 'NO_SUCH', message: 'none', field: 'custom.tier' };
const internal: LinkReason = { code: 'INTERNAL', message: 'looked at too often' };
const unconfirmed: LinkReason = { code: 'email-unconfirmed', message: 'not confirmed', field: 'email' };

describe('families of what waits', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
    for (const id of ['a', 'b']) await api.connect('one', id);
    await api.connect('two', 'a');
    await link(
      'one/a',
      'customer',
      [of('1', email), of('2', email), of('3', tier), of('4', oldTier), of('5', internal)],
      t1,
    );
    await link('one/a', 'customer', [of('2', email)], t2);
    await link('one/a', 'customer', [of('6', unconfirmed, 'held'), { ...newLink('7'), state: 'synced' }], t1);
    await link('one/a', 'order', [of('9', { code: 'ambiguous-match', message: 'two' }, 'conflict')], t1);
    await link('one/b', 'customer', [of('1', email)], t1);
    await link('two/a', 'customer', [of('1', email), of('6', unconfirmed, 'held')], t1);
  });
  beforeEach(() => api.database.query('delete from dirty'));
  afterAll(() => api.close());

  const of = (sourceId: string, reason: LinkReason, state: Link['state'] = 'parked'): Link => ({
    ...newLink(sourceId),
    ...{ state, reason },
  });
  const link = (name: string, object: ObjectType, links: Link[], now: Date): Promise<void> => {
    const [tenant = '', connectionId = ''] = name.split('/');
    return inTenant(api.app, tenant, (tx) => storeLinks(tx, tenant, { connectionId, object }, { links, now }));
  };
  const names = async (path: string): Promise<string[]> => {
    const { body } = await api.call<Page>('GET', `/v1/${path}`);
    return body.items.map(({ connectionId, type, id }) => `${connectionId}/${type}/${id}`);
  };
  const marked = async (): Promise<string[]> =>
    (
      await api.database.query<{ name: string }>(
        `select tenant_id || '/' || connection_id || '/' || object || '/' || source_id as name from dirty order by 1`,
      )
    ).map(({ name }) => name);

  it('are counted with owner, remedy and times, the largest first', async () => {
    const { body } = await api.call<Families>('GET', '/v1/parked/families');
    const at = { connectionId: 'a', type: 'customer', state: 'parked' };
    expect(body).toEqual({
      families: [
        {
          ...at,
          ...{ code: 'INVALID_EMAIL', field: 'email', owner: 'data-steward', message: 'no', count: 2, example: '1' },
          ...{ firstSeen: t1.toISOString(), lastSeen: t2.toISOString() },
          remedy: expect.stringMatching(/^Correct email in the order system/) as string,
        },
        expect.objectContaining({ ...at, code: 'INTERNAL', field: null, owner: 'us', count: 1, example: '5' }),
        expect.objectContaining({ ...at, code: 'NO_SUCH', owner: 'crm-administrator', count: 1, example: '3' }),
        expect.objectContaining({ ...at, code: 'NO_SUCH', owner: 'data-steward', count: 1, example: '4' }),
        expect.objectContaining({ ...at, connectionId: 'b', code: 'INVALID_EMAIL', count: 1 }),
      ],
    });
    expect((await api.call<Families>('GET', '/v1/held/families')).body.families).toMatchObject([
      { code: 'email-unconfirmed', state: 'held', count: 1, owner: 'data-steward' },
    ]);
    expect((await api.call<Families>('GET', '/v1/conflicts/families')).body.families).toMatchObject([
      { code: 'ambiguous-match', field: null, state: 'conflict', count: 1, example: '9' },
    ]);
  });

  it.each([
    ['owner=us', ['INTERNAL']],
    ['owner=crm-administrator', ['NO_SUCH']],
    ['owner=data-steward&connectionId=a', ['INVALID_EMAIL', 'NO_SUCH']],
    ['connectionId=b', ['INVALID_EMAIL']],
    ['type=order', []],
    ['field=', ['INTERNAL']],
    ['field=custom.tier&owner=data-steward', ['NO_SUCH']],
  ])('are those that %s names', async (query, codes) => {
    const { body } = await api.call<Families>('GET', `/v1/parked/families?${query}`);
    expect(body.families.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    ['parked?owner=data-steward', ['a/customer/1', 'a/customer/2', 'a/customer/4', 'b/customer/1']],
    ['parked?owner=us', ['a/customer/5']],
    ['parked?code=NO_SUCH', ['a/customer/3', 'a/customer/4']],
    ['parked?field=email&connectionId=b', ['b/customer/1']],
    ['parked?field=', ['a/customer/5']],
    ['parked?type=order', []],
    ['held', ['a/customer/6']],
    ['held?owner=wait', []],
    ['conflicts?code=ambiguous-match', ['a/order/9']],
  ])('list their records: %s', async (path, expected) => {
    expect(await names(path)).toEqual(expected);
  });

  it('list their records page by page', async () => {
    const { body } = await api.call<Page>('GET', '/v1/parked?field=email&limit=2');
    expect(body.items).toHaveLength(2);
    expect(await names(`parked?field=email&limit=2&cursor=${body.cursor ?? ''}`)).toEqual(['b/customer/1']);
  });

  it('say of each record whose turn it is, what to do, and since when', async () => {
    const { body } = await api.call<{ items: object[] }>('GET', '/v1/held');
    expect(body.items).toEqual([
      {
        ...{ connectionId: 'a', type: 'customer', id: '6', state: 'held', reason: unconfirmed, attempts: 0 },
        ...{ owner: 'data-steward', since: t1.toISOString(), lastSeen: t1.toISOString() },
        remedy: expect.stringContaining('email-confirmation') as string,
      },
    ]);
  });

  it.each([
    ['owner=nobody', 'owner'],
    ['type=deal', 'type'],
    ['code=%00', 'code'],
    ['field=a&field=b', 'field'],
    [`connectionId=${'x'.repeat(201)}`, 'connectionId'],
  ])('are not counted or listed by %s', async (query, field) => {
    for (const path of ['parked', 'held/families']) {
      expect(await api.call('GET', `/v1/${path}?${query}`)).toMatchObject({
        status: 400,
        body: { errors: [{ field }] },
      });
    }
  });

  it.each([
    ['parked', { code: 'INVALID_EMAIL', field: 'email', owner: 'data-steward', connectionId: 'a' }, ['1', '2']],
    ['parked', { code: 'NO_SUCH', owner: 'crm-administrator' }, ['3']],
    ['parked', { field: null, type: 'customer' }, ['5']],
    ['parked', { type: 'customer', id: '6' }, []],
    ['held', { code: 'email-unconfirmed', field: 'email', owner: 'data-steward' }, ['6']],
    ['held', { type: 'customer', id: '6', connectionId: 'a' }, ['6']],
    ['held', {}, ['6']],
    ['held', { id: '1' }, []],
  ])('are looked at again, of %s what %j names', async (state, choice, ids) => {
    expect(await api.call('POST', `/v1/${state}/retry`, choice)).toMatchObject({
      status: 202,
      body: { retried: ids.length },
    });
    expect(await marked()).toEqual(ids.map((id) => `one/a/customer/${id}`));
  });

  it('are looked at again with those in conflict, when all that is parked is', async () => {
    expect((await api.call('POST', '/v1/parked/retry')).body).toEqual({ retried: 7 });
    expect(await marked()).toContain('one/a/order/9');
  });

  it.each([[{ owner: 'me' }], [{ field: 5 }], [{ code: null }], [{ code: 'a\0' }]])(
    'are left alone when the choice is %j',
    async (choice) => {
      const answer = await api.call('POST', '/v1/held/retry', choice);
      expect(answer.status).toBe(400);
      expect(await marked()).toEqual([]);
    },
  );

  it('go by themselves with the next change of the record', async () => {
    await api.call('PUT', '/v1/customers/6', { email: 'a@example.com' });
    await api.call('PUT', '/v1/customers/1', { email: 'b@example.com' });
    expect(await marked()).toEqual(['one/a/customer/1', 'one/a/customer/6', 'one/b/customer/1', 'one/b/customer/6']);
  });

  it('are explained with the record', async () => {
    await api.call('PUT', '/v1/customers/5', { firstName: 'Ada' });
    const family = { owner: 'us', remedy: expect.stringMatching(/retry\.$/) as string };
    expect((await api.call('GET', '/v1/customers/5/explain?field=firstName')).body).toMatchObject({
      connections: [{ connectionId: 'a', state: 'parked', reason: internal, ...family }],
    });
    expect((await api.call('GET', '/v1/customers/5/links')).body).toMatchObject({ links: [family, { owner: null }] });
  });
});
