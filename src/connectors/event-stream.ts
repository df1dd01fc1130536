/**
 * The port to a CRM that tells what is changed over a call of ours that stays open. What it tells are hints, as webhooks are.
 */
import type { Failure } from '../core/failure';
import type { AccessToken } from './token';
import type { RemoteEvent } from './webhooks';

export interface EventStreamSettings {
  readonly token: AccessToken;
  /** Where the CRM answers; no trailing slash. */
  readonly baseUrl: string;
  /** The id of the account, which its events are said to be of. */
  readonly accountId: string;
  /** After what was told at this place; null: what is changed from now on. */
  readonly after: string | null;
  /** Without a sign of life for so long it is given up; the CRM's own measure unless a test is in a hurry. */
  readonly silenceMs?: number;
}

export interface ToldEvents {
  /** Where another stream goes on after them, in the connector's words. */
  readonly place: string;
  readonly events: readonly RemoteEvent[];
  /** Objects, by the CRM's names, of which it says only that more were changed than it tells. */
  readonly overflowed: readonly string[];
}

export type EventStreamEnd =
  /** The CRM does not know any more what came after that place: what was changed meanwhile must be asked for. */
  { readonly kind: 'lost-place' } | { readonly kind: 'failed'; readonly failure: Failure };

/** Neither waits nor throws. */
export interface EventListener {
  onOpen(): void;
  onEvents(told: ToldEvents): void;
  /** Once, unless it was closed before; nothing is told after it. */
  onEnd(end: EventStreamEnd): void;
}

export interface EventStream {
  /** Nothing is told from now on; answers when nothing is left open. */
  close(): Promise<void>;
}

/** Opens it at once, and tells by `onOpen` when it is. Never throws. */
export type OpenEventStream = (settings: EventStreamSettings, listener: EventListener) => EventStream;
