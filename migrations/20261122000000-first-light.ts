import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The first schema. Every table starts its key with the tenant and is walled off by row-level security: a transaction
 * of `tandem_app` sees the tenant it has named with `app.tenant_id`, and nothing without one.
 */
export class FirstLight20261122000000 implements MigrationInterface {
  readonly name = 'FirstLight20261122000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(roles);
    await runner.query(tables);
    for (const table of tenantTables) await runner.query(wall(table));
    await runner.query(`create policy own_tenant on tenant using (id = ${currentTenant})`);
    await runner.query('alter table tenant enable row level security');
    await runner.query(rights);
    await runner.query(routing);
  }

  down(): Promise<void> {
    throw new Error('The first schema is not taken back: drop the database, or restore a backup.');
  }
}

/** `set local` leaves '' behind after its transaction, and an unset setting reads null: both mean no tenant. */
const currentTenant = `nullif(current_setting('app.tenant_id', true), '')`;

const tenantTables = [
  'api_key',
  'connection',
  'secret',
  'record',
  'link',
  'dirty',
  'stream',
  'journal',
  'callout',
] as const;

const wall = (table: string): string => `
  alter table ${table} enable row level security;
  create policy own_tenant on ${table} using (tenant_id = ${currentTenant}) with check (tenant_id = ${currentTenant});
`;

/** The role of the service. Without a password it can log in only where the server trusts the connection. */
const roles = `
do $$ begin
  if not exists (select from pg_roles where rolname = 'tandem_app') then
    create role tandem_app login nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
end $$;
`;

const tables = `
create table tenant (
  id         text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  name       text not null,
  created_at timestamptz not null
);

create table api_key (
  tenant_id    text not null references tenant,
  id           text not null,
  hash         bytea not null unique,
  label        text not null,
  scopes       text[] not null,
  created_at   timestamptz not null,
  revoked_at   timestamptz,
  primary key (tenant_id, id)
);

create table connection (
  tenant_id       text not null references tenant,
  id              text not null check (id ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  crm             text not null check (crm in ('hubspot', 'salesforce')),
  environment     text not null check (environment in ('test', 'production')),
  state           text not null default 'active' check (state in ('active', 'paused', 'reauth')),
  reason          jsonb,
  account_id      text not null,
  base_url        text not null,
  settings        jsonb not null,
  throttled_until timestamptz,
  created_at      timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, crm, account_id)
);

create table secret (
  tenant_id     text not null,
  connection_id text not null,
  name          text not null,
  sealed        bytea not null,
  primary key (tenant_id, connection_id, name),
  foreign key (tenant_id, connection_id) references connection on delete cascade
);

-- The order system's last word. fields: canonical fields as it said them; lines: orders only, null when it holds none.
create table record (
  tenant_id   text not null,
  object      text not null check (object in ('company', 'customer', 'order')),
  source_id   text not null,
  fields      jsonb not null,
  lines       jsonb,
  field_at    jsonb not null,
  updated_at  timestamptz not null,
  deleted_at  timestamptz,
  revision    integer not null,
  customer_id text generated always as (fields ->> 'customerId') stored,
  company_id  text generated always as (fields ->> 'companyId') stored,
  primary key (tenant_id, object, source_id)
);
create index record_by_customer on record (tenant_id, customer_id) where customer_id is not null;
create index record_by_company on record (tenant_id, company_id) where company_id is not null;

-- The binding of a record to its counterpart in one CRM. Written by settle alone.
create table link (
  tenant_id      text not null,
  connection_id  text not null,
  object         text not null,
  source_id      text not null,
  external_id    text,
  aliases        text[] not null,
  state          text not null check (state in ('pending', 'synced', 'held', 'parked', 'conflict', 'offered', 'gone')),
  reason         jsonb,
  local_base     jsonb not null,
  remote_base    jsonb not null,
  intents        jsonb not null,
  settled_number integer not null,
  issued_number  integer not null,
  parts          jsonb not null,
  associations   jsonb not null,
  attempts       integer not null,
  synced_at      timestamptz,
  state_since    timestamptz not null,
  primary key (tenant_id, connection_id, object, source_id),
  foreign key (tenant_id, connection_id) references connection on delete cascade
) with (fillfactor = 80);
create unique index link_by_external_id on link (tenant_id, connection_id, object, external_id) where external_id is not null;
create index link_by_state on link (tenant_id, state, connection_id, object, source_id) where state in ('parked', 'conflict', 'held');

-- The dirty set: one small row per link that is to be looked at. Lanes: 0 live, 1 inbound, 2 retry, 3 migration, 4 audit.
-- It is written and emptied all day, so rows leave room for updates in place and vacuum comes early.
create table dirty (
  tenant_id     text not null,
  connection_id text not null,
  object        text not null,
  source_id     text not null,
  lane          smallint not null,
  revision      integer not null default 1,
  due_at        timestamptz not null,
  attempts      smallint not null default 0,
  crashes       smallint not null default 0,
  primary key (tenant_id, connection_id, object, source_id),
  foreign key (tenant_id, connection_id) references connection on delete cascade
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create index dirty_in_order on dirty (tenant_id, connection_id, object, lane, due_at);

-- A worker owns a stream under a lease; fence is the number of the lease, in_hand what its owner is working on.
create table stream (
  tenant_id     text not null,
  connection_id text not null,
  object        text not null,
  shard         smallint not null default 0,
  owner         uuid,
  fence         bigint not null default 0,
  lease_until   timestamptz not null default '-infinity',
  last_served   timestamptz,
  in_hand       text[] not null default '{}',
  primary key (tenant_id, connection_id, object, shard),
  foreign key (tenant_id, connection_id) references connection on delete cascade
) with (fillfactor = 50);

create table journal (
  tenant_id     text not null,
  seq           bigint generated always as identity,
  at            timestamptz not null,
  connection_id text not null,
  object        text not null,
  source_id     text not null,
  what          text not null,
  why           text not null,
  changes       jsonb not null,
  primary key (tenant_id, seq)
);
create index journal_by_record on journal (tenant_id, object, source_id, seq);

-- Every HTTP call to a CRM. Holds no values of records.
create table callout (
  tenant_id      text not null,
  seq            bigint generated always as identity,
  at             timestamptz not null,
  connection_id  text not null,
  object         text not null,
  method         text not null,
  endpoint       text not null,
  status         smallint,
  duration_ms    integer not null,
  row_count      integer not null,
  attempt        smallint not null,
  correlation_id text,
  failure        text,
  primary key (tenant_id, seq)
);
create index callout_by_time on callout (tenant_id, connection_id, at);
`;

/** Least privilege: what is append-only can only be appended to, and tenants and keys are the owner's to make. */
const rights = `
grant usage on schema public to tandem_app;
grant select on tenant, api_key to tandem_app;
grant select, insert, update, delete on record, link, dirty, stream, connection, secret to tandem_app;
grant select, insert on journal, callout to tandem_app;
grant select on schema_migration to tandem_app;
`;

/**
 * What must be known before the tenant is. These run with the owner's rights, over tables that hold no customer values,
 * and answer no more than the caller needs to name its tenant.
 */
const routing = `
create function find_api_key(p_hash bytea) returns table (tenant_id text, key_id text, scopes text[])
language sql stable security definer set search_path = public, pg_temp as $$
  select k.tenant_id, k.id, k.scopes from api_key k where k.hash = p_hash and k.revoked_at is null
$$;

-- Leases the least recently served stream that has something due. Parents first among those never served.
create function claim_stream(p_owner uuid, p_now timestamptz, p_lease interval)
returns table (tenant_id text, connection_id text, object text, shard smallint, fence bigint, in_hand text[])
language sql volatile security definer set search_path = public, pg_temp as $$
  update stream s
     set owner = p_owner, fence = s.fence + 1, lease_until = p_now + p_lease, last_served = p_now
   where (s.tenant_id, s.connection_id, s.object, s.shard) = (
     select t.tenant_id, t.connection_id, t.object, t.shard
       from stream t
       join connection c on c.tenant_id = t.tenant_id and c.id = t.connection_id
      where t.lease_until <= p_now
        and c.state = 'active'
        and coalesce(c.throttled_until, '-infinity') <= p_now
        and exists (
          select 1
            from unnest(array[0, 1, 2, 3, 4]::smallint[]) as lanes (lane)
            cross join lateral (
              select 1 from dirty d
               where d.tenant_id = t.tenant_id and d.connection_id = t.connection_id and d.object = t.object
                 and d.lane = lanes.lane and d.due_at <= p_now
               limit 1
            ) due
        )
      order by t.last_served nulls first, array_position(array['company', 'customer', 'order'], t.object)
      limit 1
        for update of t skip locked
   )
  returning s.tenant_id, s.connection_id, s.object, s.shard, s.fence, s.in_hand
$$;

revoke execute on function find_api_key(bytea), claim_stream(uuid, timestamptz, interval) from public;
grant execute on function find_api_key(bytea), claim_stream(uuid, timestamptz, interval) to tandem_app;
`;
