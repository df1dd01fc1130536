import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How the order systems stand with what they were told, over all tenants, for metrics: numbers alone. A function, so it takes
 * milliseconds at any size and locks no table.
 *
 * One look into change_open per tenant, however much waits or was ever told: the lowest number that is open is the oldest.
 */
export class UnansweredOffers20261126002100 implements MigrationInterface {
  readonly name = 'UnansweredOffers20261126002100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(offerStanding);
    await runner.query(`
      revoke execute on function offer_standing(timestamptz, interval) from public;
      grant execute on function offer_standing(timestamptz, interval) to tandem_app;
    `);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

const offerStanding = `
create function offer_standing(p_now timestamptz, p_patience interval) returns table (state text, tenants bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select states.state, count(stands.state)
    from unnest(array['none', 'waiting', 'overdue']) as states (state)
    left join (
      select case when oldest.at is null then 'none' when oldest.at <= p_now - p_patience then 'overdue' else 'waiting' end as state
        from change_feed f
        left join lateral (
          select c.at from change c where c.tenant_id = f.tenant_id and c.closed_at is null order by c.seq limit 1
        ) oldest on true
    ) stands on stands.state = states.state
   group by 1
$$;
`;
