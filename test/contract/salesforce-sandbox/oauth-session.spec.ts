import { startSalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { DAY_MS, DEAD, GOOD, HOUR_MS, MINUTE_MS, startOAuthBench, type OAuthBench } from './oauth-steps';

let bench: OAuthBench;
beforeEach(async () => {
  bench = await startOAuthBench();
});
afterEach(() => bench.close());

const tokens = (body: object) => bench.control('POST', 'token', body);
const errorOf = async (reply: ReturnType<OAuthBench['refresh']>) => {
  const { status, body } = await reply;
  return [status, body];
};
const EXPIRED = [400, { error: 'invalid_grant', error_description: 'expired access/refresh token' }];

describe('a session of an app', () => {
  it('ends two hours after its last call', async () => {
    const { accessToken } = await bench.install();
    await bench.advance(2 * HOUR_MS - 1);
    expect(await bench.limitsWith(accessToken)).toEqual(GOOD);
    await bench.advance(2 * HOUR_MS - 1);
    expect(await bench.limitsWith(accessToken)).toEqual(GOOD);
    await bench.advance(2 * HOUR_MS);
    expect(await bench.limitsWith(accessToken)).toEqual(DEAD);
  });

  it('lasts as long as the org is set to', async () => {
    await tokens({ sessionMinutes: 15 });
    const { accessToken } = await bench.install();
    await bench.advance(15 * MINUTE_MS);
    expect(await bench.limitsWith(accessToken)).toEqual(DEAD);
  });

  it('is renewed by jsforce behind the back of who calls', async () => {
    const { accessToken, refreshToken } = await bench.install();
    const connection = bench.stranger({ accessToken, refreshToken });
    const refreshed: string[] = [];
    connection.on('refresh', (token: string) => refreshed.push(token));
    await bench.advance(3 * HOUR_MS);
    const made = await Promise.all(['A', 'B', 'C'].map((Name) => connection.sobject('Account').create({ Name })));
    expect(made.map(({ success }) => success)).toEqual([true, true, true]);
    expect(refreshed).toEqual([connection.accessToken]);
    expect(connection.accessToken).not.toBe(accessToken);
  });

  it('can do nothing without the scope for the API, in words that jsforce does not try a refresh on', async () => {
    const { accessToken, refreshToken } = await bench.install({ scopes: ['id', 'refresh_token'] });
    const words = 'This session is not valid for use with the REST API';
    expect(await bench.limitsWith(accessToken)).toEqual([401, `INVALID_SESSION_ID: ${words}`]);
    const connection = bench.stranger({ accessToken, refreshToken });
    await expect(connection.sobject('Account').create({ Name: 'A' })).rejects.toMatchObject({
      errorCode: 'INVALID_SESSION_ID',
      message: words,
    });
    expect(connection.accessToken).toBe(accessToken);
    const full = await bench.install({ scopes: ['full'] });
    expect(await bench.limitsWith(full.accessToken)).toEqual(GOOD);
  });

  it('ends with its user', async () => {
    const { accessToken, refreshToken, userId } = await bench.install({ username: 'sales@sandbox.example.com' });
    const user = `/sobjects/User/${userId}`;
    expect((await bench.call('PATCH', user, { IsActive: false })).status).toBe(204);
    expect(await bench.limitsWith(accessToken)).toEqual(DEAD);
    const refused = [400, { error: 'invalid_grant', error_description: 'inactive user' }];
    expect(await errorOf(bench.refresh(refreshToken))).toEqual(refused);
    expect((await bench.control('POST', 'install', { username: 'sales@sandbox.example.com' })).status).toBe(404);
    await bench.call('PATCH', user, { IsActive: true });
    expect((await bench.refresh(refreshToken)).status).toBe(200);
  });

  it('is one of a user who is told by the records', async () => {
    const { accessToken, userId } = await bench.install({ username: 'Sales@Sandbox.example.com' });
    const { id } = await bench.stranger({ accessToken }).sobject('Account').create({ Name: 'Acme' });
    const account = await bench.connection.sobject('Account').retrieve(id!);
    expect(account).toMatchObject({ CreatedById: userId, LastModifiedById: userId });
  });
});

describe('the printed token', () => {
  it('does not end by itself', async () => {
    await bench.advance(400 * DAY_MS);
    expect(await bench.limitsWith(bench.sandbox.token)).toEqual(GOOD);
  });

  it('ends by a lever, opens the levers all the same, and is made good by another', async () => {
    const { accessToken } = await bench.install();
    await tokens({ expire: true });
    expect(await bench.limitsWith(bench.sandbox.token)).toEqual(DEAD);
    expect(await bench.limitsWith(accessToken)).toEqual(DEAD);
    expect((await tokens({ renew: true })).status).toBe(200);
    expect(await bench.limitsWith(bench.sandbox.token)).toEqual(GOOD);
    expect(await bench.limitsWith(accessToken)).toEqual(DEAD);
  });

  it('alone opens the levers', async () => {
    const { accessToken } = await bench.install();
    const reply = await bench.call('GET', '//_sandbox/token', undefined, { Authorization: `Bearer ${accessToken}` });
    expect(reply.status).toBe(401);
  });
});

describe('a refresh token', () => {
  it('stays the same and is not told again, while each refresh gives another access token', async () => {
    const { refreshToken, accessToken } = await bench.install();
    const [one, other] = [await bench.refresh(refreshToken), await bench.refresh(refreshToken)];
    expect(one.status).toBe(200);
    expect(one.body).not.toHaveProperty('refresh_token');
    expect(new Set([accessToken, one.body.access_token, other.body.access_token]).size).toBe(3);
    expect(await bench.limitsWith(accessToken)).toEqual(GOOD);
  });

  it('is changed by each refresh with rotation, and the old one dies at once', async () => {
    await tokens({ rotate: true });
    const { refreshToken } = await bench.install();
    const connection = bench.stranger({ accessToken: 'gone', refreshToken });
    const told: string[] = [];
    connection.on('refresh', (_token: string, answer: { refresh_token: string }) => told.push(answer.refresh_token));
    await connection.sobject('Account').create({ Name: 'A' });
    expect(told).toEqual([expect.stringMatching(/^5Aep861/)]);
    expect(await errorOf(bench.refresh(refreshToken))).toEqual(EXPIRED);
    const again = await bench.refresh(told[0]!);
    expect(again.status).toBe(200);
    await tokens({ rotate: false });
    expect((await bench.refresh(again.body.refresh_token!)).body).not.toHaveProperty('refresh_token');
  });

  it('that was revoked takes its access tokens along, also those of before a rotation, and no others', async () => {
    await tokens({ rotate: true });
    const [mine, other] = [await bench.install(), await bench.install()];
    const refreshed = (await bench.refresh(mine.refreshToken)).body;
    await bench.client().revokeToken(refreshed.refresh_token!);
    expect(await bench.limitsWith(mine.accessToken)).toEqual(DEAD);
    expect(await bench.limitsWith(refreshed.access_token!)).toEqual(DEAD);
    expect(await errorOf(bench.refresh(refreshed.refresh_token!))).toEqual(EXPIRED);
    expect(await bench.limitsWith(other.accessToken)).toEqual(GOOD);
  });

  it('that nobody had is refused as one that is over, and jsforce says what Salesforce said', async () => {
    expect(await errorOf(bench.refresh('5Aep861none'))).toEqual(EXPIRED);
    await expect(bench.client().refreshToken('5Aep861none')).rejects.toMatchObject({
      name: 'invalid_grant',
      message: 'expired access/refresh token',
    });
    await tokens({ revoke: true });
    const connection = bench.stranger({ accessToken: 'gone', refreshToken: '5Aep861none' });
    await expect(connection.sobject('Account').create({ Name: 'A' })).rejects.toThrow(
      'Unable to refresh session due to: expired access/refresh token',
    );
  });

  it('dies when it is left idle for the days that the app allows', async () => {
    await tokens({ refreshIdleDays: 30 });
    const { refreshToken } = await bench.install();
    await bench.advance(30 * DAY_MS - 1);
    expect((await bench.refresh(refreshToken)).status).toBe(200);
    await bench.advance(30 * DAY_MS - 1);
    expect((await bench.refresh(refreshToken)).status).toBe(200);
    await bench.advance(30 * DAY_MS);
    expect(await errorOf(bench.refresh(refreshToken))).toEqual(EXPIRED);
  });

  it('is the oldest of five of one user and app, and dies of the sixth', async () => {
    const installed = [];
    for (let count = 0; count < 5; count++) {
      installed.push(await bench.install());
      await bench.advance(1_000);
    }
    const another = await bench.install({ username: 'sales@sandbox.example.com' });
    expect(await bench.limitsWith(installed[0]!.accessToken)).toEqual(GOOD);
    const sixth = await bench.install();
    expect(await bench.limitsWith(installed[0]!.accessToken)).toEqual(DEAD);
    expect(await errorOf(bench.refresh(installed[0]!.refreshToken))).toEqual(EXPIRED);
    const alive = [...installed.slice(1), sixth, another].map(({ refreshToken }) => bench.refresh(refreshToken));
    expect((await Promise.all(alive)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it('is worth nothing to an app with another id', async () => {
    const { refreshToken } = await bench.install();
    await bench.control('POST', 'app', { clientId: 'another' });
    const asAnother = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: 'another' };
    expect(await errorOf(bench.token(asAnother))).toEqual(EXPIRED);
  });

  it('gives tokens that are never good when the org is told to refuse for ever', async () => {
    const { accessToken, refreshToken } = await bench.install();
    await tokens({ forever401: true });
    expect(await bench.limitsWith(accessToken)).toEqual(DEAD);
    const { status, body } = await bench.refresh(refreshToken);
    expect([status, await bench.limitsWith(body.access_token!)]).toEqual([200, DEAD]);
    // jsforce alone would go round for ever (contract 10, 1): a refresh function with a cap stops it.
    let rounds = 0;
    const { Connection } = await import('jsforce');
    const connection = new Connection({
      instanceUrl: bench.sandbox.url,
      accessToken,
      refreshFn: (_connection, done) => {
        if (++rounds === 3) done(new Error('enough'));
        else done(null, body.access_token);
      },
    });
    await expect(connection.sobject('Account').create({ Name: 'A' })).rejects.toThrow('enough');
    await tokens({ forever401: false });
    expect(await bench.limitsWith(accessToken)).toEqual(GOOD);
  });
});

describe('revocation', () => {
  it('ends one access token and leaves its refresh token', async () => {
    const { accessToken, refreshToken } = await bench.install();
    const connection = bench.stranger({ accessToken });
    await connection.logout();
    expect(await bench.limitsWith(accessToken)).toEqual(DEAD);
    expect((await bench.refresh(refreshToken)).status).toBe(200);
  });

  it('is also asked for by address', async () => {
    const { accessToken } = await bench.install();
    const reply = await fetch(
      `${bench.sandbox.url}/services/oauth2/revoke?${new URLSearchParams({ token: accessToken }).toString()}`,
    );
    expect([reply.status, await reply.text()]).toEqual([200, '']);
    expect(await bench.limitsWith(accessToken)).toEqual(DEAD);
  });

  it('refuses in a form, not in JSON', async () => {
    await expect(bench.client().revokeToken('nobody')).rejects.toMatchObject({ name: 'invalid_token' });
    const none = await bench.post('revoke', {});
    expect([none.status, none.headers.get('content-type'), none.body]).toEqual([
      400,
      'application/x-www-form-urlencoded;charset=UTF-8',
      'error=unsupported_token_type&error_description=this%20token%20type%20is%20not%20supported',
    ]);
  });
});

describe('levers of OAuth', () => {
  it('say how they stand', async () => {
    const standing = { rotate: true, forever401: false, sessionMinutes: 120, refreshIdleDays: null };
    expect((await tokens({ rotate: true })).body).toEqual(standing);
    expect((await bench.control('GET', 'token')).body).toEqual(standing);
    const { body } = await bench.control<{ clientId: string }>('GET', 'app');
    expect(body.clientId).toBe(bench.sandbox.app.clientId);
  });

  it.each([
    ['token', {}],
    ['token', { expires: true }],
    ['token', { sessionMinutes: 0 }],
    ['install', { scope: 'api' }],
    ['app', { publicKeys: ['no key'] }],
    ['app', 'no JSON'],
  ])('refuse what they do not know: %s %j', async (lever, body) => {
    const reply = await bench.control<{ status: number; detail: string }>('POST', lever, body);
    expect([reply.status, reply.body.status, typeof reply.body.detail]).toEqual([400, 400, 'string']);
  });

  it('are not there unless they are asked for', async () => {
    const plain = await startSalesforceSandbox({ port: 0 });
    const headers = { Authorization: `Bearer ${plain.token}` };
    expect((await fetch(`${plain.url}/_sandbox/token`, { headers })).status).toBe(404);
    await plain.close();
  });
});
