/** What can be made to go wrong between HubSpot and its receiver. All of it happens in production, only not when asked. */

export interface Trouble {
  /** Of the sandbox's time, between the change and its delivery. */
  readonly delayMs: number;
  /** Events leave in any order, within a POST and from one to the next. */
  readonly shuffle: boolean;
  /** How probable it is that an event is sent twice, the copy with the same `eventId`. */
  readonly duplicate: number;
  /** How probable it is that an event is lost without a trace. */
  readonly drop: number;
  /** Nothing leaves; events wait. */
  readonly paused: boolean;
  /** Of one POST, at most 100; 1 gives every event its own. */
  readonly batchMax: number;
  /** Of our time. HubSpot's docs say 5 s, its header 10 s (recorded 2026-01). */
  readonly timeoutMs: number;
  /** Events that may wait; more are lost and counted. 200,000 take about 50 MB (measured 2026-11). */
  readonly waitingMax: number;
  /** Of the sandbox's time: how long a change of settings or subscriptions waits at most. HubSpot: up to 300,000. */
  readonly settingsCacheMs: number;
  /** What stands in the header of v1: `v2` is how workflows sign theirs. */
  readonly signatureVersion: 'v1' | 'v2';
}

/** HubSpot docs 2025-01. */
export const EVENTS_MAX = 100;
export const WAITING_MAX = 200_000;

export const noTrouble: Trouble = {
  delayMs: 0,
  shuffle: false,
  duplicate: 0,
  drop: 0,
  paused: false,
  batchMax: EVENTS_MAX,
  timeoutMs: 5_000,
  waitingMax: WAITING_MAX,
  settingsCacheMs: 0,
  signatureVersion: 'v1',
};
