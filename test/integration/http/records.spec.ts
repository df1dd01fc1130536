import { Api } from './api';

const at = (minute: number): string => `2026-03-01T12:${String(minute).padStart(2, '0')}:00.000Z`;

describe('the records API', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
    await api.connect('one', 'first-crm');
    await api.connect('one', 'second-crm');
  });
  afterAll(() => api.close());

  it.each([
    ['companies', { name: 'Analytical Engines', domain: 'engines.example', phone: '+44 20 7946 0018', country: 'GB' }],
    [
      'customers',
      {
        email: 'ada@engines.example',
        emailConfirmed: true,
        firstName: 'Ada',
        lastName: 'Lovelace',
        phone: null,
        country: 'GB',
        address: '12 St James’s Square\nLondon',
        companyId: 'c-1',
      },
    ],
    [
      'orders',
      {
        number: '2026-0001',
        customerId: 'k-1',
        companyId: 'c-1',
        status: 'paid',
        currency: 'EUR',
        totalMinor: 129_900,
        placedAt: '2026-03-01T11:58:00+01:00',
        url: 'http://localhost:3000/orders/1',
        lines: [
          { lineId: '1', sku: 'GEAR-9', name: 'Gear', quantity: 2.5, unitPriceMinor: 49_960 },
          { lineId: '2', sku: null, name: 'Discount', quantity: 1, unitPriceMinor: -100 },
        ],
      },
    ],
  ])('stores a record of /v1/%s and gives it back as it was said', async (type, fields) => {
    const path = `/v1/${type}/whole`;
    expect(await api.call('PUT', path, { id: 'whole', ...fields, updatedAt: at(1) })).toMatchObject({
      status: 200,
      body: { id: 'whole', result: 'stored', updatedAt: at(1) },
    });
    const answer = await api.call('GET', path);
    expect(answer).toMatchObject({ status: 200, type: 'application/json; charset=utf-8' });
    expect(answer.body).toEqual({ id: 'whole', ...fields, updatedAt: at(1) });

    expect((await api.call('PATCH', path, { updatedAt: at(2) })).body).toMatchObject({ result: 'unchanged' });
    expect((await api.call('GET', path)).body).toEqual({ id: 'whole', ...fields, updatedAt: at(2) });
    expect((await api.call('PUT', path, { ...fields, updatedAt: at(3) })).body).toMatchObject({ result: 'unchanged' });

    expect((await api.call('DELETE', `${path}?updatedAt=${at(4)}`)).body).toEqual({
      id: 'whole',
      result: 'stored',
      updatedAt: at(4),
    });
    expect(await api.call('GET', path)).toMatchObject({ status: 410, body: { type: 'urn:tandem:problem:deleted' } });
  });

  it('answers with the version that stands: stored, unchanged, or stale', async () => {
    const put = async (email: string, updatedAt: string): Promise<unknown> =>
      (await api.call('PUT', '/v1/customers/versions', { email, updatedAt })).body;
    expect(await put('b@x.example', at(2))).toEqual({ id: 'versions', result: 'stored', updatedAt: at(2) });
    expect(await put('b@x.example', at(3))).toEqual({ id: 'versions', result: 'unchanged', updatedAt: at(3) });
    expect(await put('c@x.example', at(3))).toEqual({ id: 'versions', result: 'stale', updatedAt: at(3) });
    expect(await put('a@x.example', at(1))).toEqual({ id: 'versions', result: 'stale', updatedAt: at(3) });
    expect((await api.call('GET', '/v1/customers/versions')).body).toMatchObject({ email: 'b@x.example' });
  });

  it('takes the version in any time zone', async () => {
    const put = (updatedAt: string): Promise<unknown> =>
      api.call('PUT', '/v1/customers/zones', { updatedAt }).then(({ body }) => body);
    expect(await put('2026-03-01T12:00:00+02:00')).toMatchObject({ updatedAt: '2026-03-01T10:00:00.000Z' });
    expect(await put('2026-03-01T11:59Z')).toMatchObject({ result: 'unchanged' });
    expect(await put('2026-03-01T10:30:00.123456Z')).toMatchObject({ result: 'stale' });
  });

  it('takes a later arrival for newer where no version is sent', async () => {
    const results: unknown[] = [];
    for (const firstName of ['Ada', 'Ada', 'Augusta'])
      results.push((await api.call('PUT', '/v1/customers/arrival', { firstName })).body);
    expect(results).toMatchObject([{ result: 'stored' }, { result: 'unchanged' }, { result: 'stored' }]);
    expect((await api.call('PUT', '/v1/customers/arrival', { firstName: 'A', updatedAt: null })).body).toMatchObject({
      result: 'stored',
    });
  });

  it('keeps a blank apart from a field that the order system does not hold', async () => {
    await api.call('PUT', '/v1/customers/blank', { firstName: null, lastName: '', custom: { size: null } });
    const { body } = await api.call<object>('GET', '/v1/customers/blank');
    expect(body).toMatchObject({ firstName: null, lastName: '', custom: { size: null } });
    expect(body).not.toHaveProperty('email');
  });

  it('replaces the whole record by PUT and only what is named by PATCH', async () => {
    const order = { number: '7', status: 'open', lines: [{ lineId: '1' }], custom: { gift: true, wrap: 'red' } };
    await api.call('PUT', '/v1/orders/replace', { ...order, updatedAt: at(1) });
    await api.call('PATCH', '/v1/orders/replace', { status: 'paid', custom: { wrap: 'blue' }, updatedAt: at(2) });
    const line = { lineId: '1', sku: null, name: null, quantity: null, unitPriceMinor: null };
    expect((await api.call('GET', '/v1/orders/replace')).body).toEqual({
      id: 'replace',
      number: '7',
      status: 'paid',
      lines: [line],
      custom: { gift: true, wrap: 'blue' },
      updatedAt: at(2),
    });
    await api.call('PUT', '/v1/orders/replace', { number: '8', updatedAt: at(3) });
    expect((await api.call('GET', '/v1/orders/replace')).body).toEqual({
      id: 'replace',
      number: '8',
      updatedAt: at(3),
    });
  });

  it('takes custom fields of every kind, with names that objects have by themselves', async () => {
    const custom = {
      text: 'x',
      number: 0.5,
      none: null,
      yes: false,
      list: ['a', 'b'],
      constructor: 'c',
      toString: 't',
      id: 'i',
      email: 'e',
    };
    expect(await api.call('PUT', '/v1/customers/custom', { custom })).toMatchObject({ body: { result: 'stored' } });
    const { body } = await api.call<{ custom: object }>('GET', '/v1/customers/custom');
    expect(Object.entries(body.custom).sort()).toEqual(Object.entries(custom).sort());
    expect(body).not.toHaveProperty('email');
  });

  it('answers 404 for what the order system has said nothing about, and refuses to change or delete it', async () => {
    for (const [method, path, body] of [
      ['GET', '/v1/companies/nobody', undefined],
      ['GET', '/v1/companies/nobody/links', undefined],
      ['PATCH', '/v1/companies/nobody', { name: 'x' }],
      ['DELETE', '/v1/companies/nobody', undefined],
    ] as const) {
      const answer = await api.call(method, path, body);
      expect(answer).toMatchObject({ status: 404, body: { type: 'urn:tandem:problem:not-found' } });
      expect(answer.body.detail).toContain('company nobody');
    }
    expect(await api.database.query(`select from record where source_id = 'nobody'`)).toEqual([]);
  });

  it('revives a deleted record by a newer PUT, and by nothing else', async () => {
    const path = '/v1/customers/revived';
    await api.call('PUT', path, { email: 'x@x.example', updatedAt: at(1) });
    await api.call('DELETE', `${path}?updatedAt=${at(5)}`);
    expect((await api.call('DELETE', `${path}?updatedAt=${at(5)}`)).body).toMatchObject({ result: 'stale' });
    expect((await api.call('PUT', path, { email: 'y@x.example', updatedAt: at(4) })).body).toMatchObject({
      result: 'stale',
    });
    expect((await api.call('PATCH', path, { email: 'z@x.example', updatedAt: at(6) })).status).toBe(404);
    expect((await api.call('GET', path)).status).toBe(410);
    expect((await api.call('PUT', path, { email: 'x@x.example', updatedAt: at(7) })).body).toMatchObject({
      result: 'stored',
    });
    expect((await api.call('GET', path)).body).toEqual({ id: 'revived', email: 'x@x.example', updatedAt: at(7) });
  });

  it('deletes without a body although the client names a content type', async () => {
    await api.call('PUT', '/v1/customers/typed', {});
    const answer = await api.call('DELETE', '/v1/customers/typed', undefined, { contentType: 'application/json' });
    expect(answer.body).toMatchObject({ result: 'stored' });
  });

  it('says pending for every connection before any of them was looked at', async () => {
    await api.call('PUT', '/v1/orders/waiting', { number: '9' });
    const pending = { crm: 'hubspot', state: 'pending', reason: null, externalId: null, attempts: 0, syncedAt: null };
    expect((await api.call('GET', '/v1/orders/waiting/links')).body).toMatchObject({
      links: [
        { connectionId: 'first-crm', ...pending },
        { connectionId: 'second-crm', ...pending },
      ],
    });
  });

  it('keeps letters of every script, and SQL as the text that it is', async () => {
    const evil = `'; drop table record; -- $1 \\' "`;
    const texts = { name: '👩🏽‍💻 株式会社 Ünïcödé \u202e', domain: evil, phone: evil, country: evil, address: evil };
    await api.call('PUT', '/v1/companies/letters', { ...texts, custom: { evil, list: [evil] } });
    expect((await api.call('GET', '/v1/companies/letters')).body).toMatchObject({
      ...texts,
      custom: { evil, list: [evil] },
    });
    const lines = [{ lineId: '1', sku: evil, name: evil, quantity: null, unitPriceMinor: null }];
    await api.call('PUT', '/v1/orders/letters', { number: evil, status: evil, lines });
    expect((await api.call('GET', '/v1/orders/letters')).body).toMatchObject({ number: evil, status: evil, lines });
    const names = { email: evil, firstName: evil, lastName: evil };
    await api.call('PUT', '/v1/customers/letters', names);
    expect((await api.call('GET', '/v1/customers/letters')).body).toMatchObject(names);
  });

  it('takes a text longer than any CRM does, and numbers up to what JSON holds exactly', async () => {
    const address = 'x'.repeat(65_537);
    expect(await api.call('PUT', '/v1/companies/long', { address })).toMatchObject({ status: 200 });
    expect((await api.call('GET', '/v1/companies/long')).body).toMatchObject({ address });
    const totalMinor = -Number.MAX_SAFE_INTEGER;
    await api.call('PUT', '/v1/orders/long', { totalMinor });
    expect((await api.call('GET', '/v1/orders/long')).body).toMatchObject({ totalMinor });
  });

  it('takes ids of every allowed character, and tells them apart by case', async () => {
    const id = `Az09._:-${'x'.repeat(56)}`;
    await api.call('PUT', `/v1/customers/${id}`, { firstName: 'upper' });
    await api.call('PUT', `/v1/customers/${id.toLowerCase()}`, { firstName: 'lower' });
    expect((await api.call('GET', `/v1/customers/${encodeURIComponent(id)}`)).body).toMatchObject({
      id,
      firstName: 'upper',
    });
  });
});
