import type { Connector } from '../../../src/connectors/connector';
import { createHubspotConnector } from '../../../src/connectors/hubspot/connector';
import { fixedToken, type AccessToken } from '../../../src/connectors/token';
import type { Failure, Outcome } from '../../../src/core/failure';
import { failureOf, kinds, now, settings, watched } from './calls';
import { ScriptedServer, batch, record, type Seen } from './scripted-server';

/** As recorded (airbyte #74726, 2026-03). */
const expired = {
  status: 'error',
  message: 'The OAuth token used to make this call expired 0 second(s) ago.',
  correlationId: 'c-1',
  category: 'EXPIRED_AUTHENTICATION',
  context: { 'expire time': ['2026-03-10T23:04:41.164Z'] },
};
const account = { portalId: 1, timeZone: 'UTC', accountType: 'STANDARD' };

describe('the HubSpot connector and its token', () => {
  let server: ScriptedServer;
  let url: string;
  /** What HubSpot takes. */
  let good: string;
  /** What the source was asked, in order. */
  let asked: (string | undefined)[];
  let open: Connector[];

  beforeEach(async () => {
    server = new ScriptedServer();
    url = await server.start();
    good = 'second';
    asked = [];
    open = [];
    server.answer = (seen) => (bearerOf(seen) === good ? answerTo(seen) : { status: 401, body: expired });
  });
  afterEach(async () => {
    for (const connector of open) connector.close();
    await server.stop();
  });

  const bearerOf = ({ headers }: Seen): string => (headers.authorization ?? '').replace('Bearer ', '');
  const answerTo = ({ path, body }: Seen): ReturnType<ScriptedServer['answer']> =>
    path.endsWith('/details')
      ? { body: account }
      : batch((body.inputs ?? []).map(({ id }) => record(`9${id.slice(1)}`, { tandem_id: id })));
  const bearers = (): readonly string[] => server.seen.map(bearerOf);
  function connect(token: AccessToken): Connector {
    const connector = createHubspotConnector(
      settings(url, {
        token: (refused) => {
          asked.push(refused);
          return token(refused);
        },
      }),
    );
    open.push(connector);
    return connector;
  }
  const ok = (value: string): Promise<Outcome<string>> => Promise.resolve({ ok: true, value });
  const failing =
    (failure: Failure): AccessToken =>
    () =>
      Promise.resolve({ ok: false, failure });
  const upsert = (connector: Connector, count = 1, context = watched()): Promise<readonly Outcome<unknown>[]> =>
    connector.upsert(
      context,
      'contacts',
      Array.from({ length: count }, (_, n) => ({ key: `c${n}`, properties: {} })),
    );

  it('asks for it before each call, and takes the one of that moment', async () => {
    const tokens = ['second', 'third'];
    const connector = connect(() => ok(tokens.shift() ?? 'none'));
    await upsert(connector);
    good = 'third';
    await upsert(connector);
    expect(bearers()).toEqual(['second', 'third']);
  });

  it('sends a write once more, with another token, after one whose time was over', async () => {
    const connector = connect((refused) => ok(refused === undefined ? 'first' : 'second'));
    const context = watched();
    expect(kinds(await upsert(connector, 1, context))).toEqual(['ok']);
    expect(bearers()).toEqual(['first', 'second']);
    expect(asked).toEqual([undefined, 'first']);
    expect(context.callouts.map(({ status }) => status)).toEqual([401, 200]);
  });

  it('asks for the account with another token too', async () => {
    const connector = connect((refused) => ok(refused === undefined ? 'first' : 'second'));
    expect(await connector.account(watched())).toMatchObject({ accountId: '1' });
    expect(bearers()).toEqual(['first', 'second']);
  });

  it('does so once, and believes the second refusal', async () => {
    good = 'none';
    const connector = connect((refused) => ok(refused === undefined ? 'first' : 'second'));
    const outcomes = await upsert(connector);
    expect(failureOf(outcomes[0])).toMatchObject({ kind: 'reauth', code: 'EXPIRED_AUTHENTICATION' });
    expect(bearers()).toEqual(['first', 'second']);
  });

  it('sends nothing again when there is no other token', async () => {
    const outcomes = await upsert(connect(fixedToken('first')));
    expect(failureOf(outcomes[0])).toMatchObject({ kind: 'reauth', code: 'EXPIRED_AUTHENTICATION' });
    expect(bearers()).toEqual(['first']);
  });

  it.each([
    ['a token that is unknown', { status: 401, body: { category: 'INVALID_AUTHENTICATION' } }],
    ['a scope that is missing', { status: 403, body: { category: 'MISSING_SCOPES' } }],
  ])('sends nothing again after %s', async (_title, reply) => {
    server.answer = () => reply;
    expect(kinds(await upsert(connect(() => ok('first'))))).toEqual(['reauth']);
    expect(asked).toEqual([undefined]);
  });

  it('sends nothing without a token, and answers why for every row', async () => {
    const until = new Date(now.getTime() + 60_000);
    const failure = { kind: 'throttled', code: 'TOKEN_REFRESH', message: 'Not yet.', until } as const;
    const outcomes = await upsert(connect(failing(failure)), 250);
    expect(outcomes).toEqual(Array.from({ length: 250 }, () => ({ ok: false, failure })));
    expect(server.seen).toEqual([]);
    expect(asked).toHaveLength(3); // the calls that were on their way together
  });

  it('answers why when there is no other token after one whose time was over', async () => {
    const failure = { kind: 'reauth', code: 'BAD_REFRESH_TOKEN', message: 'Taken back.' } as const;
    const connector = connect((refused) => (refused === undefined ? ok('first') : failing(failure)()));
    expect(await upsert(connector)).toEqual([{ ok: false, failure }]);
  });

  it('asks for the permission after the token, and once more before it sends again', async () => {
    const order: string[] = [];
    const connector = connect((refused) => {
      order.push('token');
      return ok(refused === undefined ? 'first' : 'second');
    });
    await upsert(
      connector,
      1,
      watched(() => {
        order.push('permission');
        return Promise.resolve();
      }),
    );
    expect(order).toEqual(['token', 'permission', 'token', 'permission']);
  });

  it('sends nothing again when the permission has ended meanwhile', async () => {
    const connector = connect((refused) => ok(refused === undefined ? 'first' : 'second'));
    let asks = 0;
    const context = watched(() => ((asks += 1) === 1 ? Promise.resolve() : Promise.reject(new Error('lease lost'))));
    await expect(upsert(connector, 1, context)).rejects.toThrow('lease lost');
    expect(bearers()).toEqual(['first']);
  });

  it('lets an error of the source pass', async () => {
    const connector = connect(() => Promise.reject(new Error('the database is away')));
    await expect(upsert(connector)).rejects.toThrow('the database is away');
  });
});
