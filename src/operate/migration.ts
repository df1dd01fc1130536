/**
 * The migration of a connection, for a person: plan it, approve the plan, start it, pause, resume or cancel it, and see how it stands.
 * What is said is stored at once; the job (`jobs/migrations.ts`) acts by it. Each may be said twice. Throws `MigrationRefused`.
 */
import { randomUUID } from 'node:crypto';
import type { LinkState } from '../core/link';
import { isEnded, isMoving, newMigration, type Migration, type MigrationSettings } from '../core/migration';
import {
  approved,
  cancelled,
  paused,
  resumed,
  started,
  whyNotReplaced,
  type CommandFacts,
  type Commanded,
} from '../core/migration-commands';
import { expectedFinish, plannedRecords } from '../core/migration-progress';
import { withdrawn } from '../core/migration-step';
import { totalOf } from '../core/record';
import type { Clock } from '../platform/clock';
import { plannedCode, readConnection, resumeConnection, type StoredConnection } from '../store/connections';
import { insertMigration, lockMigration, readMigration as readStored, saveMigration } from '../store/migrations';
import { countLinkStates } from '../store/migration-report';
import { countParked, countUnlinked, dropUnbegun, dropUnbegunBySlices, withdraw } from '../store/migration-waves';
import { inTenant, type DataSource, type EntityManager } from '../store/transaction';
import type { Waker } from '../store/wake';
import { wakeConnection } from './connections';
import { MigrationRefused } from './migration-refused';
import { rulesOf } from './migration-rules';
import { callsFrom, countCalls } from './migration-calls';

export interface MigrationDeps {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly waker: Waker;
}

export interface MigrationShown {
  readonly migration: Migration;
  readonly progress: {
    /** All records that the plan is about. */
    readonly total: number;
    readonly released: number;
    /** Links of the connection, by state. */
    readonly links: Readonly<Record<LinkState, number>>;
    readonly plannedCalls: number;
    /** When it will be done, as far as that can be said. */
    readonly expected: Date | null;
  };
}

export type MigrationName = Pick<StoredConnection, 'tenantId' | 'id'>;

/** A plan is made from now on, in the place of one that was not started. */
export function requestPlan(
  deps: MigrationDeps,
  name: MigrationName,
  settings: MigrationSettings,
): Promise<MigrationShown> {
  const { tenantId, id: connectionId } = name;
  return inTenant(deps.database, tenantId, async (tx) => {
    await connectionOf(tx, name);
    const before = await lockMigration(tx, tenantId, connectionId);
    const refusal = before && whyNotReplaced(before);
    if (refusal) throw new MigrationRefused(refusal);
    const now = deps.clock.now();
    if (before && !isEnded(before.state)) await save(tx, cancelled(before, 'another one was planned', now), now);
    const migration = newMigration({ tenantId, connectionId, id: randomUUID() }, settings, now);
    await insertMigration(tx, migration, now);
    return show(tx, migration, now);
  });
}

/** @param hash of the plan that was read */
export const approve = (deps: MigrationDeps, name: MigrationName, hash: string): Promise<MigrationShown> =>
  command(deps, name, async (tx, migration, connection) =>
    approved(migration, hash, await factsOf(tx, deps, { migration, connection })),
  );

/** Begins with the pilot, or after it with the ramp. A connection that waits for its first load works from then on. */
export async function start(deps: MigrationDeps, name: MigrationName): Promise<MigrationShown> {
  await makeWay(deps, name);
  const begun = await command(deps, name, async (tx, migration, connection) => {
    const next = started(migration, await factsOf(tx, deps, { migration, connection }));
    if (next.ok && migration.state === 'approved') await open(tx, connection, migration);
    return next;
  });
  wakeConnection(deps, name.tenantId, name.id);
  return begun;
}

/**
 * A first load may have a million marks: most are dropped before it is said to begin, as nobody works by them until then. Should it
 * be refused in the end, nothing is lost, for its records are its migration's to bring.
 */
async function makeWay({ database }: MigrationDeps, name: MigrationName): Promise<void> {
  const { tenantId, id: connectionId } = name;
  const isWaiting = await inTenant(database, tenantId, async (tx) => {
    const { reason } = await connectionOf(tx, name);
    return reason?.code === plannedCode && (await readStored(tx, tenantId, connectionId))?.state === 'approved';
  });
  if (isWaiting) await dropUnbegunBySlices(database, { tenantId, connectionId });
}

/** The waves bring what nobody has begun with: its marks of before are dropped. */
async function open(tx: EntityManager, connection: StoredConnection, migration: Migration): Promise<void> {
  const isFirstLoad = connection.reason?.code === plannedCode;
  await dropUnbegun(tx, migration, { ofAllLanes: isFirstLoad });
  if (isFirstLoad) await resumeConnection(tx, connection.tenantId, connection.id);
}

/** Nothing more is begun; what is in a worker's hands is finished. */
export const pause = (deps: MigrationDeps, name: MigrationName, why?: string): Promise<MigrationShown> =>
  command(deps, name, async (tx, migration) =>
    withdrawing(tx, paused(await counted(tx, migration, deps.clock.now()), why)),
  );

export const resume = (deps: MigrationDeps, name: MigrationName): Promise<MigrationShown> =>
  command(deps, name, async (tx, migration, connection) =>
    resumed(migration, await factsOf(tx, deps, { migration, connection })),
  );

/** At once, and for good. */
export const cancel = (deps: MigrationDeps, name: MigrationName, why?: string): Promise<MigrationShown> =>
  command(deps, name, async (tx, migration) => {
    const now = deps.clock.now();
    return withdrawing(tx, cancelled(await counted(tx, migration, now), why, now));
  });

/** With the calls that were made until now. */
async function counted(tx: EntityManager, before: Migration, now: Date): Promise<Migration> {
  if (!isMoving(before.state) || before.countedFrom === null) return before;
  const { migration, laneCalls } = await countCalls(tx, before, now);
  return { ...migration, calls: laneCalls - migration.callsBefore };
}

async function withdrawing(tx: EntityManager, next: Commanded): Promise<Commanded> {
  if (!next.ok || next.migration.startedAt === null) return next;
  return { ...next, migration: withdrawn(next.migration, await withdraw(tx, next.migration)) };
}

/** The connection's last one. */
export async function readMigration(deps: MigrationDeps, name: MigrationName): Promise<MigrationShown> {
  return inTenant(deps.database, name.tenantId, async (tx) =>
    show(tx, await knownMigration(tx, name), deps.clock.now()),
  );
}

/** Of a connection that may have gone, or was never planned for. */
export async function knownMigration(tx: EntityManager, name: MigrationName): Promise<Migration> {
  await connectionOf(tx, name);
  const migration = await readStored(tx, name.tenantId, name.id);
  if (!migration) throw notPlanned(name.id);
  return migration;
}

async function show(tx: EntityManager, migration: Migration, now: Date): Promise<MigrationShown> {
  return {
    migration,
    progress: {
      total: plannedRecords(migration),
      released: migration.releasedCount,
      links: await countLinkStates(tx, migration),
      plannedCalls: migration.plan?.calls.total ?? 0,
      expected: expectedFinish(migration, now),
    },
  };
}

async function command(
  deps: MigrationDeps,
  name: MigrationName,
  decide: (tx: EntityManager, migration: Migration, connection: StoredConnection) => Promise<Commanded>,
): Promise<MigrationShown> {
  const { tenantId, id } = name;
  return inTenant(deps.database, tenantId, async (tx) => {
    const connection = await connectionOf(tx, name);
    const migration = await lockMigration(tx, tenantId, id);
    if (!migration) throw notPlanned(id);
    const now = deps.clock.now();
    return show(tx, await save(tx, await decide(tx, migration, connection), now), now);
  });
}

async function save(tx: EntityManager, next: Commanded, now: Date): Promise<Migration> {
  if (!next.ok) throw new MigrationRefused(next);
  await saveMigration(tx, next.migration, isMoving(next.migration.state) ? now : null);
  return next.migration;
}

async function factsOf(
  tx: EntityManager,
  { clock }: MigrationDeps,
  { migration, connection }: { readonly migration: Migration; readonly connection: StoredConnection },
): Promise<CommandFacts> {
  return {
    now: clock.now(),
    rules: rulesOf(connection),
    unlinked: totalOf(await countUnlinked(tx, migration)),
    ...(await callsFrom(tx, migration, clock.now())),
    parked: await countParked(tx, migration),
  };
}

async function connectionOf(tx: EntityManager, { tenantId, id }: MigrationName): Promise<StoredConnection> {
  const connection = await readConnection(tx, tenantId, id);
  if (connection) return connection;
  throw new MigrationRefused({ code: 'not-found', message: `There is no connection ${id}; connect it first.` });
}

const notPlanned = (id: string): MigrationRefused =>
  new MigrationRefused({ code: 'not-found', message: `Connection ${id} has no migration; plan one first.` });
