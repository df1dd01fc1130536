import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What may wait can be held back alone: a new column without a default, and the functions that say what is due. */
export class BulkAfter20261127010200 implements MigrationInterface {
  readonly name = 'BulkAfter20261127010200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(column);
    await runner.query(claimStream);
    await runner.query(standing);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/** bulk_after: no row of lanes 3 and 4 (migration, audit) is due before; null: now. */
const column = `alter table connection add column bulk_after timestamptz;`;

/** As before (20261126000400); rows that may wait are due from bulk_after on. */
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
                 and (lanes.lane < 3 or coalesce(c.bulk_after, '-infinity') <= p_now)
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

/** As before (20261123000100); what may not be worked on yet is not due, and stalls nothing. */
const standing = `
create or replace function stream_standing(p_now timestamptz, p_patience interval)
returns table (due bigint, stalled bigint, oldest_due timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*),
         count(*) filter (where w.since <= p_now - p_patience and w.lease_until <= p_now
                            and coalesce(w.last_served, '-infinity') <= p_now - p_patience),
         min(w.since)
    from (
      select s.last_served, s.lease_until,
             min(greatest(first.due_at, c.throttled_until, case when lanes.lane >= 3 then c.bulk_after end)) as since
        from stream s
        join connection c on c.tenant_id = s.tenant_id and c.id = s.connection_id
        cross join unnest(array[0, 1, 2, 3, 4]::smallint[]) as lanes (lane)
        cross join lateral (
          select d.due_at from dirty d
           where d.tenant_id = s.tenant_id and d.connection_id = s.connection_id and d.object = s.object
             and d.lane = lanes.lane and d.due_at <= p_now
           order by d.due_at limit 1
        ) first
       where c.state = 'active' and coalesce(c.throttled_until, '-infinity') <= p_now
         and (lanes.lane < 3 or coalesce(c.bulk_after, '-infinity') <= p_now)
       group by s.tenant_id, s.connection_id, s.object, s.shard
    ) w
$$;

create or replace function queue_standing(p_now timestamptz)
returns table (crm text, object text, lane smallint, depth bigint, oldest_due timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  with counted as (
    select d.tenant_id, d.connection_id, d.object, d.lane, count(*) as depth from dirty d group by 1, 2, 3, 4
  )
  select c.crm, objects.object, lanes.lane, coalesce(sum(counted.depth), 0)::bigint, min(first.due_at)
    from connection c
    cross join unnest(array['company', 'customer', 'order']) as objects (object)
    cross join unnest(array[0, 1, 2, 3, 4]::smallint[]) as lanes (lane)
    left join counted
      on counted.tenant_id = c.tenant_id and counted.connection_id = c.id and counted.object = objects.object
     and counted.lane = lanes.lane
    left join lateral (
      select d.due_at from dirty d
       where d.tenant_id = c.tenant_id and d.connection_id = c.id and d.object = objects.object and d.lane = lanes.lane
         and d.due_at <= p_now and c.state = 'active' and coalesce(c.throttled_until, '-infinity') <= p_now
         and (lanes.lane < 3 or coalesce(c.bulk_after, '-infinity') <= p_now)
       order by d.due_at limit 1
    ) first on true
   group by 1, 2, 3
$$;
`;
