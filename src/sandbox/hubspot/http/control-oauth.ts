/** `/_sandbox/install` and `/_sandbox/token`: an installation without the page, and what can happen to its tokens. */
import type { OAuthSettings } from '../portal/oauth-grants';
import type { Portal } from '../portal/portal';
import { asArray, asObject, asText, optionalBoolean } from './body';
import { refuseUnknown } from '../../common/control-body';
import { ControlError } from '../../common/control-error';
import { commitOAuth } from './oauth-token-routes';
import type { Answer, Call, Route } from './route';

/** What a sync of this account needs, and no more (HubSpot docs 2026-03). */
const usualScopes = [
  'oauth',
  'crm.objects.owners.read',
  ...['contacts', 'companies', 'deals', 'line_items'].flatMap((plural) =>
    ['objects', 'schemas'].flatMap((area) => [`crm.${area}.${plural}.read`, `crm.${area}.${plural}.write`]),
  ),
];

const levers = ['expire', 'revoke', 'uninstall', 'rotate', 'hubGone', 'privateScopes'];

export function controlOAuthRoutes(portal: Portal): Route[] {
  return [
    { method: 'POST', path: '/_sandbox/install', handle: (call) => install(portal, call) },
    { method: 'POST', path: '/_sandbox/token', handle: (call) => changeTokens(portal, call) },
    { method: 'GET', path: '/_sandbox/token', handle: () => ({ status: 200, body: portal.oauth.settings }) },
  ];
}

function install(portal: Portal, call: Call): Answer {
  const body = asObject(call.body ?? {}, 'install');
  refuseUnknown(body, ['scopes'], 'An installation');
  const scopes = body.scopes === undefined ? usualScopes : asScopes(body.scopes);
  const { access, changes } = portal.oauth.install(scopes, portal.clock.now());
  commitOAuth(portal, changes);
  const { refreshToken, token: accessToken, expiresAt } = access;
  const expiresIn = Math.floor((expiresAt - portal.clock.now()) / 1_000);
  return { status: 201, body: { refreshToken, accessToken, expiresIn, hubId: portal.portalId, scopes } };
}

/** Of several levers each is pulled. */
function changeTokens(portal: Portal, call: Call): Answer {
  const body = asObject(call.body, 'token');
  refuseUnknown(body, levers, 'A token');
  if (Object.keys(body).length === 0) throw new ControlError(`one of ${levers.join(', ')} must be given`);
  const { oauth } = portal;
  const pulled = (lever: string): boolean => optionalBoolean(body[lever], lever) === true;
  const settings: OAuthSettings = {
    rotate: optionalBoolean(body.rotate, 'rotate') ?? oauth.settings.rotate,
    hubGone: optionalBoolean(body.hubGone, 'hubGone') ?? oauth.settings.hubGone,
    privateScopes: asPrivateScopes(body.privateScopes, oauth.settings.privateScopes),
  };
  commitOAuth(portal, [
    { what: 'settings', settings },
    ...(pulled('expire') ? oauth.expireAll(portal.clock.now()) : []),
    ...(pulled('revoke') ? oauth.revoke() : []),
    ...(pulled('uninstall') ? oauth.uninstall() : []),
  ]);
  return { status: 200, body: settings };
}

function asPrivateScopes(value: unknown, before: OAuthSettings['privateScopes']): OAuthSettings['privateScopes'] {
  if (value === undefined) return before;
  return value === null ? null : asScopes(value);
}

function asScopes(value: unknown): string[] {
  return asArray(value, 'scopes').map((scope) => asText(scope, 'scopes'));
}
