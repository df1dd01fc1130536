/**
 * `/_sandbox/install`, `/_sandbox/token` and `/_sandbox/app`: an installation without the page, what can happen to its
 * tokens, and how an administrator has set up the app.
 */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { asList, asText, optionalBoolean, optionalText, refuseUnknown, whole } from '../../common/control-body';
import { ControlError } from '../../common/control-error';
import type { Answer, Call, Route } from '../http/route';
import { isOffline, type ConnectedApp } from '../oauth/connected-app';
import type { OAuth } from '../oauth/oauth';
import { hostOf } from '../oauth/oauth';
import { activeUsers, type OrgUser } from '../oauth/org-user';
import { controlBody } from './control-call';

const tokenLevers = ['expire', 'revoke', 'renew', 'rotate', 'forever401', 'sessionMinutes', 'refreshIdleDays'];
const appTexts = ['clientId', 'clientSecret'] as const;
const appFlags = ['preapproved', 'requireSecret', 'requirePkce'] as const;
const appLevers = [...appTexts, ...appFlags, 'redirectUris', 'scopes', 'publicKeys'];
/** What a sync of this org needs. */
const usualScopes = ['api', 'refresh_token', 'id'];
/** The longest session that Salesforce can be set to is 24 hours, the shortest 15 minutes; a test may want less. */
const SESSION_MINUTES_MAX = 1_440;
const IDLE_DAYS_MAX = 3_650;
const KEY_BITS = 2_048;

export function controlOAuthRoutes(oauth: OAuth): Route[] {
  const lever = (method: 'GET' | 'POST', name: string, work: (call: Call) => Answer): Route => ({
    method,
    path: `/_sandbox/${name}`,
    control: true,
    handle: work,
  });
  return [
    lever('POST', 'install', (call) => install(oauth, call)),
    lever('POST', 'token', (call) => changeTokens(oauth, call)),
    lever('GET', 'token', () => ({ status: 200, body: tokenSettings(oauth) })),
    lever('POST', 'app', (call) => changeApp(oauth, call)),
    lever('GET', 'app', () => ({ status: 200, body: oauth.app })),
    lever('POST', 'app/key', () => newKey(oauth)),
  ];
}

/** As if a user had pressed Allow and the app had exchanged the code. Default user: the integration user. */
function install(oauth: OAuth, call: Call): Answer {
  const body = controlBody(call);
  refuseUnknown(body, ['scopes', 'username'], 'An installation');
  const scopes = body.scopes === undefined ? usualScopes : asTexts(body.scopes, 'scopes');
  const user = userFor(oauth, optionalText(body.username, 'username'));
  const { grants, app, org } = oauth;
  const granted = { userId: user.id, scopes };
  const grant = isOffline(scopes) ? grants.add({ ...granted, clientId: app.clientId }) : undefined;
  const host = hostOf(call);
  return {
    status: 201,
    body: {
      accessToken: oauth.open(granted, grant),
      refreshToken: grant?.refreshToken ?? null,
      instanceUrl: host,
      id: oauth.identityUrl(host, user.id),
      organizationId: org.organizationId,
      userId: user.id,
      username: user.username,
      scopes,
    },
  };
}

function userFor({ org }: OAuth, username: string | undefined): OrgUser {
  const found = activeUsers(org).find((user) =>
    username === undefined ? user.id === org.integrationUserId : user.username.toLowerCase() === username.toLowerCase(),
  );
  if (found === undefined) throw new ControlError(`There is no active user ${username ?? 'for integration'}`, 404);
  return found;
}

/** Of several levers each is pulled. */
function changeTokens(oauth: OAuth, call: Call): Answer {
  const body = controlBody(call);
  refuseUnknown(body, tokenLevers, 'A token');
  if (Object.keys(body).length === 0) throw new ControlError(`one of ${tokenLevers.join(', ')} must be given`);
  const { org, grants } = oauth;
  const { sessions } = org;
  const pulled = (name: string): boolean => optionalBoolean(body[name], name) === true;
  sessions.refuseAll = optionalBoolean(body.forever401, 'forever401') ?? sessions.refuseAll;
  sessions.timeoutMinutes = whole(body, 'sessionMinutes', 1, SESSION_MINUTES_MAX) ?? sessions.timeoutMinutes;
  grants.rotate = optionalBoolean(body.rotate, 'rotate') ?? grants.rotate;
  if (body.refreshIdleDays !== undefined) {
    grants.idleDays = whole(body, 'refreshIdleDays', 1, IDLE_DAYS_MAX) ?? null;
  }
  // All sessions, the printed one too: `renew` makes that good again.
  if (pulled('expire')) sessions.endAll();
  if (pulled('revoke')) grants.endAll();
  if (pulled('renew')) sessions.add(org.token, { userId: org.integrationUserId });
  return { status: 200, body: tokenSettings(oauth) };
}

function tokenSettings({ grants, org: { sessions } }: OAuth): unknown {
  return {
    rotate: grants.rotate,
    forever401: sessions.refuseAll,
    sessionMinutes: sessions.timeoutMinutes,
    refreshIdleDays: grants.idleDays,
  };
}

/** What is not named stays as it is. Tokens of another client id are no good for the new one. */
function changeApp(oauth: OAuth, call: Call): Answer {
  const body = controlBody(call);
  refuseUnknown(body, appLevers, 'An app');
  const named = <T>(names: readonly string[], read: (value: unknown, name: string) => T): Record<string, T> =>
    Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, read(body[name], name)]));
  const change: Partial<ConnectedApp> = {
    ...named(appTexts, asText),
    ...named(appFlags, (value, name) => optionalBoolean(value, name) === true),
    ...named(['redirectUris'], (value, name) => (value === null ? null : asTexts(value, name))),
    ...named(['scopes'], asTexts),
    ...named(['publicKeys'], (value, name) => asTexts(value, name).map(asKey)),
  };
  oauth.app = { ...oauth.app, ...change };
  return { status: 200, body: oauth.app };
}

function asTexts(value: unknown, name: string): readonly string[] {
  return asList(value, name).map((each) => asText(each, name));
}

/** A certificate, as administrators upload it, or the bare key. */
function asKey(pem: string): string {
  try {
    return createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();
  } catch {
    throw new ControlError('publicKeys must be certificates or public keys as PEM');
  }
}

/** A pair whose public half the app knows from now on, for clients that sign assertions. */
function newKey(oauth: OAuth): Answer {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: KEY_BITS });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  oauth.app = { ...oauth.app, publicKeys: [...oauth.app.publicKeys, pem] };
  const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { status: 201, body: { clientId: oauth.app.clientId, publicKey: pem, privateKey: secret } };
}
