import type { Clash } from '../../../src/core/news';
import { readResolutions, storeClashes } from '../../../src/store/conflicts';
import { inTenant } from '../../../src/store/transaction';
import { Api, type ProblemBody } from './api';

interface ConflictView {
  readonly conflict: number;
  readonly field: string;
  readonly resolution: { readonly side: string } | null;
  readonly outcome: string | null;
}

interface Page {
  readonly items: readonly ConflictView[];
  readonly cursor: string | null;
}

const now = new Date('2026-03-01T12:30:00Z');
const stream = { connectionId: 'a', object: 'customer' } as const;

describe('the fields that both sides have changed', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
    await api.connect('one', 'a');
    await api.call('PUT', '/v1/customers/1', { phone: '+442079460001' });
  });
  beforeEach(() => api.database.query('delete from conflict; delete from dirty'));
  afterAll(() => api.close());

  const clash = (field: string, outcome: Clash['outcome']): Clash => ({
    field,
    policy: outcome === 'ask' ? 'ask' : 'newest',
    base: null,
    ours: '+442079460001',
    theirs: '+442079460123',
    oursAt: now,
    theirsAt: null,
    outcome,
  });
  const store = (found: readonly Clash[], over: readonly string[] = []): Promise<void> =>
    inTenant(api.app, 'one', (tx) =>
      storeClashes(tx, 'one', stream, { links: [{ sourceId: '1', found, over }], mappingVersion: '1-x', now }),
    );
  const list = async (kind: 'fields' | 'decided', query = ''): Promise<Page> =>
    (await api.call<Page>('GET', `/v1/conflicts/${kind}${query}`)).body;
  const resolve = <T = ConflictView>(conflict: number | string, body: unknown): ReturnType<typeof api.call<T>> =>
    api.call<T>('POST', `/v1/conflicts/${conflict}/resolve`, body);
  const onlyOne = async (): Promise<ConflictView> => (await list('fields')).items[0]!;

  it('are listed with both values and the rule, the newest first, those that wait apart from the others', async () => {
    await store([clash('phone', 'ask'), clash('country', 'ask'), clash('address', 'ours')]);
    const { items, cursor } = await list('fields');
    expect(cursor).toBeNull();
    expect(items.map(({ field }) => field)).toEqual(['country', 'phone']);
    expect(items[1]).toEqual({
      conflict: items[1]?.conflict,
      connectionId: 'a',
      type: 'customer',
      id: '1',
      field: 'phone',
      policy: 'ask',
      base: null,
      ours: '+442079460001',
      theirs: '+442079460123',
      oursAt: now.toISOString(),
      theirsAt: null,
      resolution: null,
      outcome: null,
      at: now.toISOString(),
      closedAt: null,
      mappingVersion: '1-x',
    });
    const decided = await list('decided');
    expect(decided.items).toMatchObject([{ field: 'address', policy: 'newest', outcome: 'ours' }]);
  });

  it('are listed in pages', async () => {
    const fields = ['email', 'phone', 'country', 'address', 'lastName'];
    await store(fields.map((field) => clash(field, 'ask')));
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = await list('fields', `?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(page.items.map(({ field }) => field).join());
      cursor = page.cursor;
    }
    expect(seen).toEqual(['lastName,address', 'country,phone', 'email']);
  });

  it.each([
    ['limit', 'limit=0'],
    ['cursor', 'cursor=x'],
    ['cursor', `cursor=${Buffer.from('["x"]').toString('base64url')}`],
    ['cursor', `cursor=${Buffer.from('[7]').toString('base64url')}`],
    ['cursor', `cursor=${Buffer.from('["1e3"]').toString('base64url')}`],
  ])('are not listed with a wrong %s: %s', async (field, query) => {
    for (const kind of ['fields', 'decided']) {
      const { status, body } = await api.call('GET', `/v1/conflicts/${kind}?${query}`);
      expect({ status, errors: body.errors }).toMatchObject({ status: 400, errors: [{ field }] });
    }
  });

  it.each(['ours', 'theirs'] as const)('are resolved: the next look hears that %s is right', async (side) => {
    await store([clash('phone', 'ask')]);
    const { conflict } = await onlyOne();
    const { status, body } = await resolve(conflict, { side });
    expect({ status, body }).toMatchObject({ status: 200, body: { conflict, resolution: { side }, outcome: null } });
    expect(body).toEqual(await onlyOne());
    expect(await api.database.query('select connection_id, object, source_id from dirty')).toEqual([
      { connection_id: 'a', object: 'customer', source_id: '1' },
    ]);
    const heard = await inTenant(api.app, 'one', (tx) => readResolutions(tx, 'one', stream, ['1']));
    expect(heard.get('1')).toMatchObject({ phone: { side } });
  });

  it('take another word as long as no look has carried the first one out', async () => {
    await store([clash('phone', 'ask')]);
    const { conflict } = await onlyOne();
    await resolve(conflict, { side: 'ours' });
    expect((await resolve(conflict, { side: 'theirs' })).body.resolution).toMatchObject({ side: 'theirs' });
  });

  it('are told as they are when they are over, and marked no more', async () => {
    await store([clash('phone', 'ask')]);
    const { conflict } = await onlyOne();
    await store([], ['phone']);
    const { status, body } = await resolve(conflict, { side: 'ours' });
    expect({ status, body }).toMatchObject({ status: 200, body: { outcome: 'equal', resolution: null } });
    expect(await api.database.query('select from dirty')).toEqual([]);
  });

  it.each([{}, null, { side: 'both' }, { side: null }, { side: 'ours', note: 'x' }, [], 'ours'])(
    'are not resolved with %j',
    async (sent) => {
      await store([clash('phone', 'ask')]);
      const { conflict } = await onlyOne();
      const { status, body } = await resolve<ProblemBody>(conflict, sent);
      expect({ status, type: body.type }).toEqual({ status: 400, type: 'urn:tandem:problem:invalid-request' });
      expect(await onlyOne()).toMatchObject({ resolution: null });
    },
  );

  it('are found by their number alone', async () => {
    for (const id of ['x', '-1', '1.5', '1234567890123456']) {
      const { status, body } = await resolve<ProblemBody>(id, { side: 'ours' });
      expect({ id, status, errors: body.errors }).toMatchObject({ id, status: 400, errors: [{ field: 'id' }] });
    }
    const { status, body } = await resolve<ProblemBody>('404', { side: 'ours' });
    expect({ status, detail: body.detail }).toEqual({ status: 404, detail: 'There is no conflict 404.' });
  });

  it('are read and resolved with the scopes of those who operate', async () => {
    await store([clash('phone', 'ask')]);
    const { conflict } = await onlyOne();
    const path = `/v1/conflicts/${conflict}/resolve`;
    const { key: reader } = await api.database.createKey('one', { scopes: ['operate:read'] });
    const { key: writer } = await api.database.createKey('one', { scopes: ['operate:write'] });
    const statuses = async (key: string): Promise<readonly number[]> => [
      (await api.call('GET', '/v1/conflicts/fields', undefined, { key })).status,
      (await api.call('GET', '/v1/conflicts/decided', undefined, { key })).status,
      (await api.call('POST', path, { side: 'ours' }, { key })).status,
    ];
    expect(await statuses(reader)).toEqual([200, 200, 403]);
    expect(await statuses(writer)).toEqual([403, 403, 200]);
  });
});
