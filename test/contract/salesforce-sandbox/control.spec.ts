import { startSalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { startBench, type Bench, type Problems, type Saved } from './support';

interface Clock {
  readonly epochMs: number;
}
interface Seeded {
  readonly ids: Readonly<Record<string, string[]>>;
}
interface ControlProblem {
  readonly status: number;
  readonly detail: string;
}
type Fields = Readonly<Record<string, unknown>>;
interface Dump {
  readonly organizationId: string;
  readonly objects: Readonly<Record<string, readonly Fields[]>>;
}

const DAY_MS = 86_400_000;

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  await bench.control('POST', 'clock', { rate: 0 });
});
afterAll(() => bench.close());

const seed = async (objects: Readonly<Record<string, readonly Fields[]>>): Promise<Seeded['ids']> => {
  const { status, body } = await bench.control<Seeded>('POST', 'seed', { objects });
  expect(status).toBe(201);
  return body.ids;
};
const edit = (body: Fields) => bench.control<Fields>('POST', 'edit', body);
const advance = (advanceMs: number) => bench.control<Clock>('POST', 'clock', { advanceMs });
const dumped = async (type: string, id: string): Promise<Fields | undefined> =>
  (await bench.control<Dump>('GET', 'dump')).body.objects[type]?.find((record) => record.Id === id);

describe('control API of the Salesforce sandbox', () => {
  it('stays closed unless it was opened', async () => {
    const plain = await startSalesforceSandbox({ port: 0 });
    expect((await fetch(`${plain.url}/_sandbox/clock`)).status).toBe(404);
    await plain.close();
  });

  it('shows the time to anyone and the rest to the printed token alone', async () => {
    const open = (lever: string) => fetch(`${bench.sandbox.url}/_sandbox/${lever}`);
    expect((await open('clock')).status).toBe(200);
    const closed = await open('dump');
    expect([closed.status, closed.headers.get('content-type')]).toEqual([
      401,
      'application/problem+json;charset=utf-8',
    ]);
    expect(await closed.json()).toMatchObject({ type: 'about:blank', title: 'Unauthorized', status: 401 });
  });

  it('pushes time ahead, which stamps and the Date header follow', async () => {
    const { epochMs } = (await advance(DAY_MS)).body;
    const made = await bench.call<Saved>('POST', '/sobjects/Account', { Name: 'Clock' });
    const read = await bench.call<Fields>('GET', `/sobjects/Account/${made.body.id}`);
    const second = new Date(Math.floor(epochMs / 1_000) * 1_000);
    expect(read.body.SystemModstamp).toBe(second.toISOString().replace('Z', '+0000'));
    expect(read.headers.get('date')).toBe(second.toUTCString());
    const back = await bench.control<ControlProblem>('POST', 'clock', { advanceMs: -1 });
    expect([back.status, back.body.detail]).toEqual([400, 'advanceMs must not be negative: time only goes on']);
  });

  it('seeds rows of several objects that name each other, and answers ids in their order', async () => {
    const ids = await seed({
      Account: [{ Name: 'One' }, { Name: 'Two' }],
      Contact: [{ LastName: 'A', AccountId: { object: 'Account', index: 1 } }, { LastName: 'B' }],
    });
    const contact = await bench.call<Fields>('GET', `/sobjects/Contact/${ids.Contact?.[0] ?? ''}`);
    expect(contact.body).toMatchObject({ LastName: 'A', AccountId: ids.Account?.[1] });
  });

  it('refuses a seed whole for one bad row, and says which', async () => {
    const count = async () => (await bench.control<Dump>('GET', 'dump')).body.objects.Account?.length;
    const before = await count();
    const { status, body } = await bench.control<ControlProblem>('POST', 'seed', {
      objects: { Account: [{ Name: 'Kept?' }], Contact: [{ LastName: 'Fine' }, { FirstName: 'Nameless' }] },
    });
    expect([status, body.detail]).toEqual([
      400,
      'Contact[1]: REQUIRED_FIELD_MISSING: Required fields are missing: [LastName]',
    ]);
    expect(await count()).toBe(before);
  });

  it('seeds many rows by a template, whose children find their parents', async () => {
    await bench.control('POST', 'seed', {
      object: 'Contact',
      count: 2_500,
      first: 0,
      template: { LastName: 'Number {n}', Email: 'c{n}@bulk.example.com', Department: '{n%7}' },
    });
    const found = await bench.call<Fields>('GET', '/sobjects/Contact/Email/c2499@bulk.example.com');
    expect(found.body).toMatchObject({ LastName: 'Number 2499', Department: '0' });
    expect((await bench.call('GET', '/sobjects/Contact/Email/c2500@bulk.example.com')).status).toBe(404);
  });

  it('lets a salesperson make, change, delete and bring back a record', async () => {
    const made = await edit({ object: 'Account', fields: { Name: 'By hand' } });
    expect([made.status, made.body.Name]).toEqual([201, 'By hand']);
    const id = made.body.Id as string;
    expect((await edit({ object: 'Account', id, fields: { Phone: '1' } })).body).toMatchObject({ Phone: '1' });
    const ours = await bench.call<Fields>('POST', '/sobjects/Account', { Name: 'Ours' });
    const integration = await bench.call<Fields>('GET', `/sobjects/Account/${String(ours.body.id)}`);
    expect(made.body.LastModifiedById).not.toBe(integration.body.LastModifiedById);
    expect((await edit({ object: 'Account', id, delete: true })).body).toMatchObject({ IsDeleted: true });
    const gone = await bench.call<Problems>('GET', `/sobjects/Account/${id}`);
    expect([gone.status, gone.body[0]?.errorCode]).toEqual([404, 'ENTITY_IS_DELETED']);
    await edit({ object: 'Account', id, undelete: true });
    expect((await bench.call<Fields>('GET', `/sobjects/Account/${id}`)).body).toMatchObject({ Phone: '1' });
  });

  it('tells in a problem what was wrong with an edit, in Salesforce’s words', async () => {
    const wrong = await edit({ object: 'Contact', fields: { LastName: 'X', Email: 'none' } });
    expect([wrong.status, wrong.body.detail]).toEqual([
      400,
      'INVALID_EMAIL_ADDRESS: Email: invalid email address: none',
    ]);
    expect((await edit({ object: 'Nothing' })).status).toBe(400);
    const slip = await edit({ object: 'Account', fileds: {} });
    expect(slip.body.detail).toContain('An edit has no fileds');
    expect((await edit({ object: 'Account', id: '0015g00000000zz', fields: { Name: 'X' } })).status).toBe(404);
    expect((await bench.control<ControlProblem>('POST', 'edit', '{')).body.detail).toBe('The body is no JSON');
  });

  it('merges three records: the losers name the winner, their children become its own', async () => {
    const ids = await seed({
      Account: [{ Name: 'Winner' }, { Name: 'Loser 1' }, { Name: 'Loser 2' }],
      Contact: [
        { LastName: 'Of loser 1', AccountId: { object: 'Account', index: 1 } },
        { LastName: 'Of loser 2', AccountId: { object: 'Account', index: 2 } },
      ],
    });
    const [winner, first, second] = ids.Account as [string, string, string];
    const [child, other] = ids.Contact as [string, string];
    const before = await dumped('Contact', child);
    await advance(5_000);
    const merged = await edit({ object: 'Account', id: winner, merge: [first, second], fields: { Phone: '7' } });
    expect(merged.body).toMatchObject({ Id: winner, Name: 'Winner', Phone: '7' });
    for (const id of [first, second])
      expect(await dumped('Account', id)).toMatchObject({ IsDeleted: true, MasterRecordId: winner });
    for (const id of [child, other]) expect(await dumped('Contact', id)).toMatchObject({ AccountId: winner });
    const after = await dumped('Contact', child);
    expect(after?.LastModifiedDate).toBe(before?.LastModifiedDate);
    expect(after?.SystemModstamp).not.toBe(before?.SystemModstamp);
  });

  it.each([
    ['with itself', (id: string) => ({ id, merge: id }), 'a record cannot be merged with itself'],
    [
      'of four',
      (id: string) => ({ id, merge: [id, id, id] }),
      'one or two records must be merged into the master record',
    ],
  ])('refuses a merge %s', async (_what, body, detail) => {
    const { Account: [id = ''] = [] } = await seed({ Account: [{ Name: 'Alone' }] });
    const { status, body: problem } = await edit({ object: 'Account', ...body(id) });
    expect([status, problem.detail]).toEqual([400, `INVALID_MERGE_RECORD: ${detail}`]);
  });

  it('refuses to merge what Salesforce cannot merge', async () => {
    const { Task: [a = '', b = ''] = [] } = await seed({ Task: [{ Subject: 'a' }, { Subject: 'b' }] });
    expect((await edit({ object: 'Task', id: a, merge: b })).body.detail).toContain(
      'entity type cannot be merged: Task',
    );
  });

  it('keeps the deleted for 15 days and no longer', async () => {
    const { Account: [early = '', late = ''] = [] } = await seed({ Account: [{ Name: 'Early' }, { Name: 'Late' }] });
    await bench.call('DELETE', `/sobjects/Account/${early}`);
    await advance(DAY_MS);
    await bench.call('DELETE', `/sobjects/Account/${late}`);
    await advance(14 * DAY_MS + 1_000);
    const codeOf = async (id: string) =>
      (await bench.call<Problems>('GET', `/sobjects/Account/${id}`)).body[0]?.errorCode;
    expect([await codeOf(early), await codeOf(late)]).toEqual(['NOT_FOUND', 'ENTITY_IS_DELETED']);
    expect([await dumped('Account', early), (await dumped('Account', late))?.IsDeleted]).toEqual([undefined, true]);
  });

  it('empties the recycle bin, all of it or some ids', async () => {
    await bench.control('POST', 'bin');
    const { Account: [a = '', b = '', c = ''] = [] } = await seed({
      Account: [{ Name: 'a' }, { Name: 'b' }, { Name: 'c' }],
    });
    await bench.call('DELETE', `/composite/sobjects?ids=${a},${b},${c}`);
    await edit({ object: 'Account', id: c, undelete: true });
    expect((await bench.control('GET', 'bin')).body).toEqual({ records: 2 });
    await edit({ object: 'Account', id: c, delete: true });
    expect((await bench.control('GET', 'bin')).body).toEqual({ records: 3 });
    await edit({ object: 'Account', id: c, undelete: true });
    expect((await bench.control('POST', 'bin', { ids: [a] })).body).toEqual({ purged: 1 });
    expect((await bench.control('POST', 'bin')).body).toEqual({ purged: 1 });
    expect((await edit({ object: 'Account', id: b, undelete: true })).status).toBe(404);
    expect(await dumped('Account', c)).toMatchObject({ IsDeleted: false });
  });

  it('counts calls by route and status and rows by outcome, and none of its own levers', async () => {
    await bench.control('POST', 'counters/reset');
    await bench.call('POST', '/sobjects/Account', { Name: 'Counted' });
    await bench.call('POST', '/sobjects/Account', {});
    await bench.control('GET', 'bin');
    const { body } = await bench.control<Fields>('GET', 'counters');
    const path = 'POST /services/data/v{version}/sobjects/{type}';
    expect(body).toMatchObject({ calls: { [path]: { 201: 1, 400: 1 } }, rows: { [path]: { created: 1, failed: 1 } } });
    expect(Object.keys(body.calls as object)).toEqual([path]);
    expect(body.writes).toBe(1);
  });
});
