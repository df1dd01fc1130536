/** The end of tokens, and what is known of them: revocation and introspection. */
import type { Answer, Call, Route } from '../http/route';
import { formOf, requireClient } from './form';
import type { OAuth } from './oauth';
import { hostOf } from './oauth';
import { answerOAuth, problemText, type OAuthProblem } from './oauth-problems';
import { userById } from './org-user';

const FORM_TYPE = 'application/x-www-form-urlencoded;charset=UTF-8';

export function tokenLifeRoutes(oauth: OAuth): Route[] {
  const open = { open: true, uncounted: true };
  const path = '/services/oauth2/revoke';
  return [
    { method: 'POST', path, ...open, handle: (call) => revoke(oauth, call) },
    { method: 'GET', path, ...open, handle: (call) => revoke(oauth, call) },
    {
      method: 'POST',
      path: '/services/oauth2/introspect',
      ...open,
      handle: (call) => answerOAuth(() => introspect(oauth, call)),
    },
  ];
}

/** Who has a token may end it: no credentials are asked for. */
function revoke(oauth: OAuth, call: Call): Answer {
  const token = formOf(call).get('token') ?? '';
  if (token === '') return notRevoked('unreadableToken');
  const grant = oauth.grants.find(token);
  if (grant !== undefined) {
    oauth.grants.end(grant);
    return { status: 200 };
  }
  return oauth.org.sessions.end(token) ? { status: 200 } : notRevoked('unknownToken');
}

/** Not JSON, unlike the token endpoint (omniphx/forrest issue 213; jsforce reads it so). */
function notRevoked(problem: OAuthProblem): Answer {
  return { status: 400, text: problemText(problem), type: FORM_TYPE, tally: { failed: 1 } };
}

/** The names of the keys are Salesforce's; what stands in them is unverified (contract 9). */
function introspect(oauth: OAuth, call: Call): Answer {
  const form = formOf(call);
  requireClient(oauth.app, call, form);
  const token = form.get('token') ?? '';
  const held = oauth.org.sessions.look(token);
  const about = (userId: string, scopes: readonly string[], clientId: string): object => ({
    active: true,
    scope: scopes.join(' '),
    client_id: clientId,
    username: userById(oauth.org, userId)?.username,
    sub: oauth.identityUrl(hostOf(call), userId),
  });
  if (held?.session.app !== undefined) {
    const { session, issuedAt, expiresAt } = held;
    const { scopes, clientId } = held.session.app;
    const times = { exp: seconds(expiresAt ?? 0), iat: seconds(issuedAt), nbf: seconds(issuedAt) };
    return { status: 200, body: { ...about(session.userId, scopes, clientId), token_type: 'access_token', ...times } };
  }
  const grant = oauth.grants.find(token);
  // Also for the printed token, which is no app's.
  if (grant === undefined) return { status: 200, body: { active: false } };
  const { userId, scopes, clientId, grantedAt } = grant;
  const times = { iat: seconds(grantedAt), nbf: seconds(grantedAt) };
  return { status: 200, body: { ...about(userId, scopes, clientId), token_type: 'refresh_token', ...times } };
}

function seconds(epochMs: number): number {
  return Math.floor(epochMs / 1_000);
}
