/**
 * What the outcome of a delivery means for what comes after it. The changes of a tenant are delivered in the order of their
 * numbers: what cannot be delivered is tried again and nothing overtakes it, for a day. Then the destination is parked, and a
 * person resumes it where it stopped.
 */

/** When a change counts as accepted: when the order system says so, or when it was delivered. */
export const acceptances = ['explicit', 'on-delivery'] as const;
export type Acceptance = (typeof acceptances)[number];

export const destinationStates = ['none', 'active', 'retrying', 'parked'] as const;
export type DestinationState = (typeof destinationStates)[number];

/** Why a change was not delivered, in our own words: a receiver's may quote what it was sent. */
export interface DeliveryFailure {
  /** `HTTP_503`, `DEADLINE`, `ECONNREFUSED`, `ADDRESS_REFUSED`. */
  readonly code: string;
  readonly message: string;
  /** The receiver wants none of this any more (Standard Webhooks: 410). */
  readonly isFinal: boolean;
  /** The receiver asks to be left alone for so long. */
  readonly retryAfterMs: number | null;
}

/** What came back: an answer's status, or the code of what kept it from coming. */
type Posted = { readonly status: number; readonly retryAfter: string | null } | { readonly error: string };

/** Null: delivered. */
export function failureOf(posted: Posted, now: Date): DeliveryFailure | null {
  if ('error' in posted) {
    const message = reasons[posted.error] ?? `The receiver could not be reached: ${posted.error}.`;
    return { code: posted.error, message, isFinal: false, retryAfterMs: null };
  }
  const { status, retryAfter } = posted;
  if (status >= 200 && status < 300) return null;
  const redirects = status >= 300 && status < 400;
  const why = redirects ? ' and redirects are not followed' : status === gone ? ': it wants no more changes' : '';
  const message = `The receiver answered ${status}${why}.`;
  return { code: `HTTP_${status}`, message, isFinal: status === gone, retryAfterMs: waitOf(retryAfter, now) };
}

const gone = 410;
const reasons: Readonly<Record<string, string>> = {
  DEADLINE: 'The receiver did not answer in time.',
  ADDRESS_REFUSED: 'The receiver has a private address; the operator allows one with DESTINATION_URLS.',
  INSECURE: 'The receiver has no https; the operator allows that with DESTINATION_URLS.',
};

/** Seconds, or a date (RFC 9110). */
function waitOf(retryAfter: string | null, now: Date): number | null {
  if (retryAfter === null) return null;
  const ms = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

/** How the change that is next has fared: tries that failed, and since when. */
export interface Trouble {
  readonly attempts: number;
  readonly since: Date;
}

export type AfterFailure = { readonly trouble: Trouble } & (
  { readonly kind: 'retry'; readonly at: Date } | { readonly kind: 'park' }
);

export function stateOf(destination: {
  readonly url: string | null;
  readonly parkedAt: Date | null;
  readonly trouble: Trouble | null;
}): DestinationState {
  if (destination.url === null) return 'none';
  if (destination.parkedAt !== null) return 'parked';
  return destination.trouble === null ? 'active' : 'retrying';
}

/** An outage of a night is survived; what lasts longer needs somebody who looks. */
export const giveUpAfterMs = 24 * 3_600_000;
const retryBaseMs = 1_000;
const retryCapMs = 3_600_000;

/**
 * Between half and all of 1 s, 2 s, 4 s … 1 h, or as long as the receiver asks for, up to an hour; the last try is a day after
 * the first one.
 * @param before how the same change has fared until now; null: this was its first try
 * @param random in [0, 1)
 */
export function afterFailure(
  before: Trouble | null,
  failure: Pick<DeliveryFailure, 'isFinal' | 'retryAfterMs'>,
  { now, random }: { readonly now: Date; readonly random: number },
): AfterFailure {
  const trouble = { attempts: (before?.attempts ?? 0) + 1, since: before?.since ?? now };
  const endMs = trouble.since.getTime() + giveUpAfterMs;
  if (failure.isFinal || now.getTime() >= endMs) return { kind: 'park', trouble };
  const backoffMs = Math.ceil(
    ((1 + random) / 2) * Math.min(retryCapMs, retryBaseMs * 2 ** Math.min(before?.attempts ?? 0, 20)),
  );
  const waitMs = Math.max(backoffMs, Math.min(failure.retryAfterMs ?? 0, retryCapMs));
  return { kind: 'retry', trouble, at: new Date(Math.min(now.getTime() + waitMs, endMs)) };
}

/**
 * The id of a delivery, the same whenever this change is delivered: a receiver drops by it what it has seen. Without a full
 * stop, which separates the parts of what is signed.
 */
export const deliveryId = (tenantId: string, seq: number): string => `change_${tenantId}_${seq}`;

/** How long the secret before the last still signs, so that a receiver can learn the new one at its leisure. */
export const oldSecretServesMs = 24 * 3_600_000;
