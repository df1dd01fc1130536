import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How the service stands, over all tenants, for health checks and metrics: numbers and moments, no customer value and no
 * tenant's name. Functions alone, so it takes milliseconds at any size and locks no table.
 */
export class Standing20261123000100 implements MigrationInterface {
  readonly name = 'Standing20261123000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(streams);
    await runner.query(queue);
    await runner.query(linksAndConnections);
    await runner.query(rights);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * Streams with work that is due and allowed: not of a connection that is paused, throttled or waits to be authorised.
 * Stalled: its work is due since p_patience, nobody has taken it since, and nobody has it in hand. Work that a throttle
 * held back is due since the throttle's end.
 *
 * One look into dirty_in_order per stream and lane, however much waits. With 50 connections (150 streams) and 200,000
 * rows that are due: 750 index-only look-ups, 2,260 buffers, 20 ms on two busy cores. The plain min(due_at) over a join
 * reads all rows: 270 ms, and more with each row (Postgres 18, 2026-11).
 */
const streams = `
create function stream_standing(p_now timestamptz, p_patience interval)
returns table (due bigint, stalled bigint, oldest_due timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*),
         count(*) filter (where w.since <= p_now - p_patience and w.lease_until <= p_now
                            and coalesce(w.last_served, '-infinity') <= p_now - p_patience),
         min(w.since)
    from (
      select s.last_served, s.lease_until, greatest(min(first.due_at), c.throttled_until) as since
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
       group by s.tenant_id, s.connection_id, s.object, s.shard, c.throttled_until
    ) w
$$;
`;

/**
 * The dirty set by CRM, object type and lane: a row for each, also where nothing waits, so that a graph shows zero and an
 * alert does not lose its series. oldest_due leaves out what may not be worked on, as above.
 *
 * Counting is what costs: with the same 200,000 rows a parallel scan of the table, 2,650 buffers, and with the look-ups
 * for oldest_due 100 ms in all. Whoever asks keeps the answer for a while, the longer the more it took.
 */
const queue = `
create function queue_standing(p_now timestamptz)
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
       order by d.due_at limit 1
    ) first on true
   group by 1, 2, 3
$$;
`;

/** An index-only scan of link_by_state, which holds no other links: of 200,000 links 20,000 that wait took 160 buffers, 8 ms. */
const linksAndConnections = `
create function link_standing() returns table (crm text, state text, links bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  with counted as (
    select l.tenant_id, l.connection_id, l.state, count(*) as links from link l
     where l.state in ('parked', 'conflict', 'held') group by 1, 2, 3
  )
  select c.crm, states.state, coalesce(sum(counted.links), 0)::bigint
    from connection c
    cross join unnest(array['parked', 'conflict', 'held']) as states (state)
    left join counted on counted.tenant_id = c.tenant_id and counted.connection_id = c.id and counted.state = states.state
   group by 1, 2
$$;

create function connection_standing(p_now timestamptz) returns table (crm text, state text, connections bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.crm, states.state, count(*) filter (
           where states.state = case when c.state = 'active' and c.throttled_until > p_now then 'throttled' else c.state end)
    from connection c
    cross join unnest(array['active', 'throttled', 'paused', 'reauth']) as states (state)
   group by 1, 2
$$;
`;

const rights = `
revoke execute on function stream_standing(timestamptz, interval), queue_standing(timestamptz), link_standing(),
  connection_standing(timestamptz) from public;
grant execute on function stream_standing(timestamptz, interval), queue_standing(timestamptz), link_standing(),
  connection_standing(timestamptz) to tandem_app;
`;
