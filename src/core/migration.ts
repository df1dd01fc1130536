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
  readonly days?: readonly number[];
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

export interface Migration {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly id: string;
  readonly state: MigrationState;
  /** Of a paused one: where it goes on. */
  readonly pausedFrom: MigrationState | null;
  /** Why it is paused, was cancelled, or waits. */
  readonly reason: LinkReason | null;
  readonly settings: MigrationSettings;
  /** Null while it is being made. */
  readonly plan: MigrationPlan | null;
  readonly createdAt: Date;
  readonly approvedAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** 0: the pilot. */
  readonly wave: number;
  readonly waveSize: number;
  readonly released: Released | null;
  readonly releasedCount: number;
  /** Calls made in the lane `migration` since it was started. */
  readonly calls: number;
}
