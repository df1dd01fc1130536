import { headersOf, PlainClient, Subscriber, type ChangeMessage } from './change-events';
import { startBench, VERSION, type Bench, type Saved } from './support';

const HOUR_MS = 3_600_000;

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

async function create(type: string, fields: object): Promise<string> {
  const { body } = await bench.call<Saved>('POST', `/sobjects/${type}`, fields);
  return body.id;
}

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string;
const userId = expect.stringMatching(/^005\w{15}$/) as string;

describe('a change event', () => {
  it('of a creation has all that is not null, names and addresses nested', async () => {
    const subscriber = await Subscriber.start(bench, '/data/ChangeEvents');
    const id = await create('Contact', { FirstName: 'Ana', LastName: 'Gil', MailingCity: 'Bilbao' });
    const [event] = await subscriber.received(1);
    expect(event?.schema).toMatch(/^[\w-]{22}$/);
    const { ChangeEventHeader: header, ...fields } = event!.payload;
    expect(fields).toEqual({
      Name: { FirstName: 'Ana', LastName: 'Gil' },
      MailingAddress: { City: 'Bilbao' },
      HasOptedOutOfEmail: false,
      DoNotCall: false,
      OwnerId: userId,
      CreatedDate: time,
      CreatedById: userId,
      LastModifiedDate: time,
      LastModifiedById: userId,
    });
    expect(header).toEqual({
      entityName: 'Contact',
      recordIds: [id],
      changeType: 'CREATE',
      changeOrigin: `com/salesforce/api/rest/${VERSION}`,
      transactionKey: expect.stringMatching(/^000[0-9a-f]{5}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
      sequenceNumber: 1,
      commitTimestamp: Date.parse(String(fields.LastModifiedDate)),
      commitNumber: expect.any(Number) as number,
      commitUser: userId,
      changedFields: [],
    });
    await subscriber.close();
  });

  it('of an update has what changed, an explicit null for what was emptied, and who wrote through which client', async () => {
    const id = await create('Contact', { LastName: 'Gil', Phone: '1', MailingCity: 'Bilbao' });
    const subscriber = await Subscriber.start(bench, '/data/ContactChangeEvent');
    const callOptions = { 'Sforce-Call-Options': 'client=tandem' };
    const fields = { LastName: 'Gil Ruiz', Phone: '', MailingCity: 'Bilbao' };
    await bench.call('PATCH', `/sobjects/Contact/${id}`, fields, callOptions);
    const [event] = await subscriber.received(1);
    const { ChangeEventHeader: header, ...payload } = event!.payload;
    expect(payload).toEqual({ Name: { LastName: 'Gil Ruiz' }, Phone: null, LastModifiedDate: time });
    expect(header.changedFields).toEqual(['LastModifiedDate', 'Name.LastName', 'Phone']);
    expect(header.changeOrigin).toBe(`com/salesforce/api/rest/${VERSION};client=tandem`);
    await subscriber.close();
  });

  it('of a deletion is a header alone', async () => {
    const id = await create('Account', { Name: 'Acme' });
    const subscriber = await Subscriber.start(bench, '/data/AccountChangeEvent');
    await bench.call('DELETE', `/sobjects/Account/${id}`);
    const [event] = await subscriber.received(1);
    expect(Object.keys(event!.payload)).toEqual(['ChangeEventHeader']);
    expect(headersOf([event!])).toMatchObject([{ changeType: 'DELETE', recordIds: [id], changedFields: [] }]);
    await subscriber.close();
  });

  it('tells records that changed alike in one transaction as one', async () => {
    const ids = [await create('Account', { Name: 'A' }), await create('Account', { Name: 'B' })];
    const other = await create('Account', { Name: 'C' });
    const subscriber = await Subscriber.start(bench, '/data/ChangeEvents');
    const records = [...ids, other].map((id) => ({
      attributes: { type: 'Account' },
      id,
      Industry: id === other ? 'Banking' : 'Apparel',
    }));
    await bench.call('PATCH', '/composite/sobjects', { records });
    const headers = headersOf(await subscriber.received(2));
    expect(headers.map(({ recordIds }) => recordIds)).toEqual([ids, [other]]);
    expect(headers.map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 2]);
    expect(new Set(headers.map(({ transactionKey }) => transactionKey)).size).toBe(1);
    expect(new Set(headers.map(({ commitNumber }) => commitNumber)).size).toBe(1);
    await subscriber.close();
  });

  it('of a deletion that takes others along is one for each object, in one transaction', async () => {
    const subscriber = await Subscriber.start(bench, '/data/ChangeEvents');
    const account = await create('Account', { Name: 'Acme' });
    const contact = await create('Contact', { LastName: 'Gil', AccountId: account });
    await bench.call('DELETE', `/sobjects/Account/${account}`);
    const headers = headersOf(await subscriber.received(4));
    const told = headers.map(({ entityName, changeType }) => `${entityName} ${changeType}`);
    expect(told).toEqual(['Account CREATE', 'Contact CREATE', 'Account DELETE', 'Contact DELETE']);
    expect(headers[3]).toMatchObject({ recordIds: [contact], sequenceNumber: 2 });
    await subscriber.close();
  });

  it('of a record that is written to twice in one transaction is one, with both', async () => {
    const id = await create('Account', { Name: 'Acme' });
    const subscriber = await Subscriber.start(bench, '/data/ChangeEvents');
    const records = [{ Phone: '1' }, { Phone: '2', Fax: '3' }].map((fields) => ({
      attributes: { type: 'Account' },
      id,
      ...fields,
    }));
    await bench.call('PATCH', '/composite/sobjects', { records });
    await create('Account', { Name: 'Last' });
    const [first, second] = await subscriber.received(2);
    expect(first?.payload).toMatchObject({ Phone: '2', Fax: '3', ChangeEventHeader: { recordIds: [id] } });
    expect(second?.payload.Name).toBe('Last');
    await subscriber.close();
  });

  it('is none of a transaction that was unmade, and its row that failed is none in one that was not', async () => {
    const subscriber = await Subscriber.start(bench, '/data/ChangeEvents');
    const records = [{ attributes: { type: 'Account' }, Name: 'Good' }, { attributes: { type: 'Account' } }];
    await bench.call('POST', '/composite/sobjects', { allOrNone: true, records });
    await bench.call('POST', '/composite/sobjects', { allOrNone: false, records });
    await create('Account', { Name: 'Last' });
    expect(namesOf(await subscriber.received(2))).toEqual(['Good', 'Last']);
    await subscriber.close();
  });

  it('has the same schema as long as its object has the same fields, and another one for another object', async () => {
    const subscriber = await Subscriber.start(bench, '/data/ChangeEvents');
    await create('Account', { Name: 'A' });
    await create('Account', { Name: 'B' });
    await create('Contact', { LastName: 'C' });
    const [first, second, third] = (await subscriber.received(3)).map(({ schema }) => schema);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    await subscriber.close();
  });
});

describe('replay', () => {
  const names = ['One', 'Two', 'Three', 'Four'];
  const makeAll = async (): Promise<void> => {
    for (const Name of names) await create('Account', { Name });
  };

  it('from -2 brings all that is kept, with ids that rise and are not contiguous', async () => {
    await makeAll();
    const subscriber = await Subscriber.start(bench, '/data/ChangeEvents', -2);
    const events = await subscriber.received(4);
    expect(namesOf(events)).toEqual(names);
    const ids = events.map(({ event }) => event.replayId);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(ids.at(-1)! - ids[0]!).toBeGreaterThan(names.length);
    await subscriber.close();
  });

  it('from -1 brings what comes after the subscription', async () => {
    await makeAll();
    const subscriber = await Subscriber.start(bench, '/data/ChangeEvents', -1);
    await create('Account', { Name: 'New' });
    expect(namesOf(await subscriber.received(1))).toEqual(['New']);
    await subscriber.close();
  });

  it('from an event brings what came after it', async () => {
    await makeAll();
    const first = await Subscriber.start(bench, '/data/ChangeEvents', -2);
    const { replayId } = (await first.received(4))[1]!.event;
    await first.close();
    const second = await Subscriber.start(bench, '/data/ChangeEvents', replayId);
    expect(namesOf(await second.received(2))).toEqual(['Three', 'Four']);
    await second.close();
  });

  it('from an event of more than three days ago is refused, and from -2 brings what is younger', async () => {
    await create('Account', { Name: 'Old' });
    const [old] = await newest(-2);
    await bench.control('POST', 'clock', { advanceMs: 71 * HOUR_MS });
    expect(await newest(old!.event.replayId)).toEqual([]);
    await create('Account', { Name: 'Young' });
    await bench.control('POST', 'clock', { advanceMs: 2 * HOUR_MS });
    await expect(Subscriber.start(bench, '/data/ChangeEvents', old!.event.replayId)).rejects.toMatchObject({
      message: `400::The replayId {${old!.event.replayId}} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.`,
    });
    const subscriber = await Subscriber.start(bench, '/data/ChangeEvents', -2);
    expect(namesOf(await subscriber.received(1))).toEqual(['Young']);
    await subscriber.close();
  });

  it('from an id that no event has is refused', async () => {
    await makeAll();
    await expect(Subscriber.start(bench, '/data/ChangeEvents', 4)).rejects.toMatchObject({
      message: expect.stringContaining('400::The replayId {4} you provided was invalid.') as string,
    });
  });

  it('goes on where it was when Salesforce no longer knows the client', async () => {
    const subscriber = await Subscriber.start(bench, '/data/ChangeEvents');
    await create('Account', { Name: 'Before' });
    await subscriber.received(1);
    await bench.control('POST', 'streaming', { paused: true });
    await create('Account', { Name: 'Meanwhile' });
    await bench.control('POST', 'streaming', { forgetClients: true, paused: false });
    await create('Account', { Name: 'After' });
    expect(namesOf(await subscriber.received(3))).toEqual(['Before', 'Meanwhile', 'After']);
    await subscriber.close();
  });
});

describe('a session that is over', () => {
  it('ends a client at its next call, which hears of it once', async () => {
    const subscriber = await Subscriber.start(bench, '/data/ChangeEvents');
    subscriber.useToken('00D000000000000!over');
    await create('Account', { Name: 'Wakes it' });
    expect(await subscriber.failed()).toMatchObject({
      channel: '/meta/connect',
      successful: false,
      error: '401::Authentication invalid',
      advice: { reconnect: 'none' },
    });
    subscriber.useToken(bench.sandbox.token);
    await subscriber.close();
  });

  it('denies the handshake, and says why', async () => {
    const client = new PlainClient(bench);
    client.token = '00D000000000000!over';
    expect(await client.handshake()).toEqual({
      channel: '/meta/handshake',
      id: '1',
      successful: false,
      error: '403::Handshake denied',
      advice: { reconnect: 'none' },
      ext: { sfdc: { failureReason: '401::Authentication invalid' }, replay: true, 'payload.format': true },
    });
    client.token = '';
    const { ext } = await client.handshake();
    expect(ext).toMatchObject({ sfdc: { failureReason: '401::Request requires authentication' } });
  });
});

async function newest(replayId: number): Promise<ChangeMessage[]> {
  const client = await PlainClient.start(bench, '/data/ChangeEvents', replayId);
  const events = await client.news();
  await client.send('/meta/disconnect');
  return events;
}

function namesOf(events: readonly ChangeMessage[]): unknown[] {
  return events.map(({ payload }) => payload.Name);
}
