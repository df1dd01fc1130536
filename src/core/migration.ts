/**
 * How a migration stands, and what a person has said of how it shall go. It releases records by marking them in the lane
 * `migration`, wave by wave; the one loop does the rest. Data only; `migration-step.ts` decides.
 */
import type { LinkReason } from './link';
import type { MigrationPlan } from './migration-plan';
import type { ObjectType } from './record';

/**
 * planning → planned → approved → pilot → piloted → ramp → done. `piloted`: a person is asked to look at what the pilot has
 * made. `paused` remembers where it was; `cancelled` and `done` are ends.
 */
export const migrationStates = [
  'planning',
  'planned',
  'approved',
  'pilot',
  'piloted',
  'ramp',
  'paused',
  'done',
  'cancelled',
] as const;
export type MigrationState = (typeof migrationStates)[number];

/** When records are released. Times are `HH:MM` of the time zone; `from` after `to` goes over midnight. */
export interface MigrationWindow {
  readonly timeZone: string;
  /** 1 is Monday; absent: every day. A window that goes over midnight belongs to the day it begins. */
  readonly days?: readonly number[] | undefined;
  readonly from: string;
  readonly to: string;
}

export interface MigrationSettings {
  /** Records of the pilot; 50 when nobody has said. */
  readonly pilot: number;
  /** `person`: the ramp begins when a person starts it again. `rule`: when no more of the pilot failed than `failureLimit`. */
  readonly check: 'person' | 'rule';
  /** The share of a wave's records that may be parked before it pauses; 0.02. */
  readonly failureLimit: number;
  /** The share of the account's calls of a day that it may use at most; 1. */
  readonly dailyShare: number;
  /** None: at any time. */
  readonly windows: readonly MigrationWindow[];
  /** The CRM is asked about every record, and not about a sample. */
  readonly thorough: boolean;
}

export const pilotAtMost = 1_000;

export const migrationDefaults: MigrationSettings = {
  pilot: 50,
  check: 'person',
  failureLimit: 0.02,
  dailyShare: 1,
  windows: [],
  thorough: false,
};

/** Where the ramp is: everything up to and with it was released, in the order companies, customers, orders. */
export interface Released {
  readonly object: ObjectType;
  readonly sourceId: string;
}

/** How far the making of a plan has come; 0 of 0 when it has hardly begun. */
export interface PlanningProgress {
  readonly done: number;
  readonly total: number;
}

/** Links that are parked for one reason. */
export interface ParkedCount {
  readonly object: ObjectType;
  readonly code: string;
  readonly message: string;
  readonly count: number;
}

export interface Migration {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly id: string;
  readonly state: MigrationState;
  /** Of a paused one: where it goes on. */
  readonly pausedFrom: MigrationState | null;
  /** Why it is paused, was cancelled, or waits. */
  readonly reason: LinkReason | null;
  /** Of one that waits: until when at least, as far as that is known. */
  readonly waitsUntil: Date | null;
  readonly settings: MigrationSettings;
  /** While the plan is being made. */
  readonly progress: PlanningProgress | null;
  /** Null while it is being made. */
  readonly plan: MigrationPlan | null;
  /** The rules that it was planned by, or that a person has let it go on by. */
  readonly rules: string;
  /** How many records had no link when it was planned. */
  readonly unlinked: number;
  readonly createdAt: Date;
  readonly approvedAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** 0: the pilot. */
  readonly wave: number;
  /** How many records it is to bring; how many of them were released. */
  readonly waveSize: number;
  readonly waveReleased: number;
  /** Where the wave began, and where it is. */
  readonly waveFrom: Released | null;
  readonly released: Released | null;
  /** Some of the wave were taken back, and are to be released again. */
  readonly isWithdrawn: boolean;
  readonly releasedCount: number;
  /** What was parked when it was started. */
  readonly parkedBefore: readonly ParkedCount[];
  /** Records that were parked since then without being foreseen, when the present wave began. */
  readonly failures: number;
  /** Its calls are those of the lane `migration` since then, but for those that were made before (of ones that are not counted any more: below 0). */
  readonly countedFrom: Date | null;
  readonly callsBefore: number;
  /** When it was looked at last. */
  readonly calls: number;
  /** Of its own calls. More than these, and it pauses. */
  readonly callLimit: number;
}

/** States in which something goes on by itself. */
export const movingStates = ['planning', 'pilot', 'ramp'] as const satisfies readonly MigrationState[];
export const endedStates = ['done', 'cancelled'] as const satisfies readonly MigrationState[];

export const isMoving = (state: MigrationState): boolean => movingStates.some((one) => one === state);
export const isEnded = (state: MigrationState): boolean => endedStates.some((one) => one === state);

/** Releases nothing yet. */
export function newMigration(
  name: Pick<Migration, 'tenantId' | 'connectionId' | 'id'>,
  settings: MigrationSettings,
  createdAt: Date,
): Migration {
  return {
    ...name,
    state: 'planning',
    pausedFrom: null,
    reason: null,
    waitsUntil: null,
    settings,
    progress: { done: 0, total: 0 },
    plan: null,
    rules: '',
    unlinked: 0,
    createdAt,
    approvedAt: null,
    startedAt: null,
    finishedAt: null,
    wave: 0,
    waveSize: settings.pilot,
    waveReleased: 0,
    waveFrom: null,
    released: null,
    isWithdrawn: false,
    releasedCount: 0,
    parkedBefore: [],
    failures: 0,
    countedFrom: null,
    callsBefore: 0,
    calls: 0,
    callLimit: 0,
  };
}
