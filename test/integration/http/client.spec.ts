import { createTandemClient, type Schemas } from '../../../client';
import { connectToTandem, sendChanges, standing, type Shop } from '../../../client/example';
import { Api } from './api';

describe('the typed client', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
    await api.connect('one', 'crm');
  });
  afterAll(() => api.close());

  it('empties the outbox of the example: what is stored is done, what is refused is told with its reason', async () => {
    const outbox: Schemas['CustomerRow'][] = [
      { id: '1', email: 'ada@engines.example', updatedAt: '2026-03-01T12:00:00Z' },
      { id: '2', email: 'bob@engines.example', updatedAt: '2026-02-31T12:00:00Z' },
    ];
    const refused: string[] = [];
    const shop: Shop = {
      nextChanges: (limit) => outbox.slice(0, limit),
      done: (ids) => outbox.splice(0, outbox.length, ...outbox.filter(({ id }) => !ids.includes(id))),
      refused: (id, problem) => {
        refused.push(`${id}: ${problem.errors?.map(({ field }) => field).join() ?? ''}`);
        outbox.splice(0, outbox.length, ...outbox.filter((row) => row.id !== id));
      },
    };
    const tandem = connectToTandem(api.url, api.keys.one);
    expect(await sendChanges(tandem, shop)).toBe(0);
    expect(outbox).toEqual([]);
    expect(refused).toEqual(['2: updatedAt']);
    expect(await sendChanges(tandem, shop)).toBe(1);
    expect(await standing(tandem, '1')).toBe('hubspot: pending');
    expect(await standing(tandem, '2')).toContain('customer 2');
  });

  it('throws at a mistake of the caller, and waits for trouble of the service', async () => {
    const shop: Shop = { nextChanges: () => [{ id: '3' }], done: () => undefined, refused: () => undefined };
    await expect(sendChanges(connectToTandem(api.url, 'wrong'), shop)).rejects.toThrow('No valid API key: Send');
    const away = createTandemClient({
      url: api.url,
      apiKey: api.keys.one,
      fetch: () => Promise.resolve(new Response('{}', { status: 503, headers: { 'retry-after': '7' } })),
    });
    expect(await sendChanges(away, shop)).toBe(7);
  });

  it('knows paths, bodies and answers by type', async () => {
    const tandem = createTandemClient({ url: api.url, apiKey: api.keys.one });
    const params = { path: { id: '42' } };
    const put = await tandem.PUT('/v1/orders/{id}', {
      params,
      body: { number: '42', lines: [{ lineId: '1', quantity: 2 }] },
    });
    expect(put.data?.result).toBe('stored');
    // @ts-expect-error -- a name is text
    const wrong = await tandem.PUT('/v1/companies/{id}', { params, body: { name: 5 } });
    expect(wrong.error).toMatchObject({ type: 'urn:tandem:problem:invalid-record', errors: [{ field: 'name' }] });
    const { data, response } = await tandem.GET('/v1/orders/{id}', { params });
    expect(data?.lines?.[0]?.quantity).toBe(2);
    const again = await tandem.GET('/v1/orders/{id}', {
      params: { ...params, header: { 'If-None-Match': response.headers.get('etag') ?? '' } },
    });
    expect(again.response.status).toBe(304);
  });
});
