/** Whose token it is: the identity URL, OpenID's user info, and the resources that an API version has. */
import { NEWEST_VERSION } from '../http/api-versions';
import type { Answer, Call, Route } from '../http/route';
import { sessionTokenIn } from '../http/session-token';
import type { Org } from '../org/org';
import type { OAuth } from './oauth';
import { hostOf } from './oauth';
import { userById, type OrgUser } from './org-user';

/** Of those that Salesforce names, the ones that this sandbox has. */
const resources = ['composite', 'jobs', 'limits', 'query', 'queryAll', 'sobjects', 'tooling'];

export function identityRoutes(oauth: OAuth): Route[] {
  const open = { open: true, uncounted: true };
  return [
    { method: 'GET', path: '/id/:organization/:user', ...open, handle: (call) => identity(oauth, call) },
    { method: 'GET', path: '/services/oauth2/userinfo', ...open, handle: (call) => userInfo(oauth, call) },
    { method: 'POST', path: '/services/oauth2/userinfo', ...open, handle: (call) => userInfo(oauth, call) },
    { method: 'GET', path: '/services/data/v:version', handle: (call) => resourceMap(oauth, call) },
  ];
}

function resourceMap(oauth: OAuth, call: Call): Answer {
  const base = `/services/data/v${call.params.version ?? ''}`;
  const paths = Object.fromEntries(resources.map((name) => [name, `${base}/${name}`]));
  return { status: 200, body: { ...paths, identity: oauth.identityUrl(hostOf(call), call.caller.userId) } };
}

/** XML and JSONP, which Salesforce has too, are left out; so is a check of scopes. */
function identity(oauth: OAuth, call: Call): Answer {
  const user = callingUser(oauth.org, call);
  if ('status' in user) return user;
  const { organization = '', user: asked = '' } = call.params;
  // An id of 15 characters is as good as one of 18. Words and status of the refusals are unverified.
  if (organization.slice(0, 15) !== oauth.org.organizationId.slice(0, 15)) return refusal(403, 'Wrong_Org');
  if (asked.slice(0, 15) !== user.id.slice(0, 15)) return refusal(404, 'Bad_Id');
  return {
    status: 200,
    body: {
      id: oauth.identityUrl(hostOf(call), user.id),
      asserted_user: true,
      user_id: user.id,
      organization_id: oauth.org.organizationId,
      username: user.username,
      nick_name: user.alias,
      display_name: user.name,
      email: user.email,
      email_verified: true,
      first_name: user.firstName,
      last_name: user.lastName,
      timezone: user.timeZone,
      photos: photos(call),
      addr_street: null,
      addr_city: null,
      addr_state: null,
      addr_country: null,
      addr_zip: null,
      mobile_phone: null,
      mobile_phone_verified: false,
      is_lightning_login_user: false,
      status: { created_date: null, body: null },
      urls: urlsOf(oauth, call, user),
      ...state(user),
      last_modified_date: salesforceTime(user.modifiedAt),
      is_app_installed: true,
    },
  };
}

function userInfo(oauth: OAuth, call: Call): Answer {
  const user = callingUser(oauth.org, call);
  if ('status' in user) return user;
  const host = hostOf(call);
  return {
    status: 200,
    body: {
      sub: oauth.identityUrl(host, user.id),
      user_id: user.id,
      organization_id: oauth.org.organizationId,
      preferred_username: user.username,
      nickname: user.alias,
      name: user.name,
      email: user.email,
      email_verified: true,
      ...(user.firstName !== null && { given_name: user.firstName }),
      family_name: user.lastName,
      zoneinfo: user.timeZone,
      photos: photos(call),
      profile: `${host}/${user.id}`,
      picture: photos(call).picture,
      address: {},
      is_salesforce_integration_user: false,
      urls: urlsOf(oauth, call, user),
      ...state(user),
      updated_at: new Date(user.modifiedAt).toISOString(),
      is_app_installed: true,
    },
  };
}

/** A token that is no good is a 403 here, not a 401, and one word of text: `Bad_OAuth_Token` (several clients). */
function callingUser(org: Org, call: Call): OrgUser | Answer {
  const { query, headers } = call;
  const token = query.get('oauth_token') ?? query.get('access_token') ?? sessionTokenIn(headers.authorization);
  if (token === undefined) return refusal(403, 'Missing_OAuth_Token');
  const session = org.sessions.find(token);
  const user = session && userById(org, session.userId);
  return user ?? refusal(403, 'Bad_OAuth_Token');
}

function refusal(status: number, word: string): Answer {
  return { status, text: word, tally: { failed: 1 } };
}

/** They lead nowhere: there are no pictures here. */
function photos(call: Call): { readonly picture: string; readonly thumbnail: string } {
  const base = `${hostOf(call)}/profilephoto/005`;
  return { picture: `${base}/F`, thumbnail: `${base}/T` };
}

/** With the literal `{version}` in them unless a version is asked for (Salesforce docs). */
function urlsOf(oauth: OAuth, call: Call, user: OrgUser): unknown {
  const asked = call.query.get('version');
  const version = asked === 'latest' ? `${NEWEST_VERSION}.0` : (asked ?? '{version}');
  const host = hostOf(call);
  const soap = (letter: string): string =>
    `${host}/services/Soap/${letter}/${version}/${oauth.org.organizationId.slice(0, 15)}`;
  const rest = `${host}/services/data/v${version}/`;
  return {
    enterprise: soap('c'),
    metadata: soap('m'),
    partner: soap('u'),
    rest,
    sobjects: `${rest}sobjects/`,
    search: `${rest}search/`,
    query: `${rest}query/`,
    recent: `${rest}recent/`,
    tooling_soap: soap('T'),
    tooling_rest: `${rest}tooling/`,
    profile: `${host}/${user.id}`,
    custom_domain: host,
  };
}

function state(user: OrgUser): object {
  return {
    active: user.active,
    user_type: user.userType.toUpperCase(),
    language: user.language,
    locale: user.locale,
    utcOffset: 0,
  };
}

/** `2026-11-21T10:00:00.000+0000` */
function salesforceTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '+0000');
}
