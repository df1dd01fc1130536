/** Whose call it is: the account's private app, or the OAuth app by an access token that has not expired. */
import type { FastifyRequest } from 'fastify';
import type { AppKind } from '../portal/limits';
import type { Portal } from '../portal/portal';
import { expiredToken, unauthorised } from './problems';
import type { Answer } from './route';
import { sameSecret } from '../../common/same-secret';

export interface Caller {
  readonly app: AppKind;
  /** Null: all. */
  readonly scopes: readonly string[] | null;
}

export type Recognised = { readonly caller: Caller } | { readonly answer: Answer };

export function recognise(portal: Portal, request: FastifyRequest, correlationId: string): Recognised {
  if (hasPrivateToken(portal, request)) {
    return { caller: { app: 'private', scopes: portal.oauth.settings.privateScopes } };
  }
  const access = portal.oauth.access(bearerToken(request));
  if (access === undefined) return { answer: unauthorised(correlationId) };
  const now = portal.clock.now();
  if (access.expiresAt <= now) return { answer: expiredToken(correlationId, access.expiresAt, now) };
  return { caller: { app: 'oauth', scopes: access.scopes } };
}

export function hasPrivateToken(portal: Portal, request: FastifyRequest): boolean {
  return sameSecret(bearerToken(request), portal.token);
}

/** The scheme has no case (RFC 9110, 11.1). */
function bearerToken({ headers }: FastifyRequest): string {
  const [, token = ''] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
  return token;
}

/** Which words HubSpot has for a wrong one is unverified. */
export function hasDeveloperKey(portal: Portal, request: FastifyRequest): boolean {
  const { hapikey } = request.query as Readonly<Record<string, unknown>>;
  return typeof hapikey === 'string' && sameSecret(hapikey, portal.webhooks.developerKey);
}
