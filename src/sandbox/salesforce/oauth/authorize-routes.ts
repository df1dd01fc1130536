/**
 * The page on which a user lets the app in, and the redirect back with a code. Who can reach the sandbox can press
 * Allow, as any user of the org: there is no login in front of it.
 */
import type { Answer, Call, Route } from '../http/route';
import { allowsRedirect, allowsScope } from './connected-app';
import { formOf, type Form } from './form';
import type { Challenge } from './grants';
import type { OAuth } from './oauth';
import { OAuthRefused, problemFields, problemText, type OAuthProblem } from './oauth-problems';
import { activeUsers, type OrgUser } from './org-user';

const PATH = '/services/oauth2/authorize';
/** What the page was opened with, and what its form sends back. */
const parameters = [
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
] as const;

interface Asked {
  readonly scopes: readonly string[];
  readonly challenge: Challenge | null;
}

export function authorizeRoutes(oauth: OAuth): Route[] {
  const open = { open: true, uncounted: true };
  const route = (work: (form: Form, asked: Asked) => Answer) => (call: Call) => withRequest(oauth, call, work);
  return [
    { method: 'GET', path: PATH, ...open, handle: route((form, asked) => page(oauth, form, asked)) },
    { method: 'POST', path: PATH, ...open, handle: route((form, asked) => decide(oauth, form, asked)) },
  ];
}

/** Without a good app and redirect there is nobody to tell but the user; any other trouble goes back to the app. */
function withRequest(oauth: OAuth, call: Call, work: (form: Form, asked: Asked) => Answer): Answer {
  const form = formOf(call);
  if (form.get('client_id') !== oauth.app.clientId) return stop('unknownClient');
  if (!allowsRedirect(oauth.app, form.get('redirect_uri') ?? '')) return stop('wrongRedirect');
  try {
    return work(form, read(oauth, form));
  } catch (error) {
    if (!(error instanceof OAuthRefused)) throw error;
    return back(form, problemFields(error.problem));
  }
}

/** The text of a form on a page of its own (petewarden/salesforce_restphp_example issue 1); the status is unverified. */
function stop(problem: OAuthProblem): Answer {
  return { status: 400, text: problemText(problem), tally: { failed: 1 } };
}

function read(oauth: OAuth, form: Form): Asked {
  // `token`, the flow of apps without a server, is left out.
  if (form.get('response_type') !== 'code') throw new OAuthRefused('unknownResponseType');
  const named = (form.get('scope') ?? '').split(/\s+/).filter((word) => word !== '');
  if (!named.every((scope) => allowsScope(oauth.app, scope))) throw new OAuthRefused('wrongScope');
  return { scopes: named.length === 0 ? oauth.app.scopes : [...new Set(named)], challenge: challengeIn(oauth, form) };
}

/** S256 unless told otherwise: Salesforce's guide knows no other, and jsforce sends its hash without saying so. */
function challengeIn({ app }: OAuth, form: Form): Challenge | null {
  const value = form.get('code_challenge');
  const method = form.get('code_challenge_method') ?? 'S256';
  if (value === null) {
    if (app.requirePkce) throw new OAuthRefused('missingChallenge');
    return null;
  }
  if (method !== 'S256' && method !== 'plain') throw new OAuthRefused('unknownChallenge');
  return { value, method };
}

function decide(oauth: OAuth, form: Form, { scopes, challenge }: Asked): Answer {
  if (form.get('decision') !== 'allow') throw new OAuthRefused('denied');
  const user = activeUsers(oauth.org).find(({ id }) => id === form.get('user'));
  if (user === undefined) throw new OAuthRefused('inactiveUser');
  const redirectUri = form.get('redirect_uri') ?? '';
  return back(form, { code: oauth.grants.addCode({ userId: user.id, redirectUri, scopes, challenge }) });
}

function back(form: Form, answer: Readonly<Record<string, string>>): Answer {
  const target = new URL(form.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  const state = form.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return { status: 302, headers: { Location: target.href } };
}

function page({ org, app }: OAuth, form: Form, { scopes }: Asked): Answer {
  const hidden = parameters.flatMap((name) => {
    const value = form.get(name);
    return value === null ? [] : [`<input type="hidden" name="${name}" value="${escaped(value)}">`];
  });
  const users = activeUsers(org).map((user) => option(user, form.get('login_hint') ?? usernameOf(org)));
  const host = escaped(new URL(form.get('redirect_uri') ?? '').host);
  const text = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Allow access?</title></head>
<body><h1>Allow access?</h1>
<p>App ${escaped(app.clientId.slice(0, 12))}… at <strong>${host}</strong> wants to use org ${org.organizationId} for:</p>
<ul>${scopes.map((scope) => `<li><code>${escaped(scope)}</code></li>`).join('')}</ul>
<form method="post" action="${PATH}">${hidden.join('')}
<label>As <select name="user">${users.join('')}</select></label>
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>
</body></html>
`;
  return { status: 200, text };

  function usernameOf({ integrationUserId }: OAuth['org']): string {
    return activeUsers(org).find(({ id }) => id === integrationUserId)?.username ?? '';
  }
}

function option({ id, username, name }: OrgUser, chosen: string): string {
  const selected = username.toLowerCase() === chosen.toLowerCase() ? ' selected' : '';
  return `<option value="${id}"${selected}>${escaped(`${name} (${username})`)}</option>`;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
