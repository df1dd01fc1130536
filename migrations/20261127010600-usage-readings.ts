import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a CRM is asked for its own figures of the day. A new column with one value for all rows: no table is rewritten. */
export class UsageReadings20261127010600 implements MigrationInterface {
  readonly name = 'UsageReadings20261127010600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(column);
    await runner.query(claim);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

const column = `
alter table quota add column usage_due_at timestamptz not null default '-infinity';
create index quota_by_usage_due on quota (usage_due_at);
`;

/**
 * Claims the account that was not heard of for the longest: for an hour at least, and of a small day less often, so that asking takes
 * one call in a hundred of it at most. Of what a person has paused only what waits for its migration is looked at.
 */
const claim = `
create function claim_usage_reading(p_now timestamptz)
returns table (tenant_id text, connection_id text)
language sql volatile security definer set search_path = public, pg_temp as $$
  update quota q
     set usage_due_at = p_now + greatest(interval '1 hour', interval '100 days' / greatest(coalesce(q.day_calls, 2400), 1))
   where (q.tenant_id, q.connection_id) = (
     select d.tenant_id, d.connection_id
       from quota d
       join connection c on c.tenant_id = d.tenant_id and c.id = d.connection_id
      where d.usage_due_at <= p_now
        and coalesce(d.heard_at, d.since) <= p_now - interval '1 hour'
        and (c.state = 'active' or (c.state = 'paused' and c.reason ->> 'code' = 'migration-planned'))
        and coalesce(c.throttled_until, '-infinity') <= p_now
      order by coalesce(d.heard_at, d.since), d.usage_due_at
      limit 1
        for no key update of d skip locked
   )
  returning q.tenant_id, q.connection_id
$$;
revoke execute on function claim_usage_reading(timestamptz) from public;
grant execute on function claim_usage_reading(timestamptz) to tandem_app;
`;
