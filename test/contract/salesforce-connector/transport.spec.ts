import { text } from 'node:stream/consumers';
import { SalesforceClient } from '../../../src/connectors/salesforce/client';
import { fixedToken } from '../../../src/connectors/token';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { ScriptedServer, deadlineFor, type Reply } from '../hubspot-connector/scripted-server';
import { aRead, aWrite, failureOf, settings, valueOf, watched } from './client-calls';

describe('the Salesforce client at the sandbox', () => {
  let sandbox: SalesforceSandbox;
  let client: SalesforceClient;

  beforeAll(async () => {
    sandbox = await startSalesforceSandbox({ port: 0, control: true });
    client = new SalesforceClient(settings(sandbox.url, { token: fixedToken(sandbox.token) }));
  });
  afterAll(async () => {
    client.close();
    await sandbox.close();
  });

  it('hears an answer, when it was given, and what is left of the day', async () => {
    const context = watched();
    const answer = await client.begin(context)(aRead);
    expect(valueOf(answer)).toMatchObject({ totalSize: 0, done: true });
    expect(answer).toMatchObject({ answeredAt: expect.any(Date) as Date });
    expect(context.callouts).toMatchObject([{ status: 200, rows: 1, failure: null, correlationId: null }]);
    expect(context.callouts[0]?.quota).toMatchObject([{ window: 'day' }]);
  });

  it('streams a file up and a result down, with who calls said as everywhere', async () => {
    const send = client.begin(watched());
    const job = valueOf(
      await send({
        ...aRead,
        method: 'POST',
        path: 'jobs/ingest',
        json: { object: 'Account', operation: 'insert', lineEnding: 'LF' },
        read: (body) => (body as { id?: string }).id ?? null,
      }),
    );
    const pieces = function* (): Iterable<string> {
      yield 'Name\n';
      for (let n = 0; n < 300; n++) yield `Account ${n}\n`;
    };
    valueOf(
      await send({
        ...aRead,
        method: 'PUT',
        path: `jobs/ingest/${job}/batches`,
        csv: pieces,
        read: (body) => body === null || null,
      }),
    );
    valueOf(await send({ ...aRead, method: 'PATCH', path: `jobs/ingest/${job}`, json: { state: 'Aborted' } }));
    const rows = valueOf(
      await send({
        ...aRead,
        path: `jobs/ingest/${job}/unprocessedrecords`,
        receive: text,
        read: (body) => (typeof body === 'string' ? body : null),
      }),
    );
    expect(rows.trim().split('\n')).toHaveLength(301);
  });
});

describe('the Salesforce client on a bad line', () => {
  let server: ScriptedServer;
  let url: string;
  let client: SalesforceClient;

  beforeAll(async () => {
    // jsforce is loaded by the first call, which takes longer than the shortest deadline here.
    const warm = new SalesforceClient(settings('http://127.0.0.1:1'));
    await warm.begin(watched())(aRead);
    warm.close();
  });
  beforeEach(async () => {
    server = new ScriptedServer();
    url = await server.start();
    client = new SalesforceClient(settings(url));
  });
  afterEach(async () => {
    client.close();
    await server.stop();
  });

  /** From here on the server answers so. */
  const meets = (reply: Reply): void => {
    server.answer = () => reply;
    client.close();
    client = new SalesforceClient(settings(url, { callDeadlineMs: deadlineFor(reply) }));
  };

  /** Node 24 tells a connection that breaks off in the middle by its own code, Node 20 leaves it to us. */
  const cut = /^(PREMATURE_CLOSE|ECONNRESET|ERR_STREAM_PREMATURE_CLOSE)$/;
  const broken: readonly (readonly [string, Reply, string | RegExp])[] = [
    ['a connection that is reset before the answer', 'reset', 'ECONNRESET'],
    ['a connection that is reset within the answer', 'cut', cut],
    ['a connection that is closed within the answer', 'end', cut],
    ['a server that never answers', 'hang', 'DEADLINE'],
    ['a server that drips its answer', 'drip', 'DEADLINE'],
    ['a gateway that answers in HTML', { status: 502, body: '<html>', type: 'text/html' }, 'HTTP_502'],
    ['a yes in HTML', { status: 200, body: '<html>', type: 'text/html' }, 'HTTP_200'],
    ['a yes that breaks off', { status: 200, body: '[{"id":' }, 'HTTP_200'],
  ];

  it.each(broken)('leaves a write unknown after %s, and sends nothing again', async (_title, reply, code) => {
    meets(reply);
    const failure = failureOf(await client.begin(watched())(aWrite));
    expect(failure.kind).toBe('unknown');
    expect(failure.code).toMatch(code);
    expect(server.seen).toHaveLength(1);
  });

  it.each(broken)(
    'lets a read be repeated after %s, which jsforce would repeat itself',
    async (_title, reply, code) => {
      meets(reply);
      const failure = failureOf(await client.begin(watched())(aRead));
      expect(failure.kind).toBe('retry');
      expect(failure.code).toMatch(code);
      expect(server.seen).toHaveLength(1);
    },
  );

  it.each([[429], [500], [503]])('sends a read once that is answered with %i', async (status) => {
    server.answer = () => ({ status });
    failureOf(await client.begin(watched())(aRead));
    expect(server.seen).toHaveLength(1);
  });

  it('does not follow to elsewhere', async () => {
    server.answer = () => ({ status: 302, headers: { location: '/elsewhere' } });
    expect(failureOf(await client.begin(watched())(aRead)).kind).toBe('reauth');
    expect(server.seen).toHaveLength(1);
  });

  it('knows that nothing was written when nobody listens', async () => {
    await server.stop();
    expect(failureOf(await client.begin(watched())(aWrite))).toMatchObject({ kind: 'retry', code: 'ECONNREFUSED' });
    await server.start();
  });

  it('ends its own connection at the deadline', async () => {
    meets('drip');
    const ended = server.connectionEnded();
    const startMs = performance.now();
    failureOf(await client.begin(watched())(aWrite));
    expect(performance.now() - startMs).toBeLessThan(deadlineFor('drip') * 10);
    await ended;
  });

  it('takes the deadline of the call instead of its own', async () => {
    server.answer = () => 'hang';
    const patient = new SalesforceClient(settings(url, { callDeadlineMs: 600_000 }));
    expect(failureOf(await patient.begin(watched())({ ...aRead, deadlineMs: 50 })).code).toBe('DEADLINE');
    patient.close();
  });

  it('hands a body over as it comes, and tells when it breaks off', async () => {
    server.answer = () => 'end';
    const failure = failureOf(await client.begin(watched())({ ...aRead, receive: text }));
    expect(failure.kind).toBe('retry');
    expect(failure.code).toMatch(cut);
  });

  it('hands over no body of a refusal', async () => {
    server.answer = () => ({ status: 404, body: [{ errorCode: 'NOT_FOUND', message: 'x' }] });
    const receive = (): Promise<unknown> => Promise.reject(new Error('It was handed over'));
    expect(failureOf(await client.begin(watched())({ ...aRead, namesOne: true, receive })).kind).toBe('gone');
  });

  it('lets an error of whoever takes the body pass', async () => {
    server.answer = () => ({ body: [] });
    const receive = (): Promise<unknown> => Promise.reject(new Error('the disk is full'));
    await expect(client.begin(watched())({ ...aRead, receive })).rejects.toThrow('the disk is full');
  });

  it('takes any 2xx, and one without a body', async () => {
    server.answer = () => ({ status: 201, body: [1] });
    expect(valueOf(await client.begin(watched())(aWrite))).toEqual([1]);
    server.answer = () => ({ status: 204 });
    expect(valueOf(await client.begin(watched())({ ...aWrite, read: (body) => body === null }))).toBe(true);
  });

  it('says who calls, in which version, and below which path', async () => {
    server.answer = () => ({ body: [] });
    const send = client.begin(watched());
    await send({ ...aWrite, headers: { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' } });
    await send({ ...aRead, path: '/cometd/67.0' });
    expect(server.seen).toMatchObject([
      {
        method: 'PATCH',
        path: '/services/data/v67.0/composite/sobjects/Contact/Tandem_Id__c',
        headers: {
          authorization: 'Bearer 00D!session',
          'sforce-call-options': 'client=tandem',
          'content-type': 'application/json',
          'sforce-duplicate-rule-header': 'allowSave=true',
        },
        body: { allOrNone: false, records: [] },
      },
      { method: 'GET', path: '/cometd/67.0' },
    ]);
  });

  it('keeps its connection for the next call, and closes it when idle', async () => {
    server.answer = () => ({ body: [] });
    await client.begin(watched())(aWrite);
    await client.begin(watched())(aRead);
    expect(server.connections).toBe(1);
    const ended = server.connectionEnded();
    client.close();
    await ended;
  });

  it('refuses a token that no header can carry, without repeating it', async () => {
    const odd = new SalesforceClient(settings(url, { token: fixedToken('secret\nsecret') }));
    const error: unknown = await odd
      .begin(watched())(aRead)
      .catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/not a token/);
    expect(String(error)).not.toMatch(/secret/);
    expect(server.seen).toEqual([]);
  });
});
