import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a connection's CRM says of the properties that its mapping writes: kept beside the connection, and read anew when it
 * is due. A connection that is there already has nothing described, and is described with its next write. Takes milliseconds.
 */
export class Described20261126010200 implements MigrationInterface {
  readonly name = 'Described20261126010200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(columns);
    await runner.query(claim);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/** describe_due_at: when it is to be read anew; null: nobody has asked for it. describe_tried_at: when that was begun last. */
const columns = `
alter table connection
  add column described jsonb not null default '{}',
  add column described_at timestamptz,
  add column describe_due_at timestamptz,
  add column describe_tried_at timestamptz;
create index connection_by_describe_due on connection (describe_due_at) where describe_due_at is not null;
`;

/** Whoever claims one has until p_again to read it; then another process may. */
const claim = `
create function claim_describing(p_now timestamptz, p_again timestamptz)
returns table (tenant_id text, connection_id text, claimed_until timestamptz)
language sql volatile security definer set search_path = public, pg_temp as $$
  update connection t
     set describe_due_at = p_again, describe_tried_at = p_now
   where (t.tenant_id, t.id) = (
     select c.tenant_id, c.id
       from connection c
      where c.describe_due_at <= p_now
        and c.state = 'active'
        and coalesce(c.throttled_until, '-infinity') <= p_now
      order by c.describe_due_at
      limit 1
        for update skip locked
   )
  returning t.tenant_id, t.id, t.describe_due_at
$$;
revoke execute on function claim_describing(timestamptz, timestamptz) from public;
grant execute on function claim_describing(timestamptz, timestamptz) to tandem_app;
`;
