import { operations } from '../../../src/http/openapi/document';
import type { Operation } from '../../../src/http/openapi/operation';
import { operationOf } from '../http/openapi/judge';
import { send, type Reply } from '../http/openapi/send';
import { hitsIn, payloads, valueAt } from './strings';
import { Trial } from './trial';

/** The types of record are served by the same handlers. */
const once = operations.filter(({ id }) => !/Company|Order/.test(id));
const sourceId = /^[A-Za-z0-9._:-]{1,64}$/;

const encoded = (parts: readonly unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
/** By parameter: the ways in which a payload can stand in it. */
const asQuery: Readonly<Record<string, readonly ((payload: string) => string)[]>> = {
  limit: [(payload) => `?limit=${encodeURIComponent(payload)}`],
  version: [
    (payload) => `?updatedAt=${encodeURIComponent(payload)}`,
    (payload) => `?updatedAt=2026-11-22T09:30:00Z&updatedAt=${encodeURIComponent(payload)}`,
  ],
  cursor: [
    (payload) => `?cursor=${encodeURIComponent(payload)}`,
    (payload) => `?cursor=${Buffer.from(payload).toString('base64url')}`,
    (payload) => `?cursor=${encoded([`${payload} `])}`,
    (payload) => `?cursor=${encoded([`${payload} `, 'customer', '1'])}`,
    (payload) => `?cursor=${encoded([[payload], { a: payload }, null])}`,
  ],
};

describe('a string that is SQL', () => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await Trial.start();
  });
  afterEach(() => trial.expectStanding());
  afterAll(() => trial.scene.close());

  const withPath = once.filter(({ path }) => path.includes('{id}'));
  it.each(withPath.map((operation) => ({ id: operation.id, operation })))(
    'is no id in the path of $id',
    async ({ operation }) => {
      for (const payload of payloads.filter((one) => one.isWellFormed() && !sourceId.test(one))) {
        const id = encodeURIComponent(payload);
        const body = operation.body && {};
        const reply = await trial.ask(operation, { id, body }, payload);
        expect({ payload, status: reply.status }).toEqual({ payload, status: 400 });
      }
    },
  );

  it.each(['/v1/:/1', '/v1/:', '/v1/customers/1/:', '/v1/customers/:/links', '/:', '/docs/:', '/health/:'])(
    'is no path: %s',
    async (path) => {
      for (const payload of payloads.filter((one) => one.isWellFormed())) {
        const sent = path.replace(':', encodeURIComponent(payload));
        const reply = await trial.ask({ ...operationOf('getCustomer'), path: sent }, {}, sent);
        expect([200, 302, 400, 404]).toContain(reply.status);
      }
    },
  );

  const queries: readonly (readonly [string, Operation, (payload: string) => string])[] = operations.flatMap(
    (operation) =>
      [
        ...(operation.parameters ?? []).flatMap((name) => asQuery[name] ?? []),
        (payload: string) => `?${encodeURIComponent(payload)}=1&order=${encodeURIComponent(payload)}`,
      ].map((make) => [operation.id, operation, make] as const),
  );
  it.each(queries)('is no parameter of the query of %s', async (_id, operation, make) => {
    for (const payload of payloads.filter((one) => one.isWellFormed())) {
      const body = operation.body && {};
      const query = make(payload);
      const reply = await trial.ask(operation, { id: 'nowhere', query, body }, query);
      const told = query.startsWith('?cursor') || query.startsWith('?limit') || query.startsWith('?updatedAt');
      if (told) expect({ payload, status: reply.status }).toEqual({ payload, status: 400 });
    }
  });

  it('is no name to retry, and matches no other', async () => {
    for (const payload of payloads) {
      for (const field of ['connectionId', 'id', 'type']) {
        const { status, text } = await trial.ask('retryParked', { body: { [field]: payload } }, { field, payload });
        if (status === 202) expect(JSON.parse(text)).toEqual({ retried: 0 });
        else expect({ field, payload, status }).toEqual({ field, payload, status: 400 });
      }
    }
  });

  it('is a reason like any other', async () => {
    for (const payload of payloads) {
      const { status, text } = await trial.ask('pauseConnection', { id: 'crm', body: { reason: payload } }, payload);
      const storable = payload.isWellFormed() && !payload.includes('\0');
      expect({ payload, status }).toEqual({ payload, status: storable ? 200 : 400 });
      if (storable) expect(valueAt(JSON.parse(text), ['reason', 'message'])).toBe(payload);
    }
    await trial.ask('resumeConnection', { id: 'crm' }, 'resumed');
  });

  it('is kept in a connection as it was sent, or leaves it as it was', async () => {
    const { url, token } = trial.scene.crm;
    const customFields = [{ object: 'customer', name: 'tier', property: 'tier', label: 'Tier', type: 'text' }];
    const base = { crm: 'hubspot', token, url, recordUrl: null, customFields, environment: 'test' };
    await trial.ask('putConnection', { id: 'strings', body: base }, 'the connection');
    for (const { place, payload, body, read } of hitsIn('ConnectionBody', base)) {
      const what = { place, payload };
      const before = await trial.ask('getConnection', { id: 'strings' }, what);
      const { status } = await trial.ask('putConnection', { id: 'strings', body }, what);
      const after = await trial.ask('getConnection', { id: 'strings' }, what);
      // What is sealed is never read back.
      const answered = place[0] === 'webhookSecret' ? undefined : read;
      if (status === 200)
        expect({ what, read: valueAt(JSON.parse(after.text), place) }).toEqual({ what, read: answered });
      else {
        expect({ what, status: [400, 422].includes(status), text: after.text }).toEqual({
          what,
          status: true,
          text: before.text,
        });
      }
    }
  });

  /** As the bytes of the header; a line break or NUL in it never gets past a client, and is tried by the door's own tests. */
  const asHeader = payloads.filter((one) => one.isWellFormed() && !/[\0\r\n]/.test(one));
  const bytesOf = (payload: string): string => Buffer.from(payload).toString('latin1');

  it.each([
    'authorization',
    'if-none-match',
    'x-request-id',
    'content-type',
    'accept',
    'cookie',
    'user-agent',
    'x-tenant-id',
  ])('does nothing in the header field %s', async (name) => {
    for (const payload of asHeader) {
      const value = name === 'authorization' ? `Bearer ${bytesOf(payload)}` : bytesOf(payload);
      const asked = { id: '1', headers: { [name]: value } };
      const { status } = await trial.ask('getCustomer', asked, { name, payload });
      expect({ payload, status }).toEqual({ payload, status: name === 'authorization' ? 401 : 200 });
      const write = { ...asked, id: 'by-header', body: { firstName: 'a' } };
      const written = await trial.ask('putCustomer', write, { name, payload });
      const wanted = { authorization: 401, 'content-type': 415 }[name] ?? 200;
      expect({ payload, status: written.status }).toEqual({ payload, status: wanted });
    }
  });

  it('is an idempotency key like any other, or none', async () => {
    for (const payload of asHeader) {
      const asked = { body: {}, headers: { 'idempotency-key': bytesOf(payload) } };
      const first = await trial.ask('retryParked', asked, payload);
      const again = await trial.ask('retryParked', asked, payload);
      const visible = /^[\x21-\x7e]+$/.test(payload);
      expect({ payload, status: first.status, again: again.headers['idempotency-replayed'] }).toEqual({
        payload,
        status: visible ? 202 : 400,
        again: visible ? 'true' : undefined,
      });
    }
    const keys = await trial.scene.api.database.query<{ key: string }>(
      `select key from idempotency where key not like 'key-of-%'`,
    );
    expect(new Set(keys.map(({ key }) => key))).toEqual(new Set(asHeader.filter((one) => /^[\x21-\x7e]+$/.test(one))));
  });

  it('opens nothing as a whole header', async () => {
    for (const payload of asHeader) {
      const headers = { authorization: bytesOf(payload) };
      const sending = (): Promise<Reply> =>
        send(trial.scene.api.url, { method: 'GET', path: '/v1/customers/1', headers });
      expect((await trial.judge(sending, payload)).status).toBe(401);
    }
  });
});
