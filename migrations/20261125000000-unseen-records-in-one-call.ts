import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Reads records, and where none is there stores what was brought along: a new record takes one round trip instead of two.
 * In one transaction and with the caller's rights, as `read_records` and `store_records`, which serve everything else.
 * Replaces no data; takes milliseconds.
 */
export class UnseenRecordsInOneCall20261125000000 implements MigrationInterface {
  readonly name = 'UnseenRecordsInOneCall20261125000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(storeUnseenOrRead);
    await runner.query(`
      revoke execute on function
        store_unseen_or_read(text, text, text[], jsonb, text[], smallint, timestamptz) from public;
      grant execute on function
        store_unseen_or_read(text, text, text[], jsonb, text[], smallint, timestamptz) to tandem_app;
    `);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * Either one row whose connections are those to wake, and everything is stored; or the records that stand there, with
 * connections null, and nothing is. Raises unique_violation when somebody else was faster than the look.
 *
 * The two inserts are those of `store_records` for unseen records, written for one or a few rows, where planning costs
 * more than doing: a generic plan (Postgres would plan the look at `any(p_ids)` anew each time) and marks without a sort
 * take 0.35 ms per record with its commit, calling `store_records` from here 0.45 (Postgres 18.4, one connection, 2026-11).
 * The connections are read after the records are in: that sees one which was made while the insert waited for it.
 */
const storeUnseenOrRead = `
create function store_unseen_or_read(p_tenant text, p_object text, p_ids text[], p_records jsonb, p_changed text[],
                                     p_lane smallint, p_now timestamptz)
returns table (connections text[], source_id text, fields jsonb, lines jsonb, field_at jsonb, updated_at timestamptz,
               deleted_at timestamptz, revision integer)
language plpgsql set plan_cache_mode = 'force_generic_plan' as $$
begin
  perform public.name_tenant(p_tenant);
  return query
    select null::text[], r.source_id, r.fields, r.lines, r.field_at, r.updated_at, r.deleted_at, r.revision
      from public.record r where r.tenant_id = p_tenant and r.object = p_object and r.source_id = any(p_ids);
  if found then return; end if;

  insert into public.record (tenant_id, object, source_id, fields, lines, field_at, updated_at, deleted_at, revision)
  select p_tenant, p_object, v.source_id, v.fields, nullif(v.lines, 'null'), v.field_at, v.updated_at, v.deleted_at, v.revision
    from jsonb_to_recordset(p_records) as v (source_id text, fields jsonb, lines jsonb, field_at jsonb,
                                             updated_at timestamptz, deleted_at timestamptz, revision integer);
  connections := array(select c.id from public.connection c where c.tenant_id = p_tenant order by c.id);
  insert into public.dirty (tenant_id, connection_id, object, source_id, lane, due_at)
  select p_tenant, c.id, p_object, s.id, p_lane, p_now
    from unnest(connections) as c (id) cross join unnest(p_changed) as s (id);
  return next;
end $$;
`;
