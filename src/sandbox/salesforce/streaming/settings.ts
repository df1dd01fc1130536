/** How events are made and delivered, and what can be made to go wrong. All of it happens in production, only not when asked. */

export interface StreamingSettings {
  /** Off: changes make no events, as if nothing had been selected. For seeds of a million. */
  readonly capture: boolean;
  /** Nothing is delivered; events are kept. */
  readonly paused: boolean;
  /** How probable it is that an event is not delivered. A replay still finds it. */
  readonly drop: number;
  /** How probable it is that an event is delivered twice, with the same replay id. */
  readonly duplicate: number;
  /** Events of one answer are in any order. */
  readonly shuffle: boolean;
  /** How probable it is that a change is told by a gap event. */
  readonly gaps: number;
  /** Changes of one transaction that are told; the rest is one overflow event per object (Salesforce docs Winter '26). */
  readonly overflowFrom: number;
  /** Of one message; what is bigger is told by a gap event (Salesforce docs Summer '22). */
  readonly messageMaxBytes: number;
  /**
   * Events that are kept; the oldest are lost before their three days are over. Salesforce has no such limit. 200,000
   * creations of contacts take about 170 MB (measured 2026-11).
   */
  readonly retainedMax: number;
  /** CometD clients at a time: 20 in a Developer Edition, 2,000 in an Unlimited Edition (Salesforce docs Summer '26). */
  readonly clientsMax: number;
  /** Events delivered in 24 hours, to all clients together: 10,000 to 50,000 by edition (contract 7.1). Null: no limit. */
  readonly dailyMax: number | null;
}

export const usualSettings: StreamingSettings = {
  capture: true,
  paused: false,
  drop: 0,
  duplicate: 0,
  shuffle: false,
  gaps: 0,
  overflowFrom: 100_000,
  messageMaxBytes: 1_048_576,
  retainedMax: 200_000,
  clientsMax: 20,
  dailyMax: null,
};
