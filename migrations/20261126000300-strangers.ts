import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * CRM records that nobody ordered for, where they are to be offered to the order system. A small table, functions and a right;
 * takes milliseconds.
 */
export class Strangers20261126000300 implements MigrationInterface {
  readonly name = 'Strangers20261126000300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(noteStrangers);
    await runner.query(takeDelivery);
    await runner.query(claimStream);
    await runner.query(rights);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * Holds ids alone, and no value of a record. A row stays while the record is offered, and after it was refused, so that it is
 * offered once.
 */
const table = `
create table stranger (
  tenant_id     text not null,
  connection_id text not null,
  object        text not null,
  external_id   text not null,
  -- when it is to be looked at; null: not until the CRM says that it was changed
  due_at        timestamptz,
  revision      integer not null default 1,
  -- counted when it is taken in hand, so that a record that kills its process waits longer each time
  attempts      integer not null default 0,
  -- when it was changed last, by the CRM's clock, in the state that was looked at
  seen_at       timestamptz,
  -- the change that offers it
  seq           bigint,
  -- the order system's id of it, once accepted: first contact joins the two
  source_id     text,
  primary key (tenant_id, connection_id, object, external_id),
  foreign key (tenant_id, connection_id) references connection on delete cascade
);
create index stranger_due on stranger (tenant_id, connection_id, object, due_at) where due_at is not null;
create unique index stranger_by_source on stranger (tenant_id, connection_id, object, source_id) where source_id is not null;
alter table stranger enable row level security;
create policy own_tenant on stranger
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
`;

/**
 * Notes which of these CRM records are no link's, where the connection offers those of their type: they are to be looked at.
 * One that was seen changed at that moment or later is left alone, and so is one that was accepted. Answers how many were
 * noted. No record may be named twice. Links are looked up as in mark_remote_changes, and for its reason.
 */
const noteStrangers = `
create function note_strangers(p_tenant text, p_connections text[], p_objects text[], p_ids text[], p_modified timestamptz[],
                               p_now timestamptz)
returns integer
language plpgsql set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare noted integer;
begin
  perform public.name_tenant(p_tenant);
  insert into public.stranger as s (tenant_id, connection_id, object, external_id, due_at)
  select p_tenant, u.connection_id, u.object, u.external_id, p_now
    from unnest(p_connections, p_objects, p_ids, p_modified) as u (connection_id, object, external_id, modified_at)
    join public.connection c on c.tenant_id = p_tenant and c.id = u.connection_id
     and c.settings -> 'newRecords' ->> u.object = 'offer'
    left join public.link l on l.tenant_id = p_tenant and l.connection_id = u.connection_id and l.object = u.object
     and l.external_id = u.external_id
    left join public.stranger w on w.tenant_id = p_tenant and w.connection_id = u.connection_id and w.object = u.object
     and w.external_id = u.external_id
   where l.source_id is null and w.source_id is null
     and (w.seen_at is null or u.modified_at is null or w.seen_at < u.modified_at)
   order by u.connection_id, u.object, u.external_id
  on conflict (tenant_id, connection_id, object, external_id) do update
     set revision = s.revision + 1, due_at = case when s.attempts > 0 then s.due_at else least(s.due_at, excluded.due_at) end;
  get diagnostics noted = row_count;
  return noted;
end $$;
`;

/** As before (20261125000300); and it notes strangers, which costs nothing where every record is a link's. */
const takeDelivery = `
drop function take_delivery(text, bytea, text[], text[], text[], text[], timestamptz[], timestamptz);
create function take_delivery(p_tenant text, p_digest bytea, p_told text[], p_connections text[], p_objects text[],
                              p_ids text[], p_modified timestamptz[], p_now timestamptz)
returns table (marked integer, unlinked integer, noted integer, heard text[])
language plpgsql set plan_cache_mode = 'force_generic_plan' as $$
begin
  perform public.name_tenant(p_tenant);
  if get_byte(p_digest, 0) = 0 then
    delete from public.webhook_seen where tenant_id = p_tenant and digest in (
      select s.digest from public.webhook_seen s where s.tenant_id = p_tenant and s.seen_at < p_now - interval '10 minutes'
       order by s.seen_at limit 5120 for update skip locked);
  end if;
  insert into public.webhook_seen (tenant_id, digest, seen_at) values (p_tenant, p_digest, p_now) on conflict do nothing;
  if found then
    select m.marked, m.unlinked into marked, unlinked
      from public.mark_remote_changes(p_tenant, p_connections, p_objects, p_ids, p_modified, p_now, false) m;
    noted := 0;
    if unlinked > 0 then
      noted := public.note_strangers(p_tenant, p_connections, p_objects, p_ids, p_modified, p_now);
    end if;
    with told as materialized (
      select c.id, c.silent_since is not null as was_silent
        from public.connection c
       where c.tenant_id = p_tenant and c.id = any(p_told)
         and (c.unannounced > 0 or c.webhooks_at is null or c.webhooks_at <= p_now - interval '1 minute')
       order by c.id for no key update
    ), noted_connections as (
      update public.connection c
         set webhooks_at = greatest(c.webhooks_at, p_now), unannounced = 0, unannounced_since = null, silent_since = null
        from told t where c.tenant_id = p_tenant and c.id = t.id
      returning c.id, t.was_silent
    )
    select coalesce(array_agg(n.id order by n.id) filter (where n.was_silent), '{}') into heard from noted_connections n;
    return next;
  end if;
end $$;
`;

/** As before (20261122000000); a stream is also served for its strangers. */
const claimStream = `
create or replace function claim_stream(p_owner uuid, p_now timestamptz, p_lease interval)
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
        and (exists (
          select 1
            from unnest(array[0, 1, 2, 3, 4]::smallint[]) as lanes (lane)
            cross join lateral (
              select 1 from dirty d
               where d.tenant_id = t.tenant_id and d.connection_id = t.connection_id and d.object = t.object
                 and d.lane = lanes.lane and d.due_at <= p_now
               limit 1
            ) due
        ) or exists (
          select 1 from stranger g
           where g.tenant_id = t.tenant_id and g.connection_id = t.connection_id and g.object = t.object and g.due_at <= p_now
        ))
      order by t.last_served nulls first, array_position(array['company', 'customer', 'order'], t.object)
      limit 1
        for update of t skip locked
   )
  returning s.tenant_id, s.connection_id, s.object, s.shard, s.fence, s.in_hand
$$;
`;

/** What a change is about is known to the order system by an id of its own, once it has accepted it. */
const rights = `
grant select, insert, update, delete on stranger to tandem_app;
grant update (source_id) on change to tandem_app;
revoke execute on function
  note_strangers(text, text[], text[], text[], timestamptz[], timestamptz),
  take_delivery(text, bytea, text[], text[], text[], text[], timestamptz[], timestamptz) from public;
grant execute on function
  note_strangers(text, text[], text[], text[], timestamptz[], timestamptz),
  take_delivery(text, bytea, text[], text[], text[], text[], timestamptz[], timestamptz) to tandem_app;
`;
