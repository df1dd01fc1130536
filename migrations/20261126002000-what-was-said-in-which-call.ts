import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The chain from a signal to a write names the calls at both ends and the rules in between: a record the requests that said it,
 * a journal entry the order system's request, the CRM's id of the call, what the look was for, and the version of the mapping;
 * a conflict the latter. Adds columns without a default and replaces functions; takes milliseconds. Processes from before that
 * still run answer one write or read of a record per database connection with an error, as a function answers more columns.
 */
export class WhatWasSaidInWhichCall20261126002000 implements MigrationInterface {
  readonly name = 'WhatWasSaidInWhichCall20261126002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(columns);
    await runner.query(`
      drop function read_records(text, text, text[]);
      drop function store_unseen_or_read(text, text, text[], jsonb, text[], smallint, timestamptz);
    `);
    await runner.query(readRecords);
    await runner.query(storeRecords);
    await runner.query(storeUnseenOrRead);
    await runner.query(`
      revoke execute on function read_records(text, text, text[]),
        store_unseen_or_read(text, text, text[], jsonb, text[], smallint, timestamptz) from public;
      grant execute on function read_records(text, text, text[]),
        store_unseen_or_read(text, text, text[], jsonb, text[], smallint, timestamptz) to tandem_app;
    `);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/** Null where nobody named one, and in what is from before. */
const columns = `
-- of the present version; and by version, of earlier ones that a field is of still
alter table record add column request_id text, add column requests jsonb;
alter table journal
  add column request_id text,
  add column crm_request_id text,
  add column signals text,
  add column mapping_version text;
alter table conflict add column mapping_version text;
grant update (mapping_version) on conflict to tandem_app;
`;

/** As before (20261126000400), with the requests. */
const readRecords = `
create function read_records(p_tenant text, p_object text, p_ids text[])
returns table (source_id text, fields jsonb, lines jsonb, field_at jsonb, updated_at timestamptz, deleted_at timestamptz,
               erased_at timestamptz, revision integer, request_id text, requests jsonb)
language plpgsql as $$
begin
  perform public.name_tenant(p_tenant);
  return query
    select r.source_id, r.fields, r.lines, r.field_at, r.updated_at, r.deleted_at, r.erased_at, r.revision,
           r.request_id, r.requests
      from public.record r where r.tenant_id = p_tenant and r.object = p_object and r.source_id = any(p_ids);
end $$;
`;

/** As before (20261123000300), with the requests. */
const storeRecords = `
create or replace function store_records(p_tenant text, p_object text, p_records jsonb, p_changed text[], p_lane smallint,
                              p_now timestamptz, p_unseen boolean) returns text[]
language plpgsql as $$
declare
  stored integer;
  connections text[];
begin
  perform public.name_tenant(p_tenant);
  if p_unseen then
    insert into public.record (tenant_id, object, source_id, fields, lines, field_at, updated_at, deleted_at, revision, request_id,
                             requests)
    select p_tenant, p_object, v.source_id, v.fields, nullif(v.lines, 'null'), v.field_at, v.updated_at, v.deleted_at, v.revision,
           v.request_id, v.requests
      from jsonb_to_recordset(p_records) as v (source_id text, fields jsonb, lines jsonb, field_at jsonb,
                                               updated_at timestamptz, deleted_at timestamptz, revision integer, request_id text, requests jsonb);
    with marked as (
      insert into public.dirty (tenant_id, connection_id, object, source_id, lane, due_at)
      select c.tenant_id, c.id, p_object, s.source_id, p_lane, p_now
        from public.connection c cross join unnest(p_changed) as s (source_id)
       where c.tenant_id = p_tenant
       order by c.id, s.source_id
      returning connection_id
    ) select array(select distinct connection_id from marked) into connections;
    return connections;
  end if;

  insert into public.record as r (tenant_id, object, source_id, fields, lines, field_at, updated_at, deleted_at, revision, request_id,
                             requests)
  select p_tenant, p_object, v.source_id, v.fields, nullif(v.lines, 'null'), v.field_at, v.updated_at, v.deleted_at, v.revision,
         v.request_id, v.requests
    from jsonb_to_recordset(p_records) as v (source_id text, fields jsonb, lines jsonb, field_at jsonb,
                                             updated_at timestamptz, deleted_at timestamptz, revision integer, request_id text, requests jsonb)
  on conflict (tenant_id, object, source_id) do update
     set fields = excluded.fields, lines = excluded.lines, field_at = excluded.field_at,
         updated_at = excluded.updated_at, deleted_at = excluded.deleted_at, revision = excluded.revision,
         request_id = excluded.request_id, requests = excluded.requests
   where r.revision = excluded.revision - 1;
  get diagnostics stored = row_count;
  if stored <> jsonb_array_length(p_records) then
    raise exception 'a record was written meanwhile' using errcode = 'serialization_failure';
  end if;
  -- A fresh signal must not cut a failing record's backoff short, or one broken record that is edited often would drain
  -- the account's quota. What is parked has no row here, so a mark inserts one and frees it.
  with marked as (
    insert into public.dirty as d (tenant_id, connection_id, object, source_id, lane, due_at)
    select c.tenant_id, c.id, p_object, s.source_id, p_lane, p_now
      from public.connection c cross join unnest(p_changed) as s (source_id)
     where c.tenant_id = p_tenant
     order by c.id, s.source_id
    on conflict (tenant_id, connection_id, object, source_id) do update
       set revision = d.revision + 1, lane = least(d.lane, excluded.lane),
           due_at = case when d.attempts > 0 then d.due_at else least(d.due_at, excluded.due_at) end
    returning connection_id
  ) select array(select distinct connection_id from marked) into connections;
  return connections;
end $$;
`;

/** As before (20261126000400), with the requests. */
const storeUnseenOrRead = `
create function store_unseen_or_read(p_tenant text, p_object text, p_ids text[], p_records jsonb, p_changed text[],
                                     p_lane smallint, p_now timestamptz)
returns table (connections text[], source_id text, fields jsonb, lines jsonb, field_at jsonb, updated_at timestamptz,
               deleted_at timestamptz, erased_at timestamptz, revision integer, request_id text, requests jsonb)
language plpgsql set plan_cache_mode = 'force_generic_plan' as $$
begin
  perform public.name_tenant(p_tenant);
  return query
    select null::text[], r.source_id, r.fields, r.lines, r.field_at, r.updated_at, r.deleted_at, r.erased_at, r.revision,
           r.request_id, r.requests
      from public.record r where r.tenant_id = p_tenant and r.object = p_object and r.source_id = any(p_ids);
  if found then return; end if;

  insert into public.record (tenant_id, object, source_id, fields, lines, field_at, updated_at, deleted_at, revision, request_id,
                             requests)
  select p_tenant, p_object, v.source_id, v.fields, nullif(v.lines, 'null'), v.field_at, v.updated_at, v.deleted_at, v.revision,
         v.request_id, v.requests
    from jsonb_to_recordset(p_records) as v (source_id text, fields jsonb, lines jsonb, field_at jsonb,
                                             updated_at timestamptz, deleted_at timestamptz, revision integer, request_id text, requests jsonb);
  connections := array(select c.id from public.connection c where c.tenant_id = p_tenant order by c.id);
  insert into public.dirty (tenant_id, connection_id, object, source_id, lane, due_at)
  select p_tenant, c.id, p_object, s.id, p_lane, p_now
    from unnest(connections) as c (id) cross join unnest(p_changed) as s (id);
  return next;
end $$;
`;
