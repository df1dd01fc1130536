import type { Answer } from '../../../src/intake/records';
import { SharedWrites } from '../../../src/intake/shared-writes';
import { appendChanges, takeSeqs } from '../../../src/store/changes';
import { inTenant } from '../../../src/store/transaction';
import { Waker } from '../../../src/store/wake';
import { Api } from './api';

describe('single writes at the same time', () => {
  let api: Api;
  let waker: Waker;
  let shared: SharedWrites;
  beforeAll(async () => {
    api = await Api.start();
    await api.connect('one', 'a');
    waker = new Waker(api.database.app);
    await waker.start();
    shared = new SharedWrites({ database: api.app, clock: { now: () => new Date(), stop: () => undefined }, waker });
  });
  afterAll(async () => {
    await waker.stop();
    await api.close();
  });

  const write = (sourceId: string, firstName: string): Promise<Answer> =>
    shared.receive('one', { verb: 'put', object: 'customer', sourceId, fields: { firstName }, updatedAt: null });
  const put = (id: string, body: object, key: string) => api.call('PUT', `/v1/customers/${id}`, body, { key });

  it('of a tenant share a transaction, and each gets its own answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => write(`s-${index % 90}`, `name ${index}`)),
    );
    expect(answers).toMatchObject(Array.from({ length: 100 }, () => ({ verdict: 'stored' })));
    const stored = await api.database.query<{ id: string; name: string; transaction: string }>(
      `select source_id as id, fields ->> 'firstName' as name, xmin::text as transaction from record where source_id like 's-%'`,
    );
    expect(stored).toHaveLength(90);
    for (const { id, name } of stored)
      expect([Number(id.slice(2)), Number(id.slice(2)) + 90]).toContain(Number(name.slice(5)));
    // The first two start at once, one each; those that came meanwhile go together.
    expect(new Set(stored.map(({ transaction }) => transaction)).size).toBeLessThanOrEqual(4);
  });

  it('are not sunk by the one that the database refuses', async () => {
    await api.database.query(
      `alter table record add constraint no_bob check (fields ->> 'firstName' is distinct from 'Bob')`,
    );
    const names = ['Ada', 'Ada', 'Ada', 'Bob', 'Ada', 'Bob', 'Ada'];
    const outcomes = await Promise.allSettled(names.map((name, index) => write(`b-${index}`, name)));
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(names.map((name) => name === 'Ada'));
    const stored = await api.database.query<{ id: string }>(
      `select source_id as id from record where source_id like 'b-%' order by 1`,
    );
    expect(stored.map(({ id }) => id)).toEqual(['b-0', 'b-1', 'b-2', 'b-4', 'b-6']);
    await api.database.query('alter table record drop constraint no_bob');
  });

  it('accept a change of the CRM by the one that is stored, also when the next in its transaction is the same again', async () => {
    const seq = await inTenant(api.app, 'one', (tx) => takeSeqs(tx, 'one', 1));
    const news = { kind: 'changed', fields: { firstName: { from: 'Ada', to: 'Augusta' } } } as const;
    const changes = [{ seq, sourceId: 'a-1', externalId: '151', news }];
    const stream = { connectionId: 'a', object: 'customer' } as const;
    await inTenant(api.app, 'one', (tx) => appendChanges(tx, 'one', stream, { changes, now: new Date() }));
    const updatedAt = new Date();
    const send = (requestId: string): Promise<Answer> => {
      const said = { verb: 'put', object: 'customer', sourceId: 'a-1', fields: { firstName: 'Augusta' } } as const;
      return shared.receive('one', { ...said, updatedAt, appliedChange: seq, requestId });
    };
    // The first two start at once, one each; those that came meanwhile go together.
    const answers = await Promise.all([write('a-2', 'Ada'), write('a-3', 'Ada'), send('first'), send('again')]);
    expect(answers.map(({ verdict }) => verdict)).toEqual(['stored', 'stored', 'stored', 'stale']);
    const { body } = await api.call<{ changes: readonly object[] }>('GET', '/v1/changes');
    expect(body.changes).toMatchObject([{ status: 'accepted', answers: { firstName: { requestId: 'first' } } }]);
  });

  it('of two tenants with the same ids end up each with its own', async () => {
    const both = ['one', 'two'] as const;
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        put(`t-${index >> 1}`, { firstName: both[index % 2] }, api.keys[both[index % 2]!]),
      ),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const wrong = `select tenant_id from record where source_id like 't-%' and fields ->> 'firstName' <> tenant_id`;
    expect(await api.database.query(wrong)).toEqual([]);
    expect(await api.database.query(`select from record where source_id like 't-%'`)).toHaveLength(100);
  });
});
