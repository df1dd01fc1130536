import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the CRM signals: a mark that asks for a fresh read, when the CRM says that a record was changed last, the deliveries
 * that were taken in, and whether they still come. New columns with a constant default or none, a new table, functions: no table is
 * rewritten, and locks last a moment.
 */
export class RemoteSignals20261125000300 implements MigrationInterface {
  readonly name = 'RemoteSignals20261125000300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(columns);
    await runner.query(table);
    await runner.query(routing);
    await runner.query(markRemoteChanges);
    await runner.query(takeDelivery);
    await runner.query(standing);
    await runner.query(rights);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * dirty.reads_remote: the look reads the CRM record, whatever else it would do.
 * link.remote_at: when the CRM record was changed last, by the CRM's clock, in the state that our last read or write saw.
 * connection.webhooks_at: when a delivery came last, to the minute. unannounced: the changes that polling has found since and that
 * none had told of; unannounced_since: when the first of them was found. silent_since: when the webhooks were judged to be silent.
 */
const columns = `
alter table dirty add column reads_remote boolean not null default false;
alter table link add column remote_at timestamptz;
alter table connection
  add column webhooks_at timestamptz,
  add column unannounced integer not null default 0,
  add column unannounced_since timestamptz,
  add column silent_since timestamptz,
  add check ((unannounced > 0) = (unannounced_since is not null) and (silent_since is null or unannounced > 0)
             and (webhooks_at is not null or unannounced = 0));
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

/**
 * Marks the links that hold these CRM records to be looked at with a fresh read, in lane inbound. One whose link has seen the
 * record changed at that moment or later is left alone: our own writes come back this way. Answers how many were marked, and
 * how many records are no link's. No record may be named twice.
 *
 * Where p_counts says so, it also answers how many of the marked nobody had announced: no mark asked for a fresh read of them
 * before this statement. That is a look-up more for each of them, which webhooks do without.
 *
 * Here, because a plan made once serves every delivery: planning takes longer than marking. Links are looked up one by one, as
 * a planner without statistics, as in a first load, would else read all of them: that is what the other settings forbid
 * (Postgres 18.4; 100 records: 1.5 ms, with a plan made anew and a lateral join 3).
 */
const markRemoteChanges = `
create function mark_remote_changes(p_tenant text, p_connections text[], p_objects text[], p_ids text[],
                                    p_modified timestamptz[], p_now timestamptz, p_counts boolean)
returns table (marked integer, unlinked integer, unannounced integer)
language plpgsql set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  perform public.name_tenant(p_tenant);
  return query
    with held as materialized (
      select c.connection_id, c.object, l.source_id,
             c.modified_at is null or l.remote_at is null or l.remote_at < c.modified_at as is_news
        from unnest(p_connections, p_objects, p_ids, p_modified) as c (connection_id, object, external_id, modified_at)
        join public.link l on l.tenant_id = p_tenant and l.connection_id = c.connection_id and l.object = c.object
             and l.external_id = c.external_id
    ), news as (
      insert into public.dirty as d (tenant_id, connection_id, object, source_id, lane, due_at, reads_remote)
      select p_tenant, h.connection_id, h.object, h.source_id, 1, p_now, true from held h where h.is_news
       order by h.connection_id, h.object, h.source_id
      on conflict (tenant_id, connection_id, object, source_id) do update
         set revision = d.revision + 1, lane = least(d.lane, excluded.lane), reads_remote = true,
             due_at = case when d.attempts > 0 then d.due_at else least(d.due_at, excluded.due_at) end
      returning 1
    )
    select (select count(*)::integer from news), cardinality(p_ids) - (select count(*)::integer from held),
           case when p_counts then (
             select count(*)::integer from held h
              where h.is_news and not exists (
                select from public.dirty d
                 where d.tenant_id = p_tenant and d.connection_id = h.connection_id and d.object = h.object
                   and d.source_id = h.source_id and d.reads_remote)
           ) else 0 end;
end $$;
`;

/**
 * Takes in a delivery of webhooks: notes it and marks. No row: it was taken in before, and nothing is marked. A signature is
 * valid for five minutes before and after its time, so what was taken in is remembered for ten; one delivery in 256 prunes
 * what is older.
 *
 * The connections that it tells of (p_told) have heard: heard are those of them that were silent until now. That is written once
 * a minute at most, and after marks, in the order in which polls take their locks.
 */
const takeDelivery = `
create function take_delivery(p_tenant text, p_digest bytea, p_told text[], p_connections text[], p_objects text[],
                              p_ids text[], p_modified timestamptz[], p_now timestamptz)
returns table (marked integer, unlinked integer, heard text[])
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
    with told as materialized (
      select c.id, c.silent_since is not null as was_silent
        from public.connection c
       where c.tenant_id = p_tenant and c.id = any(p_told)
         and (c.unannounced > 0 or c.webhooks_at is null or c.webhooks_at <= p_now - interval '1 minute')
       order by c.id for no key update
    ), noted as (
      update public.connection c
         set webhooks_at = greatest(c.webhooks_at, p_now), unannounced = 0, unannounced_since = null, silent_since = null
        from told t where c.tenant_id = p_tenant and c.id = t.id
      returning c.id, t.was_silent
    )
    select coalesce(array_agg(n.id order by n.id) filter (where n.was_silent), '{}') into heard from noted n;
    return next;
  end if;
end $$;
`;

/** A row for each state of every CRM that is connected, as in connection_standing. */
const standing = `
create function webhook_standing() returns table (crm text, state text, connections bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.crm, states.state, count(*) filter (
           where states.state = case when c.webhooks_at is null then 'none' when c.silent_since is null then 'ok' else 'silent' end)
    from connection c
    cross join unnest(array['none', 'ok', 'silent']) as states (state)
   group by 1, 2
$$;
`;

const rights = `
revoke execute on function
  mark_remote_changes(text, text[], text[], text[], timestamptz[], timestamptz, boolean),
  take_delivery(text, bytea, text[], text[], text[], text[], timestamptz[], timestamptz),
  webhook_standing() from public;
grant execute on function
  mark_remote_changes(text, text[], text[], text[], timestamptz[], timestamptz, boolean),
  take_delivery(text, bytea, text[], text[], text[], text[], timestamptz[], timestamptz),
  webhook_standing() to tandem_app;
`;
