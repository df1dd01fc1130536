import { Client } from 'pg';
import { clientOptions } from '../../../src/store/data-source';
import { Api } from './api';

describe('single writes at the same time', () => {
  let api: Api;
  let owner: Client;
  beforeAll(async () => {
    api = await Api.start();
    owner = new Client(clientOptions(api.database.owner));
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await api.close();
  });

  const put = (id: string, body: object, key = api.keys.one) => api.call('PUT', `/v1/customers/${id}`, body, { key });
  const transactions = async (): Promise<readonly { id: string; at: string }[]> =>
    api.database.query(`select source_id as id, xmin::text as at from record where source_id like 's-%' order by 1`);

  /** Holds a record's row, so that the transaction which wants it waits, until the work is under way. */
  async function whileHeld(id: string, work: () => Promise<unknown>[]): Promise<unknown[]> {
    await owner.query('begin');
    await owner.query(`select from record where source_id = $1 for update`, [id]);
    const begun = work();
    for (let waiting = 0; waiting === 0;) {
      const [{ count } = { count: 0 }] = await api.database.query<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      waiting = count;
    }
    await owner.query('commit');
    return Promise.all(begun);
  }

  it('of a tenant share a transaction, and each gets its own answer', async () => {
    await put('s-held', { firstName: 'first' });
    const answers = await whileHeld('s-held', () => [
      put('s-held', { firstName: 'second' }),
      put('s-held', { firstName: 'third' }),
      ...Array.from({ length: 40 }, (_, index) => put(`s-${index}`, { firstName: `name ${index}` })),
    ]);
    expect(answers).toMatchObject(Array.from({ length: 42 }, () => ({ status: 200, body: { result: 'stored' } })));
    const stored = await transactions();
    expect(stored).toHaveLength(41);
    expect(new Set(stored.map(({ at }) => at)).size).toBeLessThan(20);
  });

  it('are not sunk by the one that the database refuses', async () => {
    await api.database.query(
      `alter table record add constraint no_bob check (fields ->> 'firstName' is distinct from 'Bob')`,
    );
    await put('s-held', { firstName: 'fourth' });
    const answers = await whileHeld('s-held', () => [
      put('s-held', { firstName: 'fifth' }),
      put('s-held', { firstName: 'sixth' }),
      put('s-good-1', { firstName: 'Ada' }),
      put('s-bad', { firstName: 'Bob' }),
      put('s-good-2', { firstName: 'Eve' }),
    ]);
    expect(answers).toMatchObject([200, 200, 200, 500, 200].map((status) => ({ status })));
    const [good1, bad, good2] = await Promise.all(
      ['s-good-1', 's-bad', 's-good-2'].map((id) => api.call('GET', `/v1/customers/${id}`)),
    );
    expect([good1?.status, bad?.status, good2?.status]).toEqual([200, 404, 200]);
    await api.database.query('alter table record drop constraint no_bob');
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
