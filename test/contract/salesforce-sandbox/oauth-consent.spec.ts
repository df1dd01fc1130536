import { consent, REDIRECT, startOAuthBench, type OAuthBench } from './oauth-steps';

let bench: OAuthBench;
beforeAll(async () => {
  bench = await startOAuthBench();
});
afterAll(() => bench.close());

const pageUrl = (more: Readonly<Record<string, string | undefined>> = {}) => {
  const given = { response_type: 'code', client_id: bench.sandbox.app.clientId, redirect_uri: REDIRECT, ...more };
  const query = new URLSearchParams(Object.entries(given).filter((entry): entry is [string, string] => !!entry[1]));
  return `${bench.sandbox.url}/services/oauth2/authorize?${query.toString()}`;
};
const codeFor = async (more = {}) => (await consent(pageUrl(more), 'allow')).searchParams.get('code')!;
const exchange = (code: string, more: Readonly<Record<string, string>> = {}) =>
  bench.token({ grant_type: 'authorization_code', redirect_uri: REDIRECT, code, ...more });
const errorOf = async (reply: ReturnType<typeof exchange>) => {
  const { status, body } = await reply;
  return [status, body.error, body.error_description];
};

describe('the page on which a user lets the app in', () => {
  it('gives jsforce a connection, from its link to the first call', async () => {
    const connection = bench.stranger();
    const link = connection.oauth2.getAuthorizationUrl({ scope: 'api refresh_token id', state: 'a&b="c' });
    const back = await consent(link, 'allow');
    expect(`${back.origin}${back.pathname}`).toBe(REDIRECT);
    expect(back.searchParams.get('state')).toBe('a&b="c');
    const user = await connection.authorize(back.searchParams.get('code')!);
    expect(user.organizationId).toBe(bench.sandbox.organizationId);
    expect(connection.instanceUrl).toBe(bench.sandbox.url);
    expect(connection.refreshToken).toMatch(/^5Aep861/);
    expect(connection.accessToken).toMatch(new RegExp(`^${bench.sandbox.organizationId.slice(0, 15)}!AQ`));
    const { id } = await connection.sobject('Account').create({ Name: 'Acme' });
    expect(await connection.sobject('Account').retrieve(id!)).toMatchObject({ CreatedById: user.id });
  });

  it('lets in whom the user chooses to be', async () => {
    const choose = (html: string) => ({ user: /<option value="(\w+)"[^>]*>Salesperson/.exec(html)![1]! });
    const back = await consent(pageUrl(), 'allow', choose);
    const { body } = await exchange(back.searchParams.get('code')!);
    expect(body.id!.endsWith(choose((await page()).html).user)).toBe(true);
    const hinted = await page({ login_hint: 'sales@sandbox.example.com' });
    expect(hinted.html).toMatch(/selected>Salesperson/);
  });

  it('sends the user back with an error when access is denied', async () => {
    const back = await consent(pageUrl({ state: 'x' }), 'deny');
    expect(Object.fromEntries(back.searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'end-user denied authorization',
      state: 'x',
    });
  });

  it('writes what it is given as text', async () => {
    const { html } = await page({ state: '"><script>alert(1)</script>' });
    expect(html).not.toContain('<script>');
  });

  it.each([
    [
      'an unknown app',
      { client_id: 'nobody' },
      'error=invalid_client_id&error_description=client%20identifier%20invalid',
    ],
    ['a redirect to the open web without https', { redirect_uri: 'http://example.com/callback' }, wrongRedirect()],
    ['a redirect that runs in the page', { redirect_uri: 'data:text/html,x' }, wrongRedirect()],
    ['a redirect that is none', { redirect_uri: 'callback' }, wrongRedirect()],
    ['no redirect', { redirect_uri: undefined }, wrongRedirect()],
  ])('shows an error and redirects nowhere for %s', async (_what, more, text) => {
    expect(await page(more)).toEqual({ status: 400, html: text });
  });

  it.each([
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['a scope that the app has not', { scope: 'api chatter_api' }, 'invalid_scope'],
    ['a code challenge of an unknown kind', { code_challenge: 'x', code_challenge_method: 'S512' }, 'invalid_request'],
  ])('tells the app of %s', async (_what, more, error) => {
    expect(Object.fromEntries(await redirected(more))).toMatchObject({ error, state: 'x' });
  });

  it('takes only the redirects that the app was set up with', async () => {
    const only = 'https://app.example.com/callback';
    await bench.control('POST', 'app', { redirectUris: [only] });
    expect((await page()).html).toBe(wrongRedirect());
    expect((await page({ redirect_uri: only })).status).toBe(200);
    await bench.control('POST', 'app', { redirectUris: null });
    expect((await page()).status).toBe(200);
  });

  async function page(more = {}) {
    const response = await fetch(pageUrl(more), { redirect: 'manual' });
    return { status: response.status, html: await response.text() };
  }

  async function redirected(more = {}) {
    const response = await fetch(pageUrl({ state: 'x', ...more }), { redirect: 'manual' });
    expect(response.status).toBe(302);
    return new URL(response.headers.get('location')!).searchParams;
  }

  function wrongRedirect() {
    return 'error=redirect_uri_mismatch&error_description=redirect_uri%20must%20match%20configuration';
  }

  it('asks for a code challenge where the app must have one', async () => {
    await bench.control('POST', 'app', { requirePkce: true });
    const back = await redirected();
    expect(back.get('error_description')).toBe('missing required code challenge');
    await bench.control('POST', 'app', { requirePkce: false });
  });
});

describe('a code', () => {
  it('is good once', async () => {
    const code = await codeFor();
    expect((await exchange(code)).status).toBe(200);
    expect(await errorOf(exchange(code))).toEqual([400, 'invalid_grant', 'expired authorization code']);
  });

  it('is good for a quarter of an hour', async () => {
    const [one, other] = [await codeFor(), await codeFor()];
    await bench.advance(899_000);
    expect((await exchange(one)).status).toBe(200);
    await bench.advance(1_000);
    expect(await errorOf(exchange(other))).toEqual([400, 'invalid_grant', 'expired authorization code']);
  });

  it('is not used up by a call with another redirect', async () => {
    const code = await codeFor();
    const wrong = errorOf(exchange(code, { redirect_uri: 'https://example.com' }));
    expect(await wrong).toEqual([400, 'redirect_uri_mismatch', 'redirect_uri must match configuration']);
    expect((await exchange(code)).status).toBe(200);
  });

  it('gives a refresh token with the scope for one, by either name', async () => {
    const scopesOf = async (scope: string) => {
      const { body } = await exchange(await codeFor({ scope }));
      return [body.scope, body.refresh_token !== undefined];
    };
    expect(await scopesOf('api id')).toEqual(['api id', false]);
    expect(await scopesOf('refresh_token api')).toEqual(['refresh_token api', true]);
    expect(await scopesOf('api offline_access')).toEqual(['api offline_access', true]);
  });

  it('stands for all scopes of the app where none was named', async () => {
    const { body } = await exchange(await codeFor());
    expect(body.scope).toBe('api refresh_token id openid web full');
  });

  it('needs the verifier of its challenge, which jsforce hashes without saying so', async () => {
    const connection = bench.stranger({}, { useVerifier: true });
    const link = connection.oauth2.getAuthorizationUrl();
    expect(link).toContain('code_challenge=');
    expect(link).not.toContain('code_challenge_method');
    const back = await consent(link, 'allow');
    const code = back.searchParams.get('code')!;
    expect(await errorOf(exchange(code))).toEqual([400, 'invalid_grant', 'invalid code verifier']);
    const wrong = errorOf(exchange(code, { code_verifier: 'another' }));
    expect(await wrong).toEqual([400, 'invalid_grant', 'invalid code verifier']);
    await connection.authorize(code);
    const refreshed = await connection.oauth2.refreshToken(connection.refreshToken!);
    expect(refreshed.access_token).not.toBe(connection.accessToken);
  });

  it.each(['plain', 'S256'])('takes a challenge that says it is %s', async (method) => {
    const verifier = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH';
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256').update(verifier).digest('base64url');
    const challenge = { code_challenge: method === 'plain' ? verifier : hash, code_challenge_method: method };
    const code = await codeFor(challenge);
    expect((await exchange(code, { code_verifier: `${verifier}x` })).status).toBe(400);
    expect((await exchange(code, { code_verifier: verifier })).status).toBe(200);
  });

  it('refuses a verifier where there was no challenge', async () => {
    const reply = errorOf(exchange(await codeFor(), { code_verifier: 'stray' }));
    expect(await reply).toEqual([400, 'invalid_grant', 'unexpected code verifier']);
  });
});
