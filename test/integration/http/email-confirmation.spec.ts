import { Api } from './api';

describe('the confirmation of an e-mail address', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
    await api.connect('one', 'crm');
  });
  beforeEach(() => api.database.query('delete from record; delete from dirty'));
  afterAll(() => api.close());

  const path = '/v1/customers/1';
  const put = (body: object): Promise<unknown> => api.call('PUT', path, body);
  const confirm = async (body?: object): Promise<number> =>
    (await api.call('POST', `${path}/email-confirmation`, body)).status;
  const confirmed = async (): Promise<unknown> =>
    (await api.call<{ emailConfirmed?: boolean }>('GET', path)).body.emailConfirmed;
  const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();

  it('marks the record, and keeps its version: what is said next is newer', async () => {
    await put({ email: 'ada@example.com', updatedAt: at(1) });
    await api.database.query('delete from dirty');
    expect(await confirm({ email: ' ADA@example.com', confirmedAt: at(9) })).toBe(200);
    expect(await api.database.query('select source_id from dirty')).toEqual([{ source_id: '1' }]);
    expect((await api.call('GET', path)).body).toMatchObject({ emailConfirmed: true, updatedAt: at(1) });
    await put({ email: 'ada@example.com', firstName: 'Ada', updatedAt: at(2) });
    expect((await api.call('GET', path)).body).toMatchObject({ firstName: 'Ada', emailConfirmed: true });
  });

  it('may be repeated, and changes nothing then', async () => {
    await put({ email: 'ada@example.com' });
    await confirm();
    await api.database.query('delete from dirty');
    expect(await confirm()).toBe(200);
    expect(await api.database.query('select source_id from dirty')).toEqual([]);
  });

  it('of another address than the present one is refused, and changes nothing', async () => {
    await put({ email: 'ada@example.com' });
    expect(await confirm({ email: 'eva@example.com' })).toBe(409);
    expect(await confirmed()).toBeUndefined();
  });

  it('needs a customer with an address', async () => {
    expect(await confirm()).toBe(404);
    await put({ firstName: 'Ada' });
    expect(await confirm()).toBe(409);
    expect(await confirm({ mail: 'x' })).toBe(400);
    await api.call('DELETE', path);
    expect(await confirm()).toBe(410);
  });

  it.each<[string, string, object, unknown]>([
    ['a patch with another address takes it back', 'PATCH', { email: 'eva@example.com' }, false],
    ['a put with another address takes it back', 'PUT', { email: 'eva@example.com' }, undefined],
    ['a patch with the same address keeps it', 'PATCH', { email: 'ADA@example.com ', firstName: 'Ada' }, true],
    ['a put that leaves it out keeps it for the same address', 'PUT', { email: 'ada@example.com' }, true],
    ['who says it says it of the new address', 'PATCH', { email: 'eva@example.com', emailConfirmed: true }, true],
    ['who takes it back takes it back', 'PATCH', { emailConfirmed: false }, false],
    ['a blank address takes it back', 'PATCH', { email: null }, false],
  ])('belongs to the address: %s', async (_rule, method, body, expected) => {
    await put({ email: 'ada@example.com', emailConfirmed: true, updatedAt: at(1) });
    await api.call(method, path, { ...body, updatedAt: at(2) });
    expect(await confirmed()).toBe(expected);
  });

  it('is asked for by the connection that says so', async () => {
    const { body } = await api.call<{ emailGate: object }>('GET', '/v1/connections/crm');
    expect(body.emailGate).toEqual({ require: 'valid', onFailure: 'hold' });
  });
});
