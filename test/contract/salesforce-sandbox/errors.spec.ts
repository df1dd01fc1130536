import { gzipSync } from 'node:zlib';
import { startBench, VERSION, type Bench, type Problems, type Saved } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

describe('a call that cannot be served', () => {
  it.each([
    ['an id that is none, deleted', 'DELETE /sobjects/Account/nonsense', undefined, '400 MALFORMED_ID'],
    ['an id of another object, deleted', 'DELETE /sobjects/Account/0035g0000000001AAA', undefined, '400 MALFORMED_ID'],
    ['an id that is none, read', 'GET /sobjects/Account/nonsense', undefined, '404 NOT_FOUND'],
    ['an id of nobody, changed', 'PATCH /sobjects/Account/0015g0000000zzzAAA', {}, '404 INVALID_CROSS_REFERENCE_KEY'],
    ['an object that nobody has, in the address', 'POST /sobjects/Nothing__c', {}, '404 NOT_FOUND'],
    [
      'an object that nobody has, in a row',
      'POST /composite/sobjects',
      { records: [{ attributes: { type: 'Nothing__c' } }] },
      '400 INVALID_TYPE',
    ],
    ['a key that nobody has', 'PATCH /sobjects/Account/Nothing__c/1', {}, '404 NOT_FOUND'],
    ['a method that the address has not', 'PUT /sobjects/Account', {}, '405 METHOD_NOT_ALLOWED'],
    ['a body that is no JSON', 'POST /sobjects/Account', '{"Name":', '400 JSON_PARSER_ERROR'],
  ])('%s', async (_what, request, body, expected) => {
    const [method = '', path = ''] = request.split(' ');
    const answer = await bench.call<Problems>(method, path, body);
    expect(`${answer.status} ${answer.body[0]?.errorCode ?? ''}`).toBe(expected);
  });

  it.each([
    ['a query', '/query?q=SELECT+Foo+FROM+Account', 'INVALID_FIELD'],
    ['a list of fields to read', '/sobjects/Account/0015g0000000001AAA?fields=Foo', 'INVALID_FIELD'],
    ['a list of ids to read', '/composite/sobjects/Account?fields=Name', 'MISSING_ARGUMENT'],
    ['a time span', '/sobjects/Account/deleted?start=a&end=b', 'INVALID_REPLICATION_DATE'],
  ])('names no fields of a record where %s is refused', async (_what, path, errorCode) => {
    const { status, body } = await bench.call('GET', path);
    expect([status, body]).toEqual([400, [{ errorCode, message: expect.any(String) as string }]]);
  });

  it('a malformed id has its own words', async () => {
    const { body } = await bench.call<Problems>('DELETE', '/sobjects/Account/nonsense');
    expect(body[0]?.message).toBe('malformed id nonsense');
  });

  it('a body of another type is refused as a type', async () => {
    const headers = { 'Content-Type': 'text/plain' };
    const { status, body } = await bench.call<Problems>('POST', '/sobjects/Account', { Name: 'A' }, headers);
    expect([status, body]).toEqual([
      415,
      [{ message: 'Unsupported content type: text/plain', errorCode: 'UNSUPPORTED_MEDIA_TYPE' }],
    ]);
  });

  it('an answer in XML is refused rather than given in JSON', async () => {
    const { status } = await bench.call('GET', '/sobjects', undefined, { Accept: 'application/xml' });
    expect(status).toBe(406);
    expect((await bench.call('GET', '/sobjects', undefined, { Accept: 'application/xml, */*' })).status).toBe(200);
  });
});

describe('another method than the one sent', () => {
  it('a POST that says PATCH is one', async () => {
    const { body } = await bench.call<Saved>('POST', '/sobjects/Account', { Name: 'Old' });
    const changed = await bench.call('POST', `/sobjects/Account/${body.id}?_HttpMethod=PATCH`, { Name: 'New' });
    expect(changed.status).toBe(204);
    expect((await bench.call('GET', `/sobjects/Account/${body.id}`)).body).toMatchObject({ Name: 'New' });
  });

  it('HEAD answers as GET, without a body', async () => {
    const { status, body, headers } = await bench.call('HEAD', '/sobjects/Account');
    expect([status, body, headers.get('content-type')]).toEqual([200, '', 'application/json;charset=UTF-8']);
    expect((await bench.call('HEAD', '/sobjects/Nothing__c')).status).toBe(404);
  });
});

it('a create at the address of an upsert without a key says that it created', async () => {
  const { status, body } = await bench.call<Saved>('POST', '/sobjects/Account/Id', { Name: 'A' });
  expect([status, body]).toEqual([201, { id: body.id, success: true, errors: [], created: true }]);
});

it('headers of other features are accepted', async () => {
  const { status } = await bench.call(
    'POST',
    '/sobjects/Account',
    { Name: 'A' },
    {
      'Sforce-Auto-Assign': 'FALSE',
      'Sforce-Mru': 'updateMru=false',
      'Sforce-Query-Options': 'batchSize=200',
      'Sforce-Call-Options': `client=tandem, version=${VERSION}`,
    },
  );
  expect(status).toBe(201);
});

describe('a call', () => {
  it('travels in gzip either way', async () => {
    const fields = JSON.stringify({ Name: 'Acme', Description: 'gears '.repeat(1_000).trim() });
    const sent = await fetch(`${bench.sandbox.url}/services/data/v${VERSION}/sobjects/Account`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${bench.sandbox.token}`,
        'Content-Type': 'application/json',
        'Content-Encoding': 'gzip',
      },
      body: new Uint8Array(gzipSync(fields)),
    });
    const { id } = (await sent.json()) as Saved;
    const { headers, body } = await bench.call<{ Description: string }>('GET', `/sobjects/Account/${id}`);
    expect([headers.get('content-encoding'), body.Description.length]).toEqual(['gzip', 5_999]);
    const plain = await bench.call('GET', `/sobjects/Account/${id}`, undefined, { 'Accept-Encoding': 'identity' });
    expect([plain.headers.get('content-encoding'), plain.body]).toEqual([null, body]);
    const none = await bench.call('POST', '/sobjects/Account', { Name: 'No gzip' }, { 'Content-Encoding': 'gzip' });
    expect([none.status, none.body]).toMatchObject([400, [{ errorCode: 'JSON_PARSER_ERROR' }]]);
  });

  it('that builds on what was changed since answers 412, and changes nothing', async () => {
    await bench.control('POST', 'clock', { rate: 0 });
    const { body } = await bench.call<Saved>('POST', '/sobjects/Account', { Name: 'Before' });
    const path = `/sobjects/Account/${body.id}`;
    const { headers } = await bench.call('GET', path);
    const since = { 'If-Unmodified-Since': String(headers.get('date')) };
    expect((await bench.call('PATCH', path, { Name: 'Ours' }, since)).status).toBe(204);
    await bench.control('POST', 'clock', { advanceMs: 1_000 });
    await bench.call('PATCH', path, { Name: 'Theirs' });
    expect((await bench.call('PATCH', path, { Name: 'Ours too late' }, since)).status).toBe(412);
    expect((await bench.call('GET', path, undefined, since)).status).toBe(412);
    expect((await bench.call<{ Name: string }>('GET', path)).body.Name).toBe('Theirs');
    expect((await bench.call('PATCH', path, { Name: 'x' }, { 'If-Unmodified-Since': 'never' })).status).toBe(400);
  });

  it('of an address, or of an address and headers, above 16,384 bytes is refused', async () => {
    const ids = Array.from({ length: 900 }, () => '0015g0000000001AAA').join(',');
    expect((await bench.call('GET', `/composite/sobjects/Account?fields=Name&ids=${ids}`)).status).toBe(414);
    const long = { 'X-Long': 'x'.repeat(16_300) };
    expect((await bench.call('GET', '/sobjects/Account/0015g0000000001AAA?fields=Id', undefined, long)).status).toBe(
      431,
    );
  });
});
