/** Has the plan of a migration made, and stores it. Whoever makes one shows that he lives; a plan of one who does not is begun again. */
import { CallFailure } from '../connectors/connector';
import { isOfAccount, isOfBulk, type Failure } from '../core/failure';
import type { Migration, MigrationSettings, PlanningProgress } from '../core/migration';
import type { MigrationPlan } from '../core/migration-plan';
import { totalOf } from '../core/record';
import type { Clock } from '../platform/clock';
import type { Logger } from '../platform/logger';
import { readConnection, standOfAccount, type StoredConnection } from '../store/connections';
import { holdPlanning, lockClaimed, MigrationLost, saveMigration, type ClaimedMigration } from '../store/migrations';
import { countUnlinked } from '../store/migration-waves';
import { inTenant, type DataSource } from '../store/transaction';
import { rulesOf } from './migration-rules';

/** Makes the plan of a connection; the CRM is asked, and nothing is written. Ends soon after it is told to stop, by throwing. */
export type PlanMigration = (
  wanted: {
    readonly id: string;
    readonly connection: StoredConnection;
    readonly rules: string;
    readonly settings: MigrationSettings;
    readonly refusedBy: string | null;
    readonly now: Date;
  },
  run: { readonly isStopping: () => boolean; readonly onProgress: (progress: PlanningProgress) => void },
) => Promise<MigrationPlan>;

export interface PlanningDeps {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly planMigration: PlanMigration;
}

/** Who makes it. Claimed anew by the same process, it goes on by the new claim. */
export interface Planning {
  claimed: ClaimedMigration;
}

interface Run {
  readonly isStopping: () => boolean;
  readonly leaseMs: number;
}

const heartbeatMs = 1_000;
/** Time may run faster than ours: a lease lasts for so many heartbeats at least. */
const heartbeatsPerLease = 20;
const tryAgainMs = 60_000;

/** Throws `MigrationLost` when a person has cancelled it, or another process makes it. */
export async function makePlan(deps: PlanningDeps, planning: Planning, run: Run): Promise<void> {
  const { database, clock, planMigration, logger } = deps;
  const begun = await begin(deps, planning);
  if (!begun) return;
  const { migration, connection, rules, unlinked } = begun;
  const life = new Heartbeat(deps, planning, run.leaseMs);
  const isStopping = (): boolean => run.isStopping() || life.isLost;
  try {
    const { id, settings, reason } = migration;
    const wanted = { id, connection, rules, settings, refusedBy: reason?.code ?? null, now: clock.now() };
    const plan = await planMigration(wanted, { isStopping, onProgress: (progress) => life.note(progress) });
    await life.stop();
    const { tenantId } = migration;
    await inTenant(database, tenantId, async (tx) => {
      const now = await lockClaimed(tx, planning.claimed);
      const planned = {
        state: 'planned',
        plan,
        rules,
        unlinked,
        progress: null,
        reason: null,
        waitsUntil: null,
      } as const;
      await saveMigration(tx, { ...now, ...planned }, null);
    });
    const { connectionId, id: migrationId } = migration;
    logger.info({ event: 'migration.planned', tenantId, connectionId, migrationId, calls: plan.calls.total });
  } catch (error) {
    await life.stop();
    if (life.isLost) throw new MigrationLost();
    if (run.isStopping()) await postpone(deps, planning, { until: clock.now(), reason: null });
    else if (error instanceof CallFailure) await afterRefusal(deps, planning, { connection, failure: error.failure });
    else throw error;
  }
}

interface Begun {
  readonly migration: Migration;
  readonly connection: StoredConnection;
  readonly rules: string;
  readonly unlinked: number;
}

/** Null when its connection has gone. */
function begin({ database }: PlanningDeps, { claimed }: Planning): Promise<Begun | null> {
  return inTenant(database, claimed.tenantId, async (tx) => {
    const migration = await lockClaimed(tx, claimed);
    const connection = await readConnection(tx, claimed.tenantId, claimed.connectionId);
    if (!connection) return null;
    const unlinked = totalOf(await countUnlinked(tx, claimed));
    return { migration, connection, rules: rulesOf(connection), unlinked };
  });
}

/** What the account refuses is asked for again when it may be; a person cancels what never will. */
async function afterRefusal(
  deps: PlanningDeps,
  planning: Planning,
  { connection, failure }: { readonly connection: StoredConnection; readonly failure: Failure },
): Promise<void> {
  const { code, message } = failure;
  const { tenantId, id: connectionId } = connection;
  if (isOfAccount(failure) && !isOfBulk(failure)) {
    await inTenant(deps.database, tenantId, (tx) => standOfAccount(tx, connection, failure));
  }
  deps.logger.warn({ event: 'migration.not-planned', tenantId, connectionId, code }, message);
  const now = deps.clock.now().getTime();
  const until = failure.kind === 'throttled' ? failure.until : new Date(now + tryAgainMs);
  await postpone(deps, planning, { until, reason: { code, message } });
}

function postpone(
  { database }: PlanningDeps,
  { claimed }: Planning,
  { until, reason }: { readonly until: Date; readonly reason: Migration['reason'] },
): Promise<void> {
  return inTenant(database, claimed.tenantId, async (tx) => {
    const migration = await lockClaimed(tx, claimed);
    await saveMigration(tx, { ...migration, reason, waitsUntil: reason && until }, until);
  });
}

/** Extends the lease and stores how far the plan is, every second. */
class Heartbeat {
  isLost = false;
  private readonly timer: NodeJS.Timeout;
  private progress: PlanningProgress | null = null;
  private beating: Promise<void> = Promise.resolve();
  private last: Date;

  constructor(
    private readonly deps: Pick<PlanningDeps, 'database' | 'clock' | 'logger'>,
    private readonly planning: Planning,
    private readonly leaseMs: number,
  ) {
    this.last = deps.clock.now();
    this.timer = setInterval(() => {
      this.beating = this.beating.then(() => this.beat());
    }, heartbeatMs);
    this.timer.unref();
  }

  note(progress: PlanningProgress): void {
    this.progress = progress;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
  }

  /** Never rejects: one that was missed is made up for by the next. */
  private async beat(): Promise<void> {
    const { claimed } = this.planning;
    const now = this.deps.clock.now();
    const lasts = Math.max(this.leaseMs, heartbeatsPerLease * (now.getTime() - this.last.getTime()));
    this.last = now;
    const hold = { until: new Date(now.getTime() + lasts), progress: this.progress };
    try {
      await inTenant(this.deps.database, claimed.tenantId, (tx) => holdPlanning(tx, claimed, hold));
    } catch (error) {
      // Claimed anew by this process in the meantime, it is still ours.
      if (error instanceof MigrationLost) this.isLost ||= claimed === this.planning.claimed;
      else this.deps.logger.warn({ event: 'migration.not-held', err: error });
    }
  }
}
