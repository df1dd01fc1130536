import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Migrations: what a person has planned to bring into a connection's CRM, and how far that has come. A new table: nothing is locked. */
export class Migrations20261127010400 implements MigrationInterface {
  readonly name = 'Migrations20261127010400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(claim);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * number: counts the migrations of a connection; of those that have not ended there is one at most. released_*: where the ramp
 * is, in the order of the records' key. due_at: when something is to be seen to; null: a person acts first. fence, lease_until:
 * who sees to it, as of a stream.
 */
const table = `
create table migration (
  tenant_id          text not null,
  connection_id      text not null,
  id                 text not null,
  number             integer not null check (number > 0),
  state              text not null check (state in
                       ('planning', 'planned', 'approved', 'pilot', 'piloted', 'ramp', 'paused', 'done', 'cancelled')),
  paused_from        text,
  reason             jsonb,
  waits_until        timestamptz,
  settings           jsonb not null,
  progress           jsonb,
  plan               jsonb,
  rules              text not null,
  unlinked           integer not null,
  created_at         timestamptz not null,
  approved_at        timestamptz,
  started_at         timestamptz,
  finished_at        timestamptz,
  wave               integer not null,
  wave_size          integer not null,
  wave_released      integer not null,
  wave_from          jsonb,
  released           jsonb,
  is_withdrawn       boolean not null,
  released_count     integer not null,
  parked_before      jsonb not null,
  failures           integer not null,
  counted_from       timestamptz,
  calls_before       bigint not null,
  calls              bigint not null,
  call_limit         bigint not null,
  due_at             timestamptz,
  fence              bigint not null default 0,
  lease_until        timestamptz not null default '-infinity',
  primary key (tenant_id, connection_id, id),
  unique (tenant_id, connection_id, number),
  foreign key (tenant_id, connection_id) references connection on delete cascade
) with (fillfactor = 50);
create unique index migration_that_is_open on migration (tenant_id, connection_id) where state not in ('done', 'cancelled');
create index migration_by_due on migration (due_at) where due_at is not null;

alter table migration enable row level security;
create policy own_tenant on migration
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
revoke all on migration from tandem_app;
grant select, insert, update on migration to tandem_app;
`;

/** Whoever claims one has it alone until the lease is over; the one that has been due for longest goes first. */
const claim = `
create function claim_migration(p_now timestamptz, p_lease interval)
returns table (tenant_id text, connection_id text, id text, state text, fence bigint)
language sql volatile security definer set search_path = public, pg_temp as $$
  update migration m
     set fence = m.fence + 1, lease_until = p_now + p_lease
   where (m.tenant_id, m.connection_id, m.id) = (
     select c.tenant_id, c.connection_id, c.id
       from migration c
      where c.due_at <= p_now and c.lease_until <= p_now
      order by c.due_at
      limit 1
        for update skip locked
   )
  returning m.tenant_id, m.connection_id, m.id, m.state, m.fence
$$;
revoke execute on function claim_migration(timestamptz, interval) from public;
grant execute on function claim_migration(timestamptz, interval) to tandem_app;
`;
