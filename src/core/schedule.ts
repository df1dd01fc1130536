/**
 * How often an object type of a connection is asked for, and when asking for it is given up: a cursor that is refused the same
 * way again and again is disabled, and probed from then on, ever more seldom. It stays where it is meanwhile, so that whatever
 * was changed is found by the first probe that is answered.
 *
 *     active ──refused so often──▶ disabled ──probe refused──▶ disabled, the next probe later
 *        ▲                            │
 *        └──probe answered, or a person enables it
 */
import { pollSecondsDefault, type CursorKind } from './cursor';
import { isOfAccount, type Failure, type FailureKind } from './failure';
import { flowsIn } from './flowing';
import type { SavedMapping } from './mapping-document';
import type { ObjectType } from './record';

/** Each costs a call per object type; a small plan of a CRM has 100,000 a day. */
export const pollSecondsAtLeast = 10;
export const pollSecondsAtMost = 86_400;

/** What a person has said of a type; what is not said follows the connection, and is enabled. */
export interface TypeSchedule {
  readonly seconds?: number;
  readonly enabled?: boolean;
}

export type Schedule = { readonly [T in ObjectType]?: TypeSchedule };

interface Scheduled {
  readonly pollSeconds?: number | undefined;
  readonly schedule?: Schedule | undefined;
}

/** How often a type is asked for what was changed. */
export const secondsOf = ({ pollSeconds = pollSecondsDefault, schedule }: Scheduled, object: ObjectType): number =>
  schedule?.[object]?.seconds ?? pollSeconds;

/** Whether a person lets it be asked for. */
export const isEnabled = ({ schedule }: Scheduled, object: ObjectType): boolean =>
  schedule?.[object]?.enabled !== false;

/** What is said anew of one type. `seconds: null` goes back to what the connection has. */
export function reschedule(
  schedule: Schedule,
  object: ObjectType,
  { seconds, enabled }: { readonly seconds?: number | null | undefined; readonly enabled?: boolean | undefined },
): Schedule {
  const before = schedule[object] ?? {};
  const asOften = seconds === undefined ? before.seconds : (seconds ?? undefined);
  const isOff = (enabled ?? before.enabled) === false;
  const after = { ...(asOften !== undefined && { seconds: asOften }), ...(isOff && { enabled: false }) };
  const others = Object.fromEntries(Object.entries(schedule).filter(([other]) => other !== object));
  return Object.keys(after).length === 0 ? others : { ...others, [object]: after };
}

/** The failure that a cursor has met last, as it is kept. */
export interface PollFailure {
  readonly kind: FailureKind;
  readonly code: string;
  readonly message: string;
  /** ISO. `since`: the first of those in a row. */
  readonly since: string;
  readonly at: string;
}

/** How a cursor fares. */
export interface PollHealth {
  /** How many in a row were refused by the same kind and code; 0 after one that was not. */
  readonly failures: number;
  /** The last one, also when it is over; null: there was none. */
  readonly failure: PollFailure | null;
  /** Null: it is not. */
  readonly disabledAt: Date | null;
  /** That were refused since. */
  readonly probes: number;
}

/** The same answer ten times, over some minutes, is not one that another look changes. */
export const failuresToDisable = 10;

const hourMs = 3_600_000;

/**
 * What heals by itself, as a rule, is given longer than most outages take (a day's worth of looks costs little); what is a
 * plain no is not.
 */
const patienceMs: Readonly<Partial<Record<FailureKind, number>>> = {
  retry: 6 * hourMs,
  unknown: 6 * hourMs,
  stale: 6 * hourMs,
};

const probeCapMs = 24 * hourMs;

/** After an hour at first, twice as long each time, to a day. */
export const probeWaitMs = (probes: number): number => Math.min(probeCapMs, hourMs * 2 ** Math.min(probes, 10));

/** What is the connection's (it is throttled, or let in no more) says nothing of a type, and is not counted. */
export function afterFailure(before: PollHealth, failure: Failure, now: Date): PollHealth {
  if (isOfAccount(failure)) return before;
  const { kind, code, message } = failure;
  const at = now.toISOString();
  const isSame = before.failures > 0 && before.failure?.kind === failure.kind && before.failure.code === code;
  const failures = isSame ? Math.min(before.failures + 1, 1_000) : 1;
  const since = isSame ? before.failure.since : at;
  const after = { failures, failure: { kind, code, message, since, at } };
  if (before.disabledAt !== null) return { ...before, ...after, probes: Math.min(before.probes + 1, 1_000) };
  const lastedMs = now.getTime() - Date.parse(since);
  const isOver = failures >= failuresToDisable && lastedMs >= (patienceMs[kind] ?? 0);
  return { ...before, ...after, disabledAt: isOver ? now : null, probes: 0 };
}

/** A cursor of a type, for whoever asks how the type stands. */
export interface CursorStanding extends PollHealth {
  readonly kind: CursorKind;
  readonly dueAt: Date;
  /** When a sweep was finished last; null: never yet. */
  readonly syncedAt: Date | null;
}

export interface TypeStanding {
  readonly object: ObjectType;
  readonly seconds: number;
  /** Of a disabled one when it is probed; null: not by itself. */
  readonly dueNext: Date | null;
  readonly lastSyncedAt: Date | null;
  readonly lastError: (Omit<PollFailure, 'since'> & { readonly sweep: CursorKind }) | null;
  readonly state: 'active' | 'disabled';
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly failures: number;
}

const asked: Readonly<Record<CursorKind, string>> = {
  changes: 'what was changed',
  late: 'what came to light late',
  archived: 'what was archived',
};

/** A type is disabled as soon as one of its cursors is; the others are asked for all the same. */
export function standingOf(
  settings: Scheduled & { readonly mapping?: SavedMapping },
  object: ObjectType,
  cursors: readonly CursorStanding[],
): TypeStanding {
  const failed = cursors.filter(({ failure }) => failure !== null);
  const last = failed.sort((a, b) => moment(b) - moment(a))[0];
  const disabled = cursors.filter(({ disabledAt }) => disabledAt !== null).sort((a, b) => moment(b) - moment(a))[0];
  const atRest = whyAtRest(settings, object);
  const reason = atRest ?? (disabled ? whyDisabled(disabled) : null);
  return {
    object,
    seconds: secondsOf(settings, object),
    dueNext: atRest ? null : earliest((disabled ? [disabled] : cursors).map(({ dueAt }) => dueAt)),
    lastSyncedAt: cursors.find(({ kind }) => kind === 'changes')?.syncedAt ?? null,
    lastError: last?.failure ? lastErrorOf(last.kind, last.failure) : null,
    state: reason === null ? 'active' : 'disabled',
    reason,
    failures: disabled?.failures ?? Math.max(0, ...cursors.map(({ failures }) => failures)),
  };
}

const lastErrorOf = (sweep: CursorKind, { kind, code, message, at }: PollFailure): TypeStanding['lastError'] => ({
  sweep,
  kind,
  code,
  message,
  at,
});

const moment = ({ failure }: CursorStanding): number => (failure ? Date.parse(failure.at) : 0);

const earliest = (dates: readonly Date[]): Date | null =>
  dates.length === 0 ? null : new Date(Math.min(...dates.map((date) => date.getTime())));

function whyAtRest(
  settings: Scheduled & { readonly mapping?: SavedMapping },
  object: ObjectType,
): TypeStanding['reason'] {
  if (!isEnabled(settings, object)) {
    return { code: 'BY_A_PERSON', message: 'It was disabled by a person; enable it to have it asked for again.' };
  }
  if (flowsIn(settings, object)) return null;
  return { code: 'not-flowing', message: 'The mapping says that nothing of this type flows.' };
}

function whyDisabled({ kind, failures, failure }: CursorStanding): TypeStanding['reason'] {
  const { code = 'UNKNOWN', message = '' } = failure ?? {};
  const said = `The CRM was asked for ${asked[kind]}, and refused ${failures} times in a row: ${message}`;
  return { code, message: `${said} It is probed now and then, and goes on by itself once it is answered.` };
}
