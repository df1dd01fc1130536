import { newLink, type Link } from '../../../../src/core/link';
import type { ObjectType } from '../../../../src/core/record';
import { storeLinks } from '../../../../src/store/links';
import { inTenant } from '../../../../src/store/transaction';
import { complaints, operationOf } from './judge';
import type { Reply } from './send';
import { World, type Ask } from './world';

const types = ['Company', 'Customer', 'Order'] as const;
const custom = { text: 'x', number: 0.5, none: null, yes: false, list: ['a', ''], constructor: 'c' };
const line = { lineId: '1', sku: null, name: '', quantity: 2.5, unitPriceMinor: -100 };

describe('what is read, whatever has happened before,', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterEach(async () => {
    await world.api.database.query('delete from record');
    await world.api.database.query('delete from connection');
  });
  afterAll(() => world.close());

  /** Asks, and holds the answer against the document. */
  const read = async <T>(id: string, ask: Ask = {}): Promise<T> => {
    const reply: Reply = await world.askFor(id, ask);
    expect({ status: reply.status, wrong: complaints(operationOf(id), reply) }).toEqual({
      status: operationOf(id).answer.status,
      wrong: [],
    });
    return JSON.parse(reply.text) as T;
  };

  it.each(types)('is documented for a %s of nothing, of blanks, of everything, of what PATCH left', async (type) => {
    const fieldsOf = async (body: object, verb = 'put'): Promise<object> => {
      await read(`${verb}${type}`, { body });
      return read<object>(`get${type}`);
    };
    expect(Object.keys(await fieldsOf({ updatedAt: null }))).toEqual(['id', 'updatedAt']);
    const example = await readExample(type);
    const blanks = Object.fromEntries(Object.keys(example).map((name) => [name, null]));
    expect(await fieldsOf({ ...blanks, custom })).toMatchObject({ custom });
    expect(
      await fieldsOf({ ...example, custom, ...(type === 'Order' && { lines: [line, { lineId: '2' }] }) }),
    ).toMatchObject({
      custom,
    });
    expect(await fieldsOf({ custom: { text: null } }, 'patch')).toMatchObject({ ...example, custom: { text: null } });
    await read(`delete${type}`);
    expect(await fieldsOf({ custom: {} })).not.toHaveProperty('custom');
  });

  /** The fields of the document's example, without the version. */
  const readExample = (type: (typeof types)[number]): Promise<object> => {
    const [shown] = Object.values(operationOf(`put${type}`).body?.examples ?? {});
    const { lines, updatedAt, ...fields } = shown as Record<string, unknown>;
    expect([lines, updatedAt]).toHaveLength(2);
    return Promise.resolve(fields);
  };

  const link = (object: ObjectType, links: readonly Partial<Link>[]): Promise<void> =>
    inTenant(world.api.app, 'one', (tx) =>
      storeLinks(tx, 'one', { connectionId: 'hubspot', object }, { links: links.map(whole), now: new Date() }),
    );
  const whole = (part: Partial<Link>): Link => ({ ...newLink(part.sourceId ?? '1042'), ...part });

  it('is documented for links in every state', async () => {
    await world.askFor('putCustomer', { body: {} });
    expect(await read('getCustomerLinks')).toEqual({ links: [] });
    await world.api.connect('one', 'hubspot');
    await world.api.connect('one', 'another');
    expect(await read('getCustomerLinks')).toMatchObject({ links: [{ state: 'pending' }, { state: 'pending' }] });
    for (const state of [
      { state: 'synced', externalId: '151' },
      { state: 'parked', reason: { code: 'INVALID_EMAIL', message: 'no', field: 'email' }, attempts: 3 },
      { state: 'conflict', reason: { code: 'ambiguous-match', message: 'several', candidates: ['1', '2'] } },
      { state: 'gone', reason: { code: 'gone', message: 'deleted' } },
    ] as const) {
      await world.api.database.query('delete from dirty');
      await link('customer', [state]);
      expect(await read('getCustomerLinks')).toMatchObject({
        links: expect.arrayContaining([expect.objectContaining(state)]) as object,
      });
    }
  });

  it('is documented for what waits for a person, page by page', async () => {
    expect(await read('listParked')).toEqual({ items: [], cursor: null });
    await world.api.connect('one', 'hubspot');
    const reason = { code: 'INVALID_EMAIL', message: 'no', field: 'email' };
    await link('customer', [
      { sourceId: '1', state: 'parked', reason, attempts: 2 },
      { sourceId: '2', state: 'parked', reason: null },
      {
        sourceId: '3',
        state: 'conflict',
        reason: { code: 'ambiguous-match', message: 'several', candidates: ['1', '2'] },
      },
    ]);
    await link('customer', [{ sourceId: '4', state: 'held', reason: { code: 'email-invalid', message: 'no' } }]);
    expect(await read('listHeld')).toMatchObject({ items: [{ id: '4', owner: 'data-steward' }] });
    expect(await read('listHeldFamilies', { query: '?owner=data-steward&field=' })).toMatchObject({
      families: [{ example: '4' }],
    });
    expect(await read('retryHeld', { body: { code: 'email-invalid', field: null } })).toEqual({ retried: 1 });
    const { cursor } = await read<{ cursor: string }>('listParked', { query: '?limit=1' });
    expect(await read('listParked', { query: `?cursor=${cursor}` })).toMatchObject({
      items: [{ id: '2' }],
      cursor: null,
    });
    expect(await read('listConflicts')).toMatchObject({ items: [{ id: '3' }] });
    expect(await read('listParkedFamilies')).toMatchObject({ families: [{ count: 1 }, { code: null, field: null }] });
    expect(await read('listConflictFamilies')).toMatchObject({ families: [{ code: 'ambiguous-match' }] });
    expect(await read('retryParked', { body: null })).toEqual({ retried: 3 });
    expect(await read('retryParked', { body: { type: 'customer', id: 'nobody' } })).toEqual({ retried: 0 });
  });

  it('is documented for a connection with fields of its own, paused, and in need of a token', async () => {
    const customFields = [{ object: 'customer', name: 'tier', property: 'loyalty_tier' }];
    const body = { crm: 'hubspot', token: world.crm.token, url: world.crm.url, customFields, recordUrl: null };
    await read('putConnection', { body });
    expect(await read('getConnection')).toMatchObject({
      customFields: [{ label: 'tier', type: 'text', unique: false }],
    });
    await read('pauseConnection');
    await read('pauseConnection', { body: null });
    expect(await read('listConnections')).toMatchObject({ items: [{ state: 'paused' }], cursor: null });
    await world.api.database.query(
      `update connection set state = 'reauth', throttled_until = now(), reason = '{"code":"X","message":"y","field":"z"}'`,
    );
    expect(await read('getConnection')).toMatchObject({ state: 'reauth', reason: { code: 'X', message: 'y' } });
    await read('resumeConnection', { body: null });
  });

  it('is documented for a batch and an import in which every verdict stands', async () => {
    await read('putCustomer', { id: 'known', body: { firstName: 'Ada', updatedAt: '2026-03-01T12:00:00Z' } });
    const rows = [
      { id: 'new' },
      { id: 'known', firstName: 'Ada', updatedAt: '2026-03-01T13:00:00Z' },
      { id: 'known', updatedAt: '2026-03-01T12:00:00Z' },
      { id: 'bad id', email: 5 },
      { id: 7 },
      null,
    ];
    const verdicts = ['stored', 'unchanged', 'stale', 'refused', 'refused', 'refused'];
    expect(await read('postCustomerBatch', { body: { records: rows } })).toMatchObject({
      results: verdicts.map((result) => ({ result })),
    });
    const lines = [...rows.map((row) => JSON.stringify(row)), '{"id":', '', 'x'.repeat(2 * 1024 * 1024)];
    const imported = await world.askFor('postCustomerImport', { raw: lines.join('\n') });
    expect(complaints(operationOf('postCustomerImport'), imported)).toEqual([]);
    expect(imported.text.trim().split('\n')).toHaveLength(lines.length); // a blank line has no verdict, and there is a summary
  });

  it('is documented for a service whose work stands still', async () => {
    const { guarded } = world;
    await guarded.connect('one', 'hubspot');
    await world.askFor('putCustomer', { of: guarded });
    await guarded.database.query(`update dirty set due_at = now() - interval '1 day'`);
    await guarded.database.query(`update stream set last_served = now() - interval '1 day'`);
    expect(await read('getReady', { of: guarded })).toMatchObject({ status: 'degraded' });
  });
});
