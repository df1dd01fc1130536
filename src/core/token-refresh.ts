/**
 * When an access token is refreshed, and what whoever needs one does meanwhile. A token is replaced well before it ends,
 * so that nobody waits: the old one serves as long as it lasts, whatever becomes of the refresh.
 */

/** How the token of a connection stands, as every process reads it. */
export interface TokenStanding {
  readonly refreshAt: Date;
  readonly expiresAt: Date;
  /** Somebody refreshes it, at the longest until then; null when nobody does. */
  readonly leaseUntil: Date | null;
  /** A refresh has failed; the next is not tried before. */
  readonly retryAt: Date | null;
}

export type TokenStep =
  | { readonly kind: 'use' }
  | { readonly kind: 'refresh' }
  /** For whoever refreshes it. */
  | { readonly kind: 'wait'; readonly until: Date }
  /** There is no token to call with before then. */
  | { readonly kind: 'none'; readonly until: Date };

/** @param expired the CRM has refused this token as expired, whatever our clock says */
export function tokenStep(
  { refreshAt, expiresAt, leaseUntil, retryAt }: TokenStanding,
  { now, expired }: { readonly now: Date; readonly expired: boolean },
): TokenStep {
  const usable = !expired && now < expiresAt;
  if (usable && now < refreshAt) return { kind: 'use' };
  if (leaseUntil !== null && now < leaseUntil) return usable ? { kind: 'use' } : { kind: 'wait', until: leaseUntil };
  if (retryAt !== null && now < retryAt) return usable ? { kind: 'use' } : { kind: 'none', until: retryAt };
  return { kind: 'refresh' };
}

/** Of the shortest life that a CRM gives, 30 minutes, the last six are for refreshes that fail. */
const refreshAfter = 0.8;

/** @param askedAt before the request left: the token lives since some moment after it */
export function tokenLife(askedAt: Date, lifetimeMs: number): Pick<TokenStanding, 'refreshAt' | 'expiresAt'> {
  return {
    refreshAt: new Date(askedAt.getTime() + lifetimeMs * refreshAfter),
    expiresAt: new Date(askedAt.getTime() + lifetimeMs),
  };
}

const retryBaseMs = 1_000;
/** A call a minute and connection is nothing to a CRM that is ill, and little to wait for when it is well again. */
const retryCapMs = 60_000;

/**
 * Between half and all of 1 s, 2 s, 4 s … 1 min: never nothing, which would be a loop.
 * @param attempts how many refreshes have failed, at least 1
 * @param random in [0, 1)
 */
export function refreshDelayMs(attempts: number, random: number): number {
  return Math.ceil(((1 + random) / 2) * Math.min(retryCapMs, retryBaseMs * 2 ** Math.min(attempts - 1, 20)));
}

/** After a mistake in our own settings: as long as it takes to start anew with the right ones. */
export const configurationDelayMs = retryCapMs;
