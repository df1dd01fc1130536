import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who asks a CRM for its own figures of the day has a minute for it, and then says when it is to be asked again. */
export class UsageReadingsAreLeased20261127010700 implements MigrationInterface {
  readonly name = 'UsageReadingsAreLeased20261127010700';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(claim);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/** Claims the account that was not heard of for the longest, of those that were not for an hour; see the one before. */
const claim = `
create or replace function claim_usage_reading(p_now timestamptz)
returns table (tenant_id text, connection_id text)
language sql volatile security definer set search_path = public, pg_temp as $$
  update quota q
     set usage_due_at = p_now + interval '1 minute'
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
`;
