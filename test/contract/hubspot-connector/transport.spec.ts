import { CallFailure, type Connector } from '../../../src/connectors/connector';
import { createHubspotConnector } from '../../../src/connectors/hubspot/connector';
import { fixedToken } from '../../../src/connectors/token';
import { failureOf, kinds, settings, valueOf, watched } from './calls';
import { ScriptedServer, batch, deadlineFor, record, type Reply } from './scripted-server';

describe('the HubSpot connector on a bad line', () => {
  let server: ScriptedServer;
  let url: string;
  let hubspot: Connector;

  beforeAll(async () => {
    // The client loads its parts at their first use, which takes longer than the shortest deadline here.
    const warm = createHubspotConnector(settings('http://127.0.0.1:1'));
    await warm.read(watched(), { object: 'contacts', by: 'key', ids: ['c1'], properties: [] });
    warm.close();
  });
  beforeEach(async () => {
    server = new ScriptedServer();
    url = await server.start();
    hubspot = createHubspotConnector(settings(url));
  });
  afterEach(async () => {
    hubspot.close();
    await server.stop();
  });

  /** From here on the server answers so. */
  const meets = (reply: Reply): void => {
    server.answer = () => reply;
    hubspot.close();
    hubspot = createHubspotConnector(settings(url, { callDeadlineMs: deadlineFor(reply) }));
  };
  const upsert = (context = watched()): ReturnType<Connector['upsert']> =>
    hubspot.upsert(context, 'contacts', [
      { key: 'c1', properties: { firstname: 'Ana' } },
      { key: 'c2', properties: { firstname: 'Bo' } },
    ]);
  const read = (): ReturnType<Connector['read']> =>
    hubspot.read(watched(), { object: 'contacts', by: 'key', ids: ['c1'], properties: ['firstname'] });
  const upserted = [record('1', { tandem_id: 'c1' }, { new: true }), record('2', { tandem_id: 'c2' }, { new: false })];

  /** Node 24 tells a connection that breaks off in the middle by its own code, Node 20 leaves it to us. */
  const cut = /^(PREMATURE_CLOSE|ECONNRESET)$/;
  const broken: readonly [string, Reply, string | RegExp][] = [
    ['a connection that is reset before the answer', 'reset', 'ECONNRESET'],
    ['a connection that is reset within the answer', 'cut', cut],
    ['a connection that is closed within the answer', 'end', 'PREMATURE_CLOSE'],
    ['a server that never answers', 'hang', 'DEADLINE'],
    ['a server that drips its answer', 'drip', 'DEADLINE'],
    ['a gateway that answers in HTML', { status: 502, body: '<html>', type: 'text/html' }, 'HTTP_502'],
    ['a yes without a body', { status: 200 }, 'HTTP_200'],
    ['a yes in HTML', { status: 200, body: '<html>', type: 'text/html' }, 'HTTP_200'],
    ['a yes that breaks off', { status: 200, body: '{"results":[' }, 'HTTP_200'],
    ['a yes of an unknown type', { status: 200, body: '<a/>', type: 'application/xml' }, 'HTTP_200'],
  ];

  it.each(broken)('leaves a write unknown, for every row, after %s', async (_title, reply, code) => {
    meets(reply);
    const outcomes = await upsert();
    expect(kinds(outcomes)).toEqual(['unknown', 'unknown']);
    expect(failureOf(outcomes[0]).code).toMatch(code);
    expect(server.seen).toHaveLength(1); // and sends nothing again
  });

  it.each(broken)('lets a read be repeated after %s', async (_title, reply, code) => {
    meets(reply);
    const outcomes = await read();
    expect(failureOf(outcomes[0]).kind).toBe('retry');
    expect(failureOf(outcomes[0]).code).toMatch(code);
  });

  it.each([['hang'], ['drip']] as const)(
    'ends its own connection at the deadline when a server does %s',
    async (reply) => {
      meets(reply);
      const ended = server.connectionEnded();
      const startMs = performance.now();
      await upsert();
      expect(performance.now() - startMs).toBeLessThan(deadlineFor(reply) * 10);
      await ended;
    },
  );

  it('knows that nothing was written when nobody listens', async () => {
    await server.stop();
    expect(kinds(await upsert())).toEqual(['retry', 'retry']);
    await server.start();
  });

  it('reads an answer that does not say its type', async () => {
    server.answer = () => ({ ...(batch(upserted) as object), type: null });
    expect(kinds(await upsert())).toEqual(['ok', 'ok']);
  });

  it('takes any 2xx that brings the rows', async () => {
    server.answer = () => ({ ...(batch(upserted) as object), status: 201 });
    expect((await upsert()).map((outcome) => valueOf(outcome).created)).toEqual([true, false]);
  });

  it('keeps its connection for the next call', async () => {
    server.answer = () => batch(upserted);
    await upsert();
    await upsert();
    expect(server.connections).toBe(1);
  });

  it('closes its idle connections', async () => {
    server.answer = () => batch(upserted);
    await upsert();
    const ended = server.connectionEnded();
    hubspot.close();
    await ended;
  });

  it('refuses a token that no header can carry, without repeating it', async () => {
    const odd = createHubspotConnector(settings(url, { token: fixedToken('secret\nsecret') }));
    const error: unknown = await odd.account(watched()).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/not a token/);
    expect(String(error)).not.toMatch(/secret/);
    expect(server.seen).toEqual([]);
  });

  describe('asking for the account', () => {
    const details = { portalId: 12345678, timeZone: 'US/Eastern', companyCurrency: 'USD', accountType: 'STANDARD' };

    it('tells the portal, its time zone and its currency', async () => {
      server.answer = () => ({ body: details });
      const account = await hubspot.account(watched());
      expect(account).toEqual({
        accountId: '12345678',
        kind: 'production',
        timeZone: 'US/Eastern',
        currency: 'USD',
      });
      expect(server.seen[0]?.headers.authorization).toBe('Bearer pat-na1-test');
    });

    it.each([
      ['DEVELOPER_TEST', 'test'],
      ['SANDBOX', 'test'],
      ['APP_DEVELOPER', 'test'],
      ['STANDARD', 'production'],
      ['something new', 'production'],
      [undefined, 'production'],
    ])('takes an account of the type %s for a %s account', async (accountType, kind) => {
      server.answer = () => ({ body: { ...details, accountType } });
      expect(await hubspot.account(watched())).toMatchObject({ kind });
    });

    it('makes the daily limit end at the midnight of the account', async () => {
      server.answer = ({ path }) =>
        path.endsWith('/details') ? { body: details } : { status: 429, body: { policyName: 'DAILY' } };
      await hubspot.account(watched());
      expect(failureOf((await upsert())[0])).toMatchObject({ until: new Date('2026-03-11T04:00:00Z') });
    });

    it.each([['hang'], ['drip'], ['reset'], ['cut']] as const)('fails in time when a server does %s', async (reply) => {
      meets(reply);
      const ended = server.connectionEnded();
      const error = await hubspot.account(watched()).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CallFailure);
      expect((error as CallFailure).failure.kind).toBe('retry');
      await ended;
    });

    it('reports a token that was revoked', async () => {
      server.answer = () => ({ status: 401, body: { category: 'INVALID_AUTHENTICATION' } });
      await expect(hubspot.account(watched())).rejects.toMatchObject({ failure: { kind: 'reauth' } });
    });
  });
});
