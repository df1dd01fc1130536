import { appendChanges, takeSeqs } from '../../../src/store/changes';
import { storeClashes } from '../../../src/store/conflicts';
import { inTenant } from '../../../src/store/transaction';
import { Api } from './api';

interface Keyed {
  readonly key: string;
  readonly path?: string;
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly raw?: string;
  /** Of a tenant. */
  readonly apiKey?: string;
}

interface Answered {
  readonly status: number;
  readonly replayed: boolean;
  readonly retryAfter: string | null;
  readonly text: string;
}

const batchOf = (id: string, fields: object = {}): object => ({ records: [{ id, ...fields }] });

describe('an Idempotency-Key', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
    await api.connect('one', 'crm');
  });
  beforeEach(async () => {
    await api.database.query('delete from idempotency');
    await api.database.query('delete from record');
  });
  afterAll(() => api.close());

  const post = async ({
    key,
    path = '/v1/customers/batch',
    apiKey = api.keys.one,
    ...said
  }: Keyed): Promise<Answered> => {
    const body = said.raw ?? (said.body === undefined ? undefined : JSON.stringify(said.body));
    const response = await fetch(`${api.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiKey}`,
        'idempotency-key': key,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    });
    return {
      status: response.status,
      replayed: response.headers.get('idempotency-replayed') === 'true',
      retryAfter: response.headers.get('retry-after'),
      text: await response.text(),
    };
  };
  const kept = (): Promise<{ key: string; status: number | null }[]> =>
    api.database.query('select key, status from idempotency order by 1');
  const problem = (code: string): object => expect.stringContaining(`urn:tandem:problem:${code}"`) as object;

  it('does a request once, and answers its repetitions like the first', async () => {
    const first = await post({ key: 'k', body: batchOf('1', { firstName: 'Ada' }) });
    expect(first).toMatchObject({ status: 200, replayed: false, text: expect.stringContaining('"stored"') as string });
    // Done again, an arrival without a version would be another, newer one.
    expect(await post({ key: 'k', body: batchOf('1', { firstName: 'Ada' }) })).toEqual({ ...first, replayed: true });
    expect(await post({ key: 'another', body: batchOf('1', { firstName: 'Ada' }) })).toMatchObject({ replayed: false });
  });

  it.each([
    ['/v1/parked/retry', undefined, 202],
    ['/v1/parked/retry', { type: 'order' }, 202],
    ['/v1/connections/crm/pause', { reason: 'Cleaning up.' }, 200],
    ['/v1/connections/crm/resume', undefined, 200],
  ])('works for POST %s with the body %j', async (path, body, status) => {
    const first = await post({ key: 'k', path, body });
    expect(first).toMatchObject({ status, replayed: false });
    expect(await post({ key: 'k', path, body })).toEqual({ ...first, replayed: true });
  });

  it('keeps beside an answer which change or conflict it tells of, for an erasure to find it', async () => {
    await post({ key: 'of-a-batch', body: batchOf('1') });
    const stream = { connectionId: 'crm', object: 'customer' } as const;
    const now = new Date();
    const seq = await inTenant(api.app, 'one', async (tx) => {
      const taken = await takeSeqs(tx, 'one', 1);
      const news = { kind: 'changed', fields: { phone: { from: null, to: '+442079460123' } } } as const;
      await appendChanges(tx, 'one', stream, {
        changes: [{ seq: taken, sourceId: '1', externalId: '9', news }],
        now,
      });
      const clash = { field: 'lastName', policy: 'ask', base: null, ours: 'a', theirs: 'b', oursAt: now } as const;
      const found = [{ ...clash, theirsAt: now, outcome: 'ask' as const }];
      const links = [{ sourceId: '1', found, over: [] }];
      await storeClashes(tx, 'one', stream, { links, mappingVersion: '1-x', now });
      return taken;
    });
    const [{ conflict } = { conflict: 0 }] = await api.database.query<{ conflict: number }>(
      'select seq as conflict from conflict',
    );
    await post({ key: 'of-a-change', path: `/v1/changes/${seq}/accept` });
    await post({ key: 'of-a-conflict', path: `/v1/conflicts/${conflict}/resolve`, body: { side: 'ours' } });
    expect(
      await api.database.query('select key, status, change_seq, conflict_seq from idempotency order by key'),
    ).toEqual([
      { key: 'of-a-batch', status: 200, change_seq: null, conflict_seq: null },
      { key: 'of-a-change', status: 200, change_seq: seq, conflict_seq: null },
      { key: 'of-a-conflict', status: 200, change_seq: null, conflict_seq: conflict },
    ]);
  });

  it.each<[string, Partial<Keyed>]>([
    ['another body', { body: batchOf('2') }],
    ['the same value in other bytes', { raw: '{"records":[{ "id":"1"}]}' }],
    ['another path', { path: '/v1/companies/batch' }],
    ['another query', { path: '/v1/customers/batch?x=1' }],
    ['another operation', { path: '/v1/parked/retry', body: {} }],
  ])('is refused for %s', async (_, change) => {
    const first = { key: 'k', body: batchOf('1') };
    await post(first);
    expect(await post({ ...first, ...change })).toMatchObject({ status: 422, text: problem('idempotency-key-reused') });
    expect(await api.database.query('select source_id from record')).toEqual([{ source_id: '1' }]);
    expect(await post(first)).toMatchObject({ replayed: true });
  });

  /** Holds the records of the tenant until the test gives them free, whatever becomes of it. */
  async function holdingRecords(work: (release: () => void) => Promise<void>): Promise<void> {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let held: Promise<void> | undefined;
    await new Promise<void>((locked, failed) => {
      held = inTenant(api.app, 'one', async (tx) => {
        await tx.query('select from record for update');
        locked();
        await released;
      });
      held.catch(failed);
    });
    try {
      await work(release);
    } finally {
      release();
      await held;
    }
  }

  it('is in use while its request is worked on', async () => {
    await post({ key: 'first', body: batchOf('1') });
    const request = { key: 'k', body: batchOf('1', { firstName: 'Ada' }) };
    await holdingRecords(async (release) => {
      const slow = post(request);
      while ((await kept()).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await post(request)).toMatchObject({
        status: 409,
        retryAfter: '1',
        text: problem('idempotency-key-in-use'),
      });
      expect(await post({ key: 'k', body: batchOf('2') })).toMatchObject({ status: 422 });
      release();
      const answered = await slow;
      expect(answered).toMatchObject({ status: 200, replayed: false });
      expect(await post(request)).toEqual({ ...answered, replayed: true });
    });
  });

  it('is done once by 20 equal requests at the same time; each gets the one answer, or is told to wait', async () => {
    const body = batchOf('raced', { firstName: 'Ada' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post({ key: 'k', body })));
    const last = await post({ key: 'k', body });
    expect(last).toMatchObject({ status: 200, replayed: true });
    const done = answers.filter(({ status }) => status === 200);
    expect(done.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect([...new Set(done.map(({ text }) => text))]).toEqual([last.text]);
    const waiting = answers.filter(({ status }) => status !== 200);
    expect(waiting).toEqual(waiting.map(() => expect.objectContaining({ status: 409, retryAfter: '1' }) as object));
  });

  it('is free again after a mistake of the caller, and after a failure of the service', async () => {
    expect((await post({ key: 'k', body: { records: 5 } })).status).toBe(400);
    await api.database.query(
      `alter table record add constraint no_bob check (fields ->> 'firstName' is distinct from 'Bob')`,
    );
    expect((await post({ key: 'k', body: batchOf('1', { firstName: 'Bob' }) })).status).toBe(500);
    await api.database.query('alter table record drop constraint no_bob');
    expect(await kept()).toEqual([]);
    expect(await post({ key: 'k', body: batchOf('1') })).toMatchObject({ status: 200, replayed: false });
  });

  it('keeps an answer in which rows were refused: they were judged', async () => {
    const body = { records: [{ id: '1' }, { id: 'bad id' }] };
    const first = await post({ key: 'k', body });
    expect(first.text).toContain('"refused"');
    expect(await post({ key: 'k', body })).toEqual({ ...first, replayed: true });
  });

  it('is remembered for 24 hours, and then forgotten', async () => {
    await post({ key: 'k', body: batchOf('1') });
    const age = (hours: string): Promise<unknown> =>
      api.database.query(`update idempotency set created_at = now() - $1::interval`, [hours]);
    await age('23:59');
    expect(await post({ key: 'k', body: batchOf('1') })).toMatchObject({ replayed: true });
    await age('24:01');
    expect(await post({ key: 'k', body: batchOf('2') })).toMatchObject({ status: 200, replayed: false });
    expect(await post({ key: 'k', body: batchOf('2') })).toMatchObject({ status: 200, replayed: true });
  });

  it('of a process that died in the middle is taken over by the same request, and by no other', async () => {
    await post({ key: 'k', body: batchOf('1') });
    const half = (lockedUntil: string): Promise<unknown> =>
      api.database.query(`update idempotency set status = null, answer = null, locked_until = now() + $1::interval`, [
        lockedUntil,
      ]);
    await half('59 s');
    expect((await post({ key: 'k', body: batchOf('1') })).status).toBe(409);
    await half('-1 s');
    expect((await post({ key: 'k', body: batchOf('2') })).status).toBe(422);
    const over = await post({ key: 'k', body: batchOf('1') });
    expect(over).toMatchObject({ status: 200, replayed: false });
    expect(await post({ key: 'k', body: batchOf('1') })).toEqual({ ...over, replayed: true });
  });

  it('is taken over by one of many', async () => {
    await post({ key: 'k', body: batchOf('1') });
    await api.database.query(
      `update idempotency set status = null, answer = null, locked_until = now() - interval '1 s'`,
    );
    const answers = await Promise.all(Array.from({ length: 10 }, () => post({ key: 'k', body: batchOf('1') })));
    expect(answers.filter(({ status, replayed }) => status === 200 && !replayed)).toHaveLength(1);
  });

  it('means nothing to another tenant', async () => {
    await post({ key: 'k', body: batchOf('1', { firstName: 'Ada' }) });
    const theirs = await post({ key: 'k', body: batchOf('1', { firstName: 'Bob' }), apiKey: api.keys.two });
    expect(theirs).toMatchObject({ status: 200, replayed: false });
    expect(await post({ key: 'k', body: batchOf('1', { firstName: 'Bob' }), apiKey: api.keys.two })).toMatchObject({
      replayed: true,
    });
    expect(await kept()).toHaveLength(2);
  });

  it('replays nothing to a key that may not ask', async () => {
    await post({ key: 'k', body: batchOf('1') });
    const { key: apiKey } = await api.database.createKey('one', { scopes: ['records:read'] });
    expect(await post({ key: 'k', body: batchOf('1'), apiKey })).toMatchObject({ status: 403, replayed: false });
  });

  it('leaves no old ones of its tenant behind, and those of others alone', async () => {
    await api.database.query(
      `insert into idempotency (tenant_id, key, fingerprint, locked_until, status, answer, created_at)
       select tenant, 'old-' || n, '\\x00', now(), 200, '{}', now() - interval '25 hours'
         from generate_series(1, 50) n, unnest(array['one', 'two']) tenant`,
    );
    for (let asked = 1; asked <= 3; asked += 1) await post({ key: `new-${asked}`, body: batchOf('1') });
    expect(await api.database.query('select tenant_id, count(*)::int from idempotency group by 1 order by 1')).toEqual([
      { tenant_id: 'one', count: 3 },
      { tenant_id: 'two', count: 50 },
    ]);
  });

  it.each(['', ' ', 'a b', 'x'.repeat(256), 'ä', '\t'])('is no key: %j', async (key) => {
    const answer = await post({ key, body: batchOf('1') });
    expect(answer).toMatchObject({ status: 400, text: problem('invalid-request') });
    expect(answer.text).toContain('"field":"Idempotency-Key"');
    expect(await api.database.query('select from record')).toEqual([]);
  });

  it('may be of any 255 visible characters', async () => {
    for (const key of ['!', "';drop/**/table/**/idempotency;--", '~'.repeat(255)])
      expect((await post({ key, body: batchOf('1') })).status).toBe(200);
  });

  it('means nothing where a repetition does no harm: PUT, PATCH, DELETE and import', async () => {
    const headers = { authorization: `Bearer ${api.keys.one}`, 'idempotency-key': 'k' };
    const json = { ...headers, 'content-type': 'application/json' };
    const lines = { ...headers, 'content-type': 'application/x-ndjson' };
    for (const [method, path, init] of [
      ['PUT', '/1', { headers: json, body: '{}' }],
      ['PATCH', '/1', { headers: json, body: '{}' }],
      ['POST', '/import', { headers: lines, body: '{"id":"2"}' }],
      ['DELETE', '/1', { headers }],
    ] as const)
      expect((await fetch(`${api.url}/v1/customers${path}`, { method, ...init })).status).toBe(200);
    expect(await kept()).toEqual([]);
  });
});
