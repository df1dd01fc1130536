import { startBench, type Bench, type Problems, type Saved } from './support';

type Fields = Readonly<Record<string, unknown>>;

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  await bench.control('POST', 'clock', { rate: 0 });
});
afterEach(() => bench.control('DELETE', 'rules'));
afterAll(() => bench.close());

const rule = async (body: Fields): Promise<void> => {
  const { status, body: answer } = await bench.control('POST', 'rules', body);
  if (status !== 201) throw new Error(JSON.stringify(answer));
};
const create = <B = Problems>(type: string, fields: Fields, headers?: Readonly<Record<string, string>>) =>
  bench.call<B>('POST', `/sobjects/${type}`, fields, headers);
const idOf = async (type: string, fields: Fields): Promise<string> => (await create<Saved>(type, fields)).body.id;
const read = async (type: string, id: string) => (await bench.call<Fields>('GET', `/sobjects/${type}/${id}`)).body;
const field = (body: Fields) => bench.control<Fields>('POST', 'field', body);

describe('validation rules', () => {
  it('refuse a record by the administrator’s own text, each by an error of its own', async () => {
    const when = { field: 'Phone', operator: 'blank' };
    await rule({ kind: 'validation', object: 'Account', when, message: 'A phone is needed', field: 'Phone' });
    const one = await create('Account', { Name: 'Quiet' });
    const error = { errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION' };
    expect([one.status, one.body]).toEqual([400, [{ ...error, message: 'A phone is needed', fields: ['Phone'] }]]);
    await rule({ kind: 'validation', object: 'Account', message: 'Not today' });
    const two = await create('Account', { Name: 'Quiet' });
    expect(two.body).toEqual([
      { ...error, message: 'A phone is needed', fields: ['Phone'] },
      { ...error, message: 'Not today', fields: [] },
    ]);
    await expect(bench.connection.sobject('Account').create({ Name: 'Quiet' })).rejects.toMatchObject({
      errorCode: 'MULTIPLE_API_ERRORS',
    });
  });

  it('see the record as it would be, and are asked of one object and never of a deletion', async () => {
    const id = await idOf('Opportunity', {
      Name: 'Deal',
      StageName: 'Prospecting',
      CloseDate: '2027-01-01',
      Amount: 50,
    });
    await rule({
      kind: 'validation',
      object: 'Opportunity',
      when: {
        all: [
          { field: 'StageName', operator: 'equals', value: 'Closed Won' },
          {
            any: [
              { field: 'Amount', operator: 'less', value: 100 },
              { field: 'Amount', operator: 'blank' },
            ],
          },
          { not: { field: 'Name', operator: 'matches', value: 'Free .*' } },
        ],
      },
      message: 'Too small to win',
    });
    const win = (more: Fields) =>
      bench.call('PATCH', `/sobjects/Opportunity/${id}`, { StageName: 'Closed Won', ...more });
    expect((await win({})).status).toBe(400);
    expect((await win({ Amount: null })).status).toBe(400);
    expect((await win({ Name: 'Free sample' })).status).toBe(204);
    await rule({ kind: 'validation', object: 'Opportunity', message: 'Never' });
    expect((await create('Account', { Name: 'Of another object' })).status).toBe(201);
    expect((await bench.call('DELETE', `/sobjects/Opportunity/${id}`)).status).toBe(204);
  });

  it('are asked whether a field changed', async () => {
    const id = await idOf('Account', { Name: 'Fixed', AccountNumber: 'N-1' });
    const when = { field: 'AccountNumber', operator: 'changed' };
    await rule({ kind: 'validation', object: 'Account', when, message: 'The number stays' });
    const change = async (fields: Fields) => (await bench.call('PATCH', `/sobjects/Account/${id}`, fields)).status;
    expect([await change({ Phone: '1' }), await change({ AccountNumber: 'N-1' })]).toEqual([204, 204]);
    expect(await change({ AccountNumber: 'N-2' })).toBe(400);
  });

  it('stop one row of a collection and no other', async () => {
    const when = { field: 'Department', operator: 'contains', value: 'Ghost' };
    await rule({ kind: 'validation', object: 'Contact', when, message: 'No ghosts' });
    const records = ['Sales', 'Ghosts'].map((Department) => ({
      attributes: { type: 'Contact' },
      LastName: 'X',
      Department,
    }));
    const { body } = await bench.call<Saved[]>('POST', '/composite/sobjects', { records });
    expect(body.map(({ success }) => success)).toEqual([true, false]);
    expect(body[1]?.errors).toEqual([
      { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'No ghosts', fields: [] },
    ]);
  });
});

describe('duplicate rules', () => {
  it('that alert tell the matches, and let through who insists', async () => {
    await rule({ kind: 'duplicate', object: 'Contact', match: ['Email', 'LastName'], action: 'alert' });
    const id = await idOf('Contact', { LastName: 'Doe', Email: 'doe@example.com' });
    const again = await create('Contact', { LastName: 'DOE', Email: 'doe@example.com' });
    expect([again.status, again.body]).toEqual([
      400,
      [
        {
          duplicateResut: {
            allowSave: true,
            duplicateRule: 'Standard_Contact_Duplicate_Rule',
            duplicateRuleEntityType: 'Contact',
            errorMessage: 'Use one of these records?',
            matchResults: [
              {
                entityType: 'Contact',
                errors: [],
                matchEngine: 'ExactMatchEngine',
                matchRecords: [
                  {
                    additionalInformation: [],
                    fieldDiffs: [],
                    matchConfidence: 100,
                    record: {
                      attributes: { type: 'Contact', url: `/services/data/v68.0/sobjects/Contact/${id}` },
                      Id: id,
                    },
                  },
                ],
                rule: 'Contact_MR',
                size: 1,
                success: true,
              },
            ],
          },
          message: 'Use one of these records?',
          errorCode: 'DUPLICATES_DETECTED',
        },
      ],
    ]);
    const insist = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' };
    expect((await create('Contact', { LastName: 'Doe', Email: 'doe@example.com' }, insist)).status).toBe(201);
    expect((await create('Contact', { LastName: 'Roe', Email: 'doe@example.com' })).status).toBe(201);
  });

  it('that block are not passed by insisting, and look among another object too', async () => {
    await idOf('Contact', { LastName: 'Taken', Email: 'taken@example.com' });
    await rule({
      kind: 'duplicate',
      object: 'Lead',
      among: 'Contact',
      match: ['Email'],
      action: 'block',
      message: 'A contact already',
    });
    const lead = { LastName: 'L', Company: 'C', Email: 'TAKEN@example.com' };
    const refused = await create<readonly Fields[]>('Lead', lead, { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' });
    expect(refused.status).toBe(400);
    expect(refused.body[0]).toMatchObject({ message: 'A contact already', duplicateResut: { allowSave: false } });
  });

  it('are bare in collections, and asked of an update only where it moves what is matched', async () => {
    const id = await idOf('Contact', { LastName: 'Moves', Email: 'moves@example.com' });
    await idOf('Contact', { LastName: 'Like it already', Email: 'moves@example.com' });
    await idOf('Contact', { LastName: 'Stays', Email: 'stays@example.com' });
    await rule({ kind: 'duplicate', object: 'Contact', match: ['Email'] });
    const update = async (fields: Fields) => {
      const records = [{ attributes: { type: 'Contact' }, id, ...fields }];
      return (await bench.call<Saved[]>('PATCH', '/composite/sobjects', { records })).body[0]?.errors;
    };
    expect(await update({ FirstName: 'A' })).toEqual([]);
    expect(await update({ Email: 'stays@example.com' })).toEqual([
      { statusCode: 'DUPLICATES_DETECTED', message: 'Use one of these records?', fields: [] },
    ]);
  });
});

describe('automation', () => {
  it('sets fields in the same write, before validation rules look at them', async () => {
    const when = { field: 'Phone', operator: 'not-blank' };
    await rule({ kind: 'automation', object: 'Account', when, set: { Description: 'Has a phone' } });
    await rule({
      kind: 'validation',
      object: 'Account',
      when: { field: 'Description', operator: 'blank' },
      message: 'Describe it',
    });
    expect((await create('Account', { Name: 'Mute' })).status).toBe(400);
    const id = await idOf('Account', { Name: 'Loud', Phone: '1' });
    expect((await read('Account', id)).Description).toBe('Has a phone');
  });

  it.each([
    [{ kind: 'wish' }, 'kind must be validation or duplicate or automation'],
    [
      { kind: 'validation', object: 'Account', when: { field: 'Nope', operator: 'blank' } },
      'Account has no field Nope',
    ],
    [{ kind: 'validation', object: 'Account', when: { field: 'Name', operator: 'is' } }, 'operator must be equals or'],
    [
      { kind: 'validation', object: 'Account', when: { field: 'Name', operator: 'matches', value: '(' } },
      '( is no regular expression',
    ],
    [{ kind: 'duplicate', object: 'Account', match: [] }, 'match must name a field'],
  ])('and rules that nobody understands are refused: %j', async (body, detail) => {
    const { status, body: problem } = await bench.control<{ detail: string }>('POST', 'rules', body);
    expect([status, problem.detail]).toEqual([400, expect.stringContaining(detail) as string]);
  });
});

describe('fields as administrators change them', () => {
  it('come, and go with what they held', async () => {
    await field({ object: 'Account', name: 'Region__c', type: 'string', length: 3 });
    const id = await idOf('Account', { Name: 'R', Region__c: 'EU' });
    expect(await read('Account', id)).toMatchObject({ Region__c: 'EU' });
    const long = await create('Account', { Name: 'R', Region__c: 'EURO' });
    expect(long.body[0]?.errorCode).toBe('STRING_TOO_LONG');
    expect((await field({ object: 'Account', name: 'Region__c', removed: true })).status).toBe(204);
    expect(await read('Account', id)).not.toHaveProperty('Region__c');
    const gone = await create('Account', { Name: 'R', Region__c: 'EU' });
    expect(gone.body[0]).toMatchObject({
      errorCode: 'INVALID_FIELD',
      message: "No such column 'Region__c' on sobject of type Account",
    });
  });

  it('are hidden from everybody and keep their values', async () => {
    const id = await idOf('Account', { Name: 'H', Sic: '42' });
    await field({ object: 'Account', name: 'Sic', hidden: true });
    expect(await read('Account', id)).not.toHaveProperty('Sic');
    expect((await create('Account', { Name: 'H', Sic: '43' })).body[0]?.errorCode).toBe('INVALID_FIELD');
    expect((await bench.call('GET', `/sobjects/Account/${id}?fields=Sic`)).status).toBe(400);
    await field({ object: 'Account', name: 'Sic', hidden: false });
    expect(await read('Account', id)).toMatchObject({ Sic: '42' });
  });

  it('become read-only and required', async () => {
    await field({ object: 'Account', name: 'Fax', readOnly: true });
    const readOnly = await create('Account', { Name: 'F', Fax: '1' });
    expect(readOnly.body[0]).toMatchObject({ errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['Fax'] });
    await field({ object: 'Account', name: 'Fax', readOnly: false, required: true });
    const missing = await create('Account', { Name: 'F' });
    expect(missing.body[0]).toMatchObject({ errorCode: 'REQUIRED_FIELD_MISSING', fields: ['Fax'] });
    await field({ object: 'Account', name: 'Fax', required: false });
    expect((await create('Account', { Name: 'F' })).status).toBe(201);
  });

  it('take other picklist values from then on, and keep those that are there', async () => {
    const id = await idOf('Account', { Name: 'P', Industry: 'Banking' });
    const options = ['Toys', { value: 'Banking', active: false }];
    await field({ object: 'Account', name: 'Industry', restricted: true, options });
    const write = (Industry: string) => bench.call<Problems>('PATCH', `/sobjects/Account/${id}`, { Industry });
    expect((await bench.call('PATCH', `/sobjects/Account/${id}`, { Phone: '2' })).status).toBe(204);
    for (const value of ['Apparel', 'Banking'])
      expect((await write(value)).body).toEqual([
        {
          message: `Industry: bad value for restricted picklist field: ${value}`,
          errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
          fields: ['Industry'],
        },
      ]);
    expect(await read('Account', id)).toMatchObject({ Industry: 'Banking' });
    expect((await write('Toys')).status).toBe(204);
  });

  it('belong to custom objects too', async () => {
    const made = await bench.control<Fields>('POST', 'object', { name: 'Parcel__c' });
    expect([made.status, made.body.keyPrefix]).toEqual([201, expect.stringMatching(/^a\w\w$/)]);
    await field({
      object: 'Parcel__c',
      name: 'Code__c',
      type: 'string',
      length: 10,
      externalId: true,
      unique: true,
    });
    const upserted = await bench.call('PATCH', '/sobjects/Parcel__c/Code__c/P-1', { Name: 'First' });
    expect(upserted.status).toBe(201);
    expect((await bench.control('POST', 'object', { name: 'Parcel__c' })).status).toBe(409);
    expect((await field({ object: 'Parcel__c', name: 'Nope__c', hidden: true })).status).toBe(404);
  });
});

describe('stamps', () => {
  afterAll(() => bench.control('POST', 'stamps', { commitDelayMs: 0, dateSkewMs: 0 }));

  it('are of when a transaction began, so that rows appear behind what was read already', async () => {
    const before = await read('Account', await idOf('Account', { Name: 'Quick' }));
    await bench.control('POST', 'stamps', { commitDelayMs: 90_000 });
    const late = await idOf('Account', { Name: 'Slow' });
    const stamped = (record: Fields) => Date.parse(String(record.SystemModstamp).replace('+0000', 'Z'));
    expect(stamped(before) - stamped(await read('Account', late))).toBe(90_000);
    const quick = before.Id as string;
    await bench.call('PATCH', `/sobjects/Account/${quick}`, { Phone: '1' });
    expect((await read('Account', quick)).SystemModstamp).toBe(before.SystemModstamp);
  });

  it('differ from the Date header by as much as is told', async () => {
    const { body } = await bench.control<{ epochMs: number }>('GET', 'clock');
    await bench.control('POST', 'stamps', { dateSkewMs: -30_000 });
    const { headers } = await bench.call('GET', '/limits');
    expect(Date.parse(headers.get('date') ?? '')).toBe(Math.floor((body.epochMs - 30_000) / 1_000) * 1_000);
  });
});
