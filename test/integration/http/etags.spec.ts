import { newLink } from '../../../src/core/link';
import { storeLinks } from '../../../src/store/links';
import { inTenant } from '../../../src/store/transaction';
import { Api } from './api';

describe('the ETag of what is read', () => {
  let api: Api;
  beforeEach(async () => {
    await api.database.query('delete from connection');
    await api.database.query('delete from record');
    await api.connect('one', 'crm');
    await api.call('PUT', '/v1/customers/1', { email: 'ada@x.example', updatedAt: '2026-03-01T12:00:00Z' });
  });
  beforeAll(async () => {
    api = await Api.start();
  });
  afterAll(() => api.close());

  const ask = (path: string, sending: { method?: string; match?: string; body?: object } = {}): Promise<Response> => {
    const { method = 'GET', match, body } = sending;
    return fetch(`${api.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${api.keys.one}`,
        ...(match !== undefined && { 'if-none-match': match }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  };
  const etagOf = async (path: string): Promise<string> => (await ask(path)).headers.get('etag') ?? 'none';

  const park = (): Promise<void> =>
    inTenant(api.app, 'one', (tx) =>
      storeLinks(
        tx,
        'one',
        { connectionId: 'crm', object: 'customer' },
        { links: [{ ...newLink('1'), state: 'parked', attempts: 1 }], now: new Date() },
      ),
    );
  const reads: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['/v1/customers/1', () => api.call('PATCH', '/v1/customers/1', { phone: null })],
    ['/v1/customers/1/links', park],
    ['/v1/parked', park],
    ['/v1/connections', () => api.call('POST', '/v1/connections/crm/pause')],
    ['/v1/connections/crm', () => api.call('POST', '/v1/connections/crm/pause')],
  ];

  it.each(reads)('of %s stays until the answer changes, and is answered 304 without a body', async (path, change) => {
    const etag = await etagOf(path);
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    expect(await etagOf(path)).toBe(etag);
    const same = await ask(path, { match: etag });
    expect({ status: same.status, etag: same.headers.get('etag'), text: await same.text() }).toEqual({
      status: 304,
      etag,
      text: '',
    });
    expect(same.headers.get('content-type')).toBeNull();
    await change();
    const changed = await ask(path, { match: etag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  it('is the same for the same record of another tenant, and opens nothing', async () => {
    const etag = await etagOf('/v1/customers/1');
    const headers = { authorization: `Bearer ${api.keys.two}`, 'if-none-match': etag };
    expect((await fetch(`${api.url}/v1/customers/1`, { headers })).status).toBe(404);
    expect((await fetch(`${api.url}/v1/customers/1`, { headers: { 'if-none-match': etag } })).status).toBe(401);
  });

  it('is found in a list, made weak, and under a star; and nowhere else', async () => {
    const etag = await etagOf('/v1/customers/1');
    for (const match of [`W/${etag}`, `"other", ${etag}`, `"a",W/${etag} , "b"`, '*', ' * '])
      expect((await ask('/v1/customers/1', { match })).status).toBe(304);
    for (const match of [
      '',
      '""',
      '"*"',
      etag.slice(1, -1),
      `W${etag}`,
      `"other"`,
      `x${etag}`,
      `${etag.slice(0, -2)}"`,
    ])
      expect({ match, status: (await ask('/v1/customers/1', { match })).status }).toEqual({ match, status: 200 });
  });

  it('stands on no write and on no problem, and stops neither', async () => {
    const etag = await etagOf('/v1/customers/1');
    for (const [method, path, status, body] of [
      ['PUT', '/v1/customers/1', 200, { email: 'bob@x.example' }],
      ['PATCH', '/v1/customers/1', 200, { email: 'eve@x.example' }],
      ['POST', '/v1/customers/batch', 200, { records: [{ id: '2' }] }],
      ['POST', '/v1/parked/retry', 202, {}],
      ['DELETE', '/v1/customers/1', 200, undefined],
      ['GET', '/v1/customers/1', 410, undefined],
      ['GET', '/v1/customers/none', 404, undefined],
      ['PUT', '/v1/customers/1', 400, { email: 5 }],
    ] as const) {
      for (const match of [etag, '*']) {
        const sent = method === 'DELETE' && match === '*' ? '/v1/customers/2' : path;
        const response = await ask(sent, { method, match, ...(body && { body }) });
        expect({ method, status: response.status, etag: response.headers.get('etag') }).toEqual({
          method,
          status,
          etag: null,
        });
        expect(await response.text()).not.toBe('');
      }
    }
  });
});
