/** What can be made to go wrong between Salesforce and the receiver of outbound messages. */

export interface OutboundTrouble {
  /** Of the sandbox's time, between the change and its message. */
  readonly delayMs: number;
  /** Notifications leave in any order, within a message and from one to the next. */
  readonly shuffle: boolean;
  /** How probable it is that a notification is sent twice, with the same id. */
  readonly duplicate: number;
  /** Nothing leaves; notifications wait, and grow old. */
  readonly paused: boolean;
  /** Of one message (Salesforce docs: 100). */
  readonly batchMax: number;
  /** Of our time (Salesforce docs: 60 s). */
  readonly timeoutMs: number;
  /** Notifications that may wait; more are lost and counted. Salesforce has no such limit. */
  readonly waitingMax: number;
}

export const NOTIFICATIONS_MAX = 100;
export const WAITING_MAX = 200_000;

export const noTrouble: OutboundTrouble = {
  delayMs: 0,
  shuffle: false,
  duplicate: 0,
  paused: false,
  batchMax: NOTIFICATIONS_MAX,
  timeoutMs: 60_000,
  waitingMax: WAITING_MAX,
};
