import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far each connection has been asked what was changed in the CRM: a cursor per object type and kind. A connection that
 * is there already is asked for everything since it was made. One small table; takes milliseconds.
 */
export class Cursors20261125000400 implements MigrationInterface {
  readonly name = 'Cursors20261125000400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(claim);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * seen_until: when the last finished sweep began. sweep_…: the one under way; sweep_after is the place of its next page, in
 * the connector's words. fence is the number of the lease, as a stream's is.
 */
const table = `
create table cursor (
  tenant_id        text not null,
  connection_id    text not null,
  object           text not null,
  kind             text not null check (kind in ('changes', 'late', 'archived')),
  seen_until       timestamptz not null,
  sweep_started_at timestamptz,
  sweep_since      timestamptz,
  sweep_after      text,
  due_at           timestamptz not null,
  attempts         smallint not null default 0,
  fence            bigint not null default 0,
  lease_until      timestamptz not null default '-infinity',
  primary key (tenant_id, connection_id, object, kind),
  foreign key (tenant_id, connection_id) references connection on delete cascade,
  check ((sweep_started_at is null) = (sweep_since is null) and (sweep_after is null or sweep_since is not null))
) with (fillfactor = 50);
create index cursor_by_due on cursor (due_at);

alter table cursor enable row level security;
create policy own_tenant on cursor
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on cursor to tandem_app;

insert into cursor (tenant_id, connection_id, object, kind, seen_until, due_at)
select c.tenant_id, c.id, o.object, k.kind, c.created_at, c.created_at
  from connection c
 cross join unnest(array['company', 'customer', 'order']) as o (object)
 cross join unnest(array['changes', 'late', 'archived']) as k (kind);
`;

/**
 * Leases the cursor that has been due for longest. One of a connection at a time, since they share what the CRM allows: two that
 * are claimed in one moment do not see each other, and are both right, only quicker than the CRM may like.
 */
const claim = `
create function claim_cursor(p_now timestamptz, p_lease interval)
returns table (tenant_id text, connection_id text, object text, kind text, fence bigint)
language sql volatile security definer set search_path = public, pg_temp as $$
  update cursor t
     set fence = t.fence + 1, lease_until = p_now + p_lease
   where (t.tenant_id, t.connection_id, t.object, t.kind) = (
     select d.tenant_id, d.connection_id, d.object, d.kind
       from cursor d
       join connection c on c.tenant_id = d.tenant_id and c.id = d.connection_id
      where d.due_at <= p_now
        and d.lease_until <= p_now
        and c.state = 'active'
        and coalesce(c.throttled_until, '-infinity') <= p_now
        and not exists (
          select from cursor o
           where o.tenant_id = d.tenant_id and o.connection_id = d.connection_id and o.lease_until > p_now
        )
      order by d.due_at, d.fence
      limit 1
        for update of d skip locked
   )
  returning t.tenant_id, t.connection_id, t.object, t.kind, t.fence
$$;
revoke execute on function claim_cursor(timestamptz, interval) from public;
grant execute on function claim_cursor(timestamptz, interval) to tandem_app;
`;
