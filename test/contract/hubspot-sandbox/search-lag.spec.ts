import type { Bench } from './support';
import { startBench } from './support';

describe('the search index of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench({ searchLag: { delayMs: 10_000, jitterMs: 0 } });
    await bench.control('POST', 'clock', { rate: 0 });
  });
  afterEach(() => bench.close());

  const contacts = () => bench.client.crm.contacts.basicApi;
  const create = (email: string, firstname = 'Ana') =>
    contacts().create({ properties: { email, firstname }, associations: [] });
  const search = async (body: object = {}) => {
    const answer = await bench.call('POST', '/crm/v3/objects/contacts/search', { limit: 200, ...body });
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const where = (propertyName: string, value: string, operator = 'EQ') =>
    search({ filters: [{ propertyName, operator, value }], properties: [propertyName] });
  const advance = (advanceMs: number) => bench.control('POST', 'clock', { advanceMs });

  it('finds a new record when its time has come, while reads and lists see it at once', async () => {
    const { id } = await create('a@example.com');
    expect((await search()).total).toBe(0);
    expect((await where('email', 'a@example.com')).total).toBe(0);
    expect((await contacts().getById(id)).id).toBe(id);
    expect((await contacts().getPage()).results).toHaveLength(1);
    const read = { inputs: [{ id: 'a@example.com' }], idProperty: 'email', properties: [], propertiesWithHistory: [] };
    expect((await bench.client.crm.contacts.batchApi.read(read)).results).toHaveLength(1);
    await advance(9_999);
    expect((await search()).total).toBe(0);
    await advance(1);
    expect((await search()).total).toBe(1);
    expect((await where('email', 'a@example.com')).total).toBe(1);
  });

  it('matches an old value and answers the new one: a row outside its own filter', async () => {
    const { id } = await create('a@example.com', 'Ana');
    await advance(10_000);
    await contacts().update(id, { properties: { firstname: 'Eva' } });
    const old = await where('firstname', 'Ana');
    expect(old.results.map((record) => record.properties.firstname)).toEqual(['Eva']);
    expect((await where('firstname', 'Eva')).total).toBe(0);
    await advance(10_000);
    expect((await where('firstname', 'Ana')).total).toBe(0);
    expect((await where('firstname', 'Eva')).total).toBe(1);
  });

  it('finds a change by its modified date only when the index has it', async () => {
    const { id } = await create('a@example.com');
    await advance(60_000);
    const { epochMs } = (await bench.control('GET', 'clock')).body;
    await contacts().update(id, { properties: { firstname: 'Eva' } });
    expect((await where('lastmodifieddate', String(epochMs), 'GTE')).total).toBe(0);
    await advance(10_000);
    expect((await where('lastmodifieddate', String(epochMs), 'GTE')).total).toBe(1);
  });

  it('sees several changes of one record one after the other', async () => {
    const { id } = await create('a@example.com', 'one');
    await advance(4_000);
    await contacts().update(id, { properties: { firstname: 'two' } });
    await advance(4_000);
    await contacts().update(id, { properties: { firstname: 'three' } });
    const seen: (string | undefined)[] = [];
    for (const step of [0, 2_000, 4_000, 4_000]) {
      await advance(step);
      const totals = await Promise.all(['one', 'two', 'three'].map((name) => where('firstname', name)));
      seen.push(['one', 'two', 'three'][totals.findIndex(({ total }) => total === 1)]);
    }
    expect(seen).toEqual([undefined, 'one', 'two', 'three']);
  });

  it('lets later changes be found before earlier ones when there is a jitter', async () => {
    const { body } = await bench.control('POST', 'search', { delayMs: 0, jitterMs: 60_000 });
    expect(body).toEqual({ delayMs: 0, jitterMs: 60_000 });
    const ids: string[] = [];
    for (let count = 0; count < 20; count++) {
      ids.push((await create(`c${count}@example.com`)).id);
      await advance(1);
    }
    await advance(30_000);
    const found = new Set((await search()).results.map((record) => record.id));
    const visible = ids.map((id) => found.has(id));
    const firstMissing = visible.indexOf(false);
    expect(firstMissing).toBeGreaterThanOrEqual(0);
    expect(visible.indexOf(true, firstMissing)).toBeGreaterThan(firstMissing);
    await advance(30_000);
    expect((await search()).total).toBe(20);
  });

  it('never finds what was archived, however late the index is', async () => {
    const { id } = await create('a@example.com');
    await advance(10_000);
    await contacts().archive(id);
    expect((await search()).total).toBe(0);
  });

  it.each([false, true])(
    'finds what a merge leaves when its time has come; that the primary keeps its id: %s',
    async (mergeKeepsPrimaryId) => {
      await bench.control('POST', 'switches', { mergeKeepsPrimaryId });
      const primary = await create('a@example.com', 'Ana');
      const other = await contacts().create({ properties: { email: 'b@example.com', phone: '1' }, associations: [] });
      await advance(10_000);
      const { id } = await contacts().merge({ primaryObjectId: primary.id, objectIdToMerge: other.id });
      const before = (await search()).results.map((record) => record.id);
      expect(before).toEqual(mergeKeepsPrimaryId ? [primary.id] : []);
      expect((await where('phone', '1')).total).toBe(0);
      await advance(10_000);
      expect((await search()).results.map((record) => record.id)).toEqual([id]);
      expect((await where('phone', '1')).total).toBe(1);
    },
  );

  it('finds what was restored when its time has come, also where it had changed before it was archived', async () => {
    const { id } = await create('a@example.com', 'Ana');
    await advance(10_000);
    await contacts().update(id, { properties: { firstname: 'Eva' } });
    await contacts().archive(id);
    await advance(5_000);
    await bench.edit('contacts', id, { restore: true });
    await advance(9_999);
    expect((await search()).total).toBe(0);
    expect((await where('firstname', 'Eva')).total).toBe(0);
    await advance(1);
    expect((await search()).total).toBe(1);
    expect((await where('firstname', 'Eva')).total).toBe(1);
  });

  it('stays without what a merge leaves and what is restored while it is stale', async () => {
    await bench.control('POST', 'search', { delayMs: 0 });
    const [primary, other, third] = [
      await create('a@example.com'),
      await create('b@example.com'),
      await create('c@x.com'),
    ];
    await contacts().archive(third.id);
    await bench.control('POST', 'faults', { kind: 'stale-search' });
    const { id } = await contacts().merge({ primaryObjectId: primary.id, objectIdToMerge: other.id });
    await bench.edit('contacts', third.id, { restore: true });
    expect((await search()).total).toBe(0);
    await bench.control('DELETE', 'faults');
    expect((await search()).results.map((record) => record.id)).toEqual([third.id, id]);
  });

  it('changes its pace for what comes, not for what is under way', async () => {
    await create('a@example.com');
    await bench.control('POST', 'search', { delayMs: 0 });
    await create('b@example.com');
    expect((await search()).results.map((record) => record.properties.email)).toEqual(['b@example.com']);
    await advance(10_000);
    expect((await search()).total).toBe(2);
    expect((await bench.control('POST', 'search', { delayMs: -1 })).status).toBe(400);
    expect((await bench.control('GET', 'search')).body).toEqual({ delayMs: 0, jitterMs: 0 });
  });
});

describe('big answers of the search of the HubSpot sandbox', () => {
  let bench: Bench;
  const count = 10_050;
  beforeAll(async () => {
    bench = await startBench();
    await bench.control('POST', 'clock', { rate: 0 });
    await bench.seed(
      'contacts',
      Array.from({ length: count }, (_each, index) => ({ lastname: `L${index}` })),
    );
  });
  afterAll(() => bench.close());

  const search = (body: object) => bench.call('POST', '/crm/v3/objects/contacts/search', { limit: 200, ...body });

  it('counts more than it pages through, and refuses the page after the 10,000th row', async () => {
    const last = await search({ after: '9900' });
    expect(last.body.total).toBe(count);
    expect(last.body.results).toHaveLength(100);
    expect(last.body.paging.next.after).toBe('10000');
    expect(await search({ after: '10000' })).toMatchObject({ status: 400, body: { category: 'VALIDATION_ERROR' } });
  });

  it('has them all in one millisecond, and lets each be reached once by a cursor on the id', async () => {
    const { epochMs } = (await bench.control('GET', 'clock')).body;
    const seen = new Set<string>();
    for (let lastId = '0'; ;) {
      const { body } = await search({
        filters: [
          { propertyName: 'lastmodifieddate', operator: 'BETWEEN', value: String(epochMs), highValue: String(epochMs) },
          { propertyName: 'hs_object_id', operator: 'GT', value: lastId },
        ],
        sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
      });
      for (const { id } of body.results) seen.add(id);
      const last = body.results.at(-1);
      if (last === undefined) break;
      lastId = last.id;
    }
    expect(seen.size).toBe(count);
  });
});
