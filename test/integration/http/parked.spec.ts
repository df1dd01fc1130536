import { newLink, type Link } from '../../../src/core/link';
import { lanes } from '../../../src/core/lane';
import type { ObjectType } from '../../../src/core/record';
import { storeLinks } from '../../../src/store/links';
import { inTenant } from '../../../src/store/transaction';
import { Api } from './api';

interface Page {
  readonly items: readonly { readonly connectionId: string; readonly type: string; readonly id: string }[];
  readonly cursor: string | null;
}

const reason = { code: 'INVALID_EMAIL', message: 'the CRM takes no such address', field: 'email' };

describe('what waits for a person', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start();
    for (const id of ['a', 'b']) await api.connect('one', id);
    await link('a', 'customer', [parked('1'), parked('2'), { ...newLink('3'), state: 'synced' }]);
    await link('a', 'order', [parked('1'), { ...newLink('9'), state: 'conflict', reason }]);
    await link('b', 'customer', [parked('1'), { ...newLink('4'), state: 'gone' }]);
  });
  beforeEach(() => api.database.query('delete from dirty'));
  afterAll(() => api.close());

  const parked = (sourceId: string): Link => ({ ...newLink(sourceId), state: 'parked', reason, attempts: 1 });
  const link = (connectionId: string, object: ObjectType, links: Link[]): Promise<void> =>
    inTenant(api.app, 'one', (tx) => storeLinks(tx, 'one', { connectionId, object }, { links, now: new Date() }));
  const names = ({ items }: Page): string[] =>
    items.map(({ connectionId, type, id }) => `${connectionId}/${type}/${id}`);
  const marked = async (): Promise<string[]> =>
    (
      await api.database.query<{ name: string }>(
        `select connection_id || '/' || object || '/' || source_id as name from dirty order by 1`,
      )
    ).map(({ name }) => name);

  it('is listed with its reason, conflicts apart', async () => {
    const { body } = await api.call<Page>('GET', '/v1/parked');
    expect(names(body)).toEqual(['a/customer/1', 'a/customer/2', 'a/order/1', 'b/customer/1']);
    expect(body.items[0]).toMatchObject({ state: 'parked', reason, attempts: 1 });
    expect(names((await api.call<Page>('GET', '/v1/conflicts')).body)).toEqual(['a/order/9']);
  });

  it('is listed page by page, each exactly once', async () => {
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const { body }: { body: Page } = await api.call<Page>('GET', `/v1/parked?limit=1${next}`);
      seen.push(...names(body));
      next = body.cursor && `&cursor=${body.cursor}`;
    }
    expect(seen).toEqual(['a/customer/1', 'a/customer/2', 'a/order/1', 'b/customer/1']);
  });

  it.each(['0', '-1', '1001', '1.5', 'x', ''])('is not listed with the limit %j', async (limit) => {
    expect(await api.call('GET', `/v1/parked?limit=${limit}`)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'limit', reason: 'must be a whole number from 1 to 1000' }] },
    });
  });

  const cursorOf = (json: string): string => Buffer.from(json).toString('base64url');
  it.each([
    'x',
    '',
    '%00',
    cursorOf('{}'),
    cursorOf('null'),
    cursorOf('["a","customer"]'),
    cursorOf('["a","deal","1"]'),
    cursorOf('["a","customer","\\u0000"]'),
    cursorOf(`["a' or 1=1","customer","1"]`),
  ])('is not listed from the cursor %j, which no page gave', async (cursor) => {
    expect(await api.call('GET', `/v1/conflicts?cursor=${cursor}`)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'cursor' }] },
    });
  });

  it('is looked at again when it is retried, behind what is news', async () => {
    expect(await api.call('POST', '/v1/parked/retry')).toMatchObject({ status: 202, body: { retried: 5 } });
    expect(await marked()).toEqual(['a/customer/1', 'a/customer/2', 'a/order/1', 'a/order/9', 'b/customer/1']);
    expect(await api.database.query('select distinct lane from dirty')).toEqual([{ lane: lanes.retry }]);
  });

  it.each([
    [{ connectionId: 'b' }, ['b/customer/1']],
    [{ type: 'order' }, ['a/order/1', 'a/order/9']],
    [{ connectionId: 'a', type: 'customer', id: '1' }, ['a/customer/1']],
    [{ id: '3' }, []],
    [{ connectionId: "b' or 1=1" }, []],
  ])('is looked at again where %j names it', async (choice, expected) => {
    expect((await api.call('POST', '/v1/parked/retry', choice)).body).toEqual({ retried: expected.length });
    expect(await marked()).toEqual(expected);
  });

  it.each([
    [[], undefined],
    ['all', undefined],
    [5, undefined],
    [true, undefined],
    [{ connection: 'a' }, 'connection'],
    [{ type: 'orders' }, 'type'],
    [{ id: 1 }, 'id'],
    [{ connectionId: null }, 'connectionId'],
  ])('is left alone when the choice is %j', async (choice, field) => {
    const answer = await api.call('POST', '/v1/parked/retry', choice);
    expect(answer).toMatchObject({ status: 400, body: { type: 'urn:tandem:problem:invalid-request' } });
    expect(answer.body.errors?.map((error) => error.field)).toEqual(field === undefined ? undefined : [field]);
    expect(await marked()).toEqual([]);
  });
});
