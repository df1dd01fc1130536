import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Privacy erasure (ADR 14): what the CRM claims to have erased, what is left of a record whose values are gone, and the rights
 * to forget what was append-only. New columns without a default and small tables; two indexes over the few rows that fit them,
 * which keep writers of links and changes out while they are made: a second for a million of either.
 */
export class Erasure20261126000400 implements MigrationInterface {
  readonly name = 'Erasure20261126000400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    for (const table of ['erasure', 'tombstone']) await runner.query(wall(table));
    await runner.query(records);
    await runner.query(takeDelivery);
    await runner.query(claimStream);
    await runner.query(onlyForgets);
    await runner.query(rights);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * record.erased_at: its values are gone for good, and nothing that is said of it is taken in any more.
 * erasure: claims of a CRM, until a look has judged them; attempts: how often the record was there all the same.
 * tombstone: the CRM's ids of what was erased, as HMACs by a key that the connection keeps sealed. What is in it is not taken
 * in anew as a record that nobody ordered for.
 */
const tables = `
alter table record add column erased_at timestamptz;

create table erasure (
  tenant_id     text not null,
  connection_id text not null,
  object        text not null,
  external_id   text not null,
  noted_at      timestamptz not null,
  due_at        timestamptz not null,
  attempts      integer not null default 0,
  primary key (tenant_id, connection_id, object, external_id),
  foreign key (tenant_id, connection_id) references connection on delete cascade
);
create index erasure_due on erasure (tenant_id, connection_id, object, due_at);

create table tombstone (
  tenant_id     text not null,
  connection_id text not null,
  object        text not null,
  digest        bytea not null,
  erased_at     timestamptz not null,
  primary key (tenant_id, connection_id, object, digest),
  foreign key (tenant_id, connection_id) references connection on delete cascade
);

-- Links that the CRM may know by another id than theirs: those of merged records, on either side of the merge.
create index link_by_former_ids on link (tenant_id, connection_id, object) where aliases <> '{}' or state = 'gone';
-- What was told of a record before the order system had an id of it.
create index change_of_stranger on change (tenant_id, connection_id, object, external_id) where source_id is null;
`;

const wall = (table: string): string => `
  alter table ${table} enable row level security;
  create policy own_tenant on ${table}
    using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
`;

/** As before (20261123000300, 20261125000000); they also say when a record was erased. */
const records = `
drop function read_records(text, text, text[]);
create function read_records(p_tenant text, p_object text, p_ids text[])
returns table (source_id text, fields jsonb, lines jsonb, field_at jsonb, updated_at timestamptz, deleted_at timestamptz,
               erased_at timestamptz, revision integer)
language plpgsql as $$
begin
  perform public.name_tenant(p_tenant);
  return query
    select r.source_id, r.fields, r.lines, r.field_at, r.updated_at, r.deleted_at, r.erased_at, r.revision
      from public.record r where r.tenant_id = p_tenant and r.object = p_object and r.source_id = any(p_ids);
end $$;

drop function store_unseen_or_read(text, text, text[], jsonb, text[], smallint, timestamptz);
create function store_unseen_or_read(p_tenant text, p_object text, p_ids text[], p_records jsonb, p_changed text[],
                                     p_lane smallint, p_now timestamptz)
returns table (connections text[], source_id text, fields jsonb, lines jsonb, field_at jsonb, updated_at timestamptz,
               deleted_at timestamptz, erased_at timestamptz, revision integer)
language plpgsql set plan_cache_mode = 'force_generic_plan' as $$
begin
  perform public.name_tenant(p_tenant);
  return query
    select null::text[], r.source_id, r.fields, r.lines, r.field_at, r.updated_at, r.deleted_at, r.erased_at, r.revision
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

/**
 * take_delivery, for a delivery that also tells of erasures: they are noted in the transaction that takes it in. One that is
 * noted already is looked at now; how often it was looked at in vain still counts.
 */
const takeDelivery = `
create function take_erasing_delivery(p_tenant text, p_digest bytea, p_told text[], p_connections text[], p_objects text[],
                                      p_ids text[], p_modified timestamptz[], p_now timestamptz, p_erased jsonb)
returns table (marked integer, unlinked integer, noted integer, heard text[])
language plpgsql as $$
begin
  return query select * from public.take_delivery(p_tenant, p_digest, p_told, p_connections, p_objects, p_ids, p_modified, p_now);
  if found then
    insert into public.erasure as e (tenant_id, connection_id, object, external_id, noted_at, due_at)
    select distinct p_tenant, v."connectionId", v.object, v."externalId", p_now, p_now
      from jsonb_to_recordset(p_erased) as v ("connectionId" text, object text, "externalId" text)
     order by 2, 3, 4
    on conflict (tenant_id, connection_id, object, external_id) do update set due_at = least(e.due_at, excluded.due_at);
  end if;
end $$;
`;

/** As before (20261126000300); a stream is also served for what was erased. */
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
        ) or exists (
          select 1 from erasure e
           where e.tenant_id = t.tenant_id and e.connection_id = t.connection_id and e.object = t.object and e.due_at <= p_now
        ))
      order by t.last_served nulls first, array_position(array['company', 'customer', 'order'], t.object)
      limit 1
        for update of t skip locked
   )
  returning s.tenant_id, s.connection_id, s.object, s.shard, s.fence, s.in_hand
$$;
`;

/** The journal and the feed stay append-only but for this: what they say of a record can be emptied, and said otherwise never. */
const onlyForgets = `
create function only_forgets() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception 'what was said can be forgotten, and not be said otherwise' using errcode = 'insufficient_privilege';
end $$;
create trigger only_forgets before update of changes on journal
  for each row when (new.changes <> '{}') execute function only_forgets();
create trigger only_forgets before update of kind, fields on change
  for each row when (new.kind <> 'erased' or new.fields <> '{}') execute function only_forgets();
`;

const rights = `
grant select, insert, update (due_at, attempts), delete on erasure to tandem_app;
grant select, insert on tombstone to tandem_app;
grant update (changes) on journal to tandem_app;
grant update (kind, fields) on change to tandem_app;
revoke execute on function
  read_records(text, text, text[]),
  store_unseen_or_read(text, text, text[], jsonb, text[], smallint, timestamptz),
  take_erasing_delivery(text, bytea, text[], text[], text[], text[], timestamptz[], timestamptz, jsonb),
  only_forgets() from public;
grant execute on function
  read_records(text, text, text[]),
  store_unseen_or_read(text, text, text[], jsonb, text[], smallint, timestamptz),
  take_erasing_delivery(text, bytea, text[], text[], text[], text[], timestamptz[], timestamptz, jsonb) to tandem_app;
`;
