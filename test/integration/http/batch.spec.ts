import { Api } from './api';

interface Results {
  readonly results: readonly {
    readonly id: string;
    readonly result: string;
    readonly problem?: { readonly errors?: readonly { readonly field: string }[] };
  }[];
}

const updatedAt = '2026-03-01T12:00:00.000Z';

describe('a batch', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
    await api.connect('one', 'crm');
  });
  afterAll(() => api.close());

  const send = (records: unknown, type = 'customers') => api.call<Results>('POST', `/v1/${type}/batch`, { records });

  it('of 1,000 records gets a verdict for each, in order', async () => {
    const records = Array.from({ length: 1_000 }, (_, index) => ({
      id: `k-${index}`,
      email: `${index}@shop.example`,
      custom: { tier: 'gold' },
      updatedAt,
    }));
    const first = await send(records);
    expect(first.status).toBe(200);
    expect(first.body.results).toEqual(records.map(({ id }) => ({ id, result: 'stored', updatedAt })));
    const again = await send(records);
    expect(again.body.results).toEqual(records.map(({ id }) => ({ id, result: 'stale', updatedAt })));
    expect(await api.database.query(`select count(*)::int as marked from dirty where revision = 1`)).toEqual([
      { marked: 1_000 },
    ]);
  });

  it('stores the good rows and says of each refused one why', async () => {
    const { status, body } = await send([
      { id: 'good-1', email: 'a@x.example' },
      { id: 'bad id', email: 'a@x.example' },
      { email: 'no id' },
      { id: null },
      { id: 7 },
      null,
      'text',
      [],
      { id: 'bad-field', email: 5, nickname: 'x' },
      { id: 'good-2', email: 'b@x.example' },
    ]);
    expect(status).toBe(200);
    expect(body.results.map(({ id, result }) => `${id}:${result}`)).toEqual([
      'good-1:stored',
      'bad id:refused',
      ':refused',
      ':refused',
      ':refused',
      ':refused',
      ':refused',
      ':refused',
      'bad-field:refused',
      'good-2:stored',
    ]);
    const fields = body.results.map(({ problem }) => problem?.errors?.map(({ field }) => field) ?? []);
    expect(fields).toEqual([[], ['id'], ['id'], ['id'], ['id'], [], [], [], ['nickname', 'email'], []]);
    expect(body.results[1]?.problem).toMatchObject({ type: 'urn:tandem:problem:invalid-record', status: 400 });
    expect((await api.call('GET', '/v1/customers/good-2')).status).toBe(200);
    expect((await api.call('GET', '/v1/customers/bad-field')).status).toBe(404);
  });

  it('judges two rows of one record one after the other', async () => {
    const at = (second: number): string => `2026-03-01T12:00:0${second}.000Z`;
    const { body } = await send([
      { id: 'twice', email: 'b@x.example', updatedAt: at(2) },
      { id: 'twice', email: 'a@x.example', updatedAt: at(1) },
      { id: 'twice', email: 'c@x.example', updatedAt: at(3) },
      { id: 'twice', email: 'c@x.example', updatedAt: at(4) },
    ]);
    expect(body.results.map(({ result }) => result)).toEqual(['stored', 'stale', 'stored', 'unchanged']);
    expect((await api.call('GET', '/v1/customers/twice')).body).toEqual({
      id: 'twice',
      email: 'c@x.example',
      updatedAt: at(4),
    });
  });

  it('of orders carries their lines', async () => {
    const lines = [{ lineId: '1', sku: 'A', name: null, quantity: 1, unitPriceMinor: 100 }];
    const { body } = await send(
      [
        { id: 'o-1', lines },
        { id: 'o-2', lines: [{ lineId: '1' }, { lineId: '1' }] },
      ],
      'orders',
    );
    expect(body.results).toMatchObject([{ result: 'stored' }, { result: 'refused' }]);
    expect((await api.call('GET', '/v1/orders/o-1')).body).toMatchObject({ lines });
  });

  it('may be empty', async () => {
    expect(await send([])).toMatchObject({ status: 200, body: { results: [] } });
  });

  it('of 1,001 rows is refused whole', async () => {
    const records = Array.from({ length: 1_001 }, (_, index) => ({ id: `over-${index}` }));
    const answer = await api.call('POST', '/v1/customers/batch', { records });
    const reason = 'has 1001 rows; a batch may have 1000';
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'records', reason }] } });
    expect((await api.call('GET', '/v1/customers/over-0')).status).toBe(404);
  });

  it.each([[[]], [{}], [{ records: {} }], [{ records: null }], ['records'], [null], [5]])(
    'is a list of records, and %j is none',
    async (body) => {
      expect(await api.call('POST', '/v1/customers/batch', body)).toMatchObject({
        status: 400,
        body: { type: 'urn:tandem:problem:invalid-request', errors: [{ field: 'records', reason: 'must be a list' }] },
      });
    },
  );
});
