/**
 * The assertion of the JWT bearer flow: signed with RS256 by a key of the app. Node's own crypto is enough for the one
 * algorithm there is, and each check has words of Salesforce's that a library would have to be asked for.
 */
import { createPublicKey, verify } from 'node:crypto';
import type { ConnectedApp } from './connected-app';
import { OAuthRefused } from './oauth-problems';

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Beside the org's own address (contract 9). */
const LOGIN_HOSTS: readonly string[] = ['https://login.salesforce.com', 'https://test.salesforce.com'];

/** Where and when it is presented. */
export interface Presented {
  readonly host: string;
  readonly nowMs: number;
}

/** The username that a good assertion speaks of. Texts of all but the audience are second-hand (`oauth-problems.ts`). */
export function usernameIn(assertion: string, app: ConnectedApp, { host, nowMs }: Presented): string {
  const claims = verifiedClaims(assertion, app);
  if (typeof claims.exp !== 'number') throw new OAuthRefused('badAssertion');
  // Salesforce asks for 3 to 5 minutes, but does not insist: the CLI (sfdx-core) says an hour of the year 50,000.
  if (claims.exp * 1_000 <= nowMs) throw new OAuthRefused('deadCode');
  const audiences = [claims.aud].flat().map((audience) => String(audience).replace(/\/$/, ''));
  if (!audiences.some((audience) => audience === host || LOGIN_HOSTS.includes(audience))) {
    throw new OAuthRefused('wrongAudience');
  }
  if (typeof claims.sub !== 'string') throw new OAuthRefused('badAssertion');
  return claims.sub;
}

type Claims = Readonly<Record<string, unknown>>;

function verifiedClaims(assertion: string, app: ConnectedApp): Claims {
  const [head = '', body = '', signature = '', ...rest] = assertion.split('.');
  const claims = jsonIn(body);
  if (rest.length > 0 || jsonIn(head).alg !== 'RS256') throw new OAuthRefused('badAssertion');
  // Who issued it says whose keys are asked.
  if (claims.iss !== app.clientId) throw new OAuthRefused('unknownClient');
  const signed = Buffer.from(`${head}.${body}`);
  const given = Buffer.from(signature, 'base64url');
  const good = app.publicKeys.some((pem) => verify('RSA-SHA256', signed, createPublicKey(pem), given));
  if (!good) throw new OAuthRefused('badAssertion');
  return claims;
}

function jsonIn(part: string): Claims {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown;
    if (typeof value === 'object' && value !== null) return value as Claims;
  } catch {
    // Not JSON: the same as no object.
  }
  throw new OAuthRefused('badAssertion');
}
