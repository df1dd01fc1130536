import { Signature } from '@hubspot/api-client';
import type { Bench } from './support';
import { startBench } from './support';
import { Receiver, settled, signaturesOf, webhookState } from './webhook-receiver';

const HOUR_MS = 3_600_000;

describe('delivery of the HubSpot sandbox’s webhooks', () => {
  let bench: Bench;
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await Receiver.start();
    bench = await startBench({
      webhookTarget: receiver.url,
      webhookSubscriptions: [
        { eventType: 'company.creation' },
        { eventType: 'company.propertyChange', propertyName: 'name' },
      ],
    });
    await bench.control('POST', 'clock', { rate: 0 });
  });
  afterEach(async () => {
    await bench.close();
    await receiver.close();
  });

  /** Each is two events: the creation and the name. */
  const seed = (count: number) =>
    bench.seed(
      'companies',
      Array.from({ length: count }, (_, index) => ({ name: `Company ${index}` })),
    );
  const create = (name: string) => bench.call('POST', '/crm/v3/objects/companies', { properties: { name } });
  const trouble = (settings: object) => bench.control('POST', 'webhooks', settings);
  const advance = (advanceMs: number) => bench.control('POST', 'clock', { advanceMs });
  const sizes = () => receiver.requests.map(({ events }) => events.length);

  it('is a POST of an array with the headers of HubSpot', async () => {
    const { epochMs } = (await bench.control('GET', 'clock')).body;
    await create('Acme');
    await settled(bench);
    const [request] = receiver.requests;
    expect(request).toMatchObject({ method: 'POST', url: receiver.url });
    expect(request!.events).toHaveLength(2);
    expect(request!.headers).toMatchObject({
      'content-type': 'application/json',
      accept: '*/*',
      'user-agent': expect.stringMatching(/^HubSpot Connect 2\.0 \(http:\/\/dev\.hubspot\.com\/\) /) as string,
      'x-hubspot-request-timestamp': String(epochMs),
      'x-hubspot-signature-version': 'v1',
      'x-hubspot-timeout-millis': '10000',
    });
  });

  it('is signed twice, over the bytes that arrive', async () => {
    await create('Müller & Söhne “€”');
    await settled(bench);
    const [request] = receiver.requests;
    const { clientSecret } = bench.sandbox.app;
    expect(request!.headers).toMatchObject(signaturesOf(clientSecret, request!));
    const { headers, body, url } = request!;
    const timestamp = Number(headers['x-hubspot-request-timestamp']);
    const common = { clientSecret, requestBody: body, url, method: 'POST', timestamp };
    const v1 = { ...common, signature: String(headers['x-hubspot-signature']), signatureVersion: 'v1' };
    const v3 = { ...common, signature: String(headers['x-hubspot-signature-v3']), signatureVersion: 'v3' };
    expect([v1, v3].map((each) => Signature.isValid(each))).toEqual([true, true]);
    expect(Signature.isValid({ ...v3, requestBody: `${body} ` })).toBe(false);
  });

  it('is signed as a workflow signs when it is told to', async () => {
    await trouble({ signatureVersion: 'v2' });
    await create('Acme');
    await settled(bench);
    const { headers, body, url } = receiver.requests[0]!;
    expect(headers['x-hubspot-signature-version']).toBe('v2');
    const signature = String(headers['x-hubspot-signature']);
    const { clientSecret } = bench.sandbox.app;
    expect(
      Signature.isValid({ signature, clientSecret, requestBody: body, url, method: 'POST', signatureVersion: 'v2' }),
    ).toBe(true);
  });

  it('holds at most 100 events', async () => {
    await seed(125);
    await settled(bench);
    expect(sizes().toSorted((a, b) => b - a)).toEqual([100, 100, 50]);
  });

  it.each([[500], [404], [302], [429], ['cut'], ['hang']] as const)(
    'is made again after %p, with the same events and a higher attempt number',
    async (reply) => {
      receiver.reply = (_request, index) => (index === 0 ? reply : 204);
      // A busy machine may take longer than this to answer, so only the one who never does is cut off by it.
      if (reply === 'hang') await trouble({ timeoutMs: 100 });
      await create('Acme');
      expect(await settled(bench)).toMatchObject({ sent: 1, failed: 1, delivered: 0, waiting: 2 });
      await trouble({ timeoutMs: 5_000 });
      await advance(90_000);
      expect(await settled(bench)).toMatchObject({ sent: 2, retried: 1, failed: 1, delivered: 2, waiting: 0 });
      const [first, second] = receiver.requests;
      expect(first!.events.map(({ attemptNumber }) => attemptNumber)).toEqual([0, 0]);
      expect(second!.events).toEqual(first!.events.map((event) => ({ ...event, attemptNumber: 1 })));
      expect(second!.headers).toMatchObject(signaturesOf(bench.sandbox.app.clientSecret, second!));
      const { deliveries } = await webhookState(bench);
      expect(deliveries).toMatchObject([
        { attemptNumber: 0, events: 2, ...(typeof reply === 'number' && { status: reply }) },
        { attemptNumber: 1, events: 2, status: 204 },
      ]);
    },
  );

  it('is made ten more times in 24 hours, further and further apart, and then never', async () => {
    receiver.reply = () => 503;
    await create('Acme');
    await settled(bench);
    for (let step = 0; step < 96; step++) {
      await advance(HOUR_MS / 4);
      await settled(bench);
    }
    const attempts = receiver.requests.map(({ events }) => events[0]!.attemptNumber);
    expect(attempts).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const times = receiver.requests.map(({ headers }) => Number(headers['x-hubspot-request-timestamp']));
    expect(times[5]! - times[0]!).toBeLessThanOrEqual(3.25 * HOUR_MS);
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(17 * HOUR_MS);
    expect(times.at(-1)! - times[0]!).toBeLessThanOrEqual(24 * HOUR_MS);
    await advance(48 * HOUR_MS);
    expect(await settled(bench)).toMatchObject({ sent: 11, failed: 11, retried: 10, gaveUp: 2, waiting: 0 });
  });

  it('makes up for a whole day at once when the clock is moved by one', async () => {
    receiver.reply = ({ events }) => (events[0]!.attemptNumber === 10 ? 200 : 503);
    await create('Acme');
    await settled(bench);
    await advance(24 * HOUR_MS);
    expect(await settled(bench)).toMatchObject({ sent: 11, delivered: 2, waiting: 0 });
  });

  it('is retried by itself when time runs', async () => {
    receiver.reply = (_request, index) => (index === 0 ? 503 : 200);
    await create('Acme');
    await settled(bench);
    await bench.control('POST', 'clock', { rate: 1_000_000 });
    await receiver.received(2);
    expect(receiver.requests[1]!.events[0]!.attemptNumber).toBe(1);
  });

  it.each([[10], [6]])('is made by at most %i requests at a time', async (maxConcurrentRequests) => {
    const appId = bench.sandbox.app.id;
    const throttling = { maxConcurrentRequests };
    await bench.client.webhooks.settingsApi.configure(appId, { targetUrl: receiver.url, throttling });
    await trouble({ batchMax: 1 });
    let open = (): void => undefined;
    receiver.gate = new Promise((resolve) => (open = resolve));
    await seed(20);
    await receiver.received(maxConcurrentRequests);
    expect((await webhookState(bench)).counters).toMatchObject({ sent: maxConcurrentRequests, waiting: 40, due: 40 });
    open();
    expect(await settled(bench)).toMatchObject({ delivered: 40, waiting: 0 });
    expect(receiver.busiest).toBe(maxConcurrentRequests);
  });

  it('holds up neither a call nor the end, and leaves no connection open', async () => {
    receiver.reply = () => 'hang';
    const other = await startBench({ webhookTarget: receiver.url });
    const properties = { name: 'Acme' };
    expect((await other.call('POST', '/crm/v3/objects/companies', { properties })).status).toBe(201);
    await receiver.received(1);
    await other.close();
    await receiver.quiet();
    const sent = receiver.requests.length;
    await bench.control('GET', 'clock');
    expect(receiver.requests).toHaveLength(sent);
  });

  it('waits for the clock when it is delayed', async () => {
    await trouble({ delayMs: 60_000 });
    await create('Acme');
    expect(await settled(bench)).toMatchObject({ sent: 0, waiting: 2 });
    await advance(59_999);
    expect(await settled(bench)).toMatchObject({ sent: 0, waiting: 2 });
    await advance(1);
    expect(await settled(bench)).toMatchObject({ sent: 1, delivered: 2 });
  });

  it('stands still while it is paused; a flush lets go what waits', async () => {
    await trouble({ paused: true });
    await create('A');
    await create('B');
    await advance(HOUR_MS);
    expect((await webhookState(bench)).counters).toMatchObject({ sent: 0, waiting: 4 });
    await trouble({ flush: true });
    await receiver.received(1);
    await create('C');
    expect((await webhookState(bench)).counters).toMatchObject({ sent: 1, events: 6, waiting: 2 });
    await trouble({ paused: false });
    expect(await settled(bench)).toMatchObject({ sent: 2, delivered: 6, waiting: 0 });
  });

  it('is flushed before it is due, retries too', async () => {
    receiver.reply = (_request, index) => (index === 0 ? 503 : 200);
    await create('A');
    await settled(bench);
    await trouble({ delayMs: HOUR_MS });
    await create('B');
    await trouble({ flush: true });
    expect(await settled(bench)).toMatchObject({ delivered: 4, waiting: 0 });
    expect(receiver.requests.map(({ events }) => events[0]!.attemptNumber).toSorted()).toEqual([0, 0, 1]);
  });

  it('loses what it is told to lose, and counts it', async () => {
    await trouble({ drop: 1 });
    await create('A');
    expect((await webhookState(bench)).counters).toMatchObject({ events: 2, dropped: 2, waiting: 0 });
    await trouble({ drop: 0.5 });
    await seed(100);
    const { dropped, delivered } = await settled(bench);
    expect(dropped! + delivered!).toBe(202);
    expect(delivered).toBeGreaterThan(60);
    expect(delivered).toBeLessThan(140);
  });

  it('sends twice what it is told to send twice, under the same event id', async () => {
    await trouble({ duplicate: 1 });
    await seed(60);
    expect(await settled(bench)).toMatchObject({ events: 120, duplicated: 120, delivered: 240 });
    const ids = receiver.events.map(({ eventId }) => eventId);
    expect(ids).toHaveLength(240);
    expect(new Set(ids).size).toBe(120);
  });

  it('mixes the events of several commits when it is shuffled, in a POST and from one to the next', async () => {
    await trouble({ shuffle: true, paused: true, batchMax: 20 });
    const ids: number[] = [];
    for (let count = 0; count < 20; count++) ids.push(Number((await create(`C${count}`)).body.id));
    await trouble({ paused: false });
    await settled(bench);
    const order = receiver.events.map(({ objectId }) => ids.indexOf(objectId));
    const first = receiver.requests[0]!.events.map(({ objectId }) => ids.indexOf(objectId));
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    expect(Math.max(...first)).toBeGreaterThanOrEqual(10);
    expect(new Set(order).size).toBe(20);
  });

  it('gives each event its own POST when that is asked for', async () => {
    await trouble({ batchMax: 1 });
    await create('Acme');
    await settled(bench);
    expect(sizes()).toEqual([1, 1]);
  });

  it('keeps a bounded number of events for a receiver that is gone, and counts the rest', async () => {
    receiver.reply = () => 503;
    await trouble({ waitingMax: 150 });
    await seed(50);
    await settled(bench);
    await seed(50);
    expect(await settled(bench)).toMatchObject({ events: 200, waiting: 150, overflowed: 50 });
    receiver.reply = () => 200;
    await advance(24 * HOUR_MS);
    expect(await settled(bench)).toMatchObject({ delivered: 150, overflowed: 50, waiting: 0 });
    await create('Acme');
    expect(await settled(bench)).toMatchObject({ delivered: 152, overflowed: 50 });
  });

  it('bounds copies like everything else', async () => {
    await trouble({ waitingMax: 3, duplicate: 1 });
    await create('Acme');
    expect(await settled(bench)).toMatchObject({ events: 2, duplicated: 2, delivered: 3, overflowed: 1 });
  });

  it('remembers the last fifty POSTs', async () => {
    await trouble({ batchMax: 1 });
    await seed(40);
    await settled(bench);
    expect((await webhookState(bench)).deliveries).toHaveLength(50);
  });

  it('goes on when nobody listens at the target', async () => {
    const appId = bench.sandbox.app.id;
    const gone = await Receiver.start();
    const targetUrl = gone.url;
    await gone.close();
    const throttling = { maxConcurrentRequests: 10 };
    await bench.client.webhooks.settingsApi.configure(appId, { targetUrl, throttling });
    await create('Acme');
    expect(await settled(bench)).toMatchObject({ failed: 1, waiting: 2 });
    expect((await webhookState(bench)).deliveries).toMatchObject([{ error: 'ECONNREFUSED' }]);
    await bench.client.webhooks.settingsApi.configure(appId, { targetUrl: receiver.url, throttling });
    await advance(90_000);
    expect(await settled(bench)).toMatchObject({ delivered: 2, waiting: 0 });
  });

  it.each([
    [{ delayMs: -1 }],
    [{ duplicate: 1.5 }],
    [{ drop: -0.1 }],
    [{ batchMax: 101 }],
    [{ batchMax: 0 }],
    [{ timeoutMs: 0 }],
    [{ waitingMax: 200_001 }],
    [{ signatureVersion: 'v3' }],
    [{ paused: 'no' }],
  ])('refuses the trouble %j and changes nothing', async (settings) => {
    const before = (await webhookState(bench)).trouble;
    expect((await trouble({ shuffle: true, ...settings })).status).toBe(400);
    expect((await webhookState(bench)).trouble).toEqual(before);
  });
});
