/** What a person may have a migration do, and what it becomes; refusals say what to do next. */
import { capitalised } from './capitalised';
import type { Migration, MigrationState, ParkedCount } from './migration';
import { isEnded } from './migration';
import { unforeseen } from './migration-failures';
import { callLimitOf } from './migration-step';
import { reasonExpired } from './plan-freshness';
import { totalOf } from './record';

/** `code` is a problem's of the API. */
export interface CommandRefused {
  readonly code:
    'migration-not-planned' | 'migration-not-running' | 'migration-running' | 'plan-expired' | 'plan-hash-differs';
  readonly message: string;
}

export type Commanded =
  { readonly ok: true; readonly migration: Migration } | ({ readonly ok: false } & CommandRefused);

/** How things stand when a person says something. */
export interface CommandFacts {
  readonly now: Date;
  readonly rules: string;
  readonly unlinked: number;
  /** In the lane `migration` since `countedFrom`, which is about now. */
  readonly laneCalls: number;
  readonly countedFrom: Date;
  readonly parked: readonly ParkedCount[];
}

const becomes = (migration: Migration): Commanded => ({ ok: true, migration });
const refuse = (code: CommandRefused['code'], message: string): Commanded => ({ ok: false, code, message });

/** So many of its digits say which plan is meant: few enough to be typed. */
const hashDigits = 12;

/** It was read by whoever knows its hash, or the beginning of it. */
export function approved(migration: Migration, hash: string, facts: CommandFacts): Commanded {
  const { state, plan } = migration;
  // eslint-disable-next-line tandem/quick-comparison -- no secret: whoever may approve it reads it in the plan
  const isTheOne = plan !== null && plan.hash.slice(0, Math.max(hashDigits, hash.length)) === hash;
  if (state === 'approved' && isTheOne) return becomes(migration);
  if (state !== 'planned' || !plan) return refuse('migration-not-planned', notPlanned(state));
  if (!isTheOne) {
    return refuse('plan-hash-differs', `The plan is ${plan.hash}; read it, and approve it by this hash.`);
  }
  const why = whyExpired(migration, facts);
  if (why !== null) return refuse('plan-expired', why);
  return becomes({ ...migration, state: 'approved', approvedAt: facts.now });
}

/** Releases the pilot, or after it the ramp. */
export function started(migration: Migration, facts: CommandFacts): Commanded {
  const { state } = migration;
  switch (state) {
    case 'approved':
      return begun(migration, facts);
    case 'piloted':
      return becomes({ ...migration, state: 'ramp', reason: null });
    case 'pilot':
    case 'ramp':
      return becomes(migration);
    case 'paused':
      return refuse('migration-running', 'It is paused; resume it.');
    case 'planned':
      return refuse('migration-not-planned', 'Its plan is not approved; read it, and approve it by its hash.');
    case 'planning':
    case 'done':
    case 'cancelled':
      return refuse('migration-not-planned', notPlanned(state));
  }
}

function begun(migration: Migration, facts: CommandFacts): Commanded {
  const { now, laneCalls, countedFrom, parked } = facts;
  const why = whyExpired(migration, facts);
  if (why !== null) return refuse('plan-expired', why);
  return becomes({
    ...migration,
    state: 'pilot',
    startedAt: now,
    parkedBefore: parked,
    countedFrom,
    callsBefore: laneCalls,
    callLimit: callLimitOf(migration.plan?.calls.total ?? 0),
  });
}

/** Nothing more is begun. */
export function paused(migration: Migration, why: string | undefined): Commanded {
  const { state } = migration;
  if (state === 'paused') return becomes(migration);
  if (state !== 'pilot' && state !== 'piloted' && state !== 'ramp') {
    return refuse('migration-not-running', notRunning(state));
  }
  const message = why ?? 'paused by a person; resume it, and it goes on where it was';
  return becomes({ ...migration, state: 'paused', pausedFrom: state, reason: { code: 'PAUSED', message } });
}

/** Whoever resumes it has seen why it paused: what has failed until now, the new mapping and the calls made are no reason any more. */
export function resumed(migration: Migration, facts: CommandFacts): Commanded {
  const { state, pausedFrom } = migration;
  if (state === 'pilot' || state === 'piloted' || state === 'ramp') return becomes(migration);
  if (state !== 'paused' || pausedFrom === null) return refuse('migration-not-running', notRunning(state));
  const { rules, laneCalls, countedFrom, parked } = facts;
  const { calls } = migration;
  const failures = unforeseen(migration, parked).count;
  const callLimit = Math.max(migration.callLimit, calls + callLimitOf(callsLeft(migration)));
  const isOver = migration.reason?.code === 'calls-over-plan';
  return becomes({
    ...migration,
    state: pausedFrom,
    pausedFrom: null,
    reason: null,
    rules,
    countedFrom,
    callsBefore: laneCalls - calls,
    failures,
    callLimit: isOver ? callLimit : migration.callLimit,
  });
}

/** What the plan gives for the records that were not released yet. */
function callsLeft({ plan, releasedCount }: Migration): number {
  if (!plan) return 0;
  const records = totalOf(plan.records);
  return records === 0 ? 0 : plan.calls.total * Math.max(0, 1 - releasedCount / records);
}

/** For good; what is in the CRM stays there. */
export function cancelled(migration: Migration, why: string | undefined, now: Date): Commanded {
  const { state } = migration;
  if (state === 'cancelled') return becomes(migration);
  if (isEnded(state)) return refuse('migration-not-running', notRunning(state));
  const reason = { code: 'CANCELLED', message: why ?? 'cancelled by a person' };
  return becomes({ ...migration, state: 'cancelled', pausedFrom: null, reason, waitsUntil: null, finishedAt: now });
}

/** Whether another may be planned in its place. */
export function whyNotReplaced({ state }: Pick<Migration, 'state'>): CommandRefused | null {
  if (isEnded(state) || state === 'planning' || state === 'planned' || state === 'approved') return null;
  return {
    code: 'migration-running',
    message: 'A migration of this connection is under way; cancel it before another is planned.',
  };
}

/** Records that have come or gone are seen by their number. */
function whyExpired({ plan, rules, unlinked }: Migration, facts: CommandFacts): string | null {
  if (plan === null) return 'There is no plan; plan anew.';
  const since = { now: facts.now, mappingVersion: facts.rules, moved: Math.abs(facts.unlinked - unlinked) };
  const reason = reasonExpired({ ...plan, mappingVersion: rules }, since);
  return reason && `${capitalised(reason.message)}.`;
}

function notPlanned(state: MigrationState): string {
  if (state === 'planning') return 'The plan is still being made; wait until the state is "planned".';
  if (isEnded(state)) return 'It has ended; plan another one.';
  return 'It is under way already; it was approved before.';
}

function notRunning(state: MigrationState): string {
  if (isEnded(state)) return 'It has ended; plan another one.';
  return 'It has not been started yet; approve its plan and start it, or cancel it.';
}
