/**
 * Refreshes tokens. The official client does it on `/oauth/v1/token`, which ends on 2027-02-16, and drops what the answer
 * holds beside the tokens (seen with client 13.5.0): this one request is built here, for the dated path.
 */
import { asToken } from '../form-post';
import { asJson, parseBody } from '../json';
import { createRefreshingApp } from '../refreshing-app';
import type { AppSettings, OAuthApp, Tokens } from '../token';
import { refusedRefresh, unansweredRefresh } from './oauth-errors';

const path = '/oauth/2026-09/token';

/** What HubSpot's tokens live — docs, 2026-03; only for an answer that does not say. */
const usualLifeSeconds = 1_800;

export const createHubspotApp = (settings: AppSettings): OAuthApp =>
  createRefreshingApp(settings, {
    path, // with nothing in the form but what is needed: it refuses a redirect_uri (usertour/usertour#490, 2026-09)
    readTokens,
    refused: refusedRefresh,
    unanswered: unansweredRefresh,
    correlationHeader: 'x-hubspot-correlation-id',
  });

/** HubSpot repeats the refresh token, "potentially a new one" (its blog); an answer without one leaves the old one good. */
function readTokens(raw: string, before: string): Tokens | null {
  const json = asJson(parseBody(raw));
  const accessToken = asToken(json?.['access_token']);
  if (accessToken === null) return null;
  const seconds = Number(json?.['expires_in']);
  const life = Number.isFinite(seconds) && seconds > 0 ? seconds : usualLifeSeconds;
  return { accessToken, refreshToken: asToken(json?.['refresh_token']) ?? before, lifetimeMs: life * 1_000 };
}
