import { Agent } from 'node:http';
import { createDataSource } from '../../../src/store/data-source';
import { hashKey, revokeKey } from '../../../src/store/api-keys';
import { Api } from '../http/api';
import { send, type Reply } from '../http/openapi/send';

const tenants = ['one', 'two'] as const;
type Tenant = (typeof tenants)[number];
const types = ['companies', 'customers', 'orders'] as const;
/** By type, a field that may hold any text. */
const textField = { companies: 'name', customers: 'firstName', orders: 'number' } as const;
const statusOf = ({ status }: { readonly status: number }): number => status;

/** The same order on every run, and neither tenant's turn. */
const shuffled = <T>(list: readonly T[]): T[] => list.map((_, index) => list[(index * 379 + 7) % list.length]!);

describe('two tenants at the same moment', () => {
  let api: Api;
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  beforeAll(async () => {
    api = await Api.start();
    for (const tenant of tenants) await api.connect(tenant, 'crm');
  });
  afterAll(async () => {
    agent.destroy();
    await api.close();
  });

  /** Over the same few connections for all. */
  const call = (key: string, asked: string, body?: unknown, more: object = {}): Promise<Reply> => {
    const [method = '', path = ''] = asked.split(' ');
    const content = body === undefined ? {} : { 'content-type': 'application/json' };
    const headers = { authorization: `Bearer ${key}`, 'x-request-id': 'the-same', ...content, ...more };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return send(api.url, { method, path, headers, ...(body !== undefined && { body: text }) }, agent);
  };
  const put = (tenant: Tenant, type: (typeof types)[number], id: string, value: string): Promise<Reply> =>
    call(api.keys[tenant], `PUT /v1/${type}/${id}`, { [textField[type]]: value });
  /** Records whose text does not begin with the name of their tenant. */
  const strays = (): Promise<unknown[]> =>
    api.database.query(
      `select tenant_id, object, source_id, fields from record
        where coalesce(fields ->> 'name', fields ->> 'firstName', fields ->> 'number') not like tenant_id || '%'`,
    );
  const revoke = async (id: string): Promise<void> => {
    const owner = await createDataSource(api.database.owner, 1).initialize();
    await owner.transaction((tx) => revokeKey(tx, { id, tenantId: null }, new Date()));
    await owner.destroy();
  };

  it('open their own records with their own keys, and nobody else does', async () => {
    for (const tenant of tenants) await put(tenant, 'customers', 'mine', `${tenant} of course`);
    const revoked = await api.database.createKey('one');
    expect((await call(revoked.key, 'GET /v1/customers/mine')).status).toBe(200);
    await revoke(revoked.id);
    while ((await call(revoked.key, 'GET /v1/customers/mine')).status !== 401);
    const second = { one: await api.database.createKey('one'), two: await api.database.createKey('two') };
    const asked = shuffled(
      Array.from({ length: 100 }).flatMap((_, index) => [
        { key: api.keys.one, wanted: 'one' },
        { key: api.keys.two, wanted: 'two' },
        { key: second.one.key, wanted: 'one' },
        { key: second.two.key, wanted: 'two' },
        { key: revoked.key, wanted: 401 },
        { key: `${api.keys.one}${index}`, wanted: 401 },
        { key: api.keys.two.slice(0, -1), wanted: 401 },
      ]),
    );
    const answers = await Promise.all(
      asked.map(async ({ key }) => {
        const { status, text } = await call(key, 'GET /v1/customers/mine');
        return status === 200 ? (JSON.parse(text) as { firstName: string }).firstName : status;
      }),
    );
    expect(answers).toEqual(asked.map(({ wanted }) => (wanted === 401 ? 401 : `${wanted} of course`)));
  });

  it('open their own records while everything that is known of callers is forgotten again and again', async () => {
    for (const tenant of tenants) await put(tenant, 'customers', 'mine', `${tenant} of course`);
    const all = { answered: false };
    const forgetting = (async () => {
      while (!all.answered) await api.database.query(`select pg_notify('tandem_keys', '')`);
    })();
    const answers = await Promise.all(
      Array.from({ length: 400 }, async (_, index) => {
        const { status, text } = await call(api.keys[tenants[index % 2]!], 'GET /v1/customers/mine');
        return status === 200 ? (JSON.parse(text) as { firstName: string }).firstName : status;
      }),
    );
    all.answered = true;
    await forgetting;
    expect(answers).toEqual(answers.map((_, index) => `${tenants[index % 2]!} of course`));
  });

  it('write the same ids through single writes, batches and imports, each its own', async () => {
    const ids = Array.from({ length: 15 }, (_, index) => `w-${index}`);
    const writes = tenants.flatMap((tenant) =>
      types.flatMap((type) => [
        ...ids.map((id) => () => put(tenant, type, id, `${tenant} put`)),
        ...ids.map((id) => () => call(api.keys[tenant], `PATCH /v1/${type}/${id}`, { custom: { by: tenant } })),
        () => {
          const records = ids.map((id) => ({ id, [textField[type]]: `${tenant} batch` }));
          return call(api.keys[tenant], `POST /v1/${type}/batch`, { records });
        },
        () => {
          const lines = ids.map((id) => `${JSON.stringify({ id, [textField[type]]: `${tenant} import` })}\n`);
          const ndjson = { 'content-type': 'application/x-ndjson' };
          return call(api.keys[tenant], `POST /v1/${type}/import`, lines.join(''), ndjson);
        },
      ]),
    );
    const answers = await Promise.all(shuffled(writes).map((write) => write()));
    // A change of a record that nobody has said yet is told so.
    expect(answers.map(statusOf).filter((status) => status !== 200 && status !== 404)).toEqual([]);
    expect(await strays()).toEqual([]);
    const foreign = await api.database.query(
      `select from record where source_id like 'w-%' and fields ->> 'custom.by' <> tenant_id`,
    );
    expect(foreign).toEqual([]);
    const [count] = await api.database.query(`select count(*)::int as records from record where source_id like 'w-%'`);
    expect(count).toEqual({ records: ids.length * types.length * tenants.length });
    const marks = await api.database.query(
      `select d.tenant_id from dirty d where source_id like 'w-%' group by 1 having count(*) = 45`,
    );
    expect(marks).toHaveLength(2);
  });

  it('are not sunk by what the database refuses the other', async () => {
    await api.database.query(
      `alter table record add constraint not_two check (not (tenant_id = 'two' and source_id like 'x-%'))`,
    );
    const writes = Array.from({ length: 60 }, (_, index) => ({ tenant: tenants[index % 2]!, id: `x-${index >> 1}` }));
    const answers = await Promise.all(writes.map(({ tenant, id }) => put(tenant, 'customers', id, `${tenant} put`)));
    expect(answers.map(statusOf)).toEqual(writes.map(({ tenant }) => (tenant === 'one' ? 200 : 500)));
    await api.database.query('alter table record drop constraint not_two');
    expect(await strays()).toEqual([]);
  });

  it('use the same idempotency keys, and get their own answers', async () => {
    const asked = Array.from({ length: 80 }, (_, index) => ({
      tenant: tenants[index % 2]!,
      key: `k-${(index >> 1) % 10}`,
    }));
    const answers = await Promise.all(
      asked.map(({ tenant, key }) => {
        const records = [{ id: `${key}-${tenant}`, firstName: `${tenant} batch` }];
        return call(api.keys[tenant], 'POST /v1/customers/batch', { records }, { 'idempotency-key': `${key}-same` });
      }),
    );
    answers.forEach(({ status, text }, index) => {
      const { tenant, key } = asked[index]!;
      // Of those that come at once one is done, and the others are told to wait or are answered like it.
      expect([200, 409]).toContain(status);
      if (status === 200) expect(text).toContain(`"${key}-${tenant}"`);
    });
    const done = await api.database.query<{ tenant_id: string }>(
      `select tenant_id from idempotency where key like 'k-%' and answer like '%-' || tenant_id || '"%' and status = 200`,
    );
    expect(done).toHaveLength(20);
  });

  it('are limited each by its own requests', async () => {
    const settings = { requestsPerSecond: 2 };
    const [one, two] = [await api.database.createKey('one', settings), await api.database.createKey('two', settings)];
    const used = await Promise.all(Array.from({ length: 20 }, () => call(one.key, 'GET /v1/customers/mine')));
    expect(used.map(statusOf)).toContain(429);
    expect((await call(two.key, 'GET /v1/customers/mine')).status).toBe(200);
  });

  it('learn nothing from a key that opens nothing, whyever it does not', async () => {
    const revoked = await api.database.createKey('two');
    await revoke(revoked.id);
    const [{ id } = { id: '' }] = await api.database.query<{ id: string }>(
      `select id from api_key where tenant_id = 'two'`,
    );
    const nothing = await call(`tandem_${'x'.repeat(43)}`, 'GET /v1/customers/mine');
    expect(nothing.status).toBe(401);
    const told = ({ status, headers, text }: Reply): object => ({ status, text, headers: { ...headers, date: '' } });
    const keys = [
      revoked.key,
      id,
      revoked.id,
      hashKey(api.keys.two).toString('hex'),
      hashKey(api.keys.two).toString('base64'),
      api.keys.two.toUpperCase(),
      api.keys.two.slice(7),
      `${api.keys.two}=`,
      'x',
      '%',
      'x'.repeat(200),
      'x'.repeat(5_000),
      '',
      'two words',
      '*',
      'null',
    ];
    for (const key of keys) expect(told(await call(key, 'GET /v1/customers/mine'))).toEqual(told(nothing));
    for (const authorization of ['', 'Bearer', `Basic ${api.keys.two}`, api.keys.two, `Bearer: ${api.keys.two}`])
      expect(told(await call('', 'GET /v1/customers/mine', undefined, { authorization }))).toEqual(told(nothing));
  });
});
