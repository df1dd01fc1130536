import { startBench, VERSION, type Bench, type Problems, type Saved } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const V = `/services/data/v${VERSION}`;

interface Part<B> {
  readonly body: B;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

interface Composite<B = Saved & Problems> {
  readonly compositeResponse: Part<B>[];
}

interface Graphs {
  readonly graphs: readonly {
    readonly graphId: string;
    readonly isSuccessful: boolean;
    readonly graphResponse: Composite;
  }[];
}

const make = (referenceId: string, type: string, body: unknown): unknown => ({
  method: 'POST',
  url: `${V}/sobjects/${type}`,
  referenceId,
  body,
});
/** By jsforce, which has no helper of its own for it. */
const composite = (compositeRequest: unknown[], rest: object = {}): Promise<Composite> =>
  bench.connection.requestPost<Composite>('/composite', { compositeRequest, ...rest });
const statuses = ({ compositeResponse }: Composite): number[] =>
  compositeResponse.map(({ httpStatusCode }) => httpStatusCode);
const codes = ({ compositeResponse }: Composite): (string | undefined)[] =>
  compositeResponse.map(({ body }) => (body as Problems | null)?.[0]?.errorCode);
const isThere = async (id: string, type = 'Account'): Promise<boolean> =>
  (await bench.call('GET', `/sobjects/${type}/${id}`)).status === 200;

describe('a composite call', () => {
  it('answers each part with its body, its headers and its status', async () => {
    const { compositeResponse } = await composite([
      make('account', 'Account', { Name: 'Composite' }),
      make('contact', 'Contact', { LastName: 'Part', AccountId: '@{account.id}' }),
      { method: 'GET', url: `${V}/sobjects/Contact/@{contact.id}?fields=AccountId,LastName`, referenceId: 'read' },
      { method: 'PATCH', url: `${V}/sobjects/Account/@{read.AccountId}`, referenceId: 'written', body: { Phone: '1' } },
    ]);
    const [account, contact, read, written] = compositeResponse;
    expect(account).toEqual({
      body: { id: expect.stringMatching(/^001/) as string, success: true, errors: [] },
      httpHeaders: { Location: `${V}/sobjects/Account/${account?.body.id ?? ''}` },
      httpStatusCode: 201,
      referenceId: 'account',
    });
    expect(read?.body).toMatchObject({ Id: contact?.body.id, AccountId: account?.body.id, LastName: 'Part' });
    expect(written).toEqual({ body: null, httpHeaders: {}, httpStatusCode: 204, referenceId: 'written' });
  });

  it('a reference reaches into lists, and its case counts', async () => {
    const records = ['A', 'B'].map((Name) => ({ attributes: { type: 'Account' }, Name }));
    const answer = await composite([
      { method: 'POST', url: `${V}/composite/sobjects`, referenceId: 'made', body: { records } },
      { method: 'GET', url: `${V}/sobjects/Account/@{made[1].id}?fields=Name`, referenceId: 'second' },
      { method: 'GET', url: `${V}/sobjects/Account/@{made[1].Id}`, referenceId: 'wrongCase' },
    ]);
    expect(answer.compositeResponse[1]?.body).toMatchObject({ Name: 'B' });
    expect([statuses(answer)[2], codes(answer)[2]]).toEqual([400, 'PROCESSING_HALTED']);
  });

  it('apart: a failure halts those that build on it, and no others', async () => {
    const answer = await composite([
      make('bad', 'Account', {}),
      make('child', 'Contact', { LastName: 'X', AccountId: '@{bad.id}' }),
      make('other', 'Account', { Name: 'Stays' }),
    ]);
    expect(statuses(answer)).toEqual([400, 400, 201]);
    expect(codes(answer).slice(0, 2)).toEqual(['REQUIRED_FIELD_MISSING', 'PROCESSING_HALTED']);
    expect(await isThere(answer.compositeResponse[2]?.body.id ?? '')).toBe(true);
  });

  it('all or none: what came before a failure is unmade, what comes after is halted', async () => {
    const kept = await bench.call<Saved>('POST', '/sobjects/Account', { Name: 'Before', Phone: '1' });
    const answer = await composite(
      [
        { method: 'PATCH', url: `${V}/sobjects/Account/${kept.body.id}`, referenceId: 'a', body: { Phone: '2' } },
        { method: 'DELETE', url: `${V}/sobjects/Account/${kept.body.id}`, referenceId: 'b' },
        make('c', 'Contact', { FirstName: 'No last name' }),
        make('d', 'Account', { Name: 'Never' }),
      ],
      { allOrNone: true },
    );
    expect(statuses(answer)).toEqual([400, 400, 400, 400]);
    expect(codes(answer)).toEqual([
      'PROCESSING_HALTED',
      'PROCESSING_HALTED',
      'REQUIRED_FIELD_MISSING',
      'PROCESSING_HALTED',
    ]);
    expect((await bench.call('GET', `/sobjects/Account/${kept.body.id}`)).body).toMatchObject({ Phone: '1' });
  });

  it('all or none holds for a collection that wants it too', async () => {
    const records = ['A', ''].map((Name) => ({ attributes: { type: 'Account' }, Name }));
    const answer = await composite(
      [
        make('first', 'Account', { Name: 'First' }),
        { method: 'POST', url: `${V}/composite/sobjects`, referenceId: 'rows', body: { allOrNone: true, records } },
      ],
      { allOrNone: true },
    );
    expect(statuses(answer)).toEqual([400, 200]);
    expect(codes(answer)[0]).toBe('PROCESSING_HALTED');
  });

  it('a part has headers of its own', async () => {
    const { body } = await bench.call<Saved>('POST', '/sobjects/Account', { Name: 'Locked' });
    const url = `${V}/sobjects/Account/${body.id}`;
    const httpHeaders = { 'If-Unmodified-Since': 'Tue, 01 Jan 2019 00:00:00 GMT' };
    const answer = await composite([{ method: 'PATCH', url, referenceId: 'a', body: { Phone: '1' }, httpHeaders }]);
    expect(statuses(answer)).toEqual([412]);
  });

  it('a part that is no route is its own 404', async () => {
    const answer = await composite([{ method: 'GET', url: `${V}/nowhere`, referenceId: 'a' }]);
    expect([statuses(answer), codes(answer)]).toEqual([[404], ['NOT_FOUND']]);
  });

  it('no composite call is part of another', async () => {
    const answer = await composite([{ method: 'POST', url: `${V}/composite/batch`, referenceId: 'a', body: {} }]);
    expect(statuses(answer)).toEqual([400]);
  });

  const get = { method: 'GET', url: `${V}/sobjects/Account` };
  const rows = { method: 'POST', url: `${V}/composite/sobjects`, body: { records: [] } };
  it.each([
    ['a reference id with a dash', [{ ...get, referenceId: 'a-b' }], 'JSON_PARSER_ERROR'],
    ['no reference id', [get], 'JSON_PARSER_ERROR'],
    [
      'a reference id twice',
      [
        { ...get, referenceId: 'a' },
        { ...get, referenceId: 'a' },
      ],
      'JSON_PARSER_ERROR',
    ],
    ['26 parts', Array.from({ length: 26 }, (_, at) => ({ ...get, referenceId: `r${at}` })), 'LIMIT_EXCEEDED'],
    ['6 collections', Array.from({ length: 6 }, (_, at) => ({ ...rows, referenceId: `r${at}` })), 'LIMIT_EXCEEDED'],
    [
      'a header that the call has',
      [{ ...get, referenceId: 'a', httpHeaders: { Authorization: 'x' } }],
      'INVALID_HTTP_HEADER',
    ],
  ])('is refused whole for %s', async (_what, compositeRequest, errorCode) => {
    const { status, body } = await bench.call<Problems>('POST', '/composite', { compositeRequest });
    expect([status, body[0]?.errorCode]).toEqual([400, errorCode]);
  });
});

describe('a composite batch', () => {
  it('answers every part, whatever becomes of the others', async () => {
    const { body } = await bench.call('POST', '/composite/batch', {
      batchRequests: [
        { method: 'POST', url: `v${VERSION}/sobjects/Account`, richInput: { Name: 'Batch' } },
        { method: 'POST', url: `v${VERSION}/sobjects/Account`, richInput: {} },
        { method: 'GET', url: `/services/data/v${VERSION}/sobjects/Account` },
      ],
    });
    expect(body).toMatchObject({
      hasErrors: true,
      results: [
        { statusCode: 201, result: { success: true } },
        { statusCode: 400, result: [{ errorCode: 'REQUIRED_FIELD_MISSING' }] },
        { statusCode: 200 },
      ],
    });
  });

  it('halts on the first error when it is told to', async () => {
    const url = `v${VERSION}/sobjects/Account`;
    const { body } = await bench.call('POST', '/composite/batch', {
      haltOnError: true,
      batchRequests: [
        { method: 'POST', url, richInput: {} },
        { method: 'POST', url, richInput: { Name: 'Never' } },
      ],
    });
    expect(body).toMatchObject({
      hasErrors: true,
      results: [{ statusCode: 400 }, { statusCode: 412, result: [{ errorCode: 'BATCH_PROCESSING_HALTED' }] }],
    });
  });

  it('a part without an answer has the result null', async () => {
    const { body } = await bench.call<Saved>('POST', '/sobjects/Account', { Name: 'To be deleted' });
    const url = `v${VERSION}/sobjects/Account/${body.id}`;
    const answer = await bench.call('POST', '/composite/batch', { batchRequests: [{ method: 'DELETE', url }] });
    expect(answer.body).toEqual({ hasErrors: false, results: [{ statusCode: 204, result: null }] });
  });
});

describe('composite graphs', () => {
  it('each stands or falls as a whole', async () => {
    const graph = (graphId: string, lastName: string): unknown => ({
      graphId,
      compositeRequest: [
        make('first', 'Contact', { LastName: 'First', Email: `${graphId}@graphs.example.com` }),
        make('account', 'Account', { Name: graphId }),
        make('contact', 'Contact', { LastName: lastName, AccountId: '@{account.id}' }),
      ],
    });
    const { body } = await bench.call<Graphs>('POST', '/composite/graph', {
      graphs: [graph('good', 'Name'), graph('bad', ''), graph('fine', 'Name')],
    });
    expect(body.graphs.map(({ graphId, isSuccessful }) => [graphId, isSuccessful])).toEqual([
      ['good', true],
      ['bad', false],
      ['fine', true],
    ]);
    expect(codes(body.graphs[1]?.graphResponse as Composite)).toEqual([
      'PROCESSING_HALTED',
      'PROCESSING_HALTED',
      'REQUIRED_FIELD_MISSING',
    ]);
    const found = ['good', 'bad', 'fine'].map((name) =>
      bench.call('GET', `/sobjects/Contact/Email/${name}@graphs.example.com`),
    );
    expect((await Promise.all(found)).map(({ status }) => status)).toEqual([200, 404, 200]);
  });

  const chain = (length: number): unknown[] =>
    Array.from({ length }, (_, at) =>
      make(`r${at}`, 'Account', { Name: `Level ${at}`, ...(at > 0 && { ParentId: `@{r${at - 1}.id}` }) }),
    );
  it('a chain of 15 is deep enough, one of 16 is too deep', async () => {
    const graphs = (length: number): unknown => ({ graphs: [{ graphId: 'one', compositeRequest: chain(length) }] });
    expect((await bench.call<Graphs>('POST', '/composite/graph', graphs(15))).body.graphs[0]?.isSuccessful).toBe(true);
    expect((await bench.call('POST', '/composite/graph', graphs(16))).status).toBe(400);
  });

  it('76 graphs, and 501 nodes, are refused whole', async () => {
    const graphs = Array.from({ length: 76 }, (_, at) => ({ graphId: `g${at}`, compositeRequest: [] }));
    expect((await bench.call('POST', '/composite/graph', { graphs })).status).toBe(400);
    const compositeRequest = Array.from({ length: 501 }, (_, at) => make(`r${at}`, 'Account', { Name: 'X' }));
    const wide = await bench.call('POST', '/composite/graph', { graphs: [{ graphId: 'one', compositeRequest }] });
    expect(wide.status).toBe(400);
  });
});

describe('a tree of records', () => {
  const node = (type: string, referenceId: string, fields: object): object => ({
    attributes: { type, referenceId },
    ...fields,
  });
  const tree = (email: string): unknown => ({
    records: [
      node('Account', 'ref1', {
        Name: 'Tree',
        Contacts: {
          records: [
            node('Contact', 'ref2', { LastName: 'Leaf', Email: email }),
            node('Contact', 'ref4', {
              LastName: 'Sibling',
              Email: `${email.replace(/\W/g, '-')}@siblings.example.com`,
            }),
          ],
        },
      }),
      node('Account', 'ref3', { Name: 'Bare' }),
    ],
  });

  it('is made with its children, answered level by level', async () => {
    const { status, body } = await bench.call<{ results: { referenceId: string; id: string }[] }>(
      'POST',
      '/composite/tree/Account',
      tree('leaf@example.com'),
    );
    expect([status, body.results.map(({ referenceId }) => referenceId)]).toEqual([
      201,
      ['ref1', 'ref3', 'ref2', 'ref4'],
    ]);
    const [account, , contact] = body.results;
    const read = await bench.call('GET', `/sobjects/Contact/${contact?.id ?? ''}?fields=AccountId`);
    expect(read.body).toMatchObject({ AccountId: account?.id });
  });

  it('nothing is made when one record is refused, which is named', async () => {
    const { status, body } = await bench.call('POST', '/composite/tree/Account', tree('no address'));
    expect([status, body]).toEqual([
      400,
      {
        hasErrors: true,
        results: [
          {
            referenceId: 'ref2',
            errors: [
              {
                statusCode: 'INVALID_EMAIL_ADDRESS',
                message: 'Email: invalid email address: no address',
                fields: ['Email'],
              },
            ],
          },
        ],
      },
    ]);
    expect((await bench.call('GET', '/sobjects/Contact/Email/no-address@siblings.example.com')).status).toBe(404);
  });

  it.each([
    ['no type', undefined],
    ['a type that nobody has', 'Nothing__c'],
    ['another type than the address', 'Contact'],
  ])('a record with %s is named, and nothing is made', async (_what, type) => {
    const wrong = { attributes: { type, referenceId: 'wrong' }, Name: 'Typeless' };
    const records = [node('Account', 'right', { Name: 'Typeless' }), wrong];
    const { status, body } = await bench.call('POST', '/composite/tree/Account', { records });
    const errors = [expect.objectContaining({ statusCode: 'INVALID_TYPE' })];
    expect([status, body]).toEqual([400, { hasErrors: true, results: [{ referenceId: 'wrong', errors }] }]);
    const { totalSize } = await bench.connection.query("SELECT Id FROM Account WHERE Name = 'Typeless'");
    expect(totalSize).toBe(0);
  });

  it('a child must be of the type of its relationship, in any case of letters', async () => {
    const parent = (type: string): object => ({
      records: [
        node('account', 'parent', { Name: 'P', Contacts: { records: [node(type, 'child', { LastName: 'C' })] } }),
      ],
    });
    const refusal = await bench.call('POST', '/composite/tree/Account', parent('Account'));
    expect([refusal.status, refusal.body]).toMatchObject([400, { results: [{ referenceId: 'child' }] }]);
    expect((await bench.call('POST', '/composite/tree/Account', parent('CONTACT'))).status).toBe(201);
  });

  it('201 records and six levels are refused whole', async () => {
    const records = Array.from({ length: 201 }, (_, at) => node('Account', `r${at}`, { Name: 'X' }));
    expect((await bench.call('POST', '/composite/tree/Account', { records })).status).toBe(400);
    const deep = (level: number): object =>
      node('Account', `r${level}`, {
        Name: 'X',
        ...(level > 1 && { ChildAccounts: { records: [deep(level - 1)] } }),
      });
    expect((await bench.call('POST', '/composite/tree/Account', { records: [deep(5)] })).status).toBe(201);
    expect((await bench.call('POST', '/composite/tree/Account', { records: [deep(6)] })).status).toBe(400);
  });
});
