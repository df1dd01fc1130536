import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@hubspot/api-client';
import type { Bench } from './support';
import { plainCall, refusal, startBench } from './support';

interface Token {
  readonly refresh_token: string;
  readonly access_token: string;
}

interface Installed {
  readonly refreshToken: string;
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly hubId: number;
}

interface FormAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const redirectUri = 'http://localhost:4000/oauth/callback';

describe('OAuth of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
    await bench.control('POST', 'clock', { rate: 0 });
  });
  afterEach(() => bench.close());

  const post = async (path: string, form: Record<string, string>): Promise<FormAnswer> => {
    const response = await fetch(bench.sandbox.url + path, { method: 'POST', body: new URLSearchParams(form) });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  };
  const credentials = () => {
    const { clientId, clientSecret } = bench.sandbox.app;
    return { client_id: clientId, client_secret: clientSecret };
  };
  const refresh = (token: string, path = '/oauth/2026-09/token', more: Record<string, string> = {}) =>
    post(path, { grant_type: 'refresh_token', ...credentials(), refresh_token: token, ...more });
  const exchange = (code: string, more: Record<string, string> = {}, path = '/oauth/2026-09/token') =>
    post(path, { grant_type: 'authorization_code', ...credentials(), redirect_uri: redirectUri, code, ...more });
  const install = async (body: object = {}) =>
    (await bench.control('POST', 'install', body)).body as unknown as Installed;
  const owners = (token: string) => plainCall(bench.sandbox.url, token, { method: 'GET', path: '/crm/v3/owners/' });
  const advance = (advanceMs: number) => bench.control('POST', 'clock', { advanceMs });
  const authorize = (query: Record<string, string>, path = '/oauth/authorize') => {
    const given = { client_id: bench.sandbox.app.clientId, redirect_uri: redirectUri, scope: 'oauth', ...query };
    return fetch(`${bench.sandbox.url}${path}?${new URLSearchParams(given).toString()}`);
  };
  /** Opens the page and presses a button, with what stands in the form and nothing else, as a browser does. */
  const consent = async (query: Record<string, string>, decision: 'allow' | 'deny') => {
    const page = await authorize(query);
    expect(page.status).toBe(200);
    const fields = [...(await page.text()).matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
    const text = (html: string) => html.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    const form = new URLSearchParams(fields.map(([, name, value]): [string, string] => [name!, text(value!)]));
    form.set('decision', decision);
    const answer = await fetch(page.url, { method: 'POST', body: form, redirect: 'manual' });
    expect(answer.status).toBe(302);
    return new URL(answer.headers.get('location')!);
  };
  const newCode = async (query: Record<string, string> = {}) =>
    (await consent(query, 'allow')).searchParams.get('code')!;

  describe('the consent page', () => {
    it('names the account and the scopes, and sends the user back with a code and the state', async () => {
      const page = await authorize({
        scope: 'oauth crm.objects.deals.read',
        optional_scope: 'crm.objects.owners.read',
      });
      expect(page.headers.get('content-type')).toBe('text/html;charset=utf-8');
      const html = await page.text();
      expect(html).toContain(`account ${bench.sandbox.portalId}`);
      for (const scope of ['oauth', 'crm.objects.deals.read', 'crm.objects.owners.read']) expect(html).toContain(scope);
      const back = await consent({ state: 'a&b="c' }, 'allow');
      expect(back.origin + back.pathname).toBe(redirectUri);
      expect(back.searchParams.get('state')).toBe('a&b="c');
      expect(back.searchParams.get('code')).toMatch(/^na1-/);
    });

    it('sends the user back with an error when access is denied', async () => {
      const back = await consent({ state: 'x' }, 'deny');
      expect(Object.fromEntries(back.searchParams)).toEqual({
        error: 'access_denied',
        error_description: 'The user denied the request',
        state: 'x',
      });
    });

    it('is there for the account that a link names, and for no other', async () => {
      expect((await authorize({}, `/oauth/${bench.sandbox.portalId}/authorize`)).status).toBe(200);
      expect((await authorize({}, '/oauth/1/authorize')).status).toBe(400);
    });

    it.each([
      ['an unknown app', { client_id: 'nobody' }],
      ['a redirect that is not https', { redirect_uri: 'http://example.com/callback' }],
      ['a redirect that is no address', { redirect_uri: 'callback' }],
      ['no scope', { scope: '' }],
      ['a scope that cannot be one', { scope: 'oauth <b>' }],
      ['a code challenge of an unknown kind', { code_challenge: 'x', code_challenge_method: 'S512' }],
    ])('shows a page and redirects nowhere for %s', async (_what, query) => {
      const page = await authorize(query);
      expect(page.status).toBe(400);
      expect(await page.text()).toContain('This app cannot be connected');
    });

    it('writes what it is given as text', async () => {
      const html = await (await authorize({ state: '"><script>alert(1)</script>' })).text();
      expect(html).not.toContain('<script>');
    });
  });

  describe('codes', () => {
    it.each(['v1', 'v3', '2026-03', '2026-09'])('are exchanged for tokens at %s', async (version) => {
      const code = await newCode({ scope: 'oauth crm.objects.owners.read' });
      const { status, body } = await exchange(code, {}, `/oauth/${version}/token`);
      expect(status).toBe(200);
      const common = {
        token_type: 'bearer',
        refresh_token: expect.stringMatching(/^na1-/) as string,
        access_token: expect.any(String) as string,
        expires_in: 1800,
      };
      const extras = {
        hub_id: bench.sandbox.portalId,
        scopes: ['oauth', 'crm.objects.owners.read'],
        user_id: 9_876_543,
        token_use: 'access_token',
      };
      expect(body).toEqual(version === 'v1' ? common : { ...common, ...extras });
      expect((await owners(String(body.access_token))).status).toBe(200);
    });

    it('serve once', async () => {
      const code = await newCode();
      await exchange(code);
      expect(await exchange(code)).toMatchObject({
        status: 400,
        body: { status: 'BAD_AUTH_CODE', error: 'invalid_grant' },
      });
    });

    it('end after five minutes of the clock', async () => {
      const [early, late] = [await newCode(), await newCode()];
      await advance(299_999);
      expect((await exchange(early)).status).toBe(200);
      await advance(1);
      expect(await exchange(late)).toMatchObject({ status: 400, body: { status: 'EXPIRED_AUTH_CODE' } });
    });

    it('go with the redirect that they were made for', async () => {
      const code = await newCode();
      expect(await exchange(code, { redirect_uri: 'https://example.com/' })).toMatchObject({
        status: 400,
        body: { status: 'BAD_REDIRECT_URI' },
      });
      expect((await exchange(code)).status).toBe(200);
    });

    it('go with the verifier of their challenge', async () => {
      const verifier = 'a-verifier-of-at-least-forty-three-characters';
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      const code = await newCode({ code_challenge: challenge, code_challenge_method: 'S256' });
      for (const more of [{}, { code_verifier: 'another' }]) {
        expect(await exchange(code, more)).toMatchObject({ status: 400, body: { status: 'BAD_CODE_VERIFIER' } });
      }
      expect((await exchange(code, { code_verifier: verifier })).status).toBe(200);
    });
  });

  describe('refreshing', () => {
    it('gives a new access token and the same refresh token, and leaves the old access token good', async () => {
      const { refreshToken, accessToken } = await install();
      const { body } = await refresh(refreshToken);
      expect(body.refresh_token).toBe(refreshToken);
      expect(body.access_token).not.toBe(accessToken);
      for (const token of [accessToken, String(body.access_token)]) expect((await owners(token)).status).toBe(200);
    });

    it('works through the official client, which drops what v1 does not have', async () => {
      const { refreshToken } = await install();
      const client = new Client({ basePath: bench.sandbox.url });
      const { client_id: id, client_secret: secret } = credentials();
      const token = await client.oauth.tokensApi.create(
        'refresh_token',
        undefined,
        undefined,
        id,
        secret,
        refreshToken,
      );
      expect(token).toMatchObject({ tokenType: 'bearer', expiresIn: 1800, refreshToken });
      expect((await owners(token.accessToken)).status).toBe(200);
    });

    it('gives another refresh token and ends the old one when told to rotate', async () => {
      await bench.control('POST', 'token', { rotate: true });
      const { refreshToken } = await install();
      const { body } = await refresh(refreshToken);
      expect(body.refresh_token).not.toBe(refreshToken);
      expect(await refresh(refreshToken)).toMatchObject({ status: 400, body: { status: 'BAD_REFRESH_TOKEN' } });
      expect((await refresh(String(body.refresh_token))).status).toBe(200);
    });

    it('refuses a refresh token it does not know, in the words of each version', async () => {
      await install();
      expect(await refresh('na1-nobody')).toEqual({
        status: 400,
        body: {
          error: 'invalid_grant',
          error_description: 'refresh token is invalid, expired or revoked',
          status: 'BAD_REFRESH_TOKEN',
          message: 'refresh token is invalid, expired or revoked',
        },
      });
      const old = await refresh('na1-nobody', '/oauth/v1/token');
      expect(old.body.message).toBe('missing or invalid refresh token');
    });

    it('refuses a redirect_uri on the dated paths only', async () => {
      const { refreshToken } = await install();
      for (const version of ['2026-03', '2026-09']) {
        const answer = await refresh(refreshToken, `/oauth/${version}/token`, { redirect_uri: redirectUri });
        expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
      }
      for (const version of ['v1', 'v3']) {
        const answer = await refresh(refreshToken, `/oauth/${version}/token`, { redirect_uri: redirectUri });
        expect(answer.status).toBe(200);
      }
    });

    it.each([
      ['client_id', 'BAD_CLIENT_ID', 'invalid_client'],
      ['client_secret', 'BAD_CLIENT_SECRET', 'invalid_client'],
      ['grant_type', 'BAD_GRANT_TYPE', 'unsupported_grant_type'],
    ])('refuses a wrong %s with %s', async (field, status, error) => {
      const { refreshToken } = await install();
      const answer = await refresh(refreshToken, '/oauth/2026-09/token', { [field]: 'wrong' });
      expect(answer).toMatchObject({ status: 400, body: { status, error } });
    });

    it('takes a form and nothing else', async () => {
      const { refreshToken } = await install();
      const body = { grant_type: 'refresh_token', ...credentials(), refresh_token: refreshToken };
      const request = { method: 'POST', path: '/oauth/2026-09/token', body };
      expect((await plainCall(bench.sandbox.url, undefined, request)).status).toBe(400);
    });

    it('answers that the account is gone, and again once it is back', async () => {
      const { refreshToken } = await install();
      await bench.control('POST', 'token', { hubGone: true });
      expect(await refresh(refreshToken)).toMatchObject({
        status: 400,
        body: { status: 'BAD_HUB', message: 'missing or unknown hub id', error: 'access_denied' },
      });
      await bench.control('POST', 'token', { hubGone: false });
      expect((await refresh(refreshToken)).status).toBe(200);
    });

    it('ends at v1 on 2027-02-16 of the clock, and goes on at the dated paths', async () => {
      const { refreshToken } = await install();
      const { epochMs } = (await bench.control('GET', 'clock')).body;
      await advance(Date.parse('2027-02-16T00:00:00Z') - epochMs - 1);
      expect((await refresh(refreshToken, '/oauth/v1/token')).status).toBe(200);
      await advance(1);
      expect((await refresh(refreshToken, '/oauth/v1/token')).status).toBe(410);
      expect((await refresh(refreshToken)).status).toBe(200);
    });
  });

  describe('access tokens', () => {
    it('live 1800 seconds of the clock, then are refused with the time of their end', async () => {
      const { accessToken, expiresIn } = await install();
      expect(expiresIn).toBe(1800);
      const { epochMs } = (await bench.control('GET', 'clock')).body;
      await advance(1_799_999);
      expect((await owners(accessToken)).status).toBe(200);
      await advance(3_001);
      const { status, body } = await owners(accessToken);
      expect(status).toBe(401);
      expect(body).toEqual({
        status: 'error',
        message: 'The OAuth token used to make this call expired 3 second(s) ago.',
        correlationId: body.correlationId,
        category: 'EXPIRED_AUTHENTICATION',
        context: { 'expire time': [new Date(epochMs + 1_800_000).toISOString()] },
      });
    });

    it('end at once when told', async () => {
      const { accessToken } = await install();
      await bench.control('POST', 'token', { expire: true });
      expect((await owners(accessToken)).body.category).toBe('EXPIRED_AUTHENTICATION');
    });

    it('are refused when they were never issued', async () => {
      expect(await owners('CAnything')).toMatchObject({ status: 401, body: { category: 'INVALID_AUTHENTICATION' } });
    });

    it('do not open the control API', async () => {
      const { accessToken } = await install();
      const request = { method: 'GET', path: '/_sandbox/dump' };
      expect((await plainCall(bench.sandbox.url, accessToken, request)).status).toBe(401);
    });

    it('write as the app', async () => {
      const { accessToken } = await install();
      const client = new Client({ accessToken, basePath: bench.sandbox.url });
      const { properties } = await client.crm.contacts.basicApi.create({
        properties: { email: 'a@example.com' },
        associations: [],
      });
      expect(properties.hs_object_source_id).toBe(String(bench.sandbox.app.id));
    });
  });

  describe('the end of an installation', () => {
    it.each(['v3', '2026-03', '2026-09'])('by a revoke at %s leaves issued access tokens good', async (version) => {
      const { refreshToken, accessToken } = await install();
      const answer = await post(`/oauth/${version}/token/revoke`, { ...credentials(), token: refreshToken });
      expect(answer).toEqual({ status: 200, body: {} });
      expect(await refresh(refreshToken)).toMatchObject({ status: 400, body: { status: 'BAD_REFRESH_TOKEN' } });
      expect((await owners(accessToken)).status).toBe(200);
      await advance(1_800_000);
      expect((await owners(accessToken)).status).toBe(401);
    });

    it('by a revoke on demand ends every refresh token', async () => {
      const [first, second] = [await install(), await install()];
      await bench.control('POST', 'token', { revoke: true });
      for (const { refreshToken } of [first, second]) expect((await refresh(refreshToken)).status).toBe(400);
    });

    it.each(['v3', '2026-09'])('by an uninstall at %s ends all tokens', async (version) => {
      const { refreshToken, accessToken } = await install();
      const path = `/appinstalls/${version}/external-install`;
      expect((await bench.call('DELETE', path)).status).toBe(401);
      expect((await plainCall(bench.sandbox.url, accessToken, { method: 'DELETE', path })).status).toBe(204);
      expect(await refresh(refreshToken)).toMatchObject({ status: 400, body: { status: 'BAD_REFRESH_TOKEN' } });
      expect((await owners(accessToken)).body.category).toBe('INVALID_AUTHENTICATION');
    });
  });

  describe('token metadata', () => {
    const introspect = (form: Record<string, string>, version = '2026-09') =>
      post(`/oauth/${version}/token/introspect`, { ...credentials(), ...form });

    it.each(['v3', '2026-03', '2026-09'])('tells about both kinds of token at %s', async (version) => {
      const { refreshToken, accessToken, hubId } = await install({ scopes: ['oauth'] });
      await advance(60_000);
      const { clientId, id } = bench.sandbox.app;
      const common = { active: true, hub_id: hubId, client_id: clientId, app_id: id, scopes: ['oauth'] };
      expect((await introspect({ token: accessToken }, version)).body).toMatchObject({ ...common, expires_in: 1740 });
      expect((await introspect({ refresh_token: refreshToken }, version)).body).toMatchObject(common);
    });

    it('tells that a token is not active: unknown, expired or revoked', async () => {
      const { refreshToken, accessToken } = await install();
      await bench.control('POST', 'token', { expire: true, revoke: true });
      for (const token of ['nobody', accessToken, refreshToken]) {
        expect(await introspect({ token })).toEqual({ status: 200, body: { active: false } });
      }
      expect((await introspect({ token: accessToken, client_secret: 'wrong' })).body.status).toBe('BAD_CLIENT_SECRET');
    });

    it('is what the official client reads from v1', async () => {
      const { refreshToken, accessToken, hubId } = await install({ scopes: ['oauth'] });
      const { accessTokensApi, refreshTokensApi } = new Client({ basePath: bench.sandbox.url }).oauth;
      const { id: appId, clientId } = bench.sandbox.app;
      const common = { hubId, scopes: ['oauth'], userId: 9_876_543 };
      expect(await accessTokensApi.get(accessToken)).toMatchObject({ ...common, appId, expiresIn: 1800 });
      expect(await refreshTokensApi.get(refreshToken)).toMatchObject({ ...common, clientId, token: refreshToken });
      await refreshTokensApi.archive(refreshToken);
      expect((await refusal(refreshTokensApi.get(refreshToken))).code).toBe(404);
      expect((await refresh(refreshToken)).status).toBe(400);
    });
  });

  it('breaks the token endpoint on demand and counts its calls', async () => {
    const { refreshToken } = await install();
    await bench.control('POST', 'faults', { path: '/oauth/', status: 503, times: 1 });
    expect((await refresh(refreshToken)).status).toBe(503);
    expect((await refresh(refreshToken)).status).toBe(200);
    const { calls } = (await bench.control('GET', 'counters')).body;
    expect(calls['POST /oauth/2026-09/token']).toEqual({ '200': 1, '503': 1 });
  });

  it.each([
    ['token', {}],
    ['token', { explode: true }],
    ['token', { expire: 'yes' }],
    ['install', { scope: 'oauth' }],
  ])('refuses a wrong order to %s: %j', async (path, body) => {
    expect((await bench.control('POST', path, body)).status).toBe(400);
  });

  it('keeps app, installations and settings between starts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-oauth-'));
    try {
      const stateFile = join(folder, 'state');
      const first = await startBench({ stateFile });
      const { body } = await first.control('POST', 'install');
      const installed = body as unknown as Installed;
      await first.control('POST', 'token', { rotate: true });
      await first.close();
      // The second start has read what the first start's file was written anew with.
      for (let start = 0; start < 2; start++) {
        const again = await startBench({ stateFile });
        expect(again.sandbox.app).toEqual(first.sandbox.app);
        const request = { method: 'GET', path: '/crm/v3/owners/' };
        expect((await plainCall(again.sandbox.url, installed.accessToken, request)).status).toBe(200);
        expect((await again.control('GET', 'token')).body).toMatchObject({ rotate: true });
        await again.close();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('gives every refresh its own token, however many come at once', async () => {
    const { refreshToken } = await install();
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(refreshToken)));
    const tokens = answers.map((answer) => (answer.body as unknown as Token).access_token);
    expect(new Set(tokens).size).toBe(5);
  });
});
