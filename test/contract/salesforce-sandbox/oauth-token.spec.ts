import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { DEAD, GOOD, HOUR_MS, startOAuthBench, type OAuthBench } from './oauth-steps';

let bench: OAuthBench;
beforeAll(async () => {
  bench = await startOAuthBench();
});
afterAll(() => bench.close());

const errorOf = async (reply: ReturnType<OAuthBench['token']>) => {
  const { status, body } = await reply;
  return [status, body.error, body.error_description];
};

describe('the token endpoint', () => {
  it('answers with an address for everything, all of them its own', async () => {
    const { refreshToken, userId } = await bench.install();
    const { status, headers, body } = await bench.refresh(refreshToken);
    const { url, organizationId, app } = bench.sandbox;
    const now = (await bench.control<{ epochMs: number }>('POST', 'clock', { rate: 0 })).body.epochMs;
    const id = `${url}/id/${organizationId}/${userId}`;
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^00D\w{12}!AQ[\w.]+$/) as string,
      signature: createHmac('sha256', app.clientSecret).update(`${id}${now}`).digest('base64'),
      scope: 'api refresh_token id',
      instance_url: url,
      id,
      token_type: 'Bearer',
      issued_at: String(now),
    });
  });

  it('is where it was called, by the name that it was called by', async () => {
    const { refreshToken } = await bench.install();
    const local = bench.sandbox.url.replace('127.0.0.1', 'localhost');
    const form = new URLSearchParams({
      ...bench.credentials(),
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    });
    const reply = await fetch(`${local}/services/oauth2/token`, { method: 'POST', body: form });
    const body = (await reply.json()) as { instance_url: string; id: string };
    expect(body.instance_url).toBe(local);
    expect(body.id.startsWith(`${local}/id/`)).toBe(true);
  });

  it('takes a body in chunks, without its length', async () => {
    const form = new URLSearchParams({ ...bench.credentials(), grant_type: 'client_credentials' }).toString();
    const status = await new Promise<number>((resolve, reject) => {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Transfer-Encoding': 'chunked' };
      const call = request(`${bench.sandbox.url}/services/oauth2/token`, { method: 'POST', headers }, (reply) => {
        reply.resume();
        reply.on('end', () => resolve(reply.statusCode!));
      });
      call.on('error', reject);
      call.write(form.slice(0, 40));
      call.end(form.slice(40));
    });
    expect(status).toBe(200);
  });

  it('takes the credentials of the app from a header as well', async () => {
    const { clientId, clientSecret } = bench.sandbox.app;
    const basic = (secret: string) => ({ Authorization: `Basic ${btoa(`${clientId}:${secret}`)}` });
    const form = { grant_type: 'client_credentials' };
    expect((await bench.post('token', form, basic(clientSecret))).status).toBe(200);
    const refused = [400, 'invalid_client', 'invalid client credentials'];
    expect(await errorOf(bench.post('token', form, basic('wrong')))).toEqual(refused);
  });

  it.each([
    ['no grant type', {}],
    ['an unknown one', { grant_type: 'urn:ietf:params:oauth:grant-type:device_code' }],
    ['a name of JavaScript’s', { grant_type: 'constructor' }],
    ['username and password', { grant_type: 'password', username: 'integration@sandbox.example.com', password: 'x' }],
  ])('does not support %s', async (_what, form) => {
    expect(await errorOf(bench.token(form))).toEqual([400, 'unsupported_grant_type', 'grant type not supported']);
  });

  it('does not read JSON', async () => {
    const body = JSON.stringify({ ...bench.credentials(), grant_type: 'client_credentials' });
    const headers = { 'Content-Type': 'application/json' };
    const reply = bench.call<Record<string, string>>('POST', '//services/oauth2/token', body, headers);
    expect(await errorOf(reply)).toEqual([400, 'unsupported_grant_type', 'grant type not supported']);
  });

  it.each([
    ['another client id', { client_id: 'nobody' }, ['invalid_client_id', 'client identifier invalid']],
    ['another secret', { client_secret: 'wrong' }, ['invalid_client', 'invalid client credentials']],
    ['an empty secret', { client_secret: '' }, ['invalid_client', 'invalid client credentials']],
  ])('refuses %s', async (_what, more, problem) => {
    for (const form of [{ grant_type: 'refresh_token', refresh_token: 'x' }, { grant_type: 'authorization_code' }]) {
      expect(await errorOf(bench.token({ ...form, ...more }))).toEqual([400, ...problem]);
    }
  });

  it('asks an app without a server for no secret, but does not take a wrong one', async () => {
    const { refreshToken } = await bench.install();
    const form = { client_id: bench.sandbox.app.clientId, grant_type: 'refresh_token', refresh_token: refreshToken };
    expect((await bench.post('token', form)).body.error).toBe('invalid_client');
    await bench.control('POST', 'app', { requireSecret: false });
    expect((await bench.post('token', form)).status).toBe(200);
    expect((await bench.post('token', { ...form, client_secret: 'wrong' })).body.error).toBe('invalid_client');
    const own = { client_id: bench.sandbox.app.clientId, grant_type: 'client_credentials' };
    expect((await bench.post('token', own)).body.error).toBe('invalid_client');
    await bench.control('POST', 'app', { requireSecret: true });
  });
});

describe('the credentials of the app alone', () => {
  it('give a session of the integration user, without a refresh token or the scopes of a person', async () => {
    const connection = bench.stranger();
    const { id: userId } = await connection.authorize({ grant_type: 'client_credentials' });
    expect(connection.refreshToken).toBeUndefined();
    const { id } = await connection.sobject('Account').create({ Name: 'Acme' });
    expect(await bench.connection.sobject('Account').retrieve(id!)).toMatchObject({ CreatedById: userId });
    const { body } = await bench.token({ grant_type: 'client_credentials' });
    expect(body.scope).toBe('api id openid');
  });
});

describe('introspection', () => {
  const introspect = (token: string, more = {}) => bench.post('introspect', { ...bench.credentials(), token, ...more });

  it('tells of an access token while it lives, and does not keep it alive', async () => {
    const { accessToken, id, username } = await bench.install();
    const now = (await bench.control<{ epochMs: number }>('POST', 'clock', { rate: 0 })).body.epochMs;
    const iat = Math.floor(now / 1_000);
    const { body } = await introspect(accessToken);
    expect(body).toEqual({
      active: true,
      scope: 'api refresh_token id',
      client_id: bench.sandbox.app.clientId,
      username,
      sub: id,
      token_type: 'access_token',
      exp: Math.floor((now + 2 * HOUR_MS) / 1_000),
      iat,
      nbf: iat,
    });
    await bench.advance(HOUR_MS);
    await introspect(accessToken);
    await bench.advance(HOUR_MS);
    expect((await introspect(accessToken)).body).toEqual({ active: false });
    expect(await bench.limitsWith(accessToken)).toEqual(DEAD);
  });

  it('tells of a refresh token, and nothing of a stranger’s', async () => {
    const { refreshToken } = await bench.install();
    expect((await introspect(refreshToken)).body).toMatchObject({ active: true, token_type: 'refresh_token' });
    await bench.client().revokeToken(refreshToken);
    expect((await introspect(refreshToken)).body).toEqual({ active: false });
    expect((await introspect(bench.sandbox.token)).body).toEqual({ active: false });
    expect(await bench.limitsWith(bench.sandbox.token)).toEqual(GOOD);
  });

  it('is for the app only', async () => {
    const { accessToken } = await bench.install();
    const refused = [400, 'invalid_client', 'invalid client credentials'];
    expect(await errorOf(introspect(accessToken, { client_secret: 'wrong' }))).toEqual(refused);
  });
});
