/**
 * Refreshes tokens. The official client does it on `/oauth/v1/token`, which ends on 2027-02-16, and drops what the answer
 * holds beside the tokens (seen with client 13.5.0): this one request is built here, for the dated path.
 */
import type { Callout } from '../connector';
import { asJson, asText, parseBody } from '../json';
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
      const body = new URLSearchParams({ ...form, refresh_token: refreshToken });
      const heard = await post(`${baseUrl}${path}`, body, deadlineMs);
      const refreshed = judge(heard, refreshToken, now());
      onCallout(calloutOf(heard, refreshed, { at, durationMs: performance.now() - startMs }));
      return refreshed;
    },
  };
}

type Heard =
  | {
      readonly transport: null;
      readonly status: number;
      readonly headers: Headers;
      readonly raw: string;
    }
  | { readonly transport: string };

async function post(url: string, body: URLSearchParams, deadlineMs: number): Promise<Heard> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { accept: 'application/json' },
      redirect: 'manual', // these words are for one address alone
      signal: AbortSignal.timeout(deadlineMs), // holds for the body too
    });
    const { status, headers } = response;
    return { transport: null, status, headers, raw: await response.text() };
  } catch (error) {
    return { transport: transportCode(error) };
  }
}

/** undici hides node's code in the cause; its own complaint never quotes the body. */
function transportCode(error: unknown): string {
  const { name, cause } = asJson(error) ?? {};
  if (name === 'TimeoutError') return 'DEADLINE';
  return asText(asJson(cause)?.['code']) ?? 'NO_ANSWER';
}

function judge(heard: Heard, refreshToken: string, now: Date): Refreshed {
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

/** A header must be able to carry it. */
function asToken(value: unknown): string | null {
  const text = asText(value);
  return text !== null && /^[\x21-\x7e]+$/.test(text) ? text : null;
}

function calloutOf(
  heard: Heard,
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
