import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a CRM tells is marked stream by stream, its times as numbers: most deliveries are of one stream, and of 100 records whose
 * stream and time stood beside each, reading what was passed took a sixth of the call. Replaces functions; takes milliseconds.
 */
export class MarksOfAStream20261127040100 implements MigrationInterface {
  readonly name = 'MarksOfAStream20261127040100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(former);
    await runner.query(markRemoteChanges);
    await runner.query(noteStrangers);
    await runner.query(takeDelivery);
    await runner.query(takeErasingDelivery);
    await runner.query(rights);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

const former = `
drop function take_erasing_delivery(text, bytea, text[], text[], text[], text[], timestamptz[], timestamptz, jsonb);
drop function take_delivery(text, bytea, text[], text[], text[], text[], timestamptz[], timestamptz);
drop function note_strangers(text, text[], text[], text[], timestamptz[], timestamptz);
drop function mark_remote_changes(text, text[], text[], text[], timestamptz[], timestamptz, boolean);
`;

/**
 * Marks the links of a stream that hold these CRM records, where that is news: a record was changed after the state that our last
 * read of it has seen (read_at). What was changed by remote_at may be our own, so that no webhook need have announced it. p_modified:
 * milliseconds; null is news whatever is known. Answers how many are marked, how many records are no link's, and how many of the
 * marked nothing had announced. No record may be named twice.
 *
 * A mark that waits already, with a fresh read asked for, as early as this one would have it, is left as it is, unless a worker has
 * it in hand: then it is to run once more, so its revision is raised. In hand is what the stream says, in the same snapshot as the
 * mark. A worker notes it there, and commits, before it reads the CRM record; and rows are settled before they are out of its
 * hands. So one that is not in hand here is read after this statement began, and by then the change that we are told of was made.
 *
 * Here, because a plan made once serves every call: planning takes longer than marking. Links and marks are looked up one by one, as
 * a planner without statistics, as in a first load, would else read all of them: that is what the other settings forbid, and for
 * marks two equal bounds and a limit.
 */
const markRemoteChanges = `
create function mark_remote_changes(p_tenant text, p_connection text, p_object text, p_ids text[], p_modified bigint[],
                                    p_now timestamptz)
returns table (marked integer, unlinked integer, unannounced integer)
language plpgsql set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare written text[];
begin
  perform public.name_tenant(p_tenant);
  select count(*) filter (where h.is_news), cardinality(p_ids) - count(*),
         count(*) filter (where h.is_news and h.reads_remote is not true and h.is_ours is not true),
         array_agg(h.source_id) filter (where h.is_news and (h.is_due is not true or h.source_id in (
           select i.source_id from public.stream s cross join unnest(s.in_hand) as i (source_id)
            where s.tenant_id = p_tenant and s.connection_id = p_connection and s.object = p_object)))
    into marked, unlinked, unannounced, written
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
  if written is not null then
    insert into public.dirty as d (tenant_id, connection_id, object, source_id, lane, due_at, reads_remote)
    select p_tenant, p_connection, p_object, w.source_id, 1, p_now, true from unnest(written) as w (source_id) order by w.source_id
    on conflict (tenant_id, connection_id, object, source_id) do update
       set revision = d.revision + 1, lane = least(d.lane, excluded.lane), reads_remote = true,
           due_at = case when d.attempts > 0 then d.due_at else least(d.due_at, excluded.due_at) end;
  end if;
  return next;
end $$;
`;

/**
 * Notes which of these CRM records are no link's, where the connection offers those of the type: they are to be looked at. One that
 * was seen changed at that moment or later is left alone, and so is one that was accepted. Answers how many were noted. No record
 * may be named twice. Links are looked up as in mark_remote_changes, and for its reason.
 */
const noteStrangers = `
create function note_strangers(p_tenant text, p_connection text, p_object text, p_ids text[], p_modified bigint[], p_now timestamptz)
returns integer
language plpgsql set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare noted integer;
begin
  perform public.name_tenant(p_tenant);
  insert into public.stranger as s (tenant_id, connection_id, object, external_id, due_at)
  select p_tenant, p_connection, p_object, u.external_id, p_now
    from unnest(p_ids, p_modified) as u (external_id, modified)
    join public.connection c on c.tenant_id = p_tenant and c.id = p_connection and c.settings -> 'newRecords' ->> p_object = 'offer'
    left join public.link l on l.external_id = u.external_id and l.object = p_object and l.connection_id = p_connection
     and l.tenant_id = p_tenant
    left join public.stranger w on w.tenant_id = p_tenant and w.connection_id = p_connection and w.object = p_object
     and w.external_id = u.external_id
   where l.source_id is null and w.source_id is null
     and (w.seen_at is null or u.modified is null or w.seen_at < to_timestamp(u.modified::float8 / 1000))
   order by u.external_id
  on conflict (tenant_id, connection_id, object, external_id) do update
     set revision = s.revision + 1, due_at = case when s.attempts > 0 then s.due_at else least(s.due_at, excluded.due_at) end;
  get diagnostics noted = row_count;
  return noted;
end $$;
`;

/**
 * Takes in a delivery of webhooks: notes it, marks, and notes strangers. No row: it was taken in before, and nothing is marked. A
 * signature is valid for five minutes before and after its time, so what was taken in is remembered for ten; one delivery in 256
 * prunes what is older.
 *
 * It tells of streams (p_connections, p_objects), each of which has the records up to its end (p_ends) in p_ids and p_modified, in
 * the order in which all take their locks: by connection and object.
 *
 * The connections that it tells of (p_told) have heard: heard are those of them that were silent until now. That is written once
 * a minute at most, and after marks, in the order in which polls take their locks.
 */
const takeDelivery = `
create function take_delivery(p_tenant text, p_digest bytea, p_told text[], p_connections text[], p_objects text[],
                              p_ends integer[], p_ids text[], p_modified bigint[], p_now timestamptz)
returns table (marked integer, unlinked integer, noted integer, heard text[])
language plpgsql set plan_cache_mode = 'force_generic_plan' as $$
declare
  start integer := 1;
  ids text[];
  modified bigint[];
  found_links record;
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
    select m.marked, m.unlinked into found_links
      from public.mark_remote_changes(p_tenant, p_connections[i], p_objects[i], ids, modified, p_now) m;
    marked := marked + found_links.marked;
    unlinked := unlinked + found_links.unlinked;
    if found_links.unlinked > 0 then
      noted := noted + public.note_strangers(p_tenant, p_connections[i], p_objects[i], ids, modified, p_now);
    end if;
  end loop;
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

/**
 * take_delivery, for a delivery that also tells of erasures: they are noted in the transaction that takes it in. One that is
 * noted already is looked at now; how often it was looked at in vain still counts.
 */
const takeErasingDelivery = `
create function take_erasing_delivery(p_tenant text, p_digest bytea, p_told text[], p_connections text[], p_objects text[],
                                      p_ends integer[], p_ids text[], p_modified bigint[], p_now timestamptz, p_erased jsonb)
returns table (marked integer, unlinked integer, noted integer, heard text[])
language plpgsql as $$
begin
  return query
    select * from public.take_delivery(p_tenant, p_digest, p_told, p_connections, p_objects, p_ends, p_ids, p_modified, p_now);
  if found then
    insert into public.erasure as e (tenant_id, connection_id, object, external_id, noted_at, due_at)
    select distinct p_tenant, v."connectionId", v.object, v."externalId", p_now, p_now
      from jsonb_to_recordset(p_erased) as v ("connectionId" text, object text, "externalId" text)
     order by 2, 3, 4
    on conflict (tenant_id, connection_id, object, external_id) do update set due_at = least(e.due_at, excluded.due_at);
  end if;
end $$;
`;

const rights = `
revoke execute on function
  mark_remote_changes(text, text, text, text[], bigint[], timestamptz),
  note_strangers(text, text, text, text[], bigint[], timestamptz),
  take_delivery(text, bytea, text[], text[], text[], integer[], text[], bigint[], timestamptz),
  take_erasing_delivery(text, bytea, text[], text[], text[], integer[], text[], bigint[], timestamptz, jsonb) from public;
grant execute on function
  mark_remote_changes(text, text, text, text[], bigint[], timestamptz),
  note_strangers(text, text, text, text[], bigint[], timestamptz),
  take_delivery(text, bytea, text[], text[], text[], integer[], text[], bigint[], timestamptz),
  take_erasing_delivery(text, bytea, text[], text[], text[], integer[], text[], bigint[], timestamptz, jsonb) to tandem_app;
`;
