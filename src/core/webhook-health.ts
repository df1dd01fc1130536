/**
 * Whether a CRM that tells us of changes by webhooks has fallen silent. Nobody says so; it shows by what polling finds that no
 * webhook has announced. Silence alone proves nothing: perhaps nothing was changed. And a CRM that never sent one is not silent,
 * but asked.
 */

/** What a connection knows of its webhooks. */
export interface WebhookHealth {
  /** When one came last, to the minute; null: never. */
  readonly webhooksAt: Date | null;
  /** Changes that polling has found since then and that none had announced. */
  readonly unannounced: number;
  /** When the first of them was found. */
  readonly unannouncedSince: Date | null;
  /** When they were judged to be silent; null when they are not. */
  readonly silentSince: Date | null;
}

export const webhookStates = ['none', 'ok', 'silent'] as const;
/** `none`: none ever came. `silent`: they came once, and polling now finds what they should have told. */
export type WebhookState = (typeof webhookStates)[number];

const minuteMs = 60_000;
/** Fewer may be changes of what the app has no subscription for. */
const unannouncedAtLeast = 10;
/** One that comes shows that they come: a busy account has one every few seconds. */
const quietMs = 10 * minuteMs;
/** What a webhook may be later than a poll: after a quiet night a poll may be first to see what an import changes. */
const lateMs = 2 * minuteMs;

/** Whether they are to be judged silent. */
export function isSilent(
  { webhooksAt, unannounced, unannouncedSince }: Omit<WebhookHealth, 'silentSince'>,
  now: Date,
): boolean {
  if (webhooksAt === null || unannouncedSince === null || unannounced < unannouncedAtLeast) return false;
  return now.getTime() - webhooksAt.getTime() > quietMs && now.getTime() - unannouncedSince.getTime() > lateMs;
}

/** As it was judged last. */
export function webhookStateOf({ webhooksAt, silentSince }: WebhookHealth): WebhookState {
  if (webhooksAt === null) return 'none';
  return silentSince === null ? 'ok' : 'silent';
}

/** In words for a person. */
export function describeSilence({ unannounced, webhooksAt }: WebhookHealth): string {
  const since = webhooksAt === null ? '' : ` since the last one came at ${webhooksAt.toISOString()}`;
  return `polling found ${unannounced} changes that no webhook announced${since}`;
}
