import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the CRM signals: a mark that asks for a fresh read, when the CRM says that a record was changed last, and the
 * deliveries that were taken in. New columns with a constant default or none, a new table, functions: no table is
 * rewritten, and locks last a moment.
 */
export class RemoteSignals20261125000300 implements MigrationInterface {
  readonly name = 'RemoteSignals20261125000300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(columns);
    await runner.query(table);
    await runner.query(routing);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * dirty.reads_remote: the look reads the CRM record, whatever else it would do.
 * link.remote_at: when the CRM record was changed last, by the CRM's clock, in the state that our last read or write saw.
 */
const columns = `
alter table dirty add column reads_remote boolean not null default false;
alter table link add column remote_at timestamptz;
create index connection_by_account on connection (crm, account_id);
`;

/**
 * Deliveries of the last minutes, so that an exact repetition marks nothing. Unlogged: after a crash some are taken in
 * twice, which marks twice, which is marking once.
 */
const table = `
create unlogged table webhook_seen (
  tenant_id text not null,
  digest    bytea not null,
  seen_at   timestamptz not null,
  primary key (tenant_id, digest)
);
create index webhook_seen_by_time on webhook_seen (tenant_id, seen_at);
alter table webhook_seen enable row level security;
create policy own_tenant on webhook_seen
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
-- The update is for its lock alone: what is pruned at the same moment is passed over.
grant select, insert, delete, update (seen_at) on webhook_seen to tandem_app;
`;

/** Whose CRM accounts these are: known before the tenant is. The webhook secret is sealed, and opened by the service alone. */
const routing = `
create function find_accounts(p_crm text, p_accounts text[])
returns table (tenant_id text, connection_id text, account_id text, accepts_v1 boolean, webhook_secret bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.tenant_id, c.id, c.account_id, coalesce(c.settings ->> 'webhookSignature' = 'v1', false), s.sealed
    from connection c
    left join secret s on s.tenant_id = c.tenant_id and s.connection_id = c.id and s.name = 'webhook-secret'
   where c.crm = p_crm and c.account_id = any(p_accounts)
$$;
revoke execute on function find_accounts(text, text[]) from public;
grant execute on function find_accounts(text, text[]) to tandem_app;
`;
