/**
 * Refreshes tokens. The official client does it on `/oauth/v1/token`, which ends on 2027-02-16, and drops what the answer
 * holds beside the tokens (seen with client 13.5.0): this one request is built here, for the dated path.
 */
import type { Callout } from '../connector';
import { asToken, postForm, type HeardForm } from '../form-post';
import { asJson, parseBody } from '../json';
import type { AppSettings, OAuthApp, Refreshed, Tokens } from '../token';
import { refusedRefresh, unansweredRefresh } from './oauth-errors';

const path = '/oauth/2026-09/token';

/** What HubSpot's tokens live — docs, 2026-03; only for an answer that does not say. */
const usualLifeSeconds = 1_800;

export function createHubspotApp({ clientId, clientSecret, deadlineMs }: AppSettings): OAuthApp {
  return {
    clientId,
    refresh: async ({ onCallout, now }, { baseUrl, refreshToken }) => {
      const at = now();
      const startMs = performance.now();
      const form = { grant_type: 'refresh_token', client_id: clientId, client_secret: clientSecret };
      // Nothing else: the dated path refuses a redirect_uri (usertour/usertour#490, 2026-09).
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

/** HubSpot repeats the refresh token, "potentially a new one" (its blog); an answer without one leaves the old one good. */
function readTokens(raw: string, before: string): Tokens | null {
  const json = asJson(parseBody(raw));
  const accessToken = asToken(json?.['access_token']);
  if (accessToken === null) return null;
  const seconds = Number(json?.['expires_in']);
  const life = Number.isFinite(seconds) && seconds > 0 ? seconds : usualLifeSeconds;
  return { accessToken, refreshToken: asToken(json?.['refresh_token']) ?? before, lifetimeMs: life * 1_000 };
}

function calloutOf(
  heard: HeardForm,
  refreshed: Refreshed,
  { at, durationMs }: { readonly at: Date; readonly durationMs: number },
): Callout {
  const answered = heard.transport === null;
  return {
    at,
    method: 'POST',
    endpoint: path,
    status: answered ? heard.status : null,
    durationMs,
    rows: 0,
    correlationId: answered ? heard.headers.get('x-hubspot-correlation-id') : null,
    failure: refreshed.ok ? null : refreshed.refusal.kind,
    quota: [],
  };
}
