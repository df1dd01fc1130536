import { headersOf, PlainClient, Subscriber, type ChangeMessage } from './change-events';
import { startBench, type Bench, type Saved } from './support';

const HOUR_MS = 3_600_000;

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

interface State {
  readonly counters: Readonly<Record<string, number>>;
}

const set = (levers: object): Promise<{ readonly status: number }> => bench.control('POST', 'streaming', levers);

async function counters(): Promise<State['counters']> {
  return (await bench.control<State>('GET', 'streaming')).body.counters;
}

async function create(type: string, fields: object): Promise<string> {
  return (await bench.call<Saved>('POST', `/sobjects/${type}`, fields)).body.id;
}

/** In one transaction. */
function createAll(names: readonly string[]): Promise<unknown> {
  const records = names.map((Name) => ({ attributes: { type: 'Account' }, Name }));
  return bench.call('POST', '/composite/sobjects', { records });
}

const names = (events: readonly ChangeMessage[]): unknown[] => events.map(({ payload }) => payload.Name);

describe('the selection of objects', () => {
  it('is five to begin with; a sixth needs the add-on', async () => {
    const six = ['Account', 'Contact', 'Opportunity', 'OpportunityContactRole', 'Order', 'Lead'];
    const refused = await bench.control<{ detail: string }>('POST', 'streaming', { objects: six });
    expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining('add-on') as string]);
    expect((await set({ channels: { Leads__chn: ['Lead'] } })).status).toBe(400);
    expect((await set({ objects: six, addOn: true })).status).toBe(200);
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    await create('Lead', { LastName: 'Gil', Company: 'Acme' });
    expect(headersOf(await client.news())).toMatchObject([{ entityName: 'Lead' }]);
  });

  it('leaves the channel of an object that is not selected silent, and gaps in the numbers of a transaction', async () => {
    const client = await PlainClient.start(bench, '/data/LeadChangeEvent');
    await client.subscribe('/data/ChangeEvents');
    const records = [
      { attributes: { type: 'Lead' }, LastName: 'Gil', Company: 'Acme' },
      { attributes: { type: 'Account' }, Name: 'Acme' },
    ];
    await bench.call('POST', '/composite/sobjects', { records });
    expect(headersOf(await client.news())).toMatchObject([{ entityName: 'Account', sequenceNumber: 2 }]);
  });

  it('of a custom channel is its own', async () => {
    await set({ objects: ['Contact'], channels: { Sales__chn: ['Account', 'Opportunity'] } });
    const client = await PlainClient.start(bench, '/data/Sales__chn');
    await client.subscribe('/data/ChangeEvents');
    await create('Account', { Name: 'Acme' });
    await create('Contact', { LastName: 'Gil' });
    const told = (await client.connect()).map(({ channel }) => channel);
    expect(told).toEqual(['/data/Sales__chn', '/data/ChangeEvents', '/meta/connect']);
  });

  it.each([
    { objects: ['Nothing__c'] },
    { objects: ['account'] },
    { objects: ['Organization'] },
    { channels: { Sales: ['Account'] } },
    { drop: 2 },
    { overflowFrom: 1.5 },
    { nothing: true },
  ])('refuses %j and changes nothing', async (levers) => {
    const before = (await bench.control('GET', 'streaming')).body;
    expect((await set(levers)).status).toBe(400);
    expect((await bench.control('GET', 'streaming')).body).toEqual(before);
  });
});

describe('gap events', () => {
  it('tell ids and no data, when they are asked for', async () => {
    const id = await create('Account', { Name: 'Acme' });
    const subscriber = await Subscriber.start(bench, '/data/AccountChangeEvent');
    await bench.control('POST', 'streaming/gap', { object: 'Account', ids: [id], change: 'DELETE' });
    const [event] = await subscriber.received(1);
    expect(Object.keys(event!.payload)).toEqual(['ChangeEventHeader']);
    expect(headersOf([event!])).toMatchObject([{ changeType: 'GAP_DELETE', recordIds: [id], changedFields: [] }]);
    await subscriber.close();
  });

  it('stand for messages that are too big, and for any change when they are to', async () => {
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    await set({ messageMaxBytes: 1_000 });
    await create('Account', { Name: 'Big', Description: 'x'.repeat(1_000) });
    await create('Account', { Name: 'Small' });
    await set({ gaps: 1 });
    await createAll(['A', 'B']);
    const headers = headersOf(await client.news());
    expect(headers.map(({ changeType }) => changeType)).toEqual(['GAP_CREATE', 'CREATE', 'GAP_CREATE']);
    expect(headers[2]?.recordIds).toHaveLength(2);
  });
});

describe('a transaction of too many changes', () => {
  it('tells the first of them, and of each object that the rest is of that there were more', async () => {
    await set({ overflowFrom: 2 });
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    const records = [
      ...['A', 'B', 'C', 'D'].map((Name) => ({ attributes: { type: 'Account' }, Name })),
      { attributes: { type: 'Contact' }, LastName: 'Gil' },
    ];
    await bench.call('POST', '/composite/sobjects', { records });
    const headers = headersOf(await client.news());
    const told = headers.map(({ entityName, changeType }) => `${entityName} ${changeType}`);
    expect(told).toEqual(['Account CREATE', 'Account CREATE', 'Account GAP_OVERFLOW', 'Contact GAP_OVERFLOW']);
    expect(headers[2]?.recordIds).toEqual(['000000000000000AAA']);
  });

  it('counts each field of an update', async () => {
    const id = await create('Account', { Name: 'Acme' });
    await set({ overflowFrom: 2 });
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    await bench.call('PATCH', `/sobjects/Account/${id}`, { Phone: '1', Fax: '2' });
    await bench.call('PATCH', `/sobjects/Account/${id}`, { Phone: '2', Fax: '3', Industry: 'Banking' });
    const types = headersOf(await client.news()).map(({ changeType }) => changeType);
    expect(types).toEqual(['UPDATE', 'GAP_OVERFLOW']);
  });

  it('can be played without one', async () => {
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    await bench.control('POST', 'streaming/overflow', { objects: ['Account', 'Contact'] });
    expect(headersOf(await client.news())).toMatchObject([
      { entityName: 'Account', changeType: 'GAP_OVERFLOW', sequenceNumber: 1 },
      { entityName: 'Contact', changeType: 'GAP_OVERFLOW', sequenceNumber: 2 },
    ]);
  });
});

describe('trouble on the way', () => {
  it('loses an event, which a replay still finds', async () => {
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    await set({ drop: 1 });
    await create('Account', { Name: 'Lost' });
    expect(await client.news()).toEqual([]);
    await set({ drop: 0 });
    await client.subscribe('/data/ChangeEvents', -2);
    expect(names(await client.news())).toEqual(['Lost']);
    expect(await counters()).toMatchObject({ made: 1, dropped: 1, delivered: 1 });
  });

  it('brings an event twice, with the same replay id', async () => {
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    await set({ duplicate: 1 });
    await create('Account', { Name: 'Twice' });
    const [first, second, ...more] = await client.news();
    expect(second).toEqual(first);
    expect(more).toEqual([]);
  });

  it('holds events back, and lets them go in any order', async () => {
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    const all = Array.from({ length: 20 }, (_, index) => `Account ${index}`);
    await set({ paused: true, shuffle: true });
    await createAll(all);
    expect(await client.news()).toEqual([]);
    await set({ paused: false });
    const told = names(await client.news());
    expect(told).not.toEqual(all);
    expect(told.toSorted()).toEqual(all.toSorted());
  });

  it('is none where changes are not captured', async () => {
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    await set({ capture: false });
    await create('Account', { Name: 'Seeded' });
    await set({ capture: true });
    await create('Account', { Name: 'Told' });
    expect(names(await client.news())).toEqual(['Told']);
    expect(await counters()).toMatchObject({ made: 1 });
  });
});

describe('limits', () => {
  it('of events kept takes the oldest away', async () => {
    await set({ retainedMax: 2 });
    await createAll(['A', 'B', 'C']);
    const client = await PlainClient.start(bench, '/data/ChangeEvents', -2);
    expect(names(await client.news())).toEqual(['B', 'C']);
    expect(await counters()).toMatchObject({ made: 3, surplus: 1, retained: 2 });
  });

  it('of a day’s deliveries ends the client, until 24 hours have passed', async () => {
    await set({ dailyMax: 2 });
    const client = await PlainClient.start(bench, '/data/ChangeEvents');
    await createAll(['A', 'B', 'C']);
    const events = await client.news();
    expect(names(events)).toEqual(['A', 'B']);
    expect(await client.connect()).toMatchObject([
      {
        channel: '/meta/connect',
        successful: false,
        error: '403::Organization total events daily limit exceeded',
      },
    ]);
    await bench.control('POST', 'clock', { advanceMs: 24 * HOUR_MS + 2_000 });
    const next = await PlainClient.start(bench, '/data/ChangeEvents', events[1]!.event.replayId);
    expect(names(await next.news())).toEqual(['C']);
  });

  it('of clients denies the handshake of one more, until another one has left', async () => {
    await set({ clientsMax: 1 });
    const first = await PlainClient.start(bench);
    const second = new PlainClient(bench);
    expect(await second.handshake()).toMatchObject({
      error: '403::Handshake denied',
      advice: { reconnect: 'none' },
      ext: { sfdc: { failureReason: '403::Organization concurrent user limit exceeded' } },
    });
    await first.send('/meta/disconnect');
    expect(await second.handshake()).toMatchObject({ successful: true });
  });
});
