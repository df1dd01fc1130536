import type { Connector, Upsert } from '../../../src/connectors/connector';
import { createHubspotConnector } from '../../../src/connectors/hubspot/connector';
import { kinds, now, settings, watched } from './calls';
import { ScriptedServer, batch, record } from './scripted-server';

const rows = (count: number): Upsert[] =>
  Array.from({ length: count }, (_, n) => ({ key: `c${n}`, properties: { email: `person${n}@example.com` } }));

describe('the HubSpot connector and its permission to call', () => {
  let server: ScriptedServer;
  let url: string;
  let hubspot: Connector;

  beforeEach(async () => {
    server = new ScriptedServer();
    server.answer = ({ body }) =>
      batch(
        (body.inputs ?? []).map(({ id, properties }) => record(`9${id.slice(1)}`, { ...properties, tandem_id: id })),
      );
    url = await server.start();
    hubspot = createHubspotConnector(settings(url, { parallelCalls: 2 }));
  });
  afterEach(async () => {
    hubspot.close();
    await server.stop();
  });

  it('asks before every call, and for as many calls at a time as it was given', async () => {
    const granted: (() => void)[] = [];
    const context = watched(() => new Promise((resolve) => granted.push(resolve)));
    const done = hubspot.upsert(context, 'contacts', rows(500));
    for (let calls = 2; calls <= 4; calls += 2) {
      while (granted.length < calls) await new Promise(setImmediate);
      await new Promise(setImmediate);
      expect(granted).toHaveLength(calls);
      expect(server.seen).toHaveLength(calls - 2);
      for (const grant of granted.slice(-2)) grant();
    }
    while (granted.length < 5) await new Promise(setImmediate);
    granted[4]?.();
    expect(kinds(await done)).toHaveLength(500);
    expect(server.seen).toHaveLength(5);
  });

  it('does not send a call that was permitted when its neighbour was refused meanwhile', async () => {
    const pending: { readonly grant: () => void; readonly refuse: (error: Error) => void }[] = [];
    const context = watched(() => new Promise((grant, refuse) => pending.push({ grant, refuse })));
    const done = hubspot.upsert(context, 'contacts', rows(200));
    while (pending.length < 2) await new Promise(setImmediate);
    pending[1]?.refuse(new Error('the lease is over'));
    pending[0]?.grant();
    await expect(done).rejects.toThrow('the lease is over');
    expect(server.seen).toHaveLength(0);
  });

  it('waits for the calls that are out before it passes the error on', async () => {
    const leaseIsOver = new Error('the lease is over');
    let refuse: () => void = () => undefined;
    let calls = 0;
    const context = watched(() => {
      if (++calls === 1) return Promise.resolve();
      return new Promise((_resolve, reject) => (refuse = () => reject(leaseIsOver)));
    });
    const answer = server.answer;
    server.answer = (request) => {
      refuse();
      return answer(request);
    };
    await expect(hubspot.upsert(context, 'contacts', rows(900))).rejects.toBe(leaseIsOver);
    expect(context.callouts).toHaveLength(1);
  });

  it('asks again before each half of a refused call', async () => {
    server.answer = () => ({ status: 400, body: { category: 'VALIDATION_ERROR' } });
    let calls = 0;
    const context = watched(() => (++calls > 3 ? Promise.reject(new Error('the lease is over')) : Promise.resolve()));
    await expect(hubspot.upsert(context, 'contacts', rows(8))).rejects.toThrow('the lease is over');
    expect(server.seen).toHaveLength(3);
  });

  it.each([
    ['refuses the token', 401, 'reauth'],
    ['misses a scope', 403, 'reauth'],
    ['has no calls left', 429, 'throttled'],
  ])('calls no more within a method after the account %s', async (_title, status, kind) => {
    const single = createHubspotConnector(settings(url, { parallelCalls: 1 }));
    server.answer = () => ({ status, body: {} });
    const context = watched();
    const outcomes = await single.upsert(context, 'contacts', rows(300));
    single.close();
    expect(new Set(kinds(outcomes))).toEqual(new Set([kind]));
    expect(outcomes).toHaveLength(300);
    expect(server.seen).toHaveLength(1);
    expect(context.callouts).toHaveLength(1);
  });

  it('reports each call, without any value of a record', async () => {
    const context = watched();
    await hubspot.upsert(context, 'contacts', rows(2));
    server.answer = () => ({
      status: 409,
      body: { category: 'CONFLICT', correlationId: 'in-the-body' },
      headers: { 'X-HubSpot-RateLimit-Max': '190', 'X-HubSpot-RateLimit-Remaining': '12' },
    });
    await hubspot.upsert(context, 'contacts', rows(1));
    server.answer = () => 'reset';
    await hubspot.read(context, { object: 'deals', by: 'id', ids: ['4711'], properties: [] });

    expect(context.callouts).toEqual([
      {
        at: now,
        method: 'POST',
        endpoint: '/crm/v3/objects/contacts/batch/upsert',
        status: 200,
        durationMs: expect.any(Number) as number,
        rows: 2,
        correlationId: null,
        failure: null,
        quota: [],
      },
      expect.objectContaining({
        status: 409,
        rows: 1,
        correlationId: 'in-the-body',
        failure: 'duplicate',
        quota: [{ window: 'burst', windowMs: null, remaining: 12, limit: 190 }],
      }),
      expect.objectContaining({
        endpoint: '/crm/v3/objects/deals/batch/read',
        status: null,
        correlationId: null,
        failure: 'retry',
      }),
    ]);
    expect(JSON.stringify(context.callouts)).not.toMatch(/person|4711/);
  });

  it('takes the ids out of the routes that it reports', async () => {
    server.answer = ({ method }) =>
      method === 'GET'
        ? { status: 404, headers: { 'x-hubspot-correlation-id': 'in-the-header' }, body: { correlationId: 'other' } }
        : batch([]);
    const context = watched();
    await hubspot.read(context, { object: 'deals', by: 'id', ids: ['4711'], properties: [] });
    expect(context.callouts[1]).toMatchObject({
      endpoint: '/crm/v3/objects/deals/{id}',
      correlationId: 'in-the-header',
      failure: 'gone',
    });
  });
});
