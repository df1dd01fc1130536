/**
 * The port to where an app says what it wants to be told: one target, and subscriptions. They are the app's, not an
 * account's: whoever installs it is told of. Every method throws `CallFailure` when the CRM does not do it.
 */
import type { Subject, Subscription } from '../core/webhook-subscriptions';
import type { CallContext } from './connector';

export interface RegistrySettings {
  readonly appId: number;
  /** Of the developer account that the app belongs to. */
  readonly key: string;
  /** Where the CRM answers; no trailing slash. */
  readonly baseUrl: string;
  /** Of one HTTP call, to the last byte of its answer. */
  readonly callDeadlineMs: number;
}

export interface Registered {
  /** The URL that is told; null when none is set. */
  readonly target: string | null;
  readonly subscriptions: readonly Subscription[];
}

/** Of a CRM object, what is read and written. */
export interface Followed {
  readonly object: string;
  readonly properties: readonly string[];
}

export type RegistryContext = Pick<CallContext, 'onCallout' | 'now'>;

export interface WebhookRegistry {
  /** How many subscriptions an app may have. */
  readonly maxSubscriptions: number;
  /** What to subscribe to in order to hear of every change of these. */
  subjectsOf(followed: readonly Followed[]): readonly Subject[];
  read(context: RegistryContext): Promise<Registered>;
  /** From now on this URL is told, and no other. */
  setTarget(context: RegistryContext, url: string): Promise<void>;
  /** Tells at once. Answers false when there was one to the same already. */
  create(context: RegistryContext, subject: Subject): Promise<boolean>;
  /** Answers how many of them tell now; the others have gone meanwhile. */
  activate(context: RegistryContext, ids: readonly string[]): Promise<number>;
  close(): void;
}
