import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The book of each account's calls: how it stands, and its hours. Two tables that begin empty; takes milliseconds. */
export class Quota20261127010100 implements MigrationInterface {
  readonly name = 'Quota20261127010100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(book);
    await runner.query(hours);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * One row per connection, locked by whoever reserves: so no two processes give out the same call. Written many times a minute,
 * in place (fillfactor).
 */
const book = `
create table quota (
  tenant_id     text not null,
  connection_id text not null,
  -- a day that began before it is not known whole
  since         timestamptz not null,
  -- limits as the CRM has said them; null: it has not
  burst_calls   bigint,
  burst_ms      bigint,
  day_calls     bigint,
  -- calls that may be given at once, and up to when they were filled; null: none was given yet
  tokens        double precision,
  filled_at     timestamptz,
  -- all calls that were ever reserved, and what they were at two moments
  reserved      bigint not null default 0,
  called_at     timestamptz,
  older         bigint not null default 0,
  older_at      timestamptz not null,
  younger       bigint not null default 0,
  younger_at    timestamptz not null,
  -- what the CRM has said is used of the day, and what was reserved when that call was
  heard_used    bigint,
  heard_at      timestamptz,
  heard_mark    bigint,
  returned      bigint not null default 0,
  slot_at       timestamptz not null,
  slot_calls    bigint not null default 0,
  -- what the running day is expected to take, by those before it
  forecast      jsonb,
  forecast_of   timestamptz,
  primary key (tenant_id, connection_id),
  foreign key (tenant_id, connection_id) references connection on delete cascade
) with (fillfactor = 50);

alter table quota enable row level security;
create policy own_tenant on quota
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on quota to tandem_app;
`;

/** Ours by lane, and others'. burst: the most of others' that came at once. Kept for half a month. */
const hours = `
create table quota_hour (
  tenant_id     text not null,
  connection_id text not null,
  from_at       timestamptz not null,
  live          integer not null default 0,
  inbound       integer not null default 0,
  retry         integer not null default 0,
  migration     integer not null default 0,
  audit         integer not null default 0,
  others        bigint not null default 0,
  burst         bigint not null default 0,
  primary key (tenant_id, connection_id, from_at),
  foreign key (tenant_id, connection_id) references connection on delete cascade
) with (fillfactor = 50);

alter table quota_hour enable row level security;
create policy own_tenant on quota_hour
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on quota_hour to tandem_app;
`;
