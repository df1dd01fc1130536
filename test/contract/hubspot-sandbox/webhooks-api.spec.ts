import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@hubspot/api-client';
import { SubscriptionCreateRequestEventTypeEnum as EventType } from '@hubspot/api-client/lib/codegen/webhooks/models/SubscriptionCreateRequest';
import type { Bench } from './support';
import { plainCall, refusal, startBench } from './support';

const settings = (targetUrl: string, maxConcurrentRequests = 10) => ({
  targetUrl,
  throttling: { maxConcurrentRequests },
});

describe('webhooks API of the HubSpot sandbox', () => {
  let bench: Bench;
  let appId: number;
  beforeEach(async () => {
    bench = await startBench({ limits: 'free' });
    appId = bench.sandbox.app.id;
    await bench.control('POST', 'clock', { rate: 0 });
  });
  afterEach(() => bench.close());

  const subscriptions = () => bench.client.webhooks.subscriptionsApi;
  const target = () => bench.client.webhooks.settingsApi;
  const withKey = (method: string, path: string, body?: unknown) =>
    plainCall(bench.sandbox.url, undefined, { method, path: `${path}?hapikey=${bench.sandbox.developerKey}`, body });

  it('takes the developer key and nothing else', async () => {
    const path = `/webhooks/v3/${appId}/subscriptions`;
    const noKey = await bench.call('GET', path);
    expect(noKey).toMatchObject({ status: 401, body: { category: 'INVALID_AUTHENTICATION' } });
    const wrongKey = new Client({ developerApiKey: 'another', basePath: bench.sandbox.url });
    expect((await refusal(wrongKey.webhooks.subscriptionsApi.getAll(appId))).code).toBe(401);
    expect((await withKey('GET', path)).status).toBe(200);
    const elsewhere = await withKey('GET', '/crm/v3/objects/contacts');
    expect(elsewhere.status).toBe(401);
  });

  it('knows its own app only', async () => {
    expect((await refusal(subscriptions().getAll(appId + 1))).code).toBe(404);
  });

  it('takes nothing from the calls of the account', async () => {
    for (let count = 0; count < 101; count++) await subscriptions().getAll(appId);
    const { headers } = await bench.call('GET', '/crm/v3/owners/');
    expect(headers.get('x-hubspot-ratelimit-remaining')).toBe('99');
  });

  it('keeps target and concurrency, and says when they were made and changed', async () => {
    expect((await refusal(target().getAll(appId))).code).toBe(404);
    const made = await target().configure(appId, settings('https://sync.example.com/hook'));
    expect(made).toMatchObject(settings('https://sync.example.com/hook'));
    expect(made.updatedAt).toBeUndefined();
    await bench.control('POST', 'clock', { advanceMs: 60_000 });
    const changed = await target().configure(appId, settings('http://127.0.0.1:9/hook', 6));
    expect(changed).toMatchObject(settings('http://127.0.0.1:9/hook', 6));
    expect(changed.createdAt).toEqual(made.createdAt);
    expect(changed.updatedAt!.getTime()).toBe(made.createdAt.getTime() + 60_000);
    expect(await target().getAll(appId)).toEqual(changed);
    await target().clear(appId);
    expect((await refusal(target().getAll(appId))).code).toBe(404);
  });

  it.each([
    [settings('ftp://example.com/')],
    [settings('not a URL')],
    [settings('https://user:word@example.com/')],
    [settings('https://example.com/', 5)],
    [settings('https://example.com/', 7.5)],
    [{ throttling: { maxConcurrentRequests: 10 } }],
    [{ targetUrl: 'https://example.com/' }],
  ])('refuses the settings %j', async (body) => {
    expect((await withKey('PUT', `/webhooks/v3/${appId}/settings`, body)).status).toBe(400);
  });

  it('makes, reads, switches and removes a subscription, which is off unless it is made on', async () => {
    const made = await subscriptions().create(appId, {
      eventType: EventType.ContactPropertyChange,
      propertyName: 'email',
    });
    expect(made).toMatchObject({ eventType: 'contact.propertyChange', propertyName: 'email', active: false });
    expect(made.id).toMatch(/^\d+$/);
    expect(made.updatedAt).toBeUndefined();
    const id = Number(made.id);
    expect(await subscriptions().getById(id, appId)).toEqual(made);
    const on = await subscriptions().update(id, appId, { active: true });
    expect(on).toMatchObject({ id: made.id, active: true });
    expect(on.updatedAt).toBeInstanceOf(Date);
    expect((await subscriptions().getAll(appId)).results).toEqual([on]);
    await subscriptions().archive(id, appId);
    expect((await refusal(subscriptions().getById(id, appId))).code).toBe(404);
    expect((await refusal(subscriptions().update(id, appId, { active: true }))).code).toBe(404);
    expect((await refusal(subscriptions().archive(id, appId))).code).toBe(404);
    const next = await subscriptions().create(appId, { eventType: EventType.DealCreation, active: true });
    expect(Number(next.id)).toBeGreaterThan(id);
    expect(next).toMatchObject({ eventType: 'deal.creation', active: true });
    expect(next.propertyName).toBeUndefined();
  });

  it('knows every event type that the client knows', async () => {
    const all = Object.values(EventType);
    for (const eventType of all) {
      await subscriptions().create(appId, { eventType, propertyName: 'email', objectTypeId: '0-1' });
    }
    const { results } = await subscriptions().getAll(appId);
    expect(results.map(({ eventType }) => eventType)).toEqual(all);
  });

  it.each([
    [{ eventType: 'contact.birthday' }],
    [{ eventType: 'product.associationChange' }],
    [{ eventType: 'contact.propertyChange' }],
    [{ eventType: 'contact.propertyChange', propertyName: 'hs_lastmodifieddate' }],
    [{ eventType: 'contact.propertyChange', propertyName: 'num_unique_conversion_events' }],
    [{ eventType: 'object.creation' }],
    [{ eventType: 'object.propertyChange', propertyName: 'email', objectTypeId: 'contacts' }],
    [{}],
  ])('refuses the subscription %j', async (body) => {
    const answer = await withKey('POST', `/webhooks/v3/${appId}/subscriptions`, body);
    expect(answer).toMatchObject({ status: 400, body: { status: 'error' } });
  });

  it('has one subscription to each thing', async () => {
    const subscribe = (eventType: EventType, more: object = {}) =>
      subscriptions().create(appId, { eventType, ...more });
    await subscribe(EventType.ContactCreation);
    await subscribe(EventType.ContactPropertyChange, { propertyName: 'email' });
    await subscribe(EventType.ContactPropertyChange, { propertyName: 'phone' });
    await subscribe(EventType.ObjectCreation, { objectTypeId: '0-1' });
    await subscribe(EventType.ObjectCreation, { objectTypeId: '0-2' });
    const twice = [
      subscribe(EventType.ContactCreation, { active: true }),
      subscribe(EventType.ContactPropertyChange, { propertyName: 'phone' }),
      subscribe(EventType.ObjectCreation, { objectTypeId: '0-2' }),
    ];
    for (const attempt of twice) expect((await refusal(attempt)).code).toBe(409);
  });

  it('has at most 1,000 subscriptions', async () => {
    const names = Array.from({ length: 999 }, (_, index) => `property_${index}`);
    const full = await startBench({
      webhookTarget: 'http://127.0.0.1:9/',
      webhookSubscriptions: names.map((propertyName) => ({ eventType: 'deal.propertyChange', propertyName })),
    });
    const subscribe = (eventType: EventType) =>
      full.client.webhooks.subscriptionsApi.create(full.sandbox.app.id, { eventType });
    await subscribe(EventType.DealCreation);
    expect((await refusal(subscribe(EventType.DealDeletion))).code).toBe(400);
    await full.close();
  });

  it('switches several at once, and tells which it does not have', async () => {
    const ids: number[] = [];
    for (const eventType of [EventType.ContactCreation, EventType.ContactDeletion]) {
      ids.push(Number((await subscriptions().create(appId, { eventType })).id));
    }
    const inputs = ids.map((id) => ({ id, active: true }));
    const done = await subscriptions().updateBatch(appId, { inputs });
    expect(done.status).toBe('COMPLETE');
    expect(done.results.map(({ id }) => Number(id)).sort()).toEqual(ids);
    expect(done.results.every(({ active }) => active)).toBe(true);
    const path = `/webhooks/v3/${appId}/subscriptions/batch/update`;
    const partly = await withKey('POST', path, {
      inputs: [
        { id: ids[0], active: false },
        { id: 1, active: true },
      ],
    });
    expect(partly).toMatchObject({
      status: 207,
      body: { results: [{ active: false }], numErrors: 1, errors: [{ category: 'OBJECT_NOT_FOUND' }] },
    });
    expect((await withKey('POST', path, { inputs: [{ id: ids[1] }] })).status).toBe(400);
    const { results } = await subscriptions().getAll(appId);
    expect(results.map(({ active }) => active)).toEqual([false, true]);
  });

  it('is the same under its dated path', async () => {
    await target().configure(appId, settings('https://sync.example.com/hook'));
    const { id } = await subscriptions().create(appId, { eventType: EventType.ContactCreation });
    const dated = `/app-webhooks/2026-09/${appId}`;
    expect((await withKey('GET', `${dated}/settings`)).body).toMatchObject(settings('https://sync.example.com/hook'));
    expect((await withKey('GET', `${dated}/subscriptions`)).body.results).toMatchObject([{ id }]);
    expect((await withKey('DELETE', `${dated}/subscriptions/${id}`)).status).toBe(204);
    expect((await bench.call('GET', `${dated}/settings`)).status).toBe(401);
  });

  it('survives a restart: key, secret, target, subscriptions, and no id is given out twice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hubspot-webhooks-'));
    const stateFile = join(folder, 'hubspot.jsonl');
    const first = await startBench({ stateFile, webhookTarget: 'http://127.0.0.1:9/' });
    const before = await first.client.webhooks.subscriptionsApi.getAll(first.sandbox.app.id);
    const last = Number(before.results.at(-1)!.id);
    await first.client.webhooks.subscriptionsApi.archive(last, first.sandbox.app.id);
    await first.close();
    for (let restart = 0; restart < 2; restart++) {
      const again = await startBench({ stateFile });
      const { developerKey, app } = first.sandbox;
      expect(again.sandbox).toMatchObject({ developerKey, app });
      const { settingsApi, subscriptionsApi } = again.client.webhooks;
      expect(await settingsApi.getAll(again.sandbox.app.id)).toMatchObject(settings('http://127.0.0.1:9/'));
      const { results } = await subscriptionsApi.getAll(again.sandbox.app.id);
      expect(results).toEqual(before.results.slice(0, -1));
      await again.close();
    }
    const third = await startBench({ stateFile });
    const api = third.client.webhooks.subscriptionsApi;
    const { id } = await api.create(third.sandbox.app.id, { eventType: EventType.TicketCreation });
    expect(Number(id)).toBeGreaterThan(last);
    await third.close();
    rmSync(folder, { recursive: true });
  });
});
