import { SalesforceClient } from '../../../src/connectors/salesforce/client';
import { ScriptedServer } from '../hubspot-connector/scripted-server';
import { aRead, aWrite, failureOf, now, settings, watched } from './client-calls';

describe('what surrounds a call to Salesforce', () => {
  let server: ScriptedServer;
  let url: string;
  let client: SalesforceClient;

  beforeEach(async () => {
    server = new ScriptedServer();
    url = await server.start();
    server.answer = () => ({ body: [] });
    client = new SalesforceClient(settings(url));
  });
  afterEach(async () => {
    client.close();
    await server.stop();
  });

  it('is a permission before each call, and sends nothing more once it is refused', async () => {
    let calls = 0;
    const leaseIsOver = new Error('the lease is over');
    const send = client.begin(watched(() => (++calls > 1 ? Promise.reject(leaseIsOver) : Promise.resolve())));
    await send(aWrite);
    await expect(send(aWrite)).rejects.toBe(leaseIsOver);
    await expect(send(aWrite)).rejects.toBe(leaseIsOver);
    expect(server.seen).toHaveLength(1);
    expect(calls).toBe(2);
  });

  it('does not send a call that was permitted when its neighbour was refused meanwhile', async () => {
    const pending: { readonly grant: () => void; readonly refuse: (error: Error) => void }[] = [];
    const send = client.begin(watched(() => new Promise((grant, refuse) => pending.push({ grant, refuse }))));
    const done = Promise.allSettled([send(aWrite), send(aWrite)]);
    while (pending.length < 2) await new Promise(setImmediate);
    pending[1]?.refuse(new Error('the lease is over'));
    pending[0]?.grant();
    expect((await done).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(server.seen).toHaveLength(0);
  });

  it('lets no more than so many calls out at a time', async () => {
    const granted: (() => void)[] = [];
    const send = client.begin(watched(() => new Promise((resolve) => granted.push(resolve))));
    const done = Promise.all(Array.from({ length: 5 }, () => send(aWrite)));
    while (granted.length < 3) await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(granted).toHaveLength(3);
    for (let next = 0; next < 5; next++) {
      while (granted.length <= next) await new Promise(setImmediate);
      granted[next]?.();
    }
    await done;
    expect(server.seen).toHaveLength(5);
  });

  it.each([
    ['refuses the token', 401, 'INVALID_SESSION_ID', 'reauth'],
    ['may not do it', 403, 'API_DISABLED_FOR_ORG', 'reauth'],
    ['has no calls left', 403, 'REQUEST_LIMIT_EXCEEDED', 'throttled'],
  ])('calls no more within a method after the account %s', async (_title, status, errorCode, kind) => {
    server.answer = () => ({ status, body: [{ errorCode, message: 'x' }] });
    const context = watched();
    const send = client.begin(context);
    expect(failureOf(await send(aWrite)).kind).toBe(kind);
    expect(failureOf(await send(aRead)).kind).toBe(kind);
    expect(server.seen).toHaveLength(1);
    expect(context.callouts).toHaveLength(1);
    expect(failureOf(await client.begin(context)(aRead)).kind).toBe(kind); // the next method asks anew
    expect(server.seen).toHaveLength(2);
  });

  it('is a report of each call, without any value of a record', async () => {
    const context = watched();
    const send = client.begin(context);
    server.answer = () => ({ body: [], headers: { 'Sforce-Limit-Info': 'api-usage=18/5000' } });
    await send({ ...aWrite, json: { records: [{ LastName: 'Secret' }] } });
    const message = 'Please include this ErrorId if you contact support: 1764130000-12345 (-152364)';
    server.answer = () => ({ status: 500, body: [{ errorCode: 'UNKNOWN_EXCEPTION', message }] });
    await send({ ...aRead, path: 'sobjects/Contact/003Secret', endpoint: '/services/data/sobjects/Contact/{id}' });
    server.answer = () => 'reset';
    await send(aWrite);
    expect(context.callouts).toEqual([
      {
        at: now,
        method: 'PATCH',
        endpoint: '/services/data/composite/sobjects/Contact',
        status: 200,
        durationMs: expect.any(Number) as number,
        rows: 2,
        correlationId: null,
        failure: null,
        quota: [{ window: 'day', kind: 'rolling', remaining: 4_982, limit: 5_000 }],
      },
      expect.objectContaining({
        status: 500,
        correlationId: '1764130000-12345 (-152364)',
        failure: 'retry',
        quota: [],
      }),
      expect.objectContaining({ status: null, correlationId: null, failure: 'unknown' }),
    ]);
    expect(JSON.stringify(context.callouts)).not.toMatch(/Secret/);
  });
});
