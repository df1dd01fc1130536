/** The port to what lets us into a CRM: the token of a call, and the app in whose name tokens are refreshed. */
import type { Outcome } from '../core/failure';
import type { CallContext } from './connector';

/**
 * Asked before each call: a token is never kept, it may be another one at the next. A failure is about the account and
 * stands for the call's own.
 * @param expired the token that the CRM has just refused as expired. The same one comes back when there is no other.
 */
export type AccessToken = (expired?: string) => Promise<Outcome<string>>;

/** One that a person replaces, if anybody does. */
export const fixedToken =
  (token: string): AccessToken =>
  () =>
    Promise.resolve({ ok: true, value: token });

export interface Tokens {
  readonly accessToken: string;
  /** The one to refresh with next time: the same as before, or another. */
  readonly refreshToken: string;
  /** Of the access token. */
  readonly lifetimeMs: number;
  /** Where the account answers, when the answer says so: an origin. */
  readonly baseUrl?: string;
}

/** Why there are no new tokens, named by what happens next. */
export interface RefreshRefusal {
  /**
   * `retry`: the trouble passes. `reauth`: the account has taken our access back, a person must give it again.
   * `configuration`: our own settings or programs are wrong, which says nothing about the account's consent.
   */
  readonly kind: 'retry' | 'reauth' | 'configuration';
  readonly code: string;
  /** One sentence for an operator. */
  readonly message: string;
  /** The CRM asks not to be asked before. */
  readonly notBefore: Date | null;
}

export type Refreshed =
  { readonly ok: true; readonly tokens: Tokens } | { readonly ok: false; readonly refusal: RefreshRefusal };

/** Our app at a CRM, as the operator has registered it there. */
export interface AppSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of the one HTTP call of a refresh, to the last byte of its answer. */
  readonly deadlineMs: number;
}

export interface OAuthApp {
  readonly clientId: string;
  /** One HTTP call, which ends at its deadline. */
  refresh(
    context: Pick<CallContext, 'onCallout' | 'now'>,
    at: { readonly baseUrl: string; readonly refreshToken: string },
  ): Promise<Refreshed>;
}
