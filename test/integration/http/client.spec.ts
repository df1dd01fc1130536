import { createTandemClient, type Schemas } from '../../../client';
import { answerChanges, connectToTandem, sendChanges, standing, type Desk, type Shop } from '../../../client/example';
import { appendChanges, takeSeqs } from '../../../src/store/changes';
import { inTenant } from '../../../src/store/transaction';
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

  it('answers what sales have changed: what the example takes over is its word, what it refuses is told why', async () => {
    const tandem = connectToTandem(api.url, api.keys.one);
    const version = '2026-03-01T12:00:00Z';
    await tandem.PUT('/v1/customers/{id}', { params: { path: { id: '7' } }, body: { phone: '1', updatedAt: version } });
    await inTenant(api.app, 'one', async (tx) => {
      const first = await takeSeqs(tx, 'one', 2);
      const changes = ['phone', 'email'].map((field, index) => ({
        seq: first + index,
        sourceId: '7',
        externalId: '151',
        news: { kind: 'changed', fields: { [field]: { from: null, to: '2' } } } as const,
      }));
      await appendChanges(tx, 'one', { connectionId: 'crm', object: 'customer' }, { changes, now: new Date() });
    });
    const read: number[] = [];
    const desk: Desk = {
      lastChange: () => read.at(-1) ?? 0,
      decide: ({ fields }) => (fields['phone'] ? { updatedAt: '2026-03-02T12:00:00Z' } : { reason: 'no such address' }),
      done: (seq) => read.push(seq),
    };
    expect(await answerChanges(tandem, desk, 0)).toBe(0);
    expect(await answerChanges(tandem, desk, 0)).toBe(0);
    expect(read).toEqual([1, 2]);
    const { data } = await tandem.GET('/v1/changes');
    expect(data?.changes.map(({ status }) => status)).toEqual(['accepted', 'refused']);
    expect(data?.changes[1]?.answers['email']?.reason).toBe('no such address');
    const record = await tandem.GET('/v1/customers/{id}', { params: { path: { id: '7' } } });
    expect(record.data).toMatchObject({ phone: '2', updatedAt: '2026-03-02T12:00:00.000Z' });
    // Whoever has lost its place works through all of it again, and decides nothing anew.
    const other: Desk = { ...desk, lastChange: () => 0, decide: () => ({ reason: 'too late' }) };
    expect(await answerChanges(tandem, other, 0)).toBe(0);
    expect((await tandem.GET('/v1/changes')).data).toEqual(data);
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
    const desk: Desk = { lastChange: () => 0, decide: () => ({ reason: 'no' }), done: () => undefined };
    expect(await answerChanges(away, desk)).toBe(7);
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
