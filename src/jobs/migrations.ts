/**
 * Sees to the migrations that are due, in whatever process comes first: makes plans, and has the others take a step. Where none is
 * under way a tick is one look at an index. The tick is real time and what is due is the clock port's, so a virtual clock is followed.
 */
import { makePlan, type Planning, type PlanningDeps } from '../operate/make-migration-plan';
import { takeMigrationStep, type SteppingDeps } from '../operate/take-migration-step';
import { claimMigration, MigrationLost, type ClaimedMigration } from '../store/migrations';
import { TickingLoop } from './ticking-loop';

/** Within it a wave is followed by the next. */
const tickMs = 250;
/** Longer than a step takes, and than a plan goes without saying how far it is; then another process begins it again. */
const leaseMs = 60_000;

export type MigrationsParts = SteppingDeps & PlanningDeps;

export class Migrations {
  /** Plans are made aside: they take as long as the CRM does. */
  private readonly planning = new Map<string, Planning & { readonly over: Promise<void> }>();
  private readonly loop: TickingLoop;

  constructor(
    private readonly parts: MigrationsParts,
    everyMs = tickMs,
  ) {
    const { logger } = parts;
    this.loop = new TickingLoop(
      (isStopping) => this.serveDue(isStopping),
      (error) => logger.error({ event: 'migrations.failed', err: error }),
      everyMs,
    );
  }

  start(): void {
    this.loop.start();
  }

  /** Something may be due that was not. */
  wake(): void {
    this.loop.wake();
  }

  /** Takes no more steps; a plan that is being made ends with the call that it is at, and is begun again by the next process. */
  async stop(): Promise<void> {
    await this.loop.stop();
    await Promise.all([...this.planning.values()].map(({ over }) => over));
  }

  /** What is due again after its step waits for the next tick, however fast time runs. */
  private async serveDue(isStopping: () => boolean): Promise<void> {
    const { database, clock } = this.parts;
    const now = clock.now();
    while (!isStopping()) {
      const claimed = await claimMigration(database, { now, leaseMs });
      if (claimed === null) return;
      if (claimed.state === 'planning') this.plan(claimed, isStopping);
      else await this.attempt(claimed, takeMigrationStep(this.parts, claimed));
    }
  }

  private plan(claimed: ClaimedMigration, isStopping: () => boolean): void {
    const { id } = claimed;
    const known = this.planning.get(id);
    if (known) {
      known.claimed = claimed;
      return;
    }
    const planning: Planning = { claimed };
    const made = makePlan(this.parts, planning, { isStopping, leaseMs });
    const over = this.attempt(claimed, made).finally(() => this.planning.delete(id));
    this.planning.set(id, Object.assign(planning, { over }));
  }

  /** Never rejects: the lease of one that failed runs out, and it is tried again. */
  private async attempt(
    { tenantId, connectionId, id: migrationId, state }: ClaimedMigration,
    work: Promise<void>,
  ): Promise<void> {
    const { logger } = this.parts;
    const about = { tenantId, connectionId, migrationId, state };
    try {
      await work;
    } catch (error) {
      if (error instanceof MigrationLost) logger.info({ event: 'migration.lost', ...about });
      else logger.error({ event: 'migration.failed', ...about, err: error });
    }
  }
}
