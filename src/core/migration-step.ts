/**
 * What a migration does next. It is asked again and again, by whatever process comes first, and decides by how things stand and
 * not by what it did before: so a restart changes nothing. A wave is released once the one before it has come to rest.
 *
 *     approved ─start─▶ pilot ─▶ piloted ─start─▶ ramp: wave 1, 2, 3 … ─▶ done
 *                         └── check by rule ──────▶┘
 */
import type { LinkReason } from './link';
import type { Migration } from './migration';
import type { Unforeseen } from './migration-failures';
import { largestWave } from './price-migration';
import type { ObjectType } from './record';
import { isOpen, nextOpening } from './window';

/** Records of one type, in their order: a wave does not go over from one type to the next, so that no child waits in it for its parent. */
export interface Portion {
  readonly object: ObjectType;
  readonly sourceIds: readonly string[];
}

/** How a wave stands of which nothing is to be begun any more. */
export interface AtRest {
  readonly unforeseen: Unforeseen;
  /** Records that are not in the CRM yet and will be tried again, and when the first of them is. */
  readonly retrying: number;
  readonly retryAt: Date | null;
  /** What would be released next; null: nothing is left. */
  readonly next: Portion | null;
}

export interface MigrationFacts {
  readonly now: Date;
  readonly connection: 'active' | 'paused' | 'reauth';
  /** The account takes no calls of the lane until then; null: it does. */
  readonly callsFrom: Date | null;
  /** Of its mapping and catalogue, as they are now. */
  readonly rules: string;
  /** In the lane `migration`, since `countedFrom`. */
  readonly laneCalls: number;
  /** Null: something that was released is still to be begun. */
  readonly atRest: AtRest | null;
}

export type MigrationStep =
  | { readonly kind: 'wait'; readonly reason: LinkReason | null; readonly until: Date }
  /** What is not begun leaves the dirty set until then. */
  | { readonly kind: 'withdraw'; readonly reason: LinkReason; readonly until: Date }
  | { readonly kind: 'release'; readonly portion: Portion; readonly isNewWave: boolean }
  /** The pilot is over. */
  | { readonly kind: 'ask-person' }
  | { readonly kind: 'begin-ramp' }
  | { readonly kind: 'pause'; readonly reason: LinkReason }
  | { readonly kind: 'finish' };

/** So often it is seen whether a wave is over, whether a window has closed and what was called. */
export const lookAgainMs = 500;
const lookAtConnectionMs = 10_000;
const lookAtRetriesMs = 30_000;
/** A plan is held to its calls. Of few the share says nothing, and some are reserved that are given back. */
const callTolerance = { share: 1.05, calls: 10 };

export const callLimitOf = (calls: number): number =>
  Math.max(Math.floor(calls * callTolerance.share), Math.ceil(calls) + callTolerance.calls);

/** How many records the next release has room for; of the pilot the plan says which. */
export function wantedNext(migration: Migration): number {
  const { isWithdrawn, waveSize, waveReleased } = migration;
  return isWithdrawn ? Math.max(1, waveSize - waveReleased) : nextWaveSize(migration);
}

/** Where it is looked for. */
export const wantedAfter = ({ isWithdrawn, waveFrom, released }: Migration): Migration['released'] =>
  isWithdrawn ? waveFrom : released;

const nextWaveSize = ({ wave, waveSize, settings }: Migration): number =>
  wave === 0 ? settings.pilot : Math.min(largestWave, waveSize * 2);

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

export function stepOf(migration: Migration, facts: MigrationFacts): MigrationStep {
  const { now, connection, atRest } = facts;
  if (connection !== 'active') {
    return { kind: 'wait', reason: connectionRests(connection), until: later(now, lookAtConnectionMs) };
  }
  const stop = reasonToPause(migration, facts);
  if (stop) return { kind: 'pause', reason: stop };
  const { windows } = migration.settings;
  if (!isOpen(windows, now)) {
    // One that never opens is looked for again: the rules of a time zone may change.
    const until = nextOpening(windows, now) ?? later(now, 24 * 3_600_000);
    return { kind: 'withdraw', reason: outsideWindow(until), until };
  }
  if (!atRest) return { kind: 'wait', reason: accountRests(facts), until: later(now, lookAgainMs) };
  return afterWave(migration, facts, atRest);
}

function reasonToPause(migration: Migration, { rules, laneCalls }: MigrationFacts): LinkReason | null {
  const { callsBefore, callLimit, plan } = migration;
  const calls = laneCalls - callsBefore;
  if (calls > callLimit) return callsOverPlan(plan?.calls.total ?? 0, calls);
  return rules === migration.rules ? null : mappingChanged;
}

function afterWave(migration: Migration, facts: MigrationFacts, atRest: AtRest): MigrationStep {
  const { state, waveReleased, isWithdrawn, settings } = migration;
  const { next, retrying } = atRest;
  const failed = atRest.unforeseen.count - migration.failures;
  const allowed = settings.failureLimit * waveReleased;
  if (waveReleased > 0 && failed > allowed)
    return { kind: 'pause', reason: tooManyFailures(failed, waveReleased, atRest.unforeseen) };
  if (next && (state === 'pilot' || isWithdrawn)) return { kind: 'release', portion: next, isNewWave: false };
  // One that is tried again for hours holds nothing up; so many that their failing would stop the wave are waited for.
  if (retrying > 0 && failed + retrying > Math.max(1, allowed)) return waitForRetries(facts, atRest);
  if (state === 'pilot') return { kind: settings.check === 'person' ? 'ask-person' : 'begin-ramp' };
  if (next) return { kind: 'release', portion: next, isNewWave: true };
  return { kind: 'finish' };
}

function waitForRetries({ now }: MigrationFacts, { retrying, retryAt }: AtRest): MigrationStep {
  const until = later(now, lookAtRetriesMs);
  const reason = { code: 'retrying', message: `${retrying} records of the wave are tried again before more follow` };
  return { kind: 'wait', reason, until: retryAt && retryAt < until && retryAt > now ? retryAt : until };
}

/** @param done.records how many were withdrawn */
export function afterStep(
  migration: Migration,
  step: MigrationStep,
  { facts, records = 0 }: { readonly facts: MigrationFacts; readonly records?: number },
): Migration {
  const looked = lookedAt(migration, facts);
  const failures = failuresIn(migration, facts);
  switch (step.kind) {
    case 'wait':
      return { ...looked, reason: step.reason, waitsUntil: step.reason && step.until };
    case 'withdraw':
      return { ...withdrawn(looked, records), reason: step.reason, waitsUntil: step.until };
    case 'release':
      return step.isNewWave ? newWave({ ...looked, failures }, step.portion) : restOfWave(looked, step.portion);
    case 'ask-person':
      return { ...looked, state: 'piloted', failures, reason: pilotIsOver };
    case 'begin-ramp':
      return { ...looked, state: 'ramp', failures };
    case 'pause':
      return { ...withdrawn(looked, records), state: 'paused', pausedFrom: migration.state, reason: step.reason };
    case 'finish':
      return { ...looked, state: 'done', finishedAt: facts.now };
  }
}

const failuresIn = ({ failures }: Migration, { atRest }: MigrationFacts): number =>
  atRest ? atRest.unforeseen.count : failures;

const lookedAt = (migration: Migration, { laneCalls }: MigrationFacts): Migration => ({
  ...migration,
  calls: laneCalls - migration.callsBefore,
  reason: null,
  waitsUntil: null,
});

/** When it is to be looked at again; null: not before a person has done something. */
export function nextLook(step: MigrationStep, now: Date): Date | null {
  switch (step.kind) {
    case 'wait':
    case 'withdraw':
      return step.until;
    case 'release':
    case 'begin-ramp':
      return now;
    case 'ask-person':
    case 'pause':
    case 'finish':
      return null;
  }
}

/** So many of the wave's records left the dirty set again: they are looked for from the wave's beginning. */
export function withdrawn(migration: Migration, records: number): Migration {
  if (records === 0) return migration;
  return {
    ...migration,
    isWithdrawn: true,
    waveReleased: Math.max(0, migration.waveReleased - records),
    releasedCount: Math.max(0, migration.releasedCount - records),
  };
}

const lastOf = ({ object, sourceIds }: Portion): Migration['released'] => {
  const sourceId = sourceIds.at(-1);
  return sourceId === undefined ? null : { object, sourceId };
};

function newWave(migration: Migration, portion: Portion): Migration {
  const { length } = portion.sourceIds;
  return {
    ...migration,
    wave: migration.wave + 1,
    waveSize: nextWaveSize(migration),
    waveReleased: length,
    waveFrom: migration.released,
    released: lastOf(portion) ?? migration.released,
    releasedCount: migration.releasedCount + length,
  };
}

/** Of the pilot, whose records come in no order, the place of the ramp does not move. */
function restOfWave(migration: Migration, portion: Portion): Migration {
  const { length } = portion.sourceIds;
  const counted = {
    ...migration,
    isWithdrawn: false,
    waveReleased: migration.waveReleased + length,
    releasedCount: migration.releasedCount + length,
  };
  return migration.state === 'pilot' ? counted : { ...counted, released: lastOf(portion) ?? migration.released };
}

const connectionRests = (state: 'paused' | 'reauth'): LinkReason => ({
  code: 'connection-rests',
  message:
    state === 'paused'
      ? 'the connection is paused; resume it, and the migration goes on'
      : 'the CRM does not accept the token; connect the account again, and the migration goes on',
});

function accountRests({ callsFrom, now }: MigrationFacts): LinkReason | null {
  if (!callsFrom || callsFrom <= now) return null;
  return { code: 'no-calls-left', message: `the account has no calls to spare before ${callsFrom.toISOString()}` };
}

const outsideWindow = (until: Date): LinkReason => ({
  code: 'outside-window',
  message: `outside of its windows; the next one opens at ${until.toISOString()}`,
});

const callsOverPlan = (planned: number, calls: number): LinkReason => ({
  code: 'calls-over-plan',
  message: `${calls} calls were made and ${planned} were planned; look at the report, then resume it or plan anew`,
});

const mappingChanged: LinkReason = {
  code: 'mapping-changed',
  message: 'the mapping is not the one that was planned by; resume it by the new one, or cancel it and plan anew',
};

const tooManyFailures = (failed: number, of: number, { reasons }: Unforeseen): LinkReason => ({
  code: 'too-many-failures',
  message: `${failed} of ${of} records of the wave were refused and the plan did not foresee it: ${reasons.join(', ')}; see what is parked, then resume it`,
});

const pilotIsOver: LinkReason = {
  code: 'pilot-is-over',
  message: 'the pilot is in the CRM; look at what it has made there, then start the ramp',
};
