/** The token endpoints, old and dated: exchange, refresh, introspection and revocation (HubSpot docs 2026-03). */
import { createHash } from 'node:crypto';
import type { CodeGrant, Issued } from '../portal/oauth-grants';
import type { Portal } from '../portal/portal';
import { portalOwner } from '../portal/owners';
import { Refused } from '../portal/refusal';
import type { Json } from './body';
import { appSource } from './object-routes';
import { OAuthRefused, answerOAuth } from './oauth-problems';
import type { Answer, Call, Route } from './route';
import { sameSecret } from '../../common/same-secret';

type Version = 'v1' | 'v3' | '2026-03' | '2026-09';
const versions: readonly Version[] = ['v1', 'v3', '2026-03', '2026-09'];

/** HubSpot's guide from v1 to 2026-03: v1 ends on that day. */
const V1_ENDS_AT = Date.parse('2027-02-16T00:00:00Z');
const HUB_DOMAIN = 'sandbox.example.com';

export function oauthTokenRoutes(portal: Portal): Route[] {
  const token = versions.map((version) =>
    post(`/oauth/${version}/token`, (call) => outliving(portal, version, () => issue(portal, version, formOf(call)))),
  );
  const newer = versions
    .filter((version) => version !== 'v1')
    .flatMap((version) => [
      post(`/oauth/${version}/token/introspect`, (call) => introspect(portal, formOf(call))),
      post(`/oauth/${version}/token/revoke`, (call) => revoke(portal, formOf(call))),
    ]);
  const described = (path: string, method: Route['method'], handle: (token: string) => Answer): Route => ({
    method,
    path: `/oauth/v1/${path}/:token`,
    open: true,
    handle: (call) => outliving(portal, 'v1', () => handle(call.params.token ?? '')),
  });
  return [
    ...token,
    ...newer,
    described('access-tokens', 'GET', (value) => describeAccess(portal, value)),
    described('refresh-tokens', 'GET', (value) => describeRefresh(portal, value)),
    described('refresh-tokens', 'DELETE', (value) => removeRefresh(portal, value)),
    ...['v3', '2026-09'].map((version): Route => ({
      method: 'DELETE',
      path: `/appinstalls/${version}/external-install`,
      oauthOnly: true,
      handle: () => {
        commitOAuth(portal, portal.oauth.uninstall());
        return { status: 204 };
      },
    })),
  ];
}

/** The app acts in the account that installed it. */
export function commitOAuth(portal: Portal, changes: Issued['changes']): void {
  portal.commit(
    appSource(portal),
    changes.map((change) => ({ kind: 'oauth', change })),
  );
}

function post(path: string, work: (call: Call) => Answer): Route {
  return { method: 'POST', path, open: true, form: true, handle: (call) => answerOAuth(() => work(call)) };
}

/** Status and text after the end are unverified. */
function outliving(portal: Portal, version: Version, work: () => Answer): Answer {
  if (version !== 'v1' || portal.clock.now() < V1_ENDS_AT) return work();
  const message = 'The v1 OAuth endpoints ended on 2027-02-16. Use /oauth/2026-09/token.';
  return { status: 410, body: { status: 'error', message, category: 'GONE' } };
}

type Form = Readonly<Record<string, string | undefined>>;

function formOf(call: Call): Form {
  return (call.body ?? {}) as Form;
}

function issue(portal: Portal, version: Version, form: Form): Answer {
  const issued = grantOf(portal, version, form);
  commitOAuth(portal, issued.changes);
  const { token, refreshToken, scopes } = issued.access;
  // Which extras v1 has is unverified: the client drops them.
  const extras =
    version === 'v1' ? {} : { hub_id: portal.portalId, scopes, user_id: portalOwner.userId, token_use: 'access_token' };
  return {
    status: 200,
    body: {
      token_type: 'bearer',
      refresh_token: refreshToken,
      access_token: token,
      expires_in: expiresIn(portal, issued.access.expiresAt),
      ...extras,
    },
  };
}

function grantOf(portal: Portal, version: Version, form: Form): Issued {
  const { grant_type: type } = form;
  if (type !== 'authorization_code' && type !== 'refresh_token') {
    throw new OAuthRefused('BAD_GRANT_TYPE', 'missing or unknown grant type');
  }
  requireApp(portal, form);
  return type === 'refresh_token' ? refresh(portal, version, form) : exchange(portal, form);
}

function requireApp(portal: Portal, form: Form): void {
  if (form.client_id !== portal.app.clientId) throw new OAuthRefused('BAD_CLIENT_ID', 'missing or unknown client id');
  if (!sameSecret(form.client_secret ?? '', portal.app.clientSecret)) {
    throw new OAuthRefused('BAD_CLIENT_SECRET', 'missing or invalid client secret');
  }
}

function refresh(portal: Portal, version: Version, form: Form): Issued {
  const dated = version === '2026-03' || version === '2026-09';
  // The dated paths take the documented parameters only (usertour issue 490); the text is unverified.
  if (dated && form.redirect_uri !== undefined) {
    throw new OAuthRefused('BAD_REQUEST', 'redirect_uri is not a parameter of this grant type');
  }
  requireHub(portal);
  const grant = portal.oauth.grant(form.refresh_token ?? '');
  if (grant !== undefined && !grant.revoked) return portal.oauth.refresh(grant, portal.clock.now());
  const old = version === 'v1';
  throw new OAuthRefused(
    'BAD_REFRESH_TOKEN',
    old ? 'missing or invalid refresh token' : 'refresh token is invalid, expired or revoked',
  );
}

function requireHub(portal: Portal): void {
  if (portal.oauth.settings.hubGone) throw new OAuthRefused('BAD_HUB', 'missing or unknown hub id');
}

/** A code that was tried with anything wrong beside it stays good: it was not used. */
function exchange(portal: Portal, form: Form): Issued {
  const now = portal.clock.now();
  const code = form.code ?? '';
  const found = portal.oauth.code(code, now);
  if (found === 'unknown') throw new OAuthRefused('BAD_AUTH_CODE', 'missing or unknown auth code');
  if (found === 'expired') throw new OAuthRefused('EXPIRED_AUTH_CODE', 'auth code is expired');
  if (form.redirect_uri !== found.redirectUri) {
    throw new OAuthRefused('BAD_REDIRECT_URI', 'missing or invalid redirect uri');
  }
  if (!verifies(found, form.code_verifier)) throw new OAuthRefused('BAD_CODE_VERIFIER', 'invalid code verifier');
  requireHub(portal);
  portal.oauth.useCode(code);
  return portal.oauth.install(found.scopes, now);
}

/** RFC 7636. */
function verifies({ challenge }: CodeGrant, verifier: string | undefined): boolean {
  if (challenge === null) return true;
  if (verifier === undefined) return false;
  const given = challenge.method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
  return given === challenge.value;
}

/** The docs call the token `access_token` or `refresh_token`, the spec `token`. An unknown one is not an error. */
function introspect(portal: Portal, form: Form): Answer {
  requireApp(portal, form);
  const value = form.token ?? form.access_token ?? form.refresh_token ?? '';
  const common = { user_id: portalOwner.userId, client_id: portal.app.clientId, app_id: portal.app.id, ...hub(portal) };
  const access = portal.oauth.access(value);
  if (access !== undefined && access.expiresAt > portal.clock.now()) {
    const { scopes, expiresAt } = access;
    const use = { token_use: 'access_token', token_type: 'bearer', expires_in: expiresIn(portal, expiresAt) };
    return { status: 200, body: { active: true, token: value, ...common, scopes, ...use } };
  }
  const grant = portal.oauth.grant(value);
  if (grant === undefined || grant.revoked) return { status: 200, body: { active: false } };
  const use = { token_use: 'refresh_token', token_type: 'bearer' };
  return { status: 200, body: { active: true, token: value, ...common, scopes: grant.scopes, ...use } };
}

/** 200 without a body (seen live, 2026-09). Access tokens that were issued go on; a token nobody has is none the worse. */
function revoke(portal: Portal, form: Form): Answer {
  requireApp(portal, form);
  const value = form.token ?? form.refresh_token ?? form.access_token ?? '';
  const access = portal.oauth.access(value);
  commitOAuth(portal, access === undefined ? portal.oauth.revoke(value) : [{ what: 'forget', token: value }]);
  return { status: 200 };
}

function describeAccess(portal: Portal, value: string): Answer {
  const access = portal.oauth.access(value);
  if (access === undefined || access.expiresAt <= portal.clock.now()) unknownToken();
  const { scopes, expiresAt } = access;
  const what = { token_type: 'access', app_id: portal.app.id, expires_in: expiresIn(portal, expiresAt) };
  return { status: 200, body: { token: value, ...hub(portal), scopes, user_id: portalOwner.userId, ...what } };
}

function describeRefresh(portal: Portal, value: string): Answer {
  const grant = portal.oauth.grant(value);
  if (grant === undefined || grant.revoked) unknownToken();
  const what = { token_type: 'refresh', client_id: portal.app.clientId };
  return {
    status: 200,
    body: { token: value, ...hub(portal), scopes: grant.scopes, user_id: portalOwner.userId, ...what },
  };
}

function removeRefresh(portal: Portal, value: string): Answer {
  commitOAuth(portal, portal.oauth.revoke(value));
  return { status: 204 };
}

function hub(portal: Portal): Json {
  return { user: portalOwner.email, hub_domain: HUB_DOMAIN, hub_id: portal.portalId };
}

/** Status and text are unverified. */
function unknownToken(): never {
  throw new Refused({ kind: 'notFound', message: 'unknown or expired token' });
}

function expiresIn(portal: Portal, expiresAt: number): number {
  return Math.max(0, Math.floor((expiresAt - portal.clock.now()) / 1_000));
}
