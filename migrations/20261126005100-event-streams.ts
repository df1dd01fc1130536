import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Event streams of CRMs, and how far each was listened to. One small table; takes milliseconds. */
export class EventStreams20261126005100 implements MigrationInterface {
  readonly name = 'EventStreams20261126005100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(claim);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * place: what was told last and is kept, in the connector's words; null: it begins with what is changed from now on. fence is the
 * number of the lease, as a stream's is. A row stays when a connection wants no event stream any more: its settings count.
 */
const table = `
create table event_stream (
  tenant_id     text not null,
  connection_id text not null,
  place         text,
  due_at        timestamptz not null,
  attempts      smallint not null default 0,
  fence         bigint not null default 0,
  lease_until   timestamptz not null default '-infinity',
  primary key (tenant_id, connection_id),
  foreign key (tenant_id, connection_id) references connection on delete cascade
) with (fillfactor = 50);
create index event_stream_by_due on event_stream (due_at);

alter table event_stream enable row level security;
create policy own_tenant on event_stream
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on event_stream to tandem_app;
`;

/** Leases one that nobody listens to. */
const claim = `
create function claim_event_stream(p_now timestamptz, p_lease interval)
returns table (tenant_id text, connection_id text, fence bigint)
language sql volatile security definer set search_path = public, pg_temp as $$
  update event_stream t
     set fence = t.fence + 1, lease_until = p_now + p_lease
   where (t.tenant_id, t.connection_id) = (
     select d.tenant_id, d.connection_id
       from event_stream d
       join connection c on c.tenant_id = d.tenant_id and c.id = d.connection_id
      where d.due_at <= p_now
        and d.lease_until <= p_now
        and c.state = 'active'
        and c.settings -> 'streaming' = 'true'
      order by d.due_at, d.fence
      limit 1
        for update of d skip locked
   )
  returning t.tenant_id, t.connection_id, t.fence
$$;
revoke execute on function claim_event_stream(timestamptz, interval) from public;
grant execute on function claim_event_stream(timestamptz, interval) to tandem_app;
`;
