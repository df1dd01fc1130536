import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a tenant's changes are delivered, and how far they were. One small table; takes milliseconds. */
export class Destination20261126000200 implements MigrationInterface {
  readonly name = 'Destination20261126000200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(claim);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * A cursor over the tenant's change feed, of which everything up to delivered_seq was delivered. Without a url nothing is
 * sent, and the row says how far that was. attempts, failing_since, error: of the change that is next, until it is delivered.
 * fence is the number of the lease, as a stream's is. The secrets are sealed.
 */
const table = `
create table destination (
  tenant_id       text primary key references tenant,
  url             text,
  acceptance      text not null default 'explicit' check (acceptance in ('explicit', 'on-delivery')),
  secret          bytea,
  previous_secret bytea,
  previous_until  timestamptz,
  delivered_seq   bigint not null default 0,
  attempts        smallint not null default 0,
  failing_since   timestamptz,
  -- {code, message}
  error           jsonb,
  parked_at       timestamptz,
  due_at          timestamptz not null,
  fence           bigint not null default 0,
  lease_until     timestamptz not null default '-infinity',
  check ((url is null) = (secret is null)),
  check ((previous_secret is null) = (previous_until is null)),
  check ((attempts = 0) = (failing_since is null))
) with (fillfactor = 50);
create index destination_by_due on destination (due_at) where url is not null and parked_at is null;

alter table destination enable row level security;
create policy own_tenant on destination
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on destination to tandem_app;
`;

/** Leases the destination that has waited for longest of those with a change to be delivered. */
const claim = `
create function claim_destination(p_now timestamptz, p_lease interval) returns table (tenant_id text, fence bigint)
language sql volatile security definer set search_path = public, pg_temp as $$
  update destination t
     set fence = t.fence + 1, lease_until = p_now + p_lease
   where t.tenant_id = (
     select d.tenant_id
       from destination d
      where d.url is not null
        and d.parked_at is null
        and d.due_at <= p_now
        and d.lease_until <= p_now
        and exists (select from change c where c.tenant_id = d.tenant_id and c.seq > d.delivered_seq)
      order by d.due_at, d.fence
      limit 1
        for update of d skip locked
   )
  returning t.tenant_id, t.fence
$$;
revoke execute on function claim_destination(timestamptz, interval) from public;
grant execute on function claim_destination(timestamptz, interval) to tandem_app;
`;
