/** Whether anybody works for a tenant, and when there is something to do next: for who moves a virtual clock. */
import { rows, type EntityManager } from './transaction';

export interface NextDue {
  /** Leases that are held. */
  readonly busy: number;
  /** Null: nothing ever. */
  readonly dueAt: Date | null;
}

/** After a poll its connection rests; a longer lease is that of one under way. */
const restAtMost = `interval '2 seconds'`;

/** A migration whose wave is not at rest looks at it every second; what the wave waits for is what counts. */
export async function readNextDue(tx: EntityManager, tenantId: string, now: Date): Promise<NextDue> {
  const [next] = await rows<NextDue>(
    tx,
    `select ((select count(*) from stream where tenant_id = $1 and lease_until > $2)
             + (select count(*) from cursor where tenant_id = $1 and lease_until > $2::timestamptz + ${restAtMost})
             + (select count(*) from migration where tenant_id = $1 and lease_until > $2))::int as busy,
            least(
              (select min(greatest(d.due_at, c.throttled_until, case when d.lane >= 3 then c.bulk_after end))
                 from dirty d join connection c on c.tenant_id = d.tenant_id and c.id = d.connection_id
                where d.tenant_id = $1 and c.state = 'active'),
              (select min(greatest(u.due_at, u.lease_until, c.throttled_until))
                 from cursor u join connection c on c.tenant_id = u.tenant_id and c.id = u.connection_id
                where u.tenant_id = $1 and c.state = 'active' and u.disabled_at is null),
              (select min(greatest(q.usage_due_at, coalesce(q.heard_at, q.since) + interval '1 hour'))
                 from quota q join connection c on c.tenant_id = q.tenant_id and c.id = q.connection_id
                where q.tenant_id = $1 and (c.state = 'active' or c.reason ->> 'code' = 'migration-planned')),
              (select min(m.due_at) from migration m
                where m.tenant_id = $1 and not exists (
                  select from dirty d
                   where d.tenant_id = m.tenant_id and d.connection_id = m.connection_id and d.lane = 3 and d.attempts = 0))
            ) as "dueAt"`,
    [tenantId, now],
  );
  return next ?? { busy: 0, dueAt: null };
}
