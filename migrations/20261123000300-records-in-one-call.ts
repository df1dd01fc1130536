import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the door does with the database, as two functions: each is a transaction of its own in one round trip, where
 * begin, set, read, insert, mark and commit were six. Their plans are kept per connection as well. They run with the
 * caller's rights, so row-level security holds inside them. Replaces no data; takes milliseconds.
 */
export class RecordsInOneCall20261123000300 implements MigrationInterface {
  readonly name = 'RecordsInOneCall20261123000300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(nameTenant);
    await runner.query(readRecords);
    await runner.query(storeRecords);
    await runner.query(`
      revoke execute on function name_tenant(text), read_records(text, text, text[]),
        store_records(text, text, jsonb, text[], smallint, timestamptz, boolean) from public;
      grant execute on function name_tenant(text), read_records(text, text, text[]),
        store_records(text, text, jsonb, text[], smallint, timestamptz, boolean) to tandem_app;
    `);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * Names the tenant of a transaction that has none yet. A transaction of another tenant stays what it is, or a call with
 * the wrong tenant would lead through the wall, and take along what comes after it.
 */
const nameTenant = `
create function name_tenant(p_tenant text) returns void language plpgsql as $$
begin
  if nullif(current_setting('app.tenant_id', true), '') <> p_tenant then
    raise exception 'a transaction of one tenant was asked about another' using errcode = 'insufficient_privilege';
  end if;
  perform set_config('app.tenant_id', p_tenant, true);
end $$;
`;

const readRecords = `
create function read_records(p_tenant text, p_object text, p_ids text[])
returns table (source_id text, fields jsonb, lines jsonb, field_at jsonb, updated_at timestamptz, deleted_at timestamptz,
               revision integer)
language plpgsql as $$
begin
  perform public.name_tenant(p_tenant);
  return query
    select r.source_id, r.fields, r.lines, r.field_at, r.updated_at, r.deleted_at, r.revision
      from public.record r where r.tenant_id = p_tenant and r.object = p_object and r.source_id = any(p_ids);
end $$;
`;

/**
 * Stores records, each one revision ahead of what is there, and marks those that changed for every connection; answers
 * the connections. In two statements: the second sees a connection that was made while the first waited for it.
 * p_unseen: nobody has any of the records, so they and their marks are inserted without being looked for.
 * Raises serialization_failure, or unique_violation when unseen, when somebody else was faster.
 */
const storeRecords = `
create function store_records(p_tenant text, p_object text, p_records jsonb, p_changed text[], p_lane smallint,
                              p_now timestamptz, p_unseen boolean) returns text[]
language plpgsql as $$
declare
  stored integer;
  connections text[];
begin
  perform public.name_tenant(p_tenant);
  if p_unseen then
    insert into public.record (tenant_id, object, source_id, fields, lines, field_at, updated_at, deleted_at, revision)
    select p_tenant, p_object, v.source_id, v.fields, nullif(v.lines, 'null'), v.field_at, v.updated_at, v.deleted_at, v.revision
      from jsonb_to_recordset(p_records) as v (source_id text, fields jsonb, lines jsonb, field_at jsonb,
                                               updated_at timestamptz, deleted_at timestamptz, revision integer);
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

  insert into public.record as r (tenant_id, object, source_id, fields, lines, field_at, updated_at, deleted_at, revision)
  select p_tenant, p_object, v.source_id, v.fields, nullif(v.lines, 'null'), v.field_at, v.updated_at, v.deleted_at, v.revision
    from jsonb_to_recordset(p_records) as v (source_id text, fields jsonb, lines jsonb, field_at jsonb,
                                             updated_at timestamptz, deleted_at timestamptz, revision integer)
  on conflict (tenant_id, object, source_id) do update
     set fields = excluded.fields, lines = excluded.lines, field_at = excluded.field_at,
         updated_at = excluded.updated_at, deleted_at = excluded.deleted_at, revision = excluded.revision
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
