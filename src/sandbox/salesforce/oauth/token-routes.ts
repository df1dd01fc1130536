/** The token endpoint: a code, a refresh token, a signed assertion or the app's own credentials for an access token. */
import { createHash } from 'node:crypto';
import { sameSecret } from '../../common/same-secret';
import type { Answer, Call, Route } from '../http/route';
import { JWT_BEARER, usernameIn } from './bearer-assertion';
import { isOffline } from './connected-app';
import { formOf, requireClient, type Form } from './form';
import type { CodeGrant, Grant } from './grants';
import type { OAuth } from './oauth';
import { hostOf } from './oauth';
import { answerOAuth, OAuthRefused } from './oauth-problems';
import { userById, userByName, type OrgUser } from './org-user';

/** What an access token is given for. */
interface Granted {
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly grant?: Grant | undefined;
  /** Told in the answer: a new one. */
  readonly refreshToken?: string | undefined;
}

type GrantType = (oauth: OAuth, call: Call, form: Form) => Granted;

/** `password` is none of them: external client apps do not have it, and new orgs refuse it. */
const grantTypes: Readonly<Record<string, GrantType>> = {
  authorization_code: exchange,
  refresh_token: refresh,
  client_credentials: ownCredentials,
  [JWT_BEARER]: assertion,
};

export function tokenRoutes(oauth: OAuth): Route[] {
  return [
    {
      method: 'POST',
      path: '/services/oauth2/token',
      open: true,
      uncounted: true,
      handle: (call) => answerOAuth(() => issue(oauth, call)),
    },
  ];
}

function issue(oauth: OAuth, call: Call): Answer {
  const form = formOf(call);
  const type = form.get('grant_type') ?? '';
  const grant = Object.hasOwn(grantTypes, type) ? grantTypes[type] : undefined;
  if (grant === undefined) throw new OAuthRefused('unknownGrantType');
  const granted = grant(oauth, call, form);
  const { userId, scopes, refreshToken } = granted;
  const host = hostOf(call);
  const id = oauth.identityUrl(host, userId);
  const issuedAt = String(oauth.org.now());
  return {
    status: 200,
    body: {
      access_token: oauth.open(granted, granted.grant),
      ...(refreshToken !== undefined && { refresh_token: refreshToken }),
      signature: oauth.signature(id, issuedAt),
      scope: scopes.join(' '),
      instance_url: host,
      id,
      token_type: 'Bearer',
      issued_at: issuedAt,
    },
  };
}

/** A code that was tried with anything wrong beside it stays good: it was not used (unverified). */
function exchange(oauth: OAuth, call: Call, form: Form): Granted {
  requireClient(oauth.app, call, form);
  const code = form.get('code') ?? '';
  const found = oauth.grants.code(code);
  if (found === undefined) throw new OAuthRefused('deadCode');
  if (form.get('redirect_uri') !== found.redirectUri) throw new OAuthRefused('wrongRedirect');
  requireVerifier(found, form.get('code_verifier'));
  requireActive(userById(oauth.org, found.userId));
  oauth.grants.useCode(code);
  const { userId, scopes } = found;
  if (!isOffline(scopes)) return { userId, scopes };
  const grant = oauth.grants.add({ userId, scopes, clientId: oauth.app.clientId });
  return { userId, scopes, grant, refreshToken: grant.refreshToken };
}

function requireVerifier({ challenge }: CodeGrant, verifier: string | null): void {
  if (challenge === null) {
    if (verifier !== null) throw new OAuthRefused('strayVerifier');
    return;
  }
  const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
  const given = challenge.method === 'S256' ? hash(verifier ?? '') : (verifier ?? '');
  if (!sameSecret(given, challenge.value)) throw new OAuthRefused('wrongVerifier');
}

/** A verifier beside it is passed over: jsforce sends the old one along. */
function refresh(oauth: OAuth, call: Call, form: Form): Granted {
  requireClient(oauth.app, call, form);
  const grant = oauth.grants.find(form.get('refresh_token') ?? '');
  if (grant?.clientId !== oauth.app.clientId) throw new OAuthRefused('deadToken');
  requireActive(userById(oauth.org, grant.userId));
  const used = oauth.grants.use(grant);
  return { ...used, grant: used, refreshToken: oauth.grants.rotate ? used.refreshToken : undefined };
}

/** The app's run-as user is the integration user. No refresh token, and none of the scopes of a person at a browser. */
function ownCredentials(oauth: OAuth, call: Call, form: Form): Granted {
  requireClient({ ...oauth.app, requireSecret: true }, call, form);
  const user = requireActive(userById(oauth.org, oauth.org.integrationUserId));
  return { userId: user.id, scopes: withoutPersonal(oauth) };
}

function assertion(oauth: OAuth, call: Call, form: Form): Granted {
  const presented = { host: hostOf(call), nowMs: oauth.org.now() };
  const { app, grants, org } = oauth;
  const user = userByName(org, usernameIn(form.get('assertion') ?? '', app, presented));
  if (user === undefined) throw new OAuthRefused('notApproved');
  requireActive(user);
  if (!app.preapproved && grants.of(user.id, app.clientId).length === 0) throw new OAuthRefused('notApproved');
  return { userId: user.id, scopes: app.scopes.filter((scope) => !isOffline([scope])) };
}

/** simple-salesforce PR 662: client credentials get all scopes of the app but these. */
function withoutPersonal({ app }: OAuth): readonly string[] {
  return app.scopes.filter((scope) => !isOffline([scope]) && scope !== 'full' && scope !== 'web');
}

function requireActive(user: OrgUser | undefined): OrgUser {
  if (user?.active !== true) throw new OAuthRefused('inactiveUser');
  return user;
}
