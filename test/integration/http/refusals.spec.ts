import { Api } from './api';

describe('a record that is not valid', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
  });
  afterAll(async () => {
    expect(await api.database.query('select from record')).toEqual([]);
    await api.close();
  });

  /** What one body of a PUT is answered, as "field reason". */
  const errorsOf = async (type: string, raw: string): Promise<readonly string[]> => {
    const { status, body } = await api.call('PUT', `/v1/${type}/wrong`, undefined, { raw });
    expect({ status, type: body.type }).toEqual({ status: 400, type: 'urn:tandem:problem:invalid-record' });
    const errors = (body.errors ?? []).map(({ field, reason }) => `${field} ${reason}`);
    for (const error of errors) expect(body.detail).toContain(error);
    return errors;
  };

  const anId = 'must be an id: 1 to 64 of the characters A-Z a-z 0-9 . _ : -';
  const aTime = 'must be a date and time with time zone, like 2026-11-22T09:30:00Z';
  const aCustomValue = 'must be text (100000 characters), a number, a boolean, null or a list of texts';
  const unknown = 'is not a known field; fields of your own go under "custom"';

  it.each([
    ['companies', '{"name":5}', 'name must be text'],
    ['companies', '{"domain":{"a":1}}', 'domain must be text'],
    ['companies', '{"phone":["1"]}', 'phone must be text'],
    ['companies', '{"country":true}', 'country must be text'],
    ['customers', '{"email":0}', 'email must be text'],
    ['customers', '{"emailConfirmed":"false"}', 'emailConfirmed must be a boolean value'],
    ['customers', '{"companyId":"a b"}', `companyId ${anId}`],
    ['customers', '{"companyId":17}', `companyId ${anId}`],
    ['orders', '{"customerId":""}', `customerId ${anId}`],
    ['orders', '{"currency":"EURO"}', 'currency must be a three-letter currency code, like EUR'],
    ['orders', '{"totalMinor":"5"}', 'totalMinor must be a whole number'],
    ['orders', '{"totalMinor":1.5}', 'totalMinor must be a whole number'],
    ['orders', '{"totalMinor":9007199254740993}', 'totalMinor must not be greater than 9007199254740991'],
    ['orders', '{"placedAt":"yesterday"}', `placedAt ${aTime}`],
    ['orders', '{"placedAt":1772366400}', `placedAt ${aTime}`],
    ['orders', '{"url":"javascript:alert(1)"}', 'url must be a URL address'],
    ['orders', '{"lines":"none"}', 'lines must be a list'],
    ['orders', '{"lines":{"0":{"lineId":"1"}}}', 'lines must be a list'],
    ['orders', '{"lines":[[{"lineId":"1"}]]}', 'lines[0] must be an object'],
    ['orders', '{"lines":[null]}', 'lines[0] must be an object'],
    ['orders', '{"lines":[{"sku":"x"}]}', `lines[0].lineId ${anId}`],
    ['orders', '{"lines":[{"lineId":"1","quantity":"2"}]}', 'lines[0].quantity must be a number'],
    ['orders', '{"lines":[{"lineId":"1","quantity":1e400}]}', 'lines[0].quantity must be a number'],
    ['orders', '{"lines":[{"lineId":"1"},{"lineId":"1"}]}', 'lines must not have two lines with one lineId'],
    ['orders', '{"lines":[{"lineId":"1","tax":3}]}', `lines[0].tax ${unknown}`],
    ['orders', '{"lines":[{"lineId":"1","valueOf":3}]}', `lines[0].valueOf ${unknown}`],
    ['customers', '{"nickname":"Ada"}', `nickname ${unknown}`],
    ['customers', '{"0":"Ada"}', `0 ${unknown}`],
    ['customers', '{"toString":"Ada"}', `toString ${unknown}`],
    ['customers', '{"constructor":{"name":"CustomerBody"}}', `constructor ${unknown}`],
    ['customers', '{"custom":[]}', 'custom must be an object'],
    ['customers', '{"custom":"x"}', 'custom must be an object'],
    ['customers', '{"custom":{"shoe":{"size":38}}}', `custom.shoe ${aCustomValue}`],
    ['customers', '{"custom":{"list":["a",1]}}', `custom.list ${aCustomValue}`],
    ['customers', '{"custom":{"much":1e400}}', `custom.much ${aCustomValue}`],
    [
      'customers',
      '{"custom":{"shoe size":38}}',
      'custom has a name that is not a letter followed by up to 63 letters, digits or _',
    ],
    ['customers', '{"id":"another"}', 'id differs from the id in the path'],
    ['customers', '{"updatedAt":"2026-03-01T12:00:00"}', `updatedAt ${aTime}`],
    ['customers', '{"updatedAt":"2026-03-01"}', `updatedAt ${aTime}`],
    ['customers', '{"updatedAt":1772366400}', `updatedAt ${aTime}`],
    ['customers', '{"updatedAt":"2026-02-31T12:00:00Z"}', `updatedAt ${aTime}`],
    ['customers', '{"updatedAt":"2026-03-01T12:00:00+25:00"}', `updatedAt ${aTime}`],
    ['customers', '{"updatedAt":"0000-01-01T00:00:00Z"}', `updatedAt ${aTime}`],
    ['customers', '{"updatedAt":"0001-01-01T00:00:00+01:00"}', `updatedAt ${aTime}`],
    [
      'customers',
      '{"updatedAt":"9999-12-31T23:59:59-12:00"}',
      'updatedAt lies more than a year ahead; every later write would be stale',
    ],
  ])('of /v1/%s like %s is refused: %s', async (type, raw, expected) => {
    expect(await errorsOf(type, raw)).toContain(expected);
  });

  it('is refused where it is too long', async () => {
    const tooLong = 'must be shorter than or equal to 100000 characters';
    expect(await errorsOf('companies', `{"address":"${'x'.repeat(100_001)}"}`)).toEqual([`address ${tooLong}`]);
    const lines = Array.from({ length: 1_001 }, (_, index) => ({ lineId: `${index}` }));
    expect(await errorsOf('orders', JSON.stringify({ lines }))).toEqual(['lines may have 1000 lines']);
    const custom = Object.fromEntries(lines.slice(0, 201).map(({ lineId }) => [`f${lineId}`, 1]));
    expect(await errorsOf('orders', JSON.stringify({ custom }))).toEqual(['custom may have 200 fields']);
  });

  it('is told all of its mistakes at once', async () => {
    const lines = [{ lineId: 'a', quantity: '2', unitPriceMinor: 1.5 }, { lineId: 'b c' }];
    expect(await errorsOf('orders', JSON.stringify({ number: 5, status: [], lines }))).toEqual([
      'number must be text',
      'status must be text',
      'lines[0].quantity must be a number',
      'lines[0].unitPriceMinor must be a whole number',
      `lines[1].lineId ${anId}`,
    ]);
  });

  it.each(['a b', 'a/b', 'ä', 'x'.repeat(65), '\0', "1'--"])('is not stored under the id %j', async (id) => {
    for (const method of ['PUT', 'PATCH', 'GET', 'DELETE']) {
      const body = method === 'PUT' || method === 'PATCH' ? {} : undefined;
      const answer = await api.call(method, `/v1/customers/${encodeURIComponent(id)}`, body);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'id' }] } });
    }
  });

  it.each([
    ['', aTime],
    ['yesterday', aTime],
    ['2026-03-01T12:00:00', aTime],
    ['9999-01-01T00:00:00Z', 'lies more than a year ahead; every later write would be stale'],
  ])('is not deleted at the version %j', async (version, reason) => {
    const answer = await api.call('DELETE', `/v1/customers/1?updatedAt=${version}`);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'updatedAt', reason }] } });
  });
});
