/**
 * Refreshes tokens. jsforce does it in the middle of a call, for ever if need be, does not tell why it was refused, and
 * drops a refresh token that was replaced (seen with 3.10.16): this one request is built here. It goes where the account
 * answers, whose My Domain takes it as the login host does (Salesforce docs 2026-03).
 */
import type { Callout } from '../connector';
import { asToken, postForm, type HeardForm } from '../form-post';
import { asJson, asText, parseBody } from '../json';
import type { AppSettings, OAuthApp, Refreshed, Tokens } from '../token';
import { refusedRefresh, unansweredRefresh } from './oauth-errors';

const path = '/services/oauth2/token';

/**
 * Salesforce does not say how long a token lives: as long as the session, which is two hours by default and longer with
 * each use (unverified). Where an org has made it shorter, a refused call tells, and brings another token.
 */
const lifetimeMs = 3_600_000;

export function createSalesforceApp({ clientId, clientSecret, deadlineMs }: AppSettings): OAuthApp {
  return {
    clientId,
    refresh: async ({ onCallout, now }, { baseUrl, refreshToken }) => {
      const at = now();
      const startMs = performance.now();
      const form = { grant_type: 'refresh_token', client_id: clientId, client_secret: clientSecret };
      const heard = await postForm(`${baseUrl}${path}`, { ...form, refresh_token: refreshToken }, deadlineMs);
      const refreshed = judge(heard, refreshToken, now());
      onCallout(calloutOf(heard, refreshed, { at, durationMs: performance.now() - startMs }));
      return refreshed;
    },
  };
}

function judge(heard: HeardForm, refreshToken: string, now: Date): Refreshed {
  if (heard.transport !== null) return { ok: false, refusal: unansweredRefresh(heard.transport, now) };
  const { status, headers, raw } = heard;
  const tokens = status >= 200 && status < 300 ? readTokens(raw, refreshToken) : null;
  if (tokens !== null) return { ok: true, tokens };
  return { ok: false, refusal: refusedRefresh({ status, raw, retryAfter: headers.get('retry-after') }, now) };
}

/** A refresh token is answered only where the app has them replaced; then the old one is dead at once. */
function readTokens(raw: string, before: string): Tokens | null {
  const json = asJson(parseBody(raw));
  const accessToken = asToken(json?.['access_token']);
  if (accessToken === null) return null;
  const baseUrl = originOf(json?.['instance_url']);
  return {
    accessToken,
    refreshToken: asToken(json?.['refresh_token']) ?? before,
    lifetimeMs,
    ...(baseUrl !== null && { baseUrl }),
  };
}

function originOf(value: unknown): string | null {
  const url = asText(value);
  if (url === null || !/^https?:\/\//.test(url) || !URL.canParse(url)) return null;
  return new URL(url).origin;
}

function calloutOf(
  heard: HeardForm,
  refreshed: Refreshed,
  { at, durationMs }: { readonly at: Date; readonly durationMs: number },
): Callout {
  return {
    at,
    method: 'POST',
    endpoint: path,
    status: heard.transport === null ? heard.status : null,
    durationMs,
    rows: 0,
    correlationId: null,
    failure: refreshed.ok ? null : refreshed.refusal.kind,
    quota: [],
  };
}
