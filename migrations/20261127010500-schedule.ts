import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How each cursor fares: when it has been through last, what it was refused with, and whether it is disabled for that. A cursor
 * that is there already has met nothing yet. One small table; takes milliseconds.
 */
export class Schedule20261127010500 implements MigrationInterface {
  readonly name = 'Schedule20261127010500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(columns);
    await runner.query(standing);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * synced_at: when a sweep was finished last. failures: how many in a row were refused by the kind and code of failure, which is
 * the last one, also when it is over. disabled_at: since when it is probed and no more polled; probes: how many of those were
 * refused. The next probe is due_at, so that whoever claims what is due probes too.
 */
const columns = `
alter table cursor
  add column synced_at timestamptz,
  add column failures smallint not null default 0,
  add column failure jsonb,
  add column disabled_at timestamptz,
  add column probes smallint not null default 0,
  add check (disabled_at is null or failure is not null);
`;

/** Reads the small table once per scrape. */
const standing = `
create function schedule_standing() returns table (crm text, object text, disabled bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.crm, d.object, count(distinct (d.tenant_id, d.connection_id)) filter (where d.disabled_at is not null)
    from cursor d join connection c on c.tenant_id = d.tenant_id and c.id = d.connection_id
   group by 1, 2
$$;
revoke execute on function schedule_standing() from public;
grant execute on function schedule_standing() to tandem_app;
`;
