import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A delivery of webhooks that tells nothing new is answered without a flush to the disk. Most are such when a record is edited field
 * by field, or HubSpot sends again: all that they write is that they were here, and were that lost in a crash, the same bytes
 * would be read once more and again find every record marked. Replaces functions.
 */
export class RepeatsWithoutAFlush20261128000000 implements MigrationInterface {
  readonly name = 'RepeatsWithoutAFlush20261128000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop function mark_remote_changes(text, text, text, text[], bigint[], timestamptz)');
    await runner.query(markRemoteChanges);
    await runner.query(takeDelivery);
    await runner.query(takeErasingDelivery);
    await runner.query(rights);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/** As before (20261127040100, which says why it is so); also answers how many marks it had to write. */
const markRemoteChanges = `
create function mark_remote_changes(p_tenant text, p_connection text, p_object text, p_ids text[], p_modified bigint[],
                                    p_now timestamptz)
returns table (marked integer, unlinked integer, unannounced integer, written integer)
language plpgsql set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare to_write text[];
begin
  perform public.name_tenant(p_tenant);
  select count(*) filter (where h.is_news), cardinality(p_ids) - count(*),
         count(*) filter (where h.is_news and h.reads_remote is not true and h.is_ours is not true),
         array_agg(h.source_id) filter (where h.is_news and (h.is_due is not true or h.source_id in (
           select i.source_id from public.stream s cross join unnest(s.in_hand) as i (source_id)
            where s.tenant_id = p_tenant and s.connection_id = p_connection and s.object = p_object)))
    into marked, unlinked, unannounced, to_write
    from (
      select l.source_id, n.is_news, n.is_ours, w.reads_remote, w.is_due
        from unnest(p_ids, p_modified) as c (external_id, modified)
        join public.link l on l.external_id = c.external_id and l.object = p_object and l.connection_id = p_connection
             and l.tenant_id = p_tenant
        cross join lateral (
          select m.at is null or l.remote_at is null or coalesce(l.read_at, l.remote_at) < m.at as is_news,
                 m.at <= l.remote_at as is_ours
            from (select to_timestamp(c.modified::float8 / 1000) as at) m
        ) n
        left join lateral (
          select d.reads_remote, d.reads_remote and d.lane <= 1 and (d.attempts > 0 or d.due_at <= p_now) as is_due
            from public.dirty d
           where n.is_news
             and (d.source_id, d.object, d.connection_id, d.tenant_id) >= (l.source_id, p_object, p_connection, p_tenant)
             and (d.source_id, d.object, d.connection_id, d.tenant_id) <= (l.source_id, p_object, p_connection, p_tenant)
           order by d.source_id, d.object, d.connection_id, d.tenant_id limit 1
        ) w on true
    ) h;
  written := coalesce(cardinality(to_write), 0);
  if written > 0 then
    insert into public.dirty as d (tenant_id, connection_id, object, source_id, lane, due_at, reads_remote)
    select p_tenant, p_connection, p_object, w.source_id, 1, p_now, true from unnest(to_write) as w (source_id) order by w.source_id
    on conflict (tenant_id, connection_id, object, source_id) do update
       set revision = d.revision + 1, lane = least(d.lane, excluded.lane), reads_remote = true,
           due_at = case when d.attempts > 0 then d.due_at else least(d.due_at, excluded.due_at) end;
  end if;
  return next;
end $$;
`;

/**
 * As before (20261127040100). A mark that was there before was flushed by whoever made it: what others see has been. So a delivery
 * for which no mark was written and no stranger noted loses nothing by an early answer.
 */
const takeDelivery = `
create or replace function take_delivery(p_tenant text, p_digest bytea, p_told text[], p_connections text[], p_objects text[],
                              p_ends integer[], p_ids text[], p_modified bigint[], p_now timestamptz)
returns table (marked integer, unlinked integer, noted integer, heard text[])
language plpgsql set plan_cache_mode = 'force_generic_plan' as $$
declare
  start integer := 1;
  ids text[];
  modified bigint[];
  found_links record;
  written integer := 0;
begin
  perform public.name_tenant(p_tenant);
  if get_byte(p_digest, 0) = 0 then
    delete from public.webhook_seen where tenant_id = p_tenant and digest in (
      select s.digest from public.webhook_seen s where s.tenant_id = p_tenant and s.seen_at < p_now - interval '10 minutes'
       order by s.seen_at limit 5120 for update skip locked);
  end if;
  insert into public.webhook_seen (tenant_id, digest, seen_at) values (p_tenant, p_digest, p_now) on conflict do nothing;
  if not found then return; end if;

  marked := 0;
  unlinked := 0;
  noted := 0;
  for i in 1 .. cardinality(p_connections) loop
    ids := p_ids[start:p_ends[i]];
    modified := p_modified[start:p_ends[i]];
    start := p_ends[i] + 1;
    select m.marked, m.unlinked, m.written into found_links
      from public.mark_remote_changes(p_tenant, p_connections[i], p_objects[i], ids, modified, p_now) m;
    marked := marked + found_links.marked;
    unlinked := unlinked + found_links.unlinked;
    written := written + found_links.written;
    if found_links.unlinked > 0 then
      noted := noted + public.note_strangers(p_tenant, p_connections[i], p_objects[i], ids, modified, p_now);
    end if;
  end loop;
  if written + noted = 0 then
    perform set_config('synchronous_commit', 'off', true);
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
end $$;
`;

/** As before (20261127040100). An erasure that is noted is a reason to wait for the disk, whatever the rest was. */
const takeErasingDelivery = `
create or replace function take_erasing_delivery(p_tenant text, p_digest bytea, p_told text[], p_connections text[], p_objects text[],
                                      p_ends integer[], p_ids text[], p_modified bigint[], p_now timestamptz, p_erased jsonb)
returns table (marked integer, unlinked integer, noted integer, heard text[])
language plpgsql as $$
declare durability text := current_setting('synchronous_commit');
begin
  return query
    select * from public.take_delivery(p_tenant, p_digest, p_told, p_connections, p_objects, p_ends, p_ids, p_modified, p_now);
  if found then
    perform set_config('synchronous_commit', durability, true);
    insert into public.erasure as e (tenant_id, connection_id, object, external_id, noted_at, due_at)
    select distinct p_tenant, v."connectionId", v.object, v."externalId", p_now, p_now
      from jsonb_to_recordset(p_erased) as v ("connectionId" text, object text, "externalId" text)
     order by 2, 3, 4
    on conflict (tenant_id, connection_id, object, external_id) do update set due_at = least(e.due_at, excluded.due_at);
  end if;
end $$;
`;

const rights = `
revoke execute on function mark_remote_changes(text, text, text, text[], bigint[], timestamptz) from public;
grant execute on function mark_remote_changes(text, text, text, text[], bigint[], timestamptz) to tandem_app;
`;
