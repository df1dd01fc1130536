/**
 * Refreshes tokens. jsforce does it in the middle of a call, for ever if need be, does not tell why it was refused, and
 * drops a refresh token that was replaced (seen with 3.10.16): this one request is built here. It goes where the account
 * answers, whose My Domain takes it as the login host does (Salesforce docs 2026-03).
 */
import { asToken } from '../form-post';
import { asJson, asText, parseBody } from '../json';
import { createRefreshingApp } from '../refreshing-app';
import type { AppSettings, OAuthApp, Tokens } from '../token';
import { refusedRefresh, unansweredRefresh } from './oauth-errors';

const path = '/services/oauth2/token';

/**
 * Salesforce does not say how long a token lives: as long as the session, which is two hours by default and longer with
 * each use (unverified). Where an org has made it shorter, a refused call tells, and brings another token.
 */
const lifetimeMs = 3_600_000;

export const createSalesforceApp = (settings: AppSettings): OAuthApp =>
  createRefreshingApp(settings, { path, readTokens, refused: refusedRefresh, unanswered: unansweredRefresh });

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
