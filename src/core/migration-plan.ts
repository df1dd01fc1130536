/**
 * What a migration is going to do, before it does anything: which records, what becomes of each, how many calls, which days.
 * It is approved by its hash, and a migration that comes to more calls than it says stops. Data only.
 */
import type { ObjectType } from './record';

/** What becomes of a record. `refused`: its values would be parked. `waits`: for a parent that does not flow. */
export const plannedEnds = ['create', 'adopt', 'update', 'same', 'held', 'skipped', 'refused', 'waits'] as const;
export type PlannedEnd = (typeof plannedEnds)[number];

/** Why so many records do not flow. */
export interface PlannedReason {
  readonly object: ObjectType;
  readonly end: Extract<PlannedEnd, 'held' | 'skipped' | 'refused' | 'waits'>;
  readonly code: string;
  readonly message: string;
  readonly count: number;
  /** Source ids of a few of them. */
  readonly examples: readonly string[];
}

export interface PlannedDay {
  /** Of the account's time zone: `2026-11-26`. */
  readonly date: string;
  readonly calls: number;
  /** What others are expected to call. */
  readonly others: number;
  /** What is left of the day for others and for live traffic, beside the reserve. */
  readonly left: number;
}

export interface PlannedPilot {
  readonly object: ObjectType;
  readonly sourceId: string;
  /** What it is an example of: `create`, `status=closed`, `phone blank`. */
  readonly branches: readonly string[];
}

export interface MigrationPlan {
  /** Of all that stands below but its times: what a person approves. */
  readonly hash: string;
  readonly madeAt: string;
  readonly expiresAt: string;
  readonly mappingVersion: string;
  readonly records: Readonly<Record<ObjectType, number>>;
  readonly ends: Readonly<Record<ObjectType, Readonly<Record<PlannedEnd, number>>>>;
  readonly reasons: readonly PlannedReason[];
  readonly calls: {
    readonly total: number;
    readonly byEndpoint: Readonly<Record<string, number>>;
    /** What making the plan has cost. */
    readonly spent: number;
  };
  /** How many records the CRM was asked about; of the others it is inferred what it holds. */
  readonly asked: Readonly<Record<ObjectType, number>>;
  readonly days: readonly PlannedDay[];
  /** All null when the account's limits let nothing through. */
  readonly finish: {
    readonly expected: string | null;
    readonly earliest: string | null;
    readonly latest: string | null;
  };
  readonly pilot: readonly PlannedPilot[];
}
