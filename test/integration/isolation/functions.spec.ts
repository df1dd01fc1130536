import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { createDataSource, clientOptions } from '../../../src/store/data-source';
import { findCaller, hashKey, revokeKey } from '../../../src/store/api-keys';
import { rows } from '../../../src/store/transaction';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { fillTenant, markOf, only } from './tenants';

interface Said {
  readonly result: string;
  readonly config: readonly string[] | null;
  readonly leakproof: boolean;
  readonly public: boolean;
}

interface Definer {
  /** How it is called, with a harmless value for everything. */
  readonly call: string;
  readonly result: string;
  /** Why it may tell that to whoever asks, before the tenant is known. */
  readonly tells: string;
}

/** All functions that run with the owner's rights, past every wall. Another one must be thought about, and stand here. */
const definers: Readonly<Record<string, Definer>> = {
  'find_api_key(p_hash bytea)': {
    call: `find_api_key('\\x00')`,
    result:
      'TABLE(tenant_id text, key_id text, scopes text[], requests_per_second integer, last_used_at timestamp with time zone)',
    tells: 'who holds a key, to whoever has its hash, which only its holder can have',
  },
  'claim_stream(p_owner uuid, p_now timestamp with time zone, p_lease interval)': {
    call: `claim_stream('00000000-0000-0000-0000-000000000001', now(), interval '1 minute')`,
    result: 'TABLE(tenant_id text, connection_id text, object text, shard smallint, fence bigint, in_hand text[])',
    tells: 'which stream of which tenant is to be worked on, with ids of records and nothing else of them',
  },
  'claim_cursor(p_now timestamp with time zone, p_lease interval)': {
    call: `claim_cursor(now(), interval '1 minute')`,
    result: 'TABLE(tenant_id text, connection_id text, object text, kind text, fence bigint)',
    tells: 'which connection of which tenant is to be asked for what changes',
  },
  'claim_event_stream(p_now timestamp with time zone, p_lease interval)': {
    call: `claim_event_stream(now(), interval '1 minute')`,
    result: 'TABLE(tenant_id text, connection_id text, fence bigint)',
    tells: 'which connection of which tenant is to be listened to',
  },
  'claim_describing(p_now timestamp with time zone, p_again timestamp with time zone)': {
    call: `claim_describing(now(), now())`,
    result: 'TABLE(tenant_id text, connection_id text, claimed_until timestamp with time zone)',
    tells: 'which connection of which tenant is to be asked what its CRM takes',
  },
  'claim_migration(p_now timestamp with time zone, p_lease interval)': {
    call: `claim_migration(now(), interval '1 minute')`,
    result: 'TABLE(tenant_id text, connection_id text, id text, state text, fence bigint)',
    tells: 'which migration of which tenant is to be seen to',
  },
  'claim_usage_reading(p_now timestamp with time zone)': {
    call: `claim_usage_reading(now())`,
    result: 'TABLE(tenant_id text, connection_id text)',
    tells: 'which connection of which tenant is to be asked how many calls it has',
  },
  'claim_marking(p_now timestamp with time zone, p_lease interval)': {
    call: `claim_marking(now(), interval '1 minute')`,
    result: 'TABLE(tenant_id text, connection_id text, object text, kind text)',
    tells: 'which connection of which tenant has records of a type to be marked',
  },
  'claim_destination(p_now timestamp with time zone, p_lease interval)': {
    call: `claim_destination(now(), interval '1 minute')`,
    result: 'TABLE(tenant_id text, fence bigint)',
    tells: 'which tenant has changes that are to be delivered',
  },
  'stream_standing(p_now timestamp with time zone, p_patience interval)': {
    call: `stream_standing(now(), interval '1 minute')`,
    result: 'TABLE(due bigint, stalled bigint, oldest_due timestamp with time zone)',
    tells: 'numbers and a moment over all tenants',
  },
  'find_accounts(p_crm text, p_accounts text[])': {
    call: `find_accounts('hubspot', '{account of crm}')`,
    result: 'TABLE(tenant_id text, connection_id text, account_id text, accepts_v1 boolean, webhook_secret bytea)',
    tells: 'whose an account is, to whoever can name it, and the sealed secret of its webhooks',
  },
  'find_message_connection(p_digest bytea)': {
    call: `find_message_connection('\\x00')`,
    result: 'TABLE(tenant_id text, connection_id text, crm text, account_id text)',
    tells: 'whose messages come with a secret, to whoever has its digest, which only its holder can have',
  },
  'queue_standing(p_now timestamp with time zone)': {
    call: 'queue_standing(now())',
    result: 'TABLE(crm text, object text, lane smallint, depth bigint, oldest_due timestamp with time zone)',
    tells: 'numbers and moments over all tenants, by CRM, object type and lane',
  },
  'link_standing()': {
    call: 'link_standing()',
    result: 'TABLE(crm text, state text, links bigint)',
    tells: 'numbers over all tenants, by CRM and state',
  },
  'connection_standing(p_now timestamp with time zone)': {
    call: 'connection_standing(now())',
    result: 'TABLE(crm text, state text, connections bigint)',
    tells: 'numbers over all tenants, by CRM and state',
  },
  'token_standing(p_now timestamp with time zone)': {
    call: 'token_standing(now())',
    result: 'TABLE(crm text, state text, tokens bigint)',
    tells: 'numbers over all tenants, by CRM and state',
  },
  'offer_standing(p_now timestamp with time zone, p_patience interval)': {
    call: `offer_standing(now(), interval '7 days')`,
    result: 'TABLE(state text, tenants bigint)',
    tells: 'numbers over all tenants, by state',
  },
  'ruled_custom_fields(p_crm text, p_client text)': {
    call: `ruled_custom_fields('hubspot', null)`,
    result: 'TABLE(object text, property text, direction text, enforce boolean, connections bigint)',
    tells: 'which custom fields there are and how they flow, over all tenants, and not whose they are',
  },
  'webhook_standing()': {
    call: 'webhook_standing()',
    result: 'TABLE(crm text, state text, connections bigint)',
    tells: 'numbers over all tenants, by CRM and state',
  },
  'schedule_standing()': {
    call: 'schedule_standing()',
    result: 'TABLE(crm text, object text, disabled bigint)',
    tells: 'numbers over all tenants, by CRM and object type',
  },
};

const known = Object.keys(definers).sort();

/** Those that run with the rights of whoever calls them, behind the same walls. */
const invokers = [
  'delete_marks',
  'mark_remote_changes',
  'name_tenant',
  'note_strangers',
  'only_forgets',
  'read_records',
  'store_records',
  'store_unseen_or_read',
  'take_delivery',
  'take_erasing_delivery',
];

describe('the functions that run with the owner’s rights', () => {
  let database: TestDatabase;
  let client: Client;
  let key: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    const app = await database.open();
    await database.createTenant('one');
    key = await database.createTenant('two');
    for (const tenant of ['one', 'two']) await fillTenant(app, tenant);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    client = new Client(clientOptions(database.app));
    await client.connect();
  });
  afterEach(() => client.end());

  const functions = (): Promise<readonly { name: string; definer: boolean; said: Said }[]> =>
    database.query(`
      select p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as name, p.prosecdef as definer,
             jsonb_build_object('result', pg_get_function_result(p.oid), 'config', p.proconfig, 'leakproof', p.proleakproof,
               'public', p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0)) as said
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname not in ('pg_catalog', 'information_schema') order by 1`);

  /** Everything that they answer, as text. */
  async function answers(): Promise<Readonly<Record<string, string>>> {
    const found: Record<string, string> = {};
    for (const [name, { call }] of Object.entries(definers)) {
      const { rows: told } = await client.query<object>(`select * from ${call}`);
      found[name] = JSON.stringify(told);
    }
    return found;
  }

  it('are these, and answer no more than these columns', async () => {
    const found = (await functions()).filter(({ definer }) => definer);
    expect(found.map(({ name }) => name).sort()).toEqual(known);
    for (const { name, said } of found) {
      const { result } = definers[name]!;
      expect({ name, ...said }).toEqual({
        name,
        result,
        config: ['search_path=public, pg_temp'],
        leakproof: false,
        public: false,
      });
    }
  });

  it('are joined by these, which run with their caller’s rights behind the same walls', async () => {
    const found = (await functions()).filter(({ definer }) => !definer);
    expect(found.map(({ name }) => name.replace(/\(.*/, ''))).toEqual(invokers);
    expect(found.filter(({ said }) => said.public || said.leakproof)).toEqual([]);
  });

  it('are joined by some that name the tenant of a transaction, and never another one than it has', async () => {
    const two = `'two', 'customer'`;
    const row = JSON.stringify([
      { source_id: 'planted', fields: {}, field_at: {}, updated_at: new Date(), revision: 1 },
    ]);
    for (const call of [
      `name_tenant('two')`,
      `read_records(${two}, '{1}')`,
      `store_records(${two}, '${row}', '{}', 0::smallint, now(), true)`,
      `store_records(${two}, '${row}', '{}', 0::smallint, now(), false)`,
      `store_unseen_or_read(${two}, '{planted}', '${row}', '{}', 0::smallint, now())`,
      `mark_remote_changes('two', 'crm', 'customer', '{1}', '{null}', now())`,
      `take_erasing_delivery('two', '\\x01', '{crm}', '{crm}', '{customer}', '{1}', '{1}', '{null}', now(),
         '[{"connectionId":"crm","object":"customer","externalId":"1"}]')`,
      `take_delivery('two', '\\x00', '{crm}', '{crm}', '{customer}', '{1}', '{1}', '{null}', now())`,
    ]) {
      await client.query(`begin; set local app.tenant_id = 'one'`);
      await expect(client.query(`select * from ${call}`)).rejects.toMatchObject({ code: '42501' });
      await client.query('rollback');
      await client.query(`select * from ${call}`).catch(() => undefined);
      expect((await client.query('select tenant_id from record')).rows).toEqual([]);
      await database.query(`delete from record where source_id = 'planted'`);
    }
  });

  it.each(known)('tell no value of a customer: %s', async (name) => {
    const text = (await answers())[name]!;
    // What the caller names itself is no news to it.
    const values = [markOf('one'), markOf('two'), 'account of'].filter((one) => !definers[name]!.call.includes(one));
    for (const value of values) expect(text).not.toContain(value);
  });

  it('tell the numbers of all tenants without naming one', async () => {
    const told = await answers();
    for (const name of known.filter((one) => one.includes('standing'))) {
      expect(told[name]).not.toBe('[]');
      for (const id of ['one', 'two', only('one'), only('two')]) expect(told[name]).not.toContain(`"${id}"`);
    }
  });

  it('tell custom fields of all tenants together, without what is said of them', async () => {
    const { rows: told } = await client.query<object>(`select * from ruled_custom_fields('hubspot', null)`);
    expect(told).toEqual([{ object: 'customer', property: 'tier', direction: 'both', enforce: null, connections: 4 }]);
  });

  it('know a key by its whole hash alone', async () => {
    const hash = hashKey(key);
    const find = async (value: Buffer | null): Promise<unknown[]> =>
      (await client.query<object>('select tenant_id from find_api_key($1)', [value])).rows;
    expect(await find(hash)).toEqual([{ tenant_id: 'two' }]);
    const near = [
      hash.subarray(0, 31),
      Buffer.concat([hash, Buffer.alloc(1)]),
      Buffer.alloc(0),
      Buffer.alloc(32),
      Buffer.from('%'),
      null,
    ];
    for (const value of near) expect(await find(value)).toEqual([]);
  });

  it('know a connection by the whole digest of its secret alone', async () => {
    const digest = createHash('sha256').update('a secret').digest();
    await database.query(`update connection set message_digest = $1 where tenant_id = 'two' and id = 'crm'`, [digest]);
    const find = async (value: Buffer | null): Promise<unknown[]> =>
      (await client.query<object>('select tenant_id, connection_id from find_message_connection($1)', [value])).rows;
    expect(await find(digest)).toEqual([{ tenant_id: 'two', connection_id: 'crm' }]);
    for (const value of [digest.subarray(0, 31), Buffer.concat([digest, Buffer.alloc(1)]), Buffer.alloc(32), null])
      expect(await find(value)).toEqual([]);
    await database.query('update connection set message_digest = null');
  });

  it('know nothing of a key that is revoked', async () => {
    const made = await database.createKey('two');
    const app = await database.open();
    expect(await findCaller(app, hashKey(made.key))).toMatchObject({ tenantId: 'two', keyId: made.id });
    const owner = await createDataSource(database.owner, 1).initialize();
    await owner.transaction((tx) => revokeKey(tx, { id: made.id, tenantId: null }, new Date()));
    await owner.destroy();
    expect(await findCaller(app, hashKey(made.key))).toBeNull();
  });

  it('keep a key only as its hash', async () => {
    expect(key).toMatch(/^tandem_[\w-]{43}$/);
    const stored = await database.query<{ text: string }>('select row_to_json(k)::text as text from api_key k');
    for (const { text } of stored) expect(text).not.toContain(key.slice(7));
  });

  it('look into our tables, whatever a session calls its own by the same names', async () => {
    await client.query(
      `select * from ${definers['claim_stream(p_owner uuid, p_now timestamp with time zone, p_lease interval)']!.call}`,
    );
    const standings = async (): Promise<unknown> => {
      const { rows: told } = await client.query<object>(
        `select (select count(*) from find_api_key($1)) as keys, (select sum(depth) from queue_standing('2030-01-01')) as depth,
                (select sum(links) from link_standing()) as links, (select sum(connections) from connection_standing('2030-01-01')) as connections,
                (select due from stream_standing('2030-01-01', '1 minute')) as due,
                (select sum(tokens) from token_standing('2030-01-01')) as tokens,
                (select sum(connections) from ruled_custom_fields('hubspot', null)) as fields,
                (select sum(connections) from webhook_standing()) as webhooks,
                (select count(*) from schedule_standing()) as schedules,
                (select count(*) from find_message_connection('\\x${'00'.repeat(32)}')) as messages`,
        [hashKey(`${key}x`)],
      );
      return told;
    };
    await database.query(
      `insert into change (tenant_id, seq, at, kind, connection_id, object, fields)
       values ('two', 1000000, now(), 'restored', 'crm', 'customer', '{}')`,
    );
    await database.query(`update destination set delivered_seq = 999999`);
    const before = await standings();
    await client.query(`
      create temp table api_key as select '\\x${hashKey(`${key}x`).toString('hex')}'::bytea as hash, 'two'::text as tenant_id,
        'forged'::text as id, '{*}'::text[] as scopes, null::int as requests_per_second, null::timestamptz as last_used_at,
        null::timestamptz as revoked_at;
      create temp table connection (like public.connection);
      create temp table change (like public.change);
      create temp table cursor (like public.cursor);
      create temp table destination (like public.destination);
      create temp table dirty (like public.dirty);
      create temp table link (like public.link);
      create temp table stream (like public.stream);
      create temp table token_refresh (like public.token_refresh);
      create function pg_temp.array_position(text[], text) returns integer language plpgsql as 'begin raise exception ''taken''; end';
      create function pg_temp.unnest(smallint[]) returns setof smallint language plpgsql as 'begin raise exception ''taken''; end';
      create function pg_temp.coalesced(bigint) returns bigint language plpgsql as 'begin raise exception ''taken''; end';
      create function pg_temp.equal(text, text) returns boolean language plpgsql as 'begin raise exception ''taken''; end';
      create operator pg_temp.= (leftarg = text, rightarg = text, function = pg_temp.equal);
      create domain pg_temp.smallint as text;
      set search_path = pg_temp, public`);
    expect((await client.query<object>('select id from api_key')).rows).toEqual([{ id: 'forged' }]);
    expect(await standings()).toEqual(before);
    const { rows: claimed } = await client.query<object>(
      `select tenant_id from claim_stream('00000000-0000-0000-0000-000000000002', '2030-01-01', '1 minute')`,
    );
    expect(claimed).toHaveLength(1);
    const { rows: polled } = await client.query<object>(`select tenant_id from claim_cursor('2030-01-01', '1 minute')`);
    expect(polled).toHaveLength(1);
    const { rows: delivered } = await client.query<object>(
      `select tenant_id from claim_destination('2030-01-01', '1 minute')`,
    );
    expect(delivered).toEqual([{ tenant_id: 'two' }]);
  });

  it('run only for the service', async () => {
    const open = await database.query(
      `select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'public' and has_function_privilege('pg_monitor', p.oid, 'execute')`,
    );
    expect(open).toEqual([]);
    const app = await database.open();
    expect(await rows(app, `select has_function_privilege('find_api_key(bytea)', 'execute') as may`)).toEqual([
      { may: true },
    ]);
  });

  it('are missed by these tests when one is not pinned, or open to everybody', async () => {
    await database.query(
      `create function tell() returns text language sql security definer as 'select name from tenant where id = ''two'''`,
    );
    const found = (await functions()).find(({ name }) => name === 'tell()');
    await database.query('drop function tell()');
    expect(found).toMatchObject({ definer: true, said: { config: null, public: true } });
    expect(known).not.toContain('tell()');
  });
});
