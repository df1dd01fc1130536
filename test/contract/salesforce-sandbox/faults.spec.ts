import { startBench, type Bench, type Problems, type Saved } from './support';

type Fields = Readonly<Record<string, unknown>>;

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  await bench.control('POST', 'clock', { rate: 0 });
});
afterEach(async () => {
  await bench.control('DELETE', 'faults');
  await bench.control('DELETE', 'locks');
});
afterAll(() => bench.close());

const order = async (fault: Fields): Promise<void> => {
  const { status, body } = await bench.control('POST', 'faults', fault);
  if (status !== 201) throw new Error(JSON.stringify(body));
};
const create = (Name: string) => bench.call<Problems>('POST', '/sobjects/Account', { Name });
const named = async (name: string): Promise<number> => {
  const { body } = await bench.control<{ objects: { Account: Fields[] } }>('GET', 'dump');
  return body.objects.Account.filter(({ Name }) => Name === name).length;
};
const account = async (): Promise<string> =>
  (await bench.call<Saved>('POST', '/sobjects/Account', { Name: 'Parent' })).body.id;
const contacts = (parents: readonly (string | null)[], allOrNone = false) =>
  bench.call<Saved[]>('POST', '/composite/sobjects', {
    allOrNone,
    records: parents.map((AccountId, n) => ({ attributes: { type: 'Contact' }, LastName: `C${n}`, AccountId })),
  });
const codes = (rows: readonly Saved[]) => rows.map(({ errors }) => errors[0]?.statusCode ?? 'ok');

describe('faults of the Salesforce sandbox', () => {
  it.each([
    [500, 'UNKNOWN_EXCEPTION', /^An unexpected error occurred\. Please include this ErrorId/],
    [503, 'SERVER_UNAVAILABLE', /^Server Unavailable$/],
    [429, 'REQUEST_LIMIT_EXCEEDED', /./],
  ])('answers %i as Salesforce words it, and the next call well', async (status, errorCode, message) => {
    await order({ status, times: 1 });
    const name = `Status ${status}`;
    const failed = await create(name);
    expect([failed.status, failed.body[0]?.errorCode]).toEqual([status, errorCode]);
    expect(failed.body[0]?.message).toMatch(message);
    expect(failed.headers.get('sforce-limit-info')).toMatch(/^api-usage=\d+\/115000$/);
    expect(await named(name)).toBe(0);
    expect((await create(name)).status).toBe(201);
  });

  it.each([
    [502, {}],
    [420, {}],
    [503, { html: true }],
  ])('answers %i with a page', async (status, more) => {
    await order({ status, times: 1, ...more });
    const failed = await create('Page');
    expect([failed.status, failed.headers.get('content-type')]).toEqual([status, 'text/html;charset=UTF-8']);
    expect(failed.body).toContain(`<title>${status}</title>`);
  });

  it('strikes by method, path and count', async () => {
    await order({ method: 'post', path: '/services/data/*/sobjects/Lead', status: 500, times: 2 });
    const lead = async () => (await bench.call('POST', '/sobjects/Lead', { LastName: 'L', Company: 'C' })).status;
    expect((await create('Not struck')).status).toBe(201);
    expect([await lead(), await lead(), await lead()]).toEqual([500, 500, 201]);
  });

  it('goes on for as long as it is told by the clock', async () => {
    await order({ status: 503, forMs: 60_000 });
    expect((await create('Maintenance')).status).toBe(503);
    await bench.control('POST', 'clock', { advanceMs: 60_000 });
    expect((await create('Maintenance')).status).toBe(201);
  });

  it('can hide that the work was done: the answer is another', async () => {
    await order({ status: 502, when: 'after', times: 1 });
    expect((await create('Hidden')).status).toBe(502);
    expect(await named('Hidden')).toBe(1);
  });

  it.each([
    ['close', 1],
    ['reset', 0],
  ])('cuts the connection by a %s', async (kind, done) => {
    await order({ kind, times: 1 });
    const name = `Cut by ${kind}`;
    await expect(create(name)).rejects.toThrow('fetch failed');
    expect(await named(name)).toBe(done);
    const { body } = await bench.control<{ calls: Fields }>('GET', 'counters');
    expect(body.calls['POST /services/data/v{version}/sobjects/{type}']).toMatchObject({ [kind]: 1 });
  });

  it('leaves jsforce without an answer to a create that was carried out', async () => {
    await order({ kind: 'reset', when: 'after', times: 1 });
    await expect(bench.connection.sobject('Account').create({ Name: 'Unknown' })).rejects.toThrow();
    expect(await named('Unknown')).toBe(1);
  });

  it.each([['truncated'], ['malformed'], ['blank']])('spoils an answer on its way: %s', async (kind) => {
    await order({ kind, times: 1 });
    const response = await fetch(`${bench.sandbox.url}/services/data/v68.0/limits`, {
      headers: { Authorization: `Bearer ${bench.sandbox.token}` },
    });
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow();
  });

  it.each([
    ['untyped', {}, null],
    ['mistyped', {}, 'text/html'],
    ['mistyped', { type: 'text/plain' }, 'text/plain'],
  ])('sends a whole answer as what it is not: %s %j', async (kind, more, type) => {
    await order({ kind, times: 1, ...more });
    const { status, headers, body } = await bench.call('GET', '/limits');
    expect([status, headers.get('content-type')]).toEqual([200, type]);
    expect(JSON.parse(body as string)).toHaveProperty('DailyApiRequests');
  });

  it('ends every session for as long as it is told, and jsforce says so', async () => {
    await order({ kind: 'expired-token', times: 2 });
    const expired = await create('Late');
    expect([expired.status, expired.body]).toEqual([
      401,
      [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
    ]);
    await expect(bench.connection.sobject('Account').create({ Name: 'Late' })).rejects.toMatchObject({
      errorCode: 'INVALID_SESSION_ID',
    });
    expect((await create('Late')).status).toBe(201);
  });

  it.each([
    ['daily', 'TotalRequests Limit exceeded.'],
    ['concurrent', 'ConcurrentPerOrgLongTxn Limit exceeded.'],
  ])('refuses a call as if the %s limit were reached', async (policy, message) => {
    await order({ kind: 'limit', policy, times: 1 });
    const { status, body } = await create('Limited');
    expect([status, body]).toEqual([403, [{ message, errorCode: 'REQUEST_LIMIT_EXCEEDED' }]]);
  });

  it('refuses some rows of a collection and writes the others', async () => {
    await order({
      kind: 'partial',
      rows: [1],
      code: 'FIELD_INTEGRITY_EXCEPTION',
      message: 'No',
      fields: ['Name'],
      times: 1,
    });
    const { status, body } = await contacts([null, null, null]);
    expect([status, codes(body)]).toEqual([200, ['ok', 'FIELD_INTEGRITY_EXCEPTION', 'ok']]);
    expect(body[1]?.errors).toEqual([{ statusCode: 'FIELD_INTEGRITY_EXCEPTION', message: 'No', fields: ['Name'] }]);
    expect(codes((await contacts([null, null])).body)).toEqual(['ok', 'ok']);
  });

  it('refuses a share of the rows, of one object and on one path where it is told so', async () => {
    await order({ kind: 'partial', share: 0.5, object: 'Contact', path: '/services/data/*/composite' });
    const records = [{ attributes: { type: 'Account' }, Name: 'Another object' }];
    expect(codes((await bench.call<Saved[]>('POST', '/composite/sobjects', { records })).body)).toEqual(['ok']);
    expect((await bench.call('POST', '/sobjects/Contact', { LastName: 'Another path' })).status).toBe(201);
    const struck = codes((await contacts(Array<null>(10).fill(null))).body).filter((code) => code !== 'ok');
    expect(struck).toEqual(Array<string>(5).fill('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'));
  });

  it('rolls the innocent rows back where all or none was asked for', async () => {
    await order({ kind: 'partial', rows: [0], times: 1 });
    const { body } = await contacts([null, null], true);
    expect(codes(body)).toEqual(['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'ALL_OR_NONE_OPERATION_ROLLED_BACK']);
  });

  it('cannot lock the rows under a parent while a storm goes on there, for so many tries', async () => {
    const [stormy, calm] = [await account(), await account()];
    await order({ kind: 'lock-storm', parents: [stormy], times: 2 });
    const attempt = async () => (await contacts([stormy, calm, stormy, null])).body;
    const first = await attempt();
    expect(codes(first)).toEqual(['UNABLE_TO_LOCK_ROW', 'ok', 'UNABLE_TO_LOCK_ROW', 'ok']);
    expect(first[0]?.errors).toEqual([
      {
        statusCode: 'UNABLE_TO_LOCK_ROW',
        message: `unable to obtain exclusive access to this record or 1 records: ${stormy}`,
        fields: [],
      },
    ]);
    expect(codes(await attempt()).filter((code) => code !== 'ok')).toHaveLength(2);
    expect(codes(await attempt())).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('lets a storm pass with time, and disturbs no salesperson', async () => {
    const parent = await account();
    await order({ kind: 'lock-storm', forMs: 30_000 });
    expect(codes((await contacts([parent])).body)).toEqual(['UNABLE_TO_LOCK_ROW']);
    const edit = { object: 'Contact', fields: { LastName: 'By hand', AccountId: parent } };
    expect((await bench.control('POST', 'edit', edit)).status).toBe(201);
    await bench.control('POST', 'clock', { advanceMs: 30_000 });
    expect(codes((await contacts([parent])).body)).toEqual(['ok']);
  });

  it('answers who writes under a locked record that it cannot be locked, until it is let go', async () => {
    const parent = await account();
    const { body: child } = await bench.call<Saved>('POST', '/sobjects/Contact', { LastName: 'C', AccountId: parent });
    await bench.control('POST', 'locks', { ids: [parent], forMs: 10_000 });
    const write = () => bench.call<Problems>('PATCH', `/sobjects/Contact/${child.id}`, { FirstName: 'X' });
    const locked = await write();
    expect([locked.status, locked.body]).toEqual([
      400,
      [
        {
          message: `unable to obtain exclusive access to this record or 1 records: ${parent}`,
          errorCode: 'UNABLE_TO_LOCK_ROW',
          fields: [],
        },
      ],
    ]);
    expect((await bench.call('DELETE', `/sobjects/Contact/${child.id}`)).status).toBe(400);
    expect((await bench.call('GET', `/sobjects/Contact/${child.id}`)).status).toBe(200);
    await bench.control('POST', 'clock', { advanceMs: 10_000 });
    expect((await write()).status).toBe(204);
  });

  it.each([
    [{ kind: 'explosion' }, 'kind must be one of status, reset, close'],
    [{ delayMs: 0 }, 'status or delayMs must be given'],
    [{ status: 500, wings: 2 }, 'A fault of kind status has no wings'],
    [{ kind: 'limit', policy: 'hourly' }, 'policy must be daily or concurrent'],
    [{ kind: 'partial' }, 'rows or share must be given'],
    [{ kind: 'lock-storm', parents: 'all' }, 'parents must be a list'],
  ])('refuses an order that it does not understand: %j', async (fault, detail) => {
    const { status, body } = await bench.control<{ detail: string }>('POST', 'faults', fault);
    expect([status, body.detail]).toEqual([400, expect.stringContaining(detail) as string]);
    expect((await bench.control('GET', 'faults')).body).toEqual({ faults: [] });
  });
});
