import { CallFailure } from '../../../src/connectors/connector';
import { createHubspotWebhookRegistry } from '../../../src/connectors/hubspot/webhook-registry';
import type { RegistrySettings, WebhookRegistry } from '../../../src/connectors/webhook-registry';
import type { Failure } from '../../../src/core/failure';
import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { plainCall } from '../hubspot-sandbox/support';
import { now, watched } from './calls';
import { ScriptedServer, deadlineFor, type Reply } from './scripted-server';

const creation = { event: 'contact.creation', property: null };
const email = { event: 'contact.propertyChange', property: 'email' };
const target = 'https://sync.example.com/webhooks/hubspot';

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CallFailure)) throw new Error('It did not fail as a call does', { cause: error });
  return error.failure;
}

describe('the registry of webhooks at HubSpot', () => {
  let portal: HubspotSandbox;
  let opened: WebhookRegistry[];
  beforeEach(async () => {
    portal = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
    opened = [];
  });
  afterEach(async () => {
    for (const one of opened) one.close();
    await portal.close();
  });

  const open = (over: Partial<RegistrySettings> = {}): WebhookRegistry => {
    const own = { appId: portal.app.id, key: portal.developerKey, baseUrl: portal.url, callDeadlineMs: 5_000 };
    const registry = createHubspotWebhookRegistry({ ...own, ...over });
    opened.push(registry);
    return registry;
  };
  const withKey = (method: string, route: string, body?: unknown): ReturnType<typeof plainCall> =>
    plainCall(portal.url, undefined, {
      method,
      path: `/webhooks/v3/${portal.app.id}${route}?hapikey=${portal.developerKey}`,
      body,
    });

  it('reads a new app as one without target and subscriptions', async () => {
    expect(await open().read(watched())).toEqual({ target: null, subscriptions: [] });
  });

  it('sets a target, and keeps the concurrency that somebody chose', async () => {
    await open().setTarget(watched(), target);
    expect((await withKey('GET', '/settings')).body).toMatchObject({
      targetUrl: target,
      throttling: { maxConcurrentRequests: 10 },
    });
    await withKey('PUT', '/settings', { targetUrl: `${target}/else`, throttling: { maxConcurrentRequests: 17 } });
    expect((await open().read(watched())).target).toBe(`${target}/else`);
    await open().setTarget(watched(), target);
    expect((await withKey('GET', '/settings')).body).toMatchObject({
      targetUrl: target,
      throttling: { maxConcurrentRequests: 17 },
    });
  });

  it('creates subscriptions that tell at once, each once', async () => {
    const registry = open();
    expect(await registry.create(watched(), creation)).toBe(true);
    expect(await registry.create(watched(), email)).toBe(true);
    expect(await registry.create(watched(), email)).toBe(false);
    const { subscriptions } = await registry.read(watched());
    expect(subscriptions.map(({ subject, active }) => ({ subject, active }))).toEqual([
      { subject: creation, active: true },
      { subject: email, active: true },
    ]);
  });

  it('activates those that are there, and counts none that have gone', async () => {
    for (const propertyName of ['email', 'phone'])
      await withKey('POST', '/subscriptions', { eventType: 'contact.propertyChange', propertyName });
    const registry = open();
    const { subscriptions } = await registry.read(watched());
    expect(subscriptions.map(({ active }) => active)).toEqual([false, false]);
    expect(await registry.activate(watched(), [subscriptions[0]!.id, '99999999'])).toBe(1);
    const after = await registry.read(watched());
    expect(after.subscriptions.map(({ active }) => active)).toEqual([true, false]);
  });

  it('takes subscriptions that name an object by its id for none of ours', async () => {
    await withKey('POST', '/subscriptions', { eventType: 'object.creation', objectTypeId: '0-1', active: true });
    expect((await open().read(watched())).subscriptions).toMatchObject([{ subject: null, active: true }]);
  });

  it('subscribes to what happens to each object, to privacy deletions of contacts, and to each property once', async () => {
    const registry = open();
    const subjects = registry.subjectsOf([
      { object: 'contacts', properties: ['email', 'email', 'hs_lastmodifieddate', 'num_unique_conversion_events'] },
      { object: 'deals', properties: ['amount'] },
      { object: 'line_items', properties: ['price'] },
    ]);
    expect(subjects.map(({ event, property }) => [event, property].filter(Boolean).join(' '))).toEqual([
      'contact.creation',
      'contact.deletion',
      'contact.merge',
      'contact.restore',
      'contact.privacyDeletion',
      'contact.propertyChange email',
      'deal.creation',
      'deal.deletion',
      'deal.merge',
      'deal.restore',
      'deal.propertyChange amount',
    ]);
    for (const subject of subjects) expect(await registry.create(watched(), subject)).toBe(true);
    expect((await registry.read(watched())).subscriptions.map(({ subject }) => subject)).toEqual(subjects);
  });

  it('says which setting is wrong', async () => {
    expect(await failureOf(open({ key: 'another' }).read(watched()))).toMatchObject({
      kind: 'reauth',
      message: expect.stringContaining('HUBSPOT_DEVELOPER_KEY') as string,
    });
    expect(await failureOf(open({ appId: 7 }).read(watched()))).toMatchObject({
      kind: 'gone',
      message: 'HubSpot knows no app 7 of this developer account: HUBSPOT_APP_ID is wrong.',
    });
  });

  it('says that a target was refused', async () => {
    expect(await failureOf(open().setTarget(watched(), 'ftp://sync.example.com'))).toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('PUBLIC_URL must begin with https') as string,
    });
  });

  it('tells of each call, and never of the key', async () => {
    const context = watched();
    await open().setTarget(context, target);
    await open().create(context, creation);
    expect(
      context.callouts.map(({ method, endpoint, status, rows, failure }) => [method, endpoint, status, rows, failure]),
    ).toEqual([
      ['GET', '/webhooks/v3/{appId}/settings', 404, 0, 'gone'],
      ['PUT', '/webhooks/v3/{appId}/settings', 200, 0, null],
      ['POST', '/webhooks/v3/{appId}/subscriptions', 201, 1, null],
    ]);
    expect(JSON.stringify(context.callouts)).not.toContain(portal.developerKey);
  });
});

describe('the registry of webhooks when HubSpot is in trouble', () => {
  let server: ScriptedServer;
  let url: string;
  beforeEach(async () => {
    server = new ScriptedServer();
    url = await server.start();
  });
  afterEach(() => server.stop());

  const wrong = { kind: 'retry' };
  const limited = { status: 429, headers: { 'retry-after': '7' } };
  const rows: readonly (readonly [string, Reply, object])[] = [
    ['a connection that is reset', 'reset', wrong],
    ['an answer that breaks off', 'cut', wrong],
    ['an answer that ends early', 'end', wrong],
    ['a server that never answers', 'hang', { ...wrong, code: 'DEADLINE' }],
    ['a server that drips', 'drip', { ...wrong, code: 'DEADLINE' }],
    ['a gateway’s page', { status: 502, body: '<html>', type: 'text/html' }, wrong],
    ['a page instead of an answer', { status: 200, body: '<html>', type: 'text/html' }, wrong],
    ['a list with something unreadable', { status: 200, body: { results: [{ id: 1 }] } }, wrong],
    ['a limit', limited, { kind: 'throttled', until: new Date(now.getTime() + 7_000) }],
  ];
  it.each(rows)('fails as a whole, for %s', async (_title, reply, failure) => {
    // Where there is no target yet, it is the list of subscriptions that meets the trouble.
    server.answer = ({ path }) => (path.endsWith('/settings') ? { status: 404 } : reply);
    const callDeadlineMs = deadlineFor(reply);
    const registry = createHubspotWebhookRegistry({ appId: 5, key: 'the-key', baseUrl: url, callDeadlineMs });
    const context = watched();
    const read = await failureOf(registry.read(context));
    registry.close();
    expect(read).toMatchObject(failure);
    expect(JSON.stringify([read, context.callouts])).not.toContain('the-key');
  });
});
