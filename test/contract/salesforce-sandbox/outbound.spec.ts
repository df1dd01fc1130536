import { SoapReceiver, textsOf } from './soap-receiver';
import { startBench, type Bench, type Saved } from './support';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

let bench: Bench;
let receiver: SoapReceiver;
beforeEach(async () => {
  receiver = await SoapReceiver.start();
  bench = await startBench();
  // The clock stands still, so that nothing is due before a test says so.
  await bench.control('POST', 'clock', { rate: 0 });
});
afterEach(async () => {
  await bench.close();
  await receiver.close();
});

interface State {
  readonly counters: Readonly<Record<string, number>>;
  readonly deliveries: readonly Readonly<Record<string, unknown>>[];
}

const state = async (): Promise<State> => (await bench.control<State>('GET', 'outbound')).body;
const trouble = (levers: object): Promise<unknown> => bench.control('POST', 'outbound/trouble', levers);

async function setUp(message: object = {}): Promise<string> {
  const usual = { object: 'Account', fields: ['Name', 'Industry'], url: receiver.url };
  return (await bench.control<{ id: string }>('POST', 'outbound', { ...usual, ...message })).body.id;
}

async function create(fields: object): Promise<string> {
  return (await bench.call<Saved>('POST', '/sobjects/Account', fields)).body.id;
}

/** Once nothing is on its way and nothing could go now; what is due later may still wait. */
async function settled(): Promise<State['counters']> {
  let { counters } = await state();
  while (counters.due! > 0) ({ counters } = await state());
  return counters;
}

async function createMany(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < count; from += 200) {
    const records = Array.from({ length: Math.min(200, count - from) }, (_, index) => ({
      attributes: { type: 'Account' },
      Name: `Account ${from + index}`,
    }));
    const { body } = await bench.call<Saved[]>('POST', '/composite/sobjects', { records });
    ids.push(...body.map(({ id }) => id));
  }
  return ids;
}

describe('an outbound message', () => {
  it('is the SOAP message that Salesforce sends', async () => {
    const action = await setUp({
      fields: ['Name', 'Industry', 'CreatedDate', 'Phone', 'AnnualRevenue'],
      version: '64.0',
    });
    const id = await create({ Name: 'Müller & Söhne <1>', Industry: 'Apparel', AnnualRevenue: 5000 });
    const [message] = await receiver.received(1);
    const created = (await bench.call<{ CreatedDate: string }>('GET', `/sobjects/Account/${id}`)).body.CreatedDate;
    const { url, organizationId } = bench.sandbox;
    const short = organizationId.slice(0, 15);
    expect(message?.body).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>${organizationId}</OrganizationId>
   <ActionId>${action}</ActionId>
   <SessionId xsi:nil="true"/>
   <EnterpriseUrl>${url}/services/Soap/c/64.0/${short}</EnterpriseUrl>
   <PartnerUrl>${url}/services/Soap/u/64.0/${short}</PartnerUrl>
   <Notification>
    <Id>${message!.ids[0]!}</Id>
    <sObject xsi:type="sf:Account" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
     <sf:Id>${id}</sf:Id>
     <sf:AnnualRevenue>5000</sf:AnnualRevenue>
     <sf:CreatedDate>${new Date(created.replace('+0000', 'Z')).toISOString()}</sf:CreatedDate>
     <sf:Industry>Apparel</sf:Industry>
     <sf:Name>Müller &amp; Söhne &lt;1&gt;</sf:Name>
    </sObject>
   </Notification>
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>
`);
    expect([action, message!.ids[0]]).toEqual([
      expect.stringMatching(/^04k\w{15}$/) as string,
      expect.stringMatching(/^04l\w{15}$/) as string,
    ]);
    expect(message?.headers).toMatchObject({ 'content-type': 'text/xml; charset=UTF-8', soapaction: '""' });
    expect(await settled()).toMatchObject({ notifications: 1, delivered: 1, waiting: 0, sent: 1 });
  });

  it('carries up to 100 notifications', async () => {
    await setUp();
    await trouble({ paused: true });
    const ids = await createMany(250);
    await trouble({ paused: false });
    const messages = await receiver.received(3);
    expect(messages.map((message) => message.ids.length).toSorted((a, b) => b - a)).toEqual([100, 100, 50]);
    expect(messages.flatMap(({ recordIds }) => recordIds).toSorted()).toEqual(ids.toSorted());
    expect(await settled()).toMatchObject({ delivered: 250, waiting: 0 });
  });

  it('has what the record is when it is sent, and nothing of one that was deleted since', async () => {
    await setUp();
    await trouble({ paused: true });
    const kept = await create({ Name: 'Before' });
    const gone = await create({ Name: 'Gone' });
    await bench.call('PATCH', `/sobjects/Account/${kept}`, { Name: 'After' });
    await bench.call('DELETE', `/sobjects/Account/${gone}`);
    await trouble({ paused: false });
    const [message] = await receiver.received(1);
    expect(message?.recordIds).toEqual([kept, gone, kept]);
    expect(textsOf(message!.body, 'sf:Name')).toEqual(['After', 'After']);
  });

  it('tells only what it was set up for', async () => {
    await setUp({ when: 'create' });
    const id = await create({ Name: 'Told' });
    await receiver.received(1);
    await bench.call('PATCH', `/sobjects/Account/${id}`, { Name: 'Untold' });
    await bench.call('DELETE', `/sobjects/Account/${id}`);
    await bench.call('POST', '/sobjects/Contact', { LastName: 'Untold' });
    expect(await settled()).toMatchObject({ notifications: 1, delivered: 1 });
    await bench.control('DELETE', 'outbound');
    await create({ Name: 'Nobody listens' });
    expect(await settled()).toMatchObject({ notifications: 1, waiting: 0 });
  });

  it('can come from a stranger, and go elsewhere from then on', async () => {
    const id = await setUp({ organizationId: '00D000000000001EAA' });
    await create({ Name: 'A' });
    const [first] = await receiver.received(1);
    expect(textsOf(first!.body, 'OrganizationId')).toEqual(['00D000000000001EAA']);
    await bench.control('POST', 'outbound', { id, organizationId: null, url: `${receiver.url}?second` });
    await create({ Name: 'B' });
    const [, second] = await receiver.received(2);
    expect(textsOf(second!.body, 'OrganizationId')).toEqual([bench.sandbox.organizationId]);
    expect(second?.url).toMatch(/\?second$/);
  });

  it.each([
    { url: 'ftp://127.0.0.1/' },
    { url: undefined },
    { object: 'Nothing__c' },
    { fields: ['Nothing__c'] },
    { when: 'delete' },
    { nothing: true },
  ])('is refused with %j', async (message) => {
    const usual = { object: 'Account', fields: ['Name'], url: receiver.url };
    expect((await bench.control('POST', 'outbound', { ...usual, ...message })).status).toBe(400);
  });
});

describe('a message that is not acknowledged', () => {
  it.each(['no ack', 'empty', 500, 202, 'cut', 'redirect'] as const)('(%s) comes again, the same', async (reply) => {
    receiver.reply = (_message, index) => (index === 0 ? reply : 'ack');
    await setUp();
    await create({ Name: 'Acme' });
    await receiver.received(1);
    expect(await settled()).toMatchObject({ delivered: 0, waiting: 1, failed: 1 });
    await bench.control('POST', 'clock', { advanceMs: MINUTE_MS });
    const [first, second] = await receiver.received(2);
    expect(second?.body).toBe(first?.body);
    expect(await settled()).toMatchObject({ delivered: 1, waiting: 0, retried: 1 });
  });

  it('in time comes again', async () => {
    receiver.reply = (_message, index) => (index === 0 ? 'hang' : 'ack');
    await setUp();
    await trouble({ timeoutMs: 30 });
    await create({ Name: 'Acme' });
    await receiver.received(1);
    await settled();
    expect((await state()).deliveries).toMatchObject([{ attempt: 0, acknowledged: false, error: 'timeout' }]);
    await bench.control('POST', 'clock', { advanceMs: MINUTE_MS });
    await receiver.received(2);
    expect(await settled()).toMatchObject({ delivered: 1 });
  });

  it('comes at intervals that grow to two hours, for a day', async () => {
    receiver.reply = () => 'no ack';
    await setUp();
    await create({ Name: 'Acme' });
    await receiver.received(1);
    const gaps: number[] = [];
    let passed = 0;
    let seen = 1;
    for (let minute = 0; minute < 25 * 60; minute += 5) {
      await settled();
      await bench.control('POST', 'clock', { advanceMs: 5 * MINUTE_MS });
      await settled();
      passed += 5;
      for (; seen < receiver.messages.length; seen++) {
        gaps.push(passed);
        passed = 0;
      }
    }
    expect(gaps).toEqual(gaps.toSorted((a, b) => a - b));
    expect(gaps.at(-1)).toBe(120);
    expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeLessThan(24 * 60);
    expect(new Set(receiver.ids).size).toBe(1);
    expect(await settled()).toMatchObject({ gaveUp: 1, delivered: 0, waiting: 0 });
  });

  it('is dropped when a day has passed before it could be sent', async () => {
    await setUp();
    await trouble({ paused: true });
    await create({ Name: 'Old' });
    await bench.control('POST', 'clock', { advanceMs: 25 * HOUR_MS });
    await create({ Name: 'Young' });
    await trouble({ paused: false });
    const [message] = await receiver.received(1);
    expect(textsOf(message!.body, 'sf:Name')).toEqual(['Young']);
    expect(await settled()).toMatchObject({ gaveUp: 1, delivered: 1, waiting: 0 });
  });

  it('does not hold up the others, which so come before it', async () => {
    receiver.reply = (_message, index) => (index === 0 ? 'no ack' : 'ack');
    await setUp();
    await create({ Name: 'First' });
    await receiver.received(1);
    await settled();
    await create({ Name: 'Second' });
    await receiver.received(2);
    await settled();
    await bench.control('POST', 'clock', { advanceMs: MINUTE_MS });
    const messages = await receiver.received(3);
    expect(messages.map(({ body }) => textsOf(body, 'sf:Name')[0])).toEqual(['First', 'Second', 'First']);
  });
});

describe('trouble on demand', () => {
  it('sends a notification twice, with the same id', async () => {
    await setUp();
    await trouble({ duplicate: 1, batchMax: 1 });
    await create({ Name: 'Acme' });
    const [first, second] = await receiver.received(2);
    expect(second?.ids).toEqual(first?.ids);
    expect(await settled()).toMatchObject({ notifications: 1, duplicated: 1, delivered: 2 });
  });

  it('sends them in any order', async () => {
    await setUp();
    await trouble({ paused: true, shuffle: true });
    const ids = await createMany(50);
    await trouble({ paused: false });
    const [message] = await receiver.received(1);
    expect(message?.recordIds).not.toEqual(ids);
    expect(message?.recordIds.toSorted()).toEqual(ids.toSorted());
  });

  it('holds them back by the sandbox’s clock', async () => {
    await setUp();
    await trouble({ delayMs: HOUR_MS });
    await create({ Name: 'Late' });
    expect(await settled()).toMatchObject({ waiting: 1, sent: 0 });
    await bench.control('POST', 'clock', { advanceMs: HOUR_MS });
    await receiver.received(1);
    expect(await settled()).toMatchObject({ waiting: 0, sent: 1 });
  });

  it('keeps no more than may wait, and sends all that waits when it is let go', async () => {
    await setUp();
    await trouble({ paused: true, waitingMax: 3 });
    await createMany(5);
    expect((await state()).counters).toMatchObject({ notifications: 5, overflowed: 2, waiting: 3 });
    await trouble({ flush: true });
    await receiver.received(1);
    expect(await settled()).toMatchObject({ delivered: 3, waiting: 0 });
  });

  it('leaves no connection open when the sandbox ends', async () => {
    receiver.reply = () => 'hang';
    await setUp();
    await create({ Name: 'Acme' });
    await receiver.received(1);
    await bench.close();
    await receiver.quiet();
    expect(receiver.messages).toHaveLength(1);
  });
});
