import type { Bench } from './support';
import { startBench } from './support';
import { Receiver, settled } from './webhook-receiver';

const FIVE_MINUTES_MS = 300_000;

describe('changed settings of the HubSpot sandbox’s webhooks while HubSpot has the old ones in its cache', () => {
  let bench: Bench;
  let receiver: Receiver;
  beforeAll(async () => void (receiver = await Receiver.start()));
  afterAll(() => receiver.close());
  beforeEach(async () => {
    receiver.requests.splice(0);
    receiver.reply = () => 200;
    bench = await startBench({
      webhookTarget: `${receiver.origin}/old`,
      webhookSubscriptions: [{ eventType: 'company.creation' }],
    });
    await bench.clock({ rate: 0 });
  });
  afterEach(() => bench.close());

  const cacheFor = (settingsCacheMs: number) => bench.control('POST', 'webhooks', { settingsCacheMs });
  const api = () => bench.client.webhooks;
  const retarget = (path: string) =>
    api().settingsApi.configure(bench.sandbox.app.id, {
      targetUrl: `${receiver.origin}${path}`,
      throttling: { maxConcurrentRequests: 10 },
    });
  const subscription = async () => (await api().subscriptionsApi.getAll(bench.sandbox.app.id)).results[0]!;
  /** What is told of a new company and a new contact, and where. */
  const told = async () => {
    await bench.seed('companies', [{ name: 'Acme' }]);
    await bench.seed('contacts', [{ firstname: 'Ana' }]);
    await settled(bench);
    const requests = receiver.requests.splice(0);
    const events = requests.flatMap(({ url, events: all }) =>
      all.map((each) => [new URL(url).pathname, each] as const),
    );
    return events.map(([path, { subscriptionType }]) => `${path} ${subscriptionType}`).toSorted();
  };

  it('hold at once unless a cache is asked for', async () => {
    await retarget('/new');
    expect(await told()).toEqual(['/new company.creation']);
  });

  it('hold for the target when five minutes of the sandbox’s clock are over, and are shown before', async () => {
    await cacheFor(FIVE_MINUTES_MS);
    await retarget('/new');
    expect((await api().settingsApi.getAll(bench.sandbox.app.id)).targetUrl).toBe(`${receiver.origin}/new`);
    await bench.clock({ advanceMs: FIVE_MINUTES_MS - 1 });
    expect(await told()).toEqual(['/old company.creation']);
    await bench.clock({ advanceMs: 1 });
    expect(await told()).toEqual(['/new company.creation']);
  });

  it('hold for a new subscription and one that was switched off when the cache ends', async () => {
    await cacheFor(FIVE_MINUTES_MS);
    const { app } = bench.sandbox;
    await api().subscriptionsApi.update(Number((await subscription()).id), app.id, { active: false });
    await bench.clock({ advanceMs: FIVE_MINUTES_MS - 1 });
    await bench.call('POST', `/webhooks/v3/${app.id}/subscriptions?hapikey=${bench.sandbox.developerKey}`, {
      eventType: 'contact.creation',
      active: true,
    });
    expect(await told()).toEqual(['/old company.creation']);
    await bench.clock({ advanceMs: 1 });
    expect(await told()).toEqual(['/old contact.creation']);
  });

  it('hold for settings that were cleared, so that events go on until then and wait for nobody after', async () => {
    await cacheFor(FIVE_MINUTES_MS);
    await api().settingsApi.clear(bench.sandbox.app.id);
    expect(await told()).toEqual(['/old company.creation']);
    await bench.clock({ advanceMs: FIVE_MINUTES_MS });
    expect(await told()).toEqual([]);
  });

  it('send by themselves what waited for a target, once the clock has come so far', async () => {
    receiver.reply = () => 500;
    expect(await told()).toEqual(['/old company.creation']);
    await api().settingsApi.clear(bench.sandbox.app.id);
    await cacheFor(FIVE_MINUTES_MS);
    await retarget('/new');
    receiver.reply = () => 200;
    await bench.clock({ rate: 10_000 });
    await receiver.received(1);
    expect(receiver.requests[0]).toMatchObject({ url: `${receiver.origin}/new`, events: [{ attemptNumber: 1 }] });
  });

  it('can be cached for a day at most', async () => {
    expect((await cacheFor(86_400_001)).status).toBe(400);
    expect((await cacheFor(0.5)).status).toBe(400);
  });
});
