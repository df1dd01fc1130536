import { createSalesforceApp } from '../../../src/connectors/salesforce/oauth';
import { table } from '../../../src/connectors/salesforce/oauth-errors';
import type { Refreshed, RefreshRefusal } from '../../../src/connectors/token';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { ScriptedServer, deadlineFor, type Reply } from '../hubspot-connector/scripted-server';
import { now, watched, type Watched } from './client-calls';

const clientSecret = 'the-secret-of-the-app';
const refreshToken = '5Aep-refresh';
/** As Salesforce answers a refresh (docs 2026-03): no `expires_in`, and no `refresh_token` unless it replaces them. */
const granted = {
  access_token: '00Dxx0000001gPL!AQ-access',
  signature: 'x',
  scope: 'refresh_token api',
  instance_url: 'https://example.my.salesforce.com',
  id: 'https://login.salesforce.com/id/00Dxx0000001gPL/005xx000001Sv6A',
  token_type: 'Bearer',
  issued_at: '1763760000000',
};
const refused = (error: string, description = `quotes ${refreshToken}`): Reply => ({
  status: 400,
  body: { error, error_description: description },
});

describe('refreshing a token of Salesforce', () => {
  let server: ScriptedServer;
  let url: string;
  let context: Watched;
  let sandbox: SalesforceSandbox | null = null;

  beforeEach(async () => {
    server = new ScriptedServer();
    url = await server.start();
    context = watched();
  });
  afterEach(async () => {
    await server.stop();
    await sandbox?.close();
    sandbox = null;
  });

  const refresh = (deadlineMs = 5_000): Promise<Refreshed> =>
    createSalesforceApp({ clientId: 'our-app', clientSecret, deadlineMs }).refresh(context, {
      baseUrl: url,
      refreshToken,
    });
  async function refusalOf(reply: Reply): Promise<RefreshRefusal> {
    server.answer = () => reply;
    const answer = await refresh(deadlineFor(reply));
    if (answer.ok) throw new Error('It was not refused');
    return answer.refusal;
  }

  it('is one form to where the connection leads', async () => {
    server.answer = () => ({ body: granted });
    await refresh();
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]).toMatchObject({ method: 'POST', path: '/services/oauth2/token' });
    expect(Object.fromEntries(new URLSearchParams(server.seen[0]?.form ?? ''))).toEqual({
      grant_type: 'refresh_token',
      client_id: 'our-app',
      client_secret: clientSecret,
      refresh_token: refreshToken,
    });
  });

  it('brings an access token for an hour, where the account answers, and keeps the refresh token', async () => {
    server.answer = () => ({ body: granted });
    expect(await refresh()).toEqual({
      ok: true,
      tokens: {
        accessToken: granted.access_token,
        refreshToken,
        lifetimeMs: 3_600_000,
        baseUrl: 'https://example.my.salesforce.com',
      },
    });
  });

  it('takes the refresh token that replaces the old one', async () => {
    server.answer = () => ({ body: { ...granted, refresh_token: '5Aep-rotated' } });
    expect(await refresh()).toMatchObject({ tokens: { refreshToken: '5Aep-rotated' } });
  });

  it.each([[undefined], ['/relative'], ['ftp://x'], [7]])('learns no address from %j', async (instance) => {
    server.answer = () => ({ body: { ...granted, instance_url: instance } });
    const answer = await refresh();
    expect(answer.ok && answer.tokens).not.toHaveProperty('baseUrl');
  });

  const retry = (more: object = {}): object => ({ kind: 'retry', notBefore: null, ...more });
  const reauth = (code: string): object => ({ kind: 'reauth', code, notBefore: null });
  const configuration = (code: string): object => ({ kind: 'configuration', code, notBefore: null });
  const html = (status: number): Reply => ({ status, body: '<html>', type: 'text/html' });
  const later = { 'retry-after': '7' };

  /** By the name of the row of the table that it is about. */
  const rows: readonly (readonly [row: string, title: string, reply: Reply, refusal: object])[] = [
    ['no whole answer', 'a connection that is reset', 'reset', retry()],
    ['no whole answer', 'an answer that ends early', 'end', retry()],
    ['no whole answer', 'a server that never answers', 'hang', retry({ code: 'DEADLINE' })],
    ['no whole answer', 'a server that drips', 'drip', retry({ code: 'DEADLINE' })],
    ['rate limit', 'a limit that says nothing', { status: 429 }, retry({ code: 'HTTP_429' })],
    [
      'rate limit',
      'a limit that says when it ends',
      { status: 429, headers: later },
      retry({ notBefore: new Date(now.getTime() + 7_000) }),
    ],
    ['answers elsewhere', 'a renamed domain', { status: 302, headers: { location: '/x' } }, configuration('HTTP_302')],
    ['trouble of Salesforce', 'maintenance', html(503), retry({ code: 'HTTP_503' })],
    ['trouble of Salesforce', 'an edge without a way', html(420), retry({ code: 'HTTP_420' })],
    [
      'trouble of Salesforce',
      'a 5xx that quotes a verdict',
      { status: 500, body: { error: 'invalid_grant' } },
      retry(),
    ],
    [
      'access withdrawn',
      'a refresh token that was revoked',
      refused('invalid_grant', 'expired access/refresh token'),
      reauth('invalid_grant'),
    ],
    [
      'user inactive',
      'a user that was deactivated',
      refused('invalid_grant', 'inactive user'),
      { ...reauth('invalid_grant'), message: expect.stringContaining('not active') as string },
    ],
    ['app refused', 'a wrong client id', refused('invalid_client_id'), configuration('invalid_client_id')],
    ['app refused', 'a wrong client secret', refused('invalid_client'), configuration('invalid_client')],
    ['answer not understood', 'a yes without tokens', { body: { ok: true } }, configuration('HTTP_200')],
    ['answer not understood', 'a yes in HTML', html(200), configuration('HTTP_200')],
    [
      'answer not understood',
      'a token that no header can carry',
      { body: { ...granted, access_token: 'a b' } },
      configuration('HTTP_200'),
    ],
    [
      'anything else',
      'a grant type refused',
      refused('unsupported_grant_type'),
      configuration('unsupported_grant_type'),
    ],
    ['anything else', 'an array, as other routes have it', { status: 400, body: [{}] }, configuration('HTTP_400')],
    ['anything else', 'a 403 of a proxy', html(403), configuration('HTTP_403')],
  ];

  it.each(rows)('that meets trouble (%s): %s', async (_row, _title, reply, refusal) => {
    expect(await refusalOf(reply)).toMatchObject(refusal);
    expect(server.seen).toHaveLength(1); // and asks nobody again
  });

  it('meets every row of its table in these tests', () => {
    expect([...new Set(rows.map(([row]) => row))].sort()).toEqual(table.map(({ name }) => name).sort());
  });

  it('repeats no token and no secret in what it says, and reports its call', async () => {
    server.answer = () => ({ body: granted });
    await refresh();
    const refusals: RefreshRefusal[] = [];
    for (const [, , reply] of rows.filter(([, , one]) => typeof one === 'object'))
      refusals.push(await refusalOf(reply));
    expect(context.callouts[0]).toMatchObject({
      method: 'POST',
      endpoint: '/services/oauth2/token',
      status: 200,
      failure: null,
    });
    const said = JSON.stringify([refusals, context.callouts]);
    for (const secret of [refreshToken, clientSecret, granted.access_token]) expect(said).not.toContain(secret);
  });

  it('works at the sandbox, whose replaced refresh token is dead at once', async () => {
    const { url: there, token } = (sandbox = await startSalesforceSandbox({ port: 0, control: true }));
    const lever = async <B>(method: string, name: string, body?: object): Promise<B> => {
      const answer = await fetch(`${there}/_sandbox/${name}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(await answer.text());
      return (await answer.json()) as B;
    };
    const { clientId, clientSecret: secret } = await lever<{ clientId: string; clientSecret: string }>('GET', 'app');
    await lever('POST', 'token', { rotate: true });
    const { refreshToken: given } = await lever<{ refreshToken: string }>('POST', 'install', {});
    const app = createSalesforceApp({ clientId, clientSecret: secret, deadlineMs: 5_000 });
    const at = { baseUrl: there, refreshToken: given };
    const first = await app.refresh(context, at);
    expect(first).toMatchObject({ ok: true, tokens: { baseUrl: there } });
    expect(first.ok && first.tokens.refreshToken).not.toBe(given);
    expect(await app.refresh(context, at)).toMatchObject({ refusal: { kind: 'reauth', code: 'invalid_grant' } });
    const stranger = createSalesforceApp({ clientId: 'nobody', clientSecret: secret, deadlineMs: 5_000 });
    expect(await stranger.refresh(context, at)).toMatchObject({ refusal: { code: 'invalid_client_id' } });
  });
});
