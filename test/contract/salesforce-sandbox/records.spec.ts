import { startBench, VERSION, type Bench, type Reply, type Saved } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

describe('one record at a time', () => {
  it('is made, read, changed and deleted by jsforce', async () => {
    const accounts = bench.connection.sobject('Account');
    const made = await accounts.create({ Name: '  Acme  ', Phone: '+34 600 000 001' });
    expect(made).toEqual({ id: expect.stringMatching(/^001\w{15}$/) as string, success: true, errors: [] });
    const id = made.id as string;
    expect(await accounts.retrieve(id)).toMatchObject({
      attributes: { type: 'Account', url: `/services/data/v${VERSION}/sobjects/Account/${id}` },
      Id: id,
      Name: 'Acme',
      IsDeleted: false,
      CreatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/) as string,
    });
    expect(await accounts.update({ Id: id, Phone: '' })).toEqual({ id, success: true, errors: [] });
    expect(await accounts.retrieve(id, { fields: ['Phone'] })).toMatchObject({ Phone: null });
    expect(await accounts.destroy(id)).toEqual({ id, success: true, errors: [] });
    await expect(accounts.retrieve(id)).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
  });

  it('an upsert by e-mail makes, changes, and refuses to choose', async () => {
    const url = '/sobjects/Contact/Email/ana%2Bx@example.com';
    const made = await bench.call<Saved>('PATCH', url, { LastName: 'Ana' });
    expect([made.status, made.body.created]).toEqual([201, true]);
    const again = await bench.call(
      'PATCH',
      url.toUpperCase().replace('SOBJECTS/CONTACT/EMAIL', 'sobjects/Contact/Email'),
      {
        LastName: 'Ana María',
      },
    );
    expect([again.status, again.body]).toEqual([200, { id: made.body.id, success: true, errors: [], created: false }]);
    await bench.call('POST', '/sobjects/Contact', { LastName: 'Other', Email: 'ana+x@example.com' });
    const several = await bench.call<string[]>('PATCH', url, { LastName: 'Nobody' });
    expect([several.status, several.body.length]).toEqual([300, 2]);
  });

  it.each([
    ['what is required', { FirstName: 'A' }, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]'],
    [
      'a column nobody has',
      { LastName: 'A', Foo__c: 1 },
      'INVALID_FIELD',
      "No such column 'Foo__c' on sobject of type Contact",
    ],
    [
      'an address that is none',
      { LastName: 'A', Email: 'not one' },
      'INVALID_EMAIL_ADDRESS',
      'Email: invalid email address: not one',
    ],
    [
      'a name too long',
      { LastName: 'x'.repeat(81) },
      'STRING_TOO_LONG',
      `Last Name: data value too large: ${'x'.repeat(81)} (max length=80)`,
    ],
    [
      'an id of another object',
      { LastName: 'A', AccountId: '003000000000000' },
      'MALFORMED_ID',
      'Account ID: id value of incorrect type: 003000000000000AAA',
    ],
    [
      'a day that is none',
      { LastName: 'A', Birthdate: '2026-02-30' },
      'JSON_PARSER_ERROR',
      'Cannot deserialize instance of date',
    ],
    [
      'a time where a day is asked for',
      { LastName: 'A', Birthdate: '2026-02-20T00:00:00Z' },
      'JSON_PARSER_ERROR',
      'Cannot deserialize instance of date from VALUE_STRING value 2026-02-20T00:00:00Z',
    ],
  ])('%s is named', async (_what, fields, errorCode, message) => {
    const { status, body } = await bench.call('POST', '/sobjects/Contact', fields);
    expect(status).toBe(400);
    expect(body).toEqual([expect.objectContaining({ errorCode, message: expect.stringContaining(message) as string })]);
  });
});

describe('an id in the data of a record', () => {
  const refusal = [
    {
      message: 'The Id field should not be specified in the sobject data.',
      errorCode: 'INVALID_FIELD',
      fields: ['Id'],
    },
  ];
  const made = async (): Promise<string> =>
    (await bench.call<Saved>('POST', '/sobjects/Contact', { LastName: 'Before' })).body.id;

  it.each([
    ['a change', 'PATCH', (id: string) => `/sobjects/Contact/${id}`],
    ['a create', 'POST', () => '/sobjects/Contact'],
    ['an upsert by a key', 'PATCH', () => '/sobjects/Contact/Email/id-in-data@example.com'],
  ])('refuses %s', async (_what, method, path) => {
    const id = await made();
    for (const Id of [id, id.slice(0, 15)]) {
      const { status, body } = await bench.call(method, path(id), { Id, LastName: 'After' });
      expect([status, body]).toEqual([400, refusal]);
    }
    expect(await bench.connection.sobject('Contact').retrieve(id)).toMatchObject({ LastName: 'Before' });
  });

  it('refuses a row of a create and of an upsert, and names the row of an update', async () => {
    const id = await made();
    const records = [{ attributes: { type: 'Contact' }, Id: id, Email: 'row@example.com', LastName: 'After' }];
    const create = await bench.call<Saved[]>('POST', '/composite/sobjects', { records });
    const upsert = await bench.call<Saved[]>('PATCH', '/composite/sobjects/Contact/Email', { records });
    for (const { body } of [create, upsert])
      expect(body.map(({ errors }) => errors[0]?.statusCode)).toEqual(['INVALID_FIELD']);
    const update = await bench.call<Saved[]>('PATCH', '/composite/sobjects', { records });
    expect(update.body).toEqual([{ id, success: true, errors: [] }]);
    const byId = await bench.call<Saved[]>('PATCH', '/composite/sobjects/Contact/Id', { records });
    expect(byId.body).toEqual([{ id, success: true, errors: [], created: false }]);
  });
});

describe('up to 200 records in a call', () => {
  it('each row has its own result, in the order given', async () => {
    const results = await bench.connection
      .sobject('Contact')
      .create([{ LastName: 'One' }, { FirstName: 'No last name' }, { LastName: 'Three' }]);
    expect(results.map(({ success }) => success)).toEqual([true, false, true]);
    expect(results[1]?.errors).toEqual([
      {
        statusCode: 'REQUIRED_FIELD_MISSING',
        message: 'Required fields are missing: [LastName]',
        fields: ['LastName'],
      },
    ]);
  });

  it('all or none: nothing is stored when one is refused', async () => {
    const records = [{ LastName: 'Kept?' }, { LastName: 'x'.repeat(81) }].map((record) => ({
      attributes: { type: 'Contact' },
      ...record,
    }));
    const { status, body } = await bench.call<Saved[]>('POST', '/composite/sobjects', { allOrNone: true, records });
    expect(status).toBe(200);
    expect(body.map((row) => row.errors[0]?.statusCode)).toEqual([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'STRING_TOO_LONG',
    ]);
  });

  it('a row of an upsert that fails says whether it would have been made', async () => {
    const record = (Email: string, LastName: string): object => ({ attributes: { type: 'Contact' }, Email, LastName });
    const send = (records: readonly object[]): Promise<Reply<Saved[]>> =>
      bench.call('PATCH', '/composite/sobjects/Contact/Email', { allOrNone: true, records });
    await send([record('known@example.com', 'Known')]);
    const long = 'x'.repeat(81);
    const { body } = await send([
      record('known@example.com', 'Again'),
      record('new@example.com', 'New'),
      record('bad@example.com', long),
    ]);
    expect(body.map(({ success, created }) => [success, created])).toEqual([
      [false, false],
      [false, true],
      [false, true],
    ]);
  });

  it('a row that fails names its record by 18 characters, and none where it has no id', async () => {
    const { id } = (await bench.call<Saved>('POST', '/sobjects/Contact', { LastName: 'Row' })).body;
    const record = (fields: object): object => ({ attributes: { type: 'Contact' }, ...fields });
    const records = [
      record({ Id: id.slice(0, 15), LastName: 'x'.repeat(81) }),
      record({ LastName: 'No id' }),
      record({ Id: 'nonsense', LastName: 'Bad id' }),
    ];
    const { body } = await bench.call<Saved[]>('PATCH', '/composite/sobjects', { records });
    expect(body.map((row) => ['id' in row, row.id, row.errors[0]?.statusCode])).toEqual([
      [true, id, 'STRING_TOO_LONG'],
      [false, undefined, 'MISSING_ARGUMENT'],
      [false, undefined, 'MALFORMED_ID'],
    ]);
    expect(body[1]?.errors[0]?.message).toBe('Id not specified in an update call');
  });

  it('201 records are refused whole', async () => {
    const records = Array.from({ length: 201 }, () => ({ attributes: { type: 'Contact' }, LastName: 'X' }));
    expect((await bench.call('POST', '/composite/sobjects', { records })).status).toBe(400);
  });
});

describe('the gate', () => {
  it('knows no other session', async () => {
    const { status, body } = await bench.call('GET', '/sobjects/Account/001000000000000', undefined, {
      Authorization: 'Bearer 00D000000000000!nobody',
    });
    expect([status, body]).toEqual([401, [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]]);
  });

  it.each([
    ['//services/data/v68.0/sobjects/Nothing__c/001000000000000', 404],
    ['//services/data/v99.0/sobjects/Account/001000000000000', 404],
    ['//services/data/v30.0/sobjects/Account/001000000000000', 410],
    ['//services//data/v45.0/sobjects/Account/001000000000000', 404],
    ['//nowhere', 404],
  ])('%s is answered %i', async (path, status) => {
    expect((await bench.call('GET', path)).status).toBe(status);
  });
});
