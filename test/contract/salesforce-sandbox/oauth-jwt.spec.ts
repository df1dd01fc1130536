import { generateKeyPairSync } from 'node:crypto';
import { GOOD, MINUTE_MS, signed, startOAuthBench, type OAuthBench } from './oauth-steps';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const username = 'integration@sandbox.example.com';
const pair = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

let bench: OAuthBench;
let nowMs: number;
beforeAll(async () => {
  bench = await startOAuthBench();
  nowMs = (await bench.control<{ epochMs: number }>('POST', 'clock', { rate: 0 })).body.epochMs;
  await bench.control('POST', 'app', { publicKeys: [pair.publicKey] });
});
afterAll(() => bench.close());

const claims = (more: object = {}) => ({
  iss: bench.sandbox.app.clientId,
  sub: username,
  aud: 'https://login.salesforce.com',
  exp: Math.floor((nowMs + 3 * MINUTE_MS) / 1_000),
  ...more,
});
/** With no more than a client of the flow sends. */
const present = async (assertion: string) => {
  const { status, body } = await bench.post('token', { grant_type: GRANT_TYPE, assertion });
  return status === 200 ? [status] : [status, body.error, body.error_description];
};

const audiences: readonly (readonly [string, () => string])[] = [
  ['https://test.salesforce.com', () => 'https://test.salesforce.com'],
  ['the address of the org', () => bench.sandbox.url],
  ['that with a slash', () => `${bench.sandbox.url}/`],
];

describe('a signed assertion', () => {
  it('gives jsforce a session of the user it names, without a refresh token', async () => {
    const connection = bench.stranger();
    const assertion = signed(claims(), pair.privateKey);
    const user = await connection.authorize({ grant_type: GRANT_TYPE, assertion });
    expect(connection.refreshToken).toBeUndefined();
    const { id } = await connection.sobject('Account').create({ Name: 'Acme' });
    expect(await connection.sobject('Account').retrieve(id!)).toMatchObject({ CreatedById: user.id });
    const { body } = await bench.post('token', { grant_type: GRANT_TYPE, assertion });
    expect([body.scope, body.refresh_token]).toEqual(['api id openid web full', undefined]);
  });

  it('is minted anew by a refresh function when the session is over', async () => {
    const connection = bench.stranger({
      accessToken: 'gone',
      refreshFn: (own, done) => {
        const assertion = signed(claims(), pair.privateKey);
        own.oauth2.requestToken({ grant_type: GRANT_TYPE, assertion }).then(
          (answer) => {
            done(null, answer.access_token, answer);
          },
          (error: unknown) => {
            done(error as Error);
          },
        );
      },
    });
    expect(await connection.sobject('Account').create({ Name: 'B' })).toMatchObject({ success: true });
  });

  it.each(audiences)('may be for %s', async (_what, aud) => {
    expect(await present(signed(claims({ aud: aud() }), pair.privateKey))).toEqual([200]);
  });

  it('may be good for long: the CLI counts its seconds in milliseconds', async () => {
    expect(await present(signed(claims({ exp: nowMs + 300 }), pair.privateKey))).toEqual([200]);
  });

  it.each([
    ['another audience', { aud: 'https://example.com' }, ['invalid_grant', 'Audience validation failed']],
    ['no audience', { aud: undefined }, ['invalid_grant', 'Audience validation failed']],
    ['the past', { exp: 1 }, ['invalid_grant', 'expired authorization code']],
    ['no end', { exp: undefined }, ['invalid_grant', 'invalid assertion']],
    ['nobody', { sub: undefined }, ['invalid_grant', 'invalid assertion']],
    ['a stranger', { sub: 'nobody@example.com' }, ['invalid_grant', "user hasn't approved this consumer"]],
    ['another app', { iss: 'nobody' }, ['invalid_client_id', 'client identifier invalid']],
  ])('is refused for %s', async (_what, more, problem) => {
    expect(await present(signed(claims(more), pair.privateKey))).toEqual([400, ...problem]);
  });

  it('must be signed with RS256 by a key that the app knows', async () => {
    const refused = [400, 'invalid_grant', 'invalid assertion'];
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    expect(await present(signed(claims(), stranger.toString()))).toEqual(refused);
    expect(await present(signed(claims(), pair.privateKey, { alg: 'none' }))).toEqual(refused);
    const good = signed(claims(), pair.privateKey);
    const [head, , signature] = good.split('.');
    const forged = Buffer.from(JSON.stringify(claims({ sub: 'sales@sandbox.example.com' }))).toString('base64url');
    expect(await present(`${head}.${forged}.${signature}`)).toEqual(refused);
    for (const text of ['', 'a.b.c', `${good}.x`]) expect(await present(text)).toEqual(refused);
  });

  it('is refused for a user who is not active', async () => {
    const { userId } = await bench.install({ username: 'sales@sandbox.example.com' });
    await bench.call('PATCH', `/sobjects/User/${userId}`, { IsActive: false });
    const assertion = signed(claims({ sub: 'sales@sandbox.example.com' }), pair.privateKey);
    expect(await present(assertion)).toEqual([400, 'invalid_grant', 'inactive user']);
    await bench.call('PATCH', `/sobjects/User/${userId}`, { IsActive: true });
    expect(await present(assertion)).toEqual([200]);
  });

  it('needs a user who was at the page once, where the administrator let nobody in', async () => {
    await bench.control('POST', 'token', { revoke: true });
    await bench.control('POST', 'app', { preapproved: false });
    const assertion = signed(claims(), pair.privateKey);
    expect(await present(assertion)).toEqual([400, 'invalid_grant', "user hasn't approved this consumer"]);
    await bench.install({ scopes: ['api'] });
    expect(await present(assertion)).toEqual([400, 'invalid_grant', "user hasn't approved this consumer"]);
    await bench.install({ scopes: ['api', 'refresh_token'] });
    expect(await present(assertion)).toEqual([200]);
    await bench.control('POST', 'app', { preapproved: true });
  });

  it('can be signed with a key that the sandbox made', async () => {
    const { status, body } = await bench.control<{ clientId: string; privateKey: string }>('POST', 'app/key');
    expect([status, body.clientId]).toEqual([201, bench.sandbox.app.clientId]);
    const { body: token } = await bench.post('token', {
      grant_type: GRANT_TYPE,
      assertion: signed(claims(), body.privateKey),
    });
    expect(await bench.limitsWith(token.access_token!)).toEqual(GOOD);
    // The key that was there before is still good.
    expect(await present(signed(claims(), pair.privateKey))).toEqual([200]);
  });
});
