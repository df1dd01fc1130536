/**
 * The door and three tenants: one and two with the same ids and some of their own, three with nothing. Requests are sent
 * as the document describes an operation, whatever an attack puts into them.
 */
import type { Operation } from '../../../src/http/openapi/operation';
import type { Clock } from '../../../src/platform/clock';
import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { storeSampleConnection } from '../../support/connection';
import { Api } from '../http/api';
import { send, type Reply } from '../http/openapi/send';
import { readTables, type Table } from './catalog';
import { fillTenant, snapshotOf } from './tenants';

export type Attacker = 'one' | 'three';
export type Tenant = Attacker | 'two';

/** What is put into a request of an operation. */
export interface Ask {
  /** In the path. */
  readonly id?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Ground {
  /** Of Tandem. */
  readonly tables: readonly Table[];
  /** Brings back what a tenant had in these tables at the start. */
  readonly restoring: (tenant: Tenant, tables: readonly string[] | null) => string;
}

export class Scene {
  private constructor(
    readonly api: Api,
    readonly crm: HubspotSandbox,
    private readonly keys: Readonly<Record<Tenant, string>>,
    readonly ground: Ground,
  ) {}

  static async start(): Promise<Scene> {
    const crm = await startHubspotSandbox({ port: 0, limits: 'none' });
    const api = await Api.start({ crmUrls: [crm.url], publicUrl: 'https://sync.example.com', clock: stillClock() });
    const keys = { ...api.keys, three: await api.database.createTenant('three') };
    // So that all numbers of conflicts are as long as one that nobody has.
    await api.database.query('alter table conflict alter column seq restart with 1000000');
    for (const tenant of ['one', 'two']) await fill(api, tenant);
    const tables = await readTables(api.database);
    const restoring = await save(api, tables);
    await noteChanges(api, tables);
    return new Scene(api, crm, keys, { tables, restoring });
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.crm.close();
  }

  ask(tenant: Tenant, operation: Operation, ask: Ask): Promise<Reply> {
    const { id = '', query = '', headers, body } = ask;
    const content = operation.body && body !== undefined ? textOf(operation.body.mediaType, body) : undefined;
    return send(this.api.url, {
      method: operation.method.toUpperCase(),
      path: operation.path.replace('{id}', id) + query,
      headers: {
        authorization: `Bearer ${this.keys[tenant]}`,
        'x-request-id': 'the-same',
        ...(content !== undefined && { 'content-type': operation.body?.mediaType ?? 'application/json' }),
        ...headers,
      },
      ...(content !== undefined && { body: content }),
    });
  }

  /** All that they hold. */
  snapshot(tenants: readonly Tenant[]): Promise<string> {
    return snapshotOf(this.api.database, tenants, this.ground.tables);
  }

  /** Numbers of conflicts, at the same place in every order: of one that waits in a tenant, and of none. */
  async conflictsOf(tenant: Tenant): Promise<{ readonly theirs: number; readonly nobodys: number }> {
    const asked = `select max(seq) filter (where closed_at is null)::int as theirs, max(seq)::int + 1 as nobodys
      from conflict where tenant_id = $1`;
    const [found] = await this.api.database.query<{ theirs: number; nobodys: number }>(asked, [tenant]);
    return found!;
  }

  /** Tables in which rows of a tenant have changed since it was asked last. When a key was last used is no change: it is noted aside. */
  async takeChanges(): Promise<ReadonlyMap<Tenant, readonly string[]>> {
    const changed = await this.api.database.query<{ tenant: Tenant; names: readonly string[] }>(
      `with taken as (delete from saved.noted_change returning *)
       select tenant_id as tenant, array_agg(distinct name) as names from taken group by tenant_id`,
    );
    return new Map(changed.map(({ tenant, names }) => [tenant, names]));
  }

  /**
   * A tenant as it was at the start; its keys stay. No change in the sense of `takeChanges`.
   * @param tables null: all
   */
  async restore(tenant: Tenant, tables: readonly string[] | null = null): Promise<void> {
    await this.api.database.query(this.ground.restoring(tenant, tables));
  }
}

/** What an answer reckons with time, such as the calls that are left of a day, is the same for who asks a second later. */
function stillClock(): Clock {
  const now = new Date();
  return { now: () => now, stop: () => undefined };
}

/** From now on each row that is changed is noted. Comparing all that tenants hold took a third of the time of all attacks. */
async function noteChanges({ database }: Api, tables: readonly Table[]): Promise<void> {
  const walled = tables.filter(({ tenantColumn }) => tenantColumn !== null);
  await database.query(`
    create table saved.noted_change (name text not null, tenant_id text not null);
    create function saved.note_change() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
      begin
        if to_jsonb(old) - 'last_used_at' is distinct from to_jsonb(new) - 'last_used_at' then
          insert into saved.noted_change select tg_table_name, coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0];
        end if;
        return null;
      end $$;
    ${walled
      .map(
        ({ name, tenantColumn }) =>
          `create trigger noted after insert or update or delete on ${name} for each row
             execute function saved.note_change(${tenantColumn ?? ''});`,
      )
      .join('\n')}`);
}

/** Keeps a copy of what tenants have. Answers what brings one of them back to it, row by row and whatever hangs on what. */
async function save({ database }: Api, all: readonly Table[]): Promise<Ground['restoring']> {
  const tables = all.filter(({ name, tenantColumn }) => tenantColumn === 'tenant_id' && name !== 'api_key');
  await database.query('create schema saved');
  await database.query(tables.map(({ name }) => `create table saved.${name} as table ${name}`).join(';'));
  // Generated ones come by themselves.
  const written = await database.query<{ name: string; columns: string }>(
    `select c.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      group by c.relname`,
  );
  const columnsOf = new Map(written.map(({ name, columns }) => [name, columns]));
  return (tenant, names) => {
    const ofTenant = `where tenant_id = '${tenant}'`;
    const chosen = tables.filter(({ name }) => names === null || names.includes(name));
    const inserted = chosen.map(({ name }) => {
      const columns = columnsOf.get(name) ?? '';
      return `insert into ${name} (${columns}) overriding system value select ${columns} from saved.${name} ${ofTenant}`;
    });
    const deleted = chosen.map(({ name }) => `delete from ${name} ${ofTenant}`);
    return ['set local session_replication_role = replica', ...deleted, ...inserted].join(';');
  };
}

/** The number of a conflict after those of the tenant is left to nobody. */
async function fill({ app, database }: Api, tenant: string): Promise<void> {
  await fillTenant(app, tenant);
  // To a CRM that sends messages.
  await storeSampleConnection(app, tenant, 'telling');
  await database.query(`update connection set crm = 'salesforce' where id = 'telling'`);
  await database.query(`select nextval('conflict_seq_seq')`);
}

/** Of NDJSON a list is lines. */
function textOf(mediaType: string | undefined, body: unknown): string {
  if (mediaType === undefined || !Array.isArray(body)) return JSON.stringify(body);
  return body.map((line) => `${JSON.stringify(line)}\n`).join('');
}
