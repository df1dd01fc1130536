import { getEventListeners } from 'node:events';
import type { News, OfferedField } from '../../../src/core/news';
import type { Scope } from '../../../src/store/api-keys';
import { appendChanges, closeOffers, takeSeqs } from '../../../src/store/changes';
import { inTenant } from '../../../src/store/transaction';
import { Waker } from '../../../src/store/wake';
import { until } from '../../support/until';
import { Api, type Answer, type ProblemBody } from './api';

interface ChangeView {
  readonly seq: number;
  readonly status: string;
  readonly answers: Readonly<Record<string, { readonly as: string; readonly reason?: string; readonly by?: number }>>;
}

interface Changes {
  readonly changes: readonly ChangeView[];
  readonly after: number;
}

interface RecordView {
  readonly phone?: string | null;
  readonly firstName?: string;
  readonly updatedAt: string;
}

interface BatchAnswer {
  readonly results: readonly { readonly result: string }[];
}

const said = { phone: '+442079460000', firstName: 'Ada', updatedAt: '2026-03-01T12:00:00.000Z' };
const phone = { from: said.phone, to: '+442079460123' };
const country = { from: null, to: 'GB' };
const older = '2026-03-01T11:00:00.000Z';
const newer = '2026-03-01T13:00:00.000Z';
const newest = '2026-03-01T14:00:00.000Z';
const now = new Date('2026-03-01T12:30:00Z');

describe('the changes of the CRMs', () => {
  let api: Api;
  let waker: Waker;
  beforeAll(async () => {
    api = await Api.start();
    for (const id of ['a', 'b']) await api.connect('one', id);
    waker = new Waker(api.database.app);
    await waker.start();
  });
  beforeEach(async () => {
    await api.database.query('delete from change; delete from change_feed; delete from record');
    await api.call('PUT', '/v1/customers/1', said);
    await api.database.query('delete from dirty');
  });
  afterAll(async () => {
    await waker.stop();
    await api.close();
  });

  const append = (news: News, { object = 'customer', sourceId = '1' } = {}): Promise<number> =>
    inTenant(api.app, 'one', async (tx) => {
      const seq = await takeSeqs(tx, 'one', 1);
      const stream = { connectionId: 'a', object: object as 'customer' };
      await appendChanges(tx, 'one', stream, { changes: [{ seq, sourceId, externalId: '151', news }], now });
      return seq;
    });
  const offer = (fields: Readonly<Record<string, OfferedField>>): Promise<number> =>
    append({ kind: 'changed', fields });
  const supersede = (seq: number, field: string, by: number): Promise<void> =>
    inTenant(api.app, 'one', (tx) => closeOffers(tx, 'one', { offers: [{ seq, field, as: 'superseded', by }], now }));
  const list = async (query: string): Promise<Changes> => (await api.call<Changes>('GET', `/v1/changes${query}`)).body;
  const post = <T = ChangeView>(path: string, body?: unknown): Promise<Answer<T>> =>
    api.call<T>('POST', `/v1/changes/${path}`, body);
  const change = async (seq: number): Promise<ChangeView> => (await list(`?after=${seq - 1}&limit=1`)).changes[0]!;
  const record = async (): Promise<RecordView> => (await api.call<RecordView>('GET', '/v1/customers/1')).body;
  const marked = async (): Promise<readonly string[]> => {
    const found = await api.database.query<{ id: string }>(
      `select connection_id || '/' || object || '/' || source_id as id from dirty order by 1`,
    );
    return found.map(({ id }) => id);
  };

  describe('are read', () => {
    it('in order, page by page, each once', async () => {
      for (let count = 0; count < 5; count += 1) await offer({ phone });
      const pages = [await list('?limit=2'), await list('?after=2&limit=2'), await list('?after=4&limit=2')];
      expect(pages.map(({ changes }) => changes.map(({ seq }) => seq))).toEqual([[1, 2], [3, 4], [5]]);
      expect(pages.map(({ after }) => after)).toEqual([2, 4, 5]);
      expect(await list('?after=5')).toEqual({ changes: [], after: 5 });
      expect(await list('')).toMatchObject({ changes: { length: 5 }, after: 5 });
    });

    it('with what was, what is, whose record it is and what became of them', async () => {
      await offer({ phone: { ...phone, orFrom: ['+442079460001'] } });
      await append({ kind: 'merged', into: '152' });
      const about = { type: 'customer', id: '1', externalId: '151', connectionId: 'a', at: now.toISOString() };
      expect((await list('')).changes).toEqual([
        {
          ...about,
          seq: 1,
          kind: 'changed',
          fields: { phone: { ...phone, orFrom: ['+442079460001'] } },
          into: null,
          status: 'open',
          answers: {},
        },
        { ...about, seq: 2, kind: 'merged', fields: {}, into: '152', status: 'open', answers: {} },
      ]);
    });

    it.each([
      ['after', '-1'],
      ['after', '1.5'],
      ['after', 'x'],
      ['after', ''],
      ['after', '1e3'],
      ['after', '9007199254740992'],
      ['after', '1&after=2'],
      ['wait', '31'],
      ['wait', '-1'],
      ['wait', '0.5'],
      ['wait', 'long'],
      ['limit', '0'],
      ['limit', '1001'],
      ['limit', 'x'],
    ])('not with %s=%s', async (name, value) => {
      const { status, body } = await api.call('GET', `/v1/changes?${name}=${value}`);
      expect({ status, type: body.type }).toEqual({ status: 400, type: 'urn:tandem:problem:invalid-request' });
      expect(body.errors).toMatchObject([{ field: name }]);
      expect(body.detail).toMatch(new RegExp(`^${name} must be a whole number from \\d+ to \\d+\\.$`));
    });

    it('as soon as there are any, by whoever waits', async () => {
      const waiting = list('?wait=30');
      const seq = await offer({ phone });
      waker.tellOfChanges('one');
      expect(await waiting).toMatchObject({ changes: [{ seq }], after: seq });
      expect(await list('?wait=30')).toMatchObject({ changes: [{ seq }] });
    });

    it('after the wait, when there are none', async () => {
      await offer({ phone });
      const began = performance.now();
      expect(await list('?after=1&wait=1')).toEqual({ changes: [], after: 1 });
      expect(performance.now() - began).toBeGreaterThan(990);
    });

    it('by nobody who has hung up: the wait ends then', async () => {
      let answered = 0;
      const listening = await Api.start({
        extend: (http) =>
          http
            .getHttpAdapter()
            .getInstance()
            .addHook('onSend', (_request, _reply, _payload, done) => {
              answered += 1;
              done();
            }),
      });
      const caller = new AbortController();
      const headers = { authorization: `Bearer ${listening.keys.one}` };
      const asked = fetch(`${listening.url}/v1/changes?wait=30`, { headers, signal: caller.signal }).catch(() => null);
      await until(() => getEventListeners(listening.drain.signal, 'abort').length === 1);
      caller.abort();
      await asked;
      await until(() => answered === 1, { withinMs: 20_000 });
      await listening.close();
    });

    it('without a further wait, when the service stops', async () => {
      const stopping = await Api.start();
      const waiting = stopping.call<Changes>('GET', '/v1/changes?wait=30');
      await stopping.call('GET', '/v1/changes');
      await stopping.drain.finish({ idleMs: 50, partialMs: 100, wholeMs: 10_000 });
      expect(await waiting).toMatchObject({ status: 200, body: { changes: [], after: 0 } });
      await stopping.close();
    });
  });

  describe('are accepted', () => {
    it('without a version: they are the last word, which keeps its own', async () => {
      await offer({ phone, country });
      const { status, body } = await post('1/accept');
      expect({ status, body }).toMatchObject({ status: 200, body: { seq: 1, status: 'accepted' } });
      expect(body).toMatchObject({
        answers: { phone: { as: 'accepted' }, country: { as: 'accepted' } },
      });
      expect(body).toEqual(await change(1));
      expect(await record()).toEqual({ id: '1', ...said, phone: phone.to, country: 'GB' });
      // The link that it came from looks at the answer, the others are told.
      expect(await marked()).toEqual(['a/customer/1', 'b/customer/1']);
      const next = await api.call<{ result: string }>('PUT', '/v1/customers/1', { ...said, updatedAt: newer });
      expect(next.body.result).toBe('stored');
    });

    it('with a newer version, which the record has from then on', async () => {
      await offer({ phone });
      expect((await post('1/accept', { updatedAt: newer })).body.status).toBe('accepted');
      expect(await record()).toEqual({ id: '1', ...said, phone: phone.to, updatedAt: newer });
      expect(await marked()).toEqual(['a/customer/1', 'b/customer/1']);
      // What the order system has sent before it accepted, and what arrives late, changes nothing.
      for (const updatedAt of [older, newer]) {
        const { body } = await api.call<{ result: string }>('PUT', '/v1/customers/1', { ...said, updatedAt });
        expect(body.result).toBe('stale');
      }
      expect((await record()).phone).toBe(phone.to);
    });

    it.each([
      ['an equal', said.updatedAt],
      ['an older', older],
    ])('with %s version than the record has, which stands as it is', async (_which, updatedAt) => {
      await offer({ phone });
      expect((await post('1/accept', { updatedAt })).body.status).toBe('accepted');
      expect(await record()).toEqual({ id: '1', ...said });
      expect(await marked()).toEqual(['a/customer/1']);
    });

    it('for a record that was deleted since, which stays deleted', async () => {
      await offer({ phone });
      await api.call('DELETE', `/v1/customers/1?updatedAt=${newer}`);
      expect((await post('1/accept')).body.status).toBe('accepted');
      expect((await api.call('GET', '/v1/customers/1')).status).toBe(410);
    });

    it('after another has taken their place, which waits on', async () => {
      const next = { from: phone.from, orFrom: [phone.to], to: '+442079460124' };
      await offer({ phone });
      await offer({ phone: next });
      await supersede(1, 'phone', 2);
      expect(await change(1)).toMatchObject({ status: 'superseded', answers: { phone: { as: 'superseded', by: 2 } } });
      expect((await post('1/accept')).body.status).toBe('accepted');
      expect((await record()).phone).toBe(phone.to);
      expect((await change(2)).status).toBe('open');
      await post('2/accept');
      expect((await record()).phone).toBe(next.to);
    });

    it('together with the earlier ones of the same field', async () => {
      for (const to of ['+442079460123', '+442079460124', '+442079460125'])
        await offer({ phone: { from: said.phone, to } });
      await post('3/accept');
      for (const seq of [1, 2])
        expect(await change(seq)).toMatchObject({ status: 'accepted', answers: { phone: { as: 'accepted', by: 3 } } });
      expect((await record()).phone).toBe('+442079460125');
      // Whoever works through the feed slowly changes nothing by it.
      await post('1/accept');
      expect((await record()).phone).toBe('+442079460125');
    });

    it.each<[string, (readonly [string, number])[], string[], string[]]>([
      [
        'twice',
        [
          [newer, 1],
          [newer, 1],
        ],
        ['stored', 'stale'],
        ['accepted', 'open'],
      ],
      [
        'before an older one',
        [
          [newer, 1],
          [older, 2],
        ],
        ['stored', 'stale'],
        ['accepted', 'open'],
      ],
      [
        'after an older one',
        [
          [older, 2],
          [newer, 1],
        ],
        ['stale', 'stored'],
        ['accepted', 'open'],
      ],
      [
        'before a newer one',
        [
          [newer, 2],
          [newest, 1],
        ],
        ['stored', 'unchanged'],
        ['accepted', 'accepted'],
      ],
      [
        'too late',
        [
          [older, 2],
          [said.updatedAt, 2],
        ],
        ['stale', 'stale'],
        ['open', 'open'],
      ],
    ])('with the record that says so, of one transaction, sent %s', async (_how, rows, results, statuses) => {
      await offer({ phone });
      await offer({ country });
      const records = rows.map(([updatedAt, appliedChange]) => ({
        ...said,
        id: '1',
        phone: phone.to,
        updatedAt,
        appliedChange,
      }));
      const { body } = await api.call<BatchAnswer>('POST', '/v1/customers/batch', { records });
      expect(body.results.map(({ result }) => result)).toEqual(results);
      expect((await list('')).changes.map(({ status }) => status)).toEqual(statuses);
    });

    it('when they have no fields: that the record has gone there is known', async () => {
      await append({ kind: 'deleted' });
      expect((await post('1/accept', { updatedAt: newer })).body).toMatchObject({
        status: 'accepted',
        answers: { deleted: { as: 'accepted' } },
      });
      expect(await record()).toEqual({ id: '1', ...said });
    });
  });

  describe('are refused', () => {
    const reason = 'The number belongs to another customer.';

    it('with a reason; the record stays, and its link looks at the answer', async () => {
      await offer({ phone, country });
      const { body } = await post('1/refuse', { reason });
      expect(body).toMatchObject({ status: 'refused', answers: { phone: { as: 'refused', reason } } });
      expect(body).toEqual(await change(1));
      expect(await record()).toEqual({ id: '1', ...said });
      expect(await marked()).toEqual(['a/customer/1']);
    });

    it('in part, and the rest waits on', async () => {
      await offer({ phone, country });
      expect((await post('1/refuse', { reason, fields: ['phone'] })).body).toMatchObject({ status: 'open' });
      expect(Object.keys((await change(1)).answers)).toEqual(['phone']);
      expect((await post('1/accept')).body).toMatchObject({
        status: 'mixed',
        answers: { phone: { as: 'refused', reason }, country: { as: 'accepted' } },
      });
      expect(await record()).toEqual({ id: '1', ...said, country: 'GB' });
    });

    it('when they have no fields, and say why', async () => {
      await append({ kind: 'deleted' });
      expect((await post('1/refuse', { reason })).body).toMatchObject({
        status: 'refused',
        answers: { deleted: { as: 'refused', reason } },
      });
    });

    it.each([[['nickname']], [['phone', 'nickname']], [['constructor']], [['__proto__']], [['deleted']]])(
      'not for the fields %j, which they do not have',
      async (fields) => {
        await offer({ phone });
        const { status, body } = await post<ProblemBody>('1/refuse', { reason, fields });
        expect({ status, type: body.type }).toEqual({ status: 400, type: 'urn:tandem:problem:invalid-request' });
        expect(body.errors).toEqual([{ field: 'fields', reason: 'names a field that this change does not have' }]);
        expect(await change(1)).toMatchObject({ status: 'open', answers: {} });
      },
    );
  });

  it.each([
    ['accept', 'refuse'],
    ['refuse', 'accept'],
    ['accept', 'accept'],
    ['refuse', 'refuse'],
  ])('are answered once: %s stands, whatever is said after it with %s', async (first, second) => {
    await offer({ phone });
    const bodies: Readonly<Record<string, object>> = { accept: { updatedAt: newer }, refuse: { reason: 'no' } };
    const { body } = await post(`1/${first}`, bodies[first]);
    const stands = await record();
    await api.database.query('delete from dirty');
    expect(
      await post(`1/${second}`, { ...bodies[second], ...(second === 'refuse' && { reason: 'never' }) }),
    ).toMatchObject({ status: 200, body });
    expect(await change(1)).toEqual(body);
    expect(await record()).toEqual(stands);
    expect(await marked()).toEqual([]);
  });

  it.each(['accept', 'refuse'])('that do not exist are not there to %s', async (verb) => {
    const { status, body } = await post<ProblemBody>(`404/${verb}`, verb === 'refuse' ? { reason: 'no' } : {});
    expect({ status, detail: body.detail }).toEqual({ status: 404, detail: 'There is no change 404.' });
  });

  it.each(['0', '-1', 'x', '1.5', '1e0', '9007199254740992', '12345678901234567'])('have no number %s', async (id) => {
    for (const verb of ['accept', 'refuse']) {
      const { status, body } = await post<ProblemBody>(`${id}/${verb}`, { reason: 'no' });
      expect({ status, errors: body.errors }).toMatchObject({ status: 400, errors: [{ field: 'id' }] });
    }
  });

  it.each([
    ['accept', { updatedAt: 'yesterday' }, 'updatedAt'],
    ['accept', { updatedAt: 5 }, 'updatedAt'],
    ['accept', { updatedAt: null }, 'updatedAt'],
    ['accept', { updatedAt: '2126-01-01T00:00:00Z' }, 'updatedAt'],
    ['accept', { fields: ['phone'] }, 'fields'],
    ['accept', [], undefined],
    ['accept', 'yes', undefined],
    ['refuse', {}, 'reason'],
    ['refuse', null, 'reason'],
    ['refuse', { reason: '' }, 'reason'],
    ['refuse', { reason: 5 }, 'reason'],
    ['refuse', { reason: 'x'.repeat(501) }, 'reason'],
    ['refuse', { reason: 'no', fields: [] }, 'fields'],
    ['refuse', { reason: 'no', fields: 'phone' }, 'fields'],
    ['refuse', { reason: 'no', fields: [5] }, 'fields[0]'],
    ['refuse', { reason: 'no', because: 'no' }, 'because'],
    ['refuse', [{ reason: 'no' }], undefined],
  ])('take no %s with %j', async (verb, sent, field) => {
    await offer({ phone });
    const { status, body } = await post<ProblemBody>(`1/${verb}`, sent);
    expect({ status, type: body.type }).toEqual({ status: 400, type: 'urn:tandem:problem:invalid-request' });
    expect(body.errors?.[0]?.field).toBe(field);
    expect(await change(1)).toMatchObject({ status: 'open', answers: {} });
  });

  it.each<[Scope[], number, number]>([
    [['changes:read'], 200, 403],
    [['changes:write'], 403, 200],
    [['records:read', 'records:write', 'operate:read', 'operate:write', 'connections:write'], 403, 403],
  ])('with the scopes %j alone are read with %i and answered with %i', async (scopes, reading, answering) => {
    await offer({ phone });
    const { key } = await api.database.createKey('one', { scopes });
    expect((await api.call('GET', '/v1/changes', undefined, { key })).status).toBe(reading);
    for (const [verb, body] of [
      ['refuse', { reason: 'no' }],
      ['accept', {}],
    ] as const)
      expect((await api.call('POST', `/v1/changes/1/${verb}`, body, { key })).status).toBe(answering);
  });
});
