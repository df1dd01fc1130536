/** Migrations as they stand, one row each. Whoever changes one has locked it, or holds its lease. */
import type { Migration, MigrationState, PlanningProgress } from '../core/migration';
import { rows, TryAgain, type DataSource, type EntityManager } from './transaction';

interface Name {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly id: string;
}

export interface ClaimedMigration extends Name {
  readonly state: MigrationState;
  readonly fence: number;
}

/** Somebody else has it, or a person has changed it meanwhile: nothing may be written by who has lost it. */
export class MigrationLost extends Error {
  constructor() {
    super('the lease on this migration is over, or a person has changed it; what was begun is begun again');
    this.name = 'MigrationLost';
  }
}

const columns = `m.tenant_id as "tenantId", m.connection_id as "connectionId", m.id, m.state, m.paused_from as "pausedFrom", m.reason,
  m.waits_until as "waitsUntil", m.settings, m.progress, m.plan, m.rules, m.unlinked, m.created_at as "createdAt",
  m.approved_at as "approvedAt", m.started_at as "startedAt", m.finished_at as "finishedAt", m.wave, m.wave_size as "waveSize",
  m.wave_released as "waveReleased", m.wave_from as "waveFrom", m.released, m.is_withdrawn as "isWithdrawn",
  m.released_count as "releasedCount", m.parked_before as "parkedBefore", m.failures, m.counted_from as "countedFrom", m.calls_before as "callsBefore", m.calls,
  m.call_limit as "callLimit"`;

const last = `select ${columns} from migration m where tenant_id = $1 and connection_id = $2 order by number desc limit 1`;

/** The connection's last one. */
export async function readMigration(
  tx: EntityManager,
  tenantId: string,
  connectionId: string,
): Promise<Migration | null> {
  const [found] = await rows<Migration>(tx, last, [tenantId, connectionId]);
  return found ?? null;
}

/** The same, which nobody else changes until the end of the transaction. */
export async function lockMigration(
  tx: EntityManager,
  tenantId: string,
  connectionId: string,
): Promise<Migration | null> {
  const [found] = await rows<Migration>(tx, `${last} for update`, [tenantId, connectionId]);
  return found ?? null;
}

/** Of what was claimed. Throws `MigrationLost`. */
export async function lockClaimed(tx: EntityManager, claimed: ClaimedMigration): Promise<Migration> {
  const [found] = await rows<Migration>(
    tx,
    `select ${columns} from migration m
      where tenant_id = $1 and connection_id = $2 and id = $3 and fence = $4 for update`,
    [claimed.tenantId, claimed.connectionId, claimed.id, claimed.fence],
  );
  if (!found) throw new MigrationLost();
  return found;
}

/** Behind those that the connection had. Throws `TryAgain` when somebody else was faster: the one that is open is another now. */
export async function insertMigration(tx: EntityManager, migration: Migration, dueAt: Date | null): Promise<void> {
  const inserted = await rows(
    tx,
    `insert into migration (tenant_id, connection_id, id, number, state, settings, progress, rules, unlinked, created_at, wave, wave_size,
            wave_released, is_withdrawn, released_count, parked_before, failures, calls_before, calls, call_limit, due_at)
     select $1, $2, $3, 1 + coalesce((select max(number) from migration where tenant_id = $1 and connection_id = $2), 0), $4, $5, $6, '', 0,
            $7, 0, $8, 0, false, 0, '[]', 0, 0, 0, 0, $9
     on conflict do nothing returning id`,
    [
      migration.tenantId,
      migration.connectionId,
      migration.id,
      migration.state,
      migration.settings,
      migration.progress,
      migration.createdAt,
      migration.waveSize,
      dueAt,
    ],
  );
  if (inserted.length === 0) throw new TryAgain('a migration was planned meanwhile');
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** As it stands now, and when it is to be seen to; nobody has it any more. */
export async function saveMigration(tx: EntityManager, migration: Migration, dueAt: Date | null): Promise<void> {
  await tx.query(
    `update migration
        set state = $4, paused_from = $5, reason = $6, waits_until = $7, progress = $8, plan = $9, rules = $10, unlinked = $11,
            approved_at = $12, started_at = $13, finished_at = $14, wave = $15, wave_size = $16, wave_released = $17, wave_from = $18,
            released = $19, is_withdrawn = $20, released_count = $21, parked_before = $22, failures = $23, calls_before = $24,
            calls = $25, call_limit = $26, counted_from = $27, due_at = $28, fence = fence + 1, lease_until = '-infinity'
      where tenant_id = $1 and connection_id = $2 and id = $3`,
    [
      migration.tenantId,
      migration.connectionId,
      migration.id,
      migration.state,
      migration.pausedFrom,
      json(migration.reason),
      migration.waitsUntil,
      json(migration.progress),
      json(migration.plan),
      migration.rules,
      migration.unlinked,
      migration.approvedAt,
      migration.startedAt,
      migration.finishedAt,
      migration.wave,
      migration.waveSize,
      migration.waveReleased,
      json(migration.waveFrom),
      json(migration.released),
      migration.isWithdrawn,
      migration.releasedCount,
      json(migration.parkedBefore),
      migration.failures,
      migration.callsBefore,
      migration.calls,
      migration.callLimit,
      migration.countedFrom,
      dueAt,
    ],
  );
}

/** The one that has been due for longest, and for nobody else while it is leased; null: none is. */
export async function claimMigration(
  database: DataSource,
  claim: { readonly now: Date; readonly leaseMs: number },
): Promise<ClaimedMigration | null> {
  const [found] = await rows<ClaimedMigration>(
    database,
    `select tenant_id as "tenantId", connection_id as "connectionId", id, state, fence
       from claim_migration($1, make_interval(secs => $2))`,
    [claim.now, claim.leaseMs / 1000],
  );
  return found ?? null;
}

/** Proves and extends the lease on a plan that is being made, and notes how far it is. Throws `MigrationLost`. */
export async function holdPlanning(
  tx: EntityManager,
  claimed: ClaimedMigration,
  hold: { readonly until: Date; readonly progress: PlanningProgress | null },
): Promise<void> {
  const held = await rows(
    tx,
    `update migration set lease_until = $5, progress = coalesce($6, progress), reason = null, waits_until = null
      where tenant_id = $1 and connection_id = $2 and id = $3 and fence = $4 returning fence`,
    [claimed.tenantId, claimed.connectionId, claimed.id, claimed.fence, hold.until, json(hold.progress)],
  );
  if (held.length === 0) throw new MigrationLost();
}

/** The share of the account's day that it may call at most while it is under way; 1 where none is. */
export async function shareOfMigration(
  tx: EntityManager,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
): Promise<number> {
  const [found] = await rows<{ share: number }>(
    tx,
    `select (settings ->> 'dailyShare')::float8 as share from migration
      where tenant_id = $1 and connection_id = $2 and state not in ('done', 'cancelled')`,
    [tenantId, id],
  );
  return found?.share ?? 1;
}
