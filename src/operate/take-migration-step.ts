/** Takes one step of a migration: how things stand, what that makes of it and what it does, in one transaction. */
import {
  afterStep,
  nextLook,
  stepOf,
  wantedAfter,
  wantedNext,
  type AtRest,
  type MigrationFacts,
  type MigrationStep,
  type Portion,
} from '../core/migration-step';
import { isMoving, type Migration } from '../core/migration';
import { unforeseen } from '../core/migration-failures';
import type { Logger } from '../platform/logger';
import { readConnection, type StoredConnection } from '../store/connections';
import { lockClaimed, saveMigration, type ClaimedMigration } from '../store/migrations';
import {
  countParked,
  countRetrying,
  hasOpen,
  nextPortion,
  release,
  unbegunOf,
  withdraw,
} from '../store/migration-waves';
import { inTenant, type EntityManager } from '../store/transaction';
import { wakeConnection } from './connections';
import type { MigrationDeps } from './migration';
import { countCalls } from './migration-calls';
import { rulesOf } from './migration-rules';

export interface SteppingDeps extends MigrationDeps {
  readonly logger: Logger;
}

interface Taken {
  readonly step: MigrationStep;
  readonly migration: Migration;
}

/** Throws `MigrationLost` when it is no longer ours. */
export async function takeMigrationStep(deps: SteppingDeps, claimed: ClaimedMigration): Promise<void> {
  const { tenantId, connectionId } = claimed;
  const taken = await inTenant(deps.database, tenantId, (tx) => take(deps, tx, claimed));
  if (!taken) return;
  if (taken.step.kind === 'release') wakeConnection(deps, tenantId, connectionId);
  tell(deps.logger, taken);
}

/** Null: it does not go on by itself any more. */
async function take({ clock }: SteppingDeps, tx: EntityManager, claimed: ClaimedMigration): Promise<Taken | null> {
  const locked = await lockClaimed(tx, claimed);
  const connection = await readConnection(tx, claimed.tenantId, claimed.connectionId);
  if (!connection || !isMoving(locked.state)) {
    await saveMigration(tx, locked, null);
    return null;
  }
  const now = clock.now();
  const { migration, laneCalls } = await countCalls(tx, locked, now);
  const facts = await factsOf(tx, { migration, connection, laneCalls, now });
  const step = stepOf(migration, facts);
  if (step.kind === 'release') await release(tx, migration, step.portion, facts.now);
  const isStopping = step.kind === 'withdraw' || step.kind === 'pause';
  const records = isStopping ? await withdraw(tx, migration) : 0;
  const next = afterStep(migration, step, { facts, records });
  await saveMigration(tx, next, nextLook(step, facts.now));
  return { step, migration: next };
}

async function factsOf(
  tx: EntityManager,
  {
    migration,
    connection,
    laneCalls,
    now,
  }: Pick<MigrationFacts, 'laneCalls' | 'now'> & {
    readonly migration: Migration;
    readonly connection: StoredConnection;
  },
): Promise<MigrationFacts> {
  const { state, throttledUntil, bulkAfter } = connection;

  return {
    now,
    connection: state,
    callsFrom: laterOf(throttledUntil, bulkAfter),
    rules: rulesOf(connection),
    laneCalls,
    atRest: (await hasOpen(tx, migration)) ? null : await standingAtRest(tx, migration),
  };
}

const laterOf = (a: Date | null, b: Date | null): Date | null => (a && b ? (a > b ? a : b) : (a ?? b));

/** Counted once a wave, and not while it is under way. */
async function standingAtRest(tx: EntityManager, migration: Migration): Promise<AtRest> {
  const retrying = await countRetrying(tx, migration, Math.max(1, migration.waveSize));
  return {
    unforeseen: unforeseen(migration, await countParked(tx, migration)),
    retrying: retrying.count,
    retryAt: retrying.next,
    next: await next(tx, migration),
  };
}

function next(tx: EntityManager, migration: Migration): Promise<Portion | null> {
  if (migration.state === 'pilot') return unbegunOf(tx, migration, migration.plan?.pilot ?? []);
  return nextPortion(tx, migration, { after: wantedAfter(migration), count: wantedNext(migration) });
}

function tell(logger: Logger, { step, migration }: Taken): void {
  const { tenantId, connectionId, id, wave } = migration;
  const about = { tenantId, connectionId, migrationId: id, wave };
  switch (step.kind) {
    case 'release':
      logger.info({
        event: 'migration.released',
        ...about,
        object: step.portion.object,
        records: step.portion.sourceIds.length,
      });
      return;
    case 'pause':
      logger.warn({ event: 'migration.paused', ...about, code: step.reason.code }, step.reason.message);
      return;
    case 'withdraw':
      logger.info({ event: 'migration.outside-window', ...about, until: step.until });
      return;
    case 'ask-person':
      logger.info({ event: 'migration.piloted', ...about });
      return;
    case 'finish':
      logger.info({ event: 'migration.done', ...about, records: migration.releasedCount, calls: migration.calls });
      return;
    case 'begin-ramp':
    case 'wait':
      return;
  }
}
