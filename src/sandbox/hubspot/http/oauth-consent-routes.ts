/**
 * The page on which an account's user lets an app in, and the redirect back with a code. Who can reach the sandbox can
 * press Allow: there is no login in front of it.
 */
import type { Challenge } from '../portal/oauth-grants';
import type { Portal } from '../portal/portal';
import type { Answer, Call, Route } from './route';
import { queryText } from './route';

/** What the page was opened with, and what its buttons send back. */
interface ConsentRequest {
  readonly redirectUri: URL;
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly challenge: Challenge | null;
}

const parameters = [
  'client_id',
  'redirect_uri',
  'scope',
  'optional_scope',
  'state',
  'code_challenge',
  'code_challenge_method',
] as const;
type Parameters = Readonly<Partial<Record<(typeof parameters)[number] | 'decision', string>>>;

const LOCAL_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

export function oauthConsentRoutes(portal: Portal): Route[] {
  // With an account in the path HubSpot preselects it (HubSpot docs 2025-01).
  return ['/oauth/authorize', '/oauth/:portalId/authorize'].flatMap((path): Route[] => [
    {
      method: 'GET',
      path,
      open: true,
      handle: (call) => showPage(portal, call, fromQuery(call)),
    },
    {
      method: 'POST',
      path,
      open: true,
      form: true,
      handle: (call) => decide(portal, call, call.body as Parameters),
    },
  ]);
}

function fromQuery(call: Call): Parameters {
  return Object.fromEntries(parameters.map((name) => [name, queryText(call, name)]));
}

function showPage(portal: Portal, call: Call, given: Parameters): Answer {
  const request = asRequest(portal, call, given);
  if (typeof request === 'string') return problemPage(request);
  const fields = parameters
    .filter((name) => given[name] !== undefined)
    .map((name) => `<input type="hidden" name="${name}" value="${escaped(given[name] ?? '')}">`);
  const scopes = request.scopes.map((scope) => `<li><code>${escaped(scope)}</code></li>`);
  const host = escaped(request.redirectUri.host);
  return page(
    200,
    'Connect an app',
    `<p>App ${portal.app.id} at <strong>${host}</strong> wants to use account ${portal.portalId} for:</p>
<ul>${scopes.join('')}</ul>
<form method="post">${fields.join('')}
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`,
  );
}

function decide(portal: Portal, call: Call, given: Parameters): Answer {
  const request = asRequest(portal, call, given);
  if (typeof request === 'string') return problemPage(request);
  const { redirectUri, scopes, challenge } = request;
  const answer =
    given.decision === 'allow'
      ? {
          code: portal.oauth.addCode({ redirectUri: given.redirect_uri ?? '', scopes, challenge }, portal.clock.now()),
        }
      : { error: 'access_denied', error_description: 'The user denied the request' };
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  if (request.state !== undefined) target.searchParams.set('state', request.state);
  return { status: 302, headers: { Location: target.href } };
}

/** Text: what is wrong. Without a good redirect there is nobody to tell but the user. */
function asRequest(portal: Portal, call: Call, given: Parameters): ConsentRequest | string {
  if (given.client_id !== portal.app.clientId) return 'No app has this client_id.';
  const account = call.params.portalId;
  if (account !== undefined && account !== String(portal.portalId)) return `You have no account ${account}.`;
  const redirectUri = asRedirectUri(given.redirect_uri);
  if (redirectUri === undefined) return 'redirect_uri must be an https address, or an http one on localhost.';
  const scopes = [...new Set([...words(given.scope), ...words(given.optional_scope)])];
  if (words(given.scope).length === 0) return 'scope must name at least one scope.';
  if (scopes.some((scope) => !/^[\w.-]+$/.test(scope))) return 'scope has a scope that does not exist.';
  const { code_challenge: value, code_challenge_method: method = 'plain', state } = given;
  if (method !== 'plain' && method !== 'S256') return 'code_challenge_method must be S256 or plain.';
  return {
    redirectUri,
    scopes,
    state,
    challenge: value === undefined ? null : { value, method },
  };
}

function asRedirectUri(text: string | undefined): URL | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const local = url.protocol === 'http:' && LOCAL_HOSTS.includes(url.hostname);
  return url.protocol === 'https:' || local ? url : undefined;
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}

function problemPage(problem: string): Answer {
  return page(400, 'This app cannot be connected', `<p>${escaped(problem)}</p>`);
}

function page(status: number, title: string, content: string): Answer {
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body><h1>${title}</h1>
${content}
</body></html>
`;
  return { status, html };
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
