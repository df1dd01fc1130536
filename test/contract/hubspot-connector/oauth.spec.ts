import { createHubspotApp } from '../../../src/connectors/hubspot/oauth';
import { table } from '../../../src/connectors/hubspot/oauth-errors';
import type { Refreshed, RefreshRefusal } from '../../../src/connectors/token';
import { now, watched, type Watched } from './calls';
import { ScriptedServer, deadlineFor, type Reply } from './scripted-server';

const clientSecret = 'the-secret-of-the-app';
const refreshToken = 'na1-aaaa-refresh';
/** As HubSpot answers — docs, 2026-03. */
const granted = {
  token_type: 'bearer',
  refresh_token: refreshToken,
  access_token: 'CIrToaiiMhIH-access',
  expires_in: 1800,
  hub_id: 1234567,
  scopes: ['oauth', 'crm.objects.contacts.read'],
};
const refused = (error: string | null, status: string): object => ({
  ...(error !== null && { error, error_description: `quotes ${refreshToken}` }),
  status,
  message: `quotes ${refreshToken}`,
});

describe('refreshing a token of HubSpot', () => {
  let server: ScriptedServer;
  let url: string;
  let context: Watched;

  beforeEach(async () => {
    server = new ScriptedServer();
    url = await server.start();
    context = watched();
  });
  afterEach(() => server.stop());

  const refresh = (deadlineMs = 5_000): Promise<Refreshed> =>
    createHubspotApp({ clientId: 'our-app', clientSecret, deadlineMs }).refresh(context, {
      baseUrl: url,
      refreshToken,
    });
  async function refusalOf(reply: Reply): Promise<RefreshRefusal> {
    server.answer = () => reply;
    const answer = await refresh(deadlineFor(reply));
    if (answer.ok) throw new Error('It was not refused');
    return answer.refusal;
  }

  it('is one form to the dated path, with what the RFC names and nothing else', async () => {
    server.answer = () => ({ body: granted });
    await refresh();
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]).toMatchObject({ method: 'POST', path: '/oauth/2026-09/token' });
    expect(server.seen[0]?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(server.seen[0]?.form ?? ''))).toEqual({
      grant_type: 'refresh_token',
      client_id: 'our-app',
      client_secret: clientSecret,
      refresh_token: refreshToken,
    });
  });

  it('brings the access token, how long it lives, and the refresh token for next time', async () => {
    server.answer = () => ({ body: { ...granted, refresh_token: 'na1-bbbb-rotated', expires_in: 600 } });
    expect(await refresh()).toEqual({
      ok: true,
      tokens: { accessToken: granted.access_token, refreshToken: 'na1-bbbb-rotated', lifetimeMs: 600_000 },
    });
  });

  it('keeps the refresh token when the answer brings none', async () => {
    server.answer = () => ({ body: { ...granted, refresh_token: undefined } });
    expect(await refresh()).toMatchObject({ tokens: { refreshToken } });
  });

  it.each([[undefined], [null], ['soon'], [0], [-5]])(
    'takes the usual half hour when the answer says %p of its life',
    async (expires) => {
      server.answer = () => ({ body: { ...granted, expires_in: expires } });
      expect(await refresh()).toMatchObject({ tokens: { lifetimeMs: 1_800_000 } });
    },
  );

  const retry = (more: object = {}): object => ({ kind: 'retry', notBefore: null, ...more });
  const reauth = (code: string): object => ({ kind: 'reauth', code, notBefore: null });
  const configuration = (code: string): object => ({ kind: 'configuration', code, notBefore: null });
  const cut = expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/) as string;
  const inMs = (ms: number): Date => new Date(now.getTime() + ms);
  const limited = { status: 429, headers: { 'retry-after': '7' }, body: { policyName: 'SECONDLY' } };

  /** By the name of the row of the table that it is about. */
  const rows: readonly (readonly [row: string, title: string, reply: Reply, refusal: object])[] = [
    ['no whole answer', 'a connection that is reset', 'reset', retry({ code: cut })],
    ['no whole answer', 'an answer that breaks off', 'cut', retry({ code: cut })],
    ['no whole answer', 'an answer that ends early', 'end', retry()],
    ['no whole answer', 'a server that never answers', 'hang', retry({ code: 'DEADLINE' })],
    ['no whole answer', 'a server that drips', 'drip', retry({ code: 'DEADLINE' })],
    ['rate limit', 'a limit that says when it ends', limited, retry({ notBefore: inMs(7_000) })],
    ['rate limit', 'a limit that says nothing', { status: 429 }, retry({ code: 'HTTP_429' })],
    ['account moves', 'an account that moves', { status: 477 }, retry({ notBefore: inMs(600_000) })],
    [
      'account moves',
      'an account that says when it has moved',
      { status: 477, headers: { 'retry-after': '3600' } },
      retry({ notBefore: inMs(3_600_000) }),
    ],
    ['trouble of HubSpot', 'a 500', { status: 500, body: { status: 'error' } }, retry({ code: 'HTTP_500' })],
    ['trouble of HubSpot', 'a gateway’s page', { status: 502, body: '<html>', type: 'text/html' }, retry()],
    [
      'trouble of HubSpot',
      'a 503 that says when',
      { status: 503, headers: { 'retry-after': '2' } },
      retry({ notBefore: inMs(2_000) }),
    ],
    ['trouble of HubSpot', 'a 524', { status: 524 }, retry()],
    [
      'trouble of HubSpot',
      'a 5xx that quotes a verdict',
      { status: 500, body: refused('invalid_grant', 'X') },
      retry(),
    ],
    [
      'access withdrawn',
      'a refresh token that was revoked',
      { status: 400, body: refused('invalid_grant', 'BAD_REFRESH_TOKEN') },
      reauth('BAD_REFRESH_TOKEN'),
    ],
    [
      'access withdrawn',
      'a portal that was disconnected',
      { status: 400, body: refused('access_denied', 'BAD_HUB') },
      reauth('BAD_HUB'),
    ],
    [
      'access withdrawn',
      'the bare word of the RFC',
      { status: 401, body: { error: 'invalid_grant' } },
      reauth('invalid_grant'),
    ],
    [
      'app refused',
      'a wrong client id',
      { status: 400, body: refused('invalid_client', 'BAD_CLIENT_ID') },
      configuration('BAD_CLIENT_ID'),
    ],
    [
      'app refused',
      'a wrong client secret, whatever else it says',
      { status: 401, body: refused('invalid_client', 'BAD_REFRESH_TOKEN') },
      configuration('BAD_REFRESH_TOKEN'),
    ],
    [
      'app refused',
      'an app that may not',
      { status: 400, body: { error: 'unauthorized_client' } },
      configuration('unauthorized_client'),
    ],
    [
      'access withdrawn, in words of HubSpot alone',
      'a revoked token without the RFC’s word',
      { status: 400, body: refused(null, 'BAD_REFRESH_TOKEN') },
      reauth('BAD_REFRESH_TOKEN'),
    ],
    [
      'app refused, in words of HubSpot alone',
      'a wrong secret without the RFC’s word',
      { status: 400, body: refused(null, 'BAD_CLIENT_SECRET') },
      configuration('BAD_CLIENT_SECRET'),
    ],
    ['answer not understood', 'a yes without tokens', { body: { ok: true } }, configuration('HTTP_200')],
    ['answer not understood', 'a yes in HTML', { body: '<html>', type: 'text/html' }, configuration('HTTP_200')],
    [
      'answer not understood',
      'a token that no header can carry',
      { body: { ...granted, access_token: 'a b' } },
      configuration('HTTP_200'),
    ],
    [
      'anything else',
      'a grant type refused',
      { status: 400, body: refused('unsupported_grant_type', 'BAD_GRANT_TYPE') },
      configuration('BAD_GRANT_TYPE'),
    ],
    ['anything else', 'a refusal without a reason', { status: 400 }, configuration('HTTP_400')],
    [
      'anything else',
      'a 403 of a proxy',
      { status: 403, body: '<html>', type: 'text/html' },
      configuration('HTTP_403'),
    ],
    [
      'anything else',
      'no such route',
      { status: 404, body: { status: 'error', category: 'NOT_FOUND' } },
      configuration('NOT_FOUND'),
    ],
    [
      'anything else',
      'a way to elsewhere, which is not gone',
      { status: 302, headers: { location: '/elsewhere' } },
      configuration('HTTP_302'),
    ],
  ];

  it.each(rows)('that meets trouble (%s): %s', async (_row, _title, reply, refusal) => {
    expect(await refusalOf(reply)).toMatchObject(refusal);
    expect(server.seen).toHaveLength(1); // and asks nobody again
  });

  it('meets every row of the table in these tests', () => {
    expect([...new Set(rows.map(([row]) => row))].sort()).toEqual(table.map(({ name }) => name).sort());
  });

  it('is told to be tried again when nobody listens', async () => {
    await server.stop();
    expect(await refresh()).toMatchObject({ refusal: { kind: 'retry', code: 'ECONNREFUSED' } });
    await server.start();
  });

  it('repeats no token and no secret in what it says, and reports its call', async () => {
    server.answer = () => ({ body: granted, headers: { 'x-hubspot-correlation-id': 'c-1' } });
    await refresh();
    const refusals: RefreshRefusal[] = [];
    for (const [, , reply] of rows.filter(([, , one]) => typeof one === 'object'))
      refusals.push(await refusalOf(reply));
    expect(context.callouts[0]).toMatchObject({
      method: 'POST',
      endpoint: '/oauth/2026-09/token',
      status: 200,
      correlationId: 'c-1',
      failure: null,
    });
    expect(context.callouts.at(-1)).toMatchObject({ status: 302, failure: 'configuration' });
    const said = JSON.stringify([refusals, context.callouts]);
    for (const secret of [refreshToken, clientSecret, granted.access_token]) expect(said).not.toContain(secret);
  });
});
