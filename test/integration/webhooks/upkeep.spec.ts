import type { INestApplicationContext } from '@nestjs/common';
import { managedWebhooks } from '../../../src/adapters';
import { startWebhookUpkeep } from '../../../src/app.module';
import type { Callout } from '../../../src/connectors/connector';
import type { WebhookStanding } from '../../../src/operate/webhook-subscriptions';
import { WebhookUpkeep } from '../../../src/jobs/webhook-upkeep';
import type { ConnectionSettings } from '../../../src/store/connections';
import { storeSampleConnection } from '../../support/connection';
import { until as waitUntil } from '../../support/until';
import { Stage } from '../polling/stage';

const publicUrl = 'https://sync.example.com';
const target = `${publicUrl}/webhooks/hubspot`;
const hourMs = 3_600_000;
/** As the log has it. */
const warn = 40;

interface Subscription {
  readonly id: string;
  readonly eventType: string;
  readonly propertyName?: string;
  readonly active: boolean;
}

describe('the upkeep of webhooks', () => {
  let stage: Stage;
  let seen: WebhookStanding[];
  let callouts: Callout[];
  let closers: (() => unknown)[];
  beforeEach(async () => {
    stage = await Stage.start();
    [seen, callouts, closers] = [[], [], []];
  });
  afterEach(async () => {
    for (const close of closers.reverse()) await close();
    await stage.close();
  });

  const start = async (key = stage.portal.developerKey): Promise<INestApplicationContext> => {
    const { database, clock, logger } = stage.polling();
    const hubspotDeveloper = { appId: stage.portal.app.id, key, baseUrl: stage.portal.url };
    const context = { onCallout: (one: Callout) => void callouts.push(one), now: () => stage.now(), database };
    const settings = { hubspotApp: stage.portal.app, hubspotDeveloper, publicUrl, callDeadlineMs: 5_000 };
    const webhooks = managedWebhooks(settings, context)!;
    const onStanding = (_crm: string, standing: WebhookStanding): void => void seen.push(standing);
    const upkeep = await startWebhookUpkeep({ database, clock, logger, webhooks, onStanding });
    closers.push(
      () => webhooks.registry.close(),
      () => upkeep.close(),
    );
    return upkeep;
  };
  const until = (holds: () => boolean): Promise<void> => waitUntil(holds, { told: () => stage.log });
  const ask = async (method: string, route: string, body?: object): Promise<unknown> => {
    const { url, app, developerKey } = stage.portal;
    const response = await fetch(`${url}/webhooks/v3/${app.id}/${route}?hapikey=${developerKey}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(response.ok).toBe(true);
    return response.status === 204 ? null : response.json();
  };
  const list = async (): Promise<readonly Subscription[]> =>
    ((await ask('GET', 'subscriptions')) as { results: Subscription[] }).results;
  const subjectsOf = (all: readonly Subscription[]): readonly string[] =>
    all.map(({ eventType, propertyName = '', active }) => `${eventType} ${propertyName} ${active}`).sort();
  const logged = (event: string): readonly Record<string, unknown>[] =>
    stage.log
      .split('\n')
      .filter((line) => line.includes(`"event":"${event}"`))
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('sets them up at its start', async () => {
    await start();
    await until(() => seen.length === 1);
    expect(await ask('GET', 'settings')).toMatchObject({ targetUrl: target });
    const there = await list();
    expect(there.every(({ active }) => active)).toBe(true);
    expect(seen).toMatchObject([{ target: { state: 'ours' }, fine: there.length, missing: [], inactive: [] }]);
    expect(logged('webhooks.restored')).toMatchObject([{ targetSet: true, created: there.length, activated: 0 }]);
  });

  it('restores within the hour what was deleted or made silent, and leaves alone what is another’s', async () => {
    const foreign = (await ask('POST', 'subscriptions', { eventType: 'ticket.creation' })) as Subscription;
    const upkeep = await start();
    await until(() => seen.length === 1);
    const whole = subjectsOf(await list());
    const [first, second, third] = (await list()).filter(({ id }) => id !== foreign.id);
    await ask('DELETE', `subscriptions/${first!.id}`);
    await ask('DELETE', `subscriptions/${second!.id}`);
    await ask('PATCH', `subscriptions/${third!.id}`, { active: false });
    await ask('DELETE', 'settings');

    await stage.advance(hourMs - 1);
    await upkeep.get(WebhookUpkeep).tick();
    expect(seen).toHaveLength(1);
    await stage.advance(1);
    await until(() => seen.length === 2);

    expect(subjectsOf(await list())).toEqual(whole);
    expect((await list()).find(({ id }) => id === foreign.id)).toEqual(foreign);
    expect(await ask('GET', 'settings')).toMatchObject({ targetUrl: target });
    expect(seen[1]).toMatchObject({ foreign: 1, missing: [], inactive: [] });
    expect(logged('webhooks.restored').slice(1)).toMatchObject([{ targetSet: true, created: 2, activated: 1 }]);
  });

  const custom = (count: number, settings: Partial<ConnectionSettings> = {}): Partial<ConnectionSettings> => {
    const names = Array.from({ length: count }, (_, n) => `custom_${n}`);
    return {
      customFields: names.map((name) => ({
        ...{ object: 'customer', name, property: name, label: name, type: 'text', unique: false },
      })),
      fieldRules: names.map((name) => ({ object: 'customer', field: `custom.${name}`, direction: 'both' })),
      ...settings,
    };
  };
  const connect = (tenantId: string, id: string, settings: Partial<ConnectionSettings>): Promise<unknown> =>
    storeSampleConnection(stage.polling().database, tenantId, id, settings);
  const customThere = async (): Promise<readonly string[]> =>
    subjectsOf(await list()).filter((subject) => subject.includes(' custom_'));

  it('subscribes to the custom fields that one connection or another hears of, whosever they are', async () => {
    await stage.database.createTenant('two');
    const [theirs] = custom(1).customFields!;
    const deal = { ...theirs!, object: 'order', name: 'custom_deal', property: 'custom_deal' } as const;
    const pull = { object: 'order', field: 'custom.custom_deal', direction: 'pull' } as const;
    await connect('one', 'crm', custom(3, { fieldRules: custom(2).fieldRules! }));
    await connect('two', 'crm', { customFields: [theirs!, deal], fieldRules: [pull] });
    await start();
    await until(() => seen.length === 1);
    expect(await customThere()).toEqual([
      'contact.propertyChange custom_0 true',
      'contact.propertyChange custom_1 true',
      'deal.propertyChange custom_deal true',
    ]);
    expect(seen).toMatchObject([{ missing: [], withoutRoom: [], foreign: 0 }]);
  });

  it('follows changes of a connection’s custom fields within the hour, and takes none away that nobody needs any more', async () => {
    await connect('one', 'crm', custom(1));
    await start();
    await until(() => seen.length === 1);
    const before = (await list()).length;
    const [, second] = custom(2).customFields!;
    await connect('one', 'crm', custom(2, { customFields: [second!] }));
    await stage.advance(hourMs);
    await until(() => seen.length === 2);
    expect(await customThere()).toEqual([
      'contact.propertyChange custom_0 true',
      'contact.propertyChange custom_1 true',
    ]);
    expect(await list()).toHaveLength(before + 1);
    expect(seen[1]).toMatchObject({ missing: [], foreign: 1, fine: before });
    expect(logged('webhooks.restored').slice(1)).toMatchObject([{ targetSet: false, created: 1, activated: 0 }]);
  });

  it('restores those of custom fields too', async () => {
    await connect('one', 'crm', custom(2));
    await start();
    await until(() => seen.length === 1);
    const [first, second] = (await list()).filter(({ propertyName = '' }) => propertyName.startsWith('custom_'));
    await ask('DELETE', `subscriptions/${first!.id}`);
    await ask('PATCH', `subscriptions/${second!.id}`, { active: false });
    await stage.advance(hourMs);
    await until(() => seen.length === 2);
    expect(await customThere()).toHaveLength(2);
    expect((await customThere()).every((subject) => subject.endsWith(' true'))).toBe(true);
  });

  it('creates as many for custom fields as there is room for after what everybody needs, and says so', async () => {
    await start();
    await until(() => seen.length === 1);
    const needed = (await list()).length;
    const room = 3;
    for (let n = 0; n < 1_000 - needed - room; n += 1)
      await ask('POST', 'subscriptions', { eventType: 'ticket.propertyChange', propertyName: `p${n}` });
    const [gone] = await list();
    await ask('DELETE', `subscriptions/${gone!.id}`);
    await connect('one', 'crm', custom(room + 2));
    await stage.database.createTenant('two');
    await connect('two', 'crm', custom(room + 2, { customFields: custom(room + 2).customFields!.slice(-1) }));
    await stage.advance(hourMs);
    await until(() => seen.length === 2);
    expect((await list()).map(({ eventType }) => eventType)).toContain(gone!.eventType);
    expect(await customThere()).toEqual([
      'contact.propertyChange custom_0 true',
      'contact.propertyChange custom_1 true',
      'contact.propertyChange custom_4 true', // two connections need it
    ]);
    expect(seen[1]).toMatchObject({ missing: [] });
    expect(seen[1]?.withoutRoom.map(({ property }) => property)).toEqual(['custom_2', 'custom_3']);
    expect(logged('webhooks.without-room')).toMatchObject([{ level: warn, count: 2 }]);
    callouts = [];
    await stage.advance(hourMs);
    await until(() => seen.length === 3);
    expect(callouts.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('creates all others when HubSpot refuses one, and says which', async () => {
    await stage.control('faults', {
      path: `/webhooks/v3/${stage.portal.app.id}/subscriptions`,
      method: 'POST',
      status: 400,
      times: 1,
    });
    await start();
    await until(() => logged('webhooks.check-failed').length === 1);
    const [complaint] = logged('webhooks.check-failed');
    expect(complaint).toMatchObject({ level: warn, kind: 'rejected' });
    const [name] = String(complaint?.['msg']).split(':');
    expect(name).toBe('company.creation');
    expect(subjectsOf(await list())).not.toContain('company.creation  true');
    const { length } = await list();
    expect(length).toBeGreaterThan(20);
    await stage.advance(300_000);
    await until(() => seen.length === 1);
    expect(await list()).toHaveLength(length + 1);
  });

  it('asks twice and says nothing while all is well', async () => {
    await start();
    await until(() => seen.length === 1);
    callouts = [];
    const { length } = stage.log;
    await stage.advance(hourMs);
    await until(() => seen.length === 2);
    expect(callouts.map(({ method, endpoint }) => `${method} ${endpoint}`)).toEqual([
      'GET /webhooks/v3/{appId}/settings',
      'GET /webhooks/v3/{appId}/subscriptions',
    ]);
    expect(stage.log.slice(length)).toBe('');
  });

  it('changes nothing under another’s target, and says so each time', async () => {
    const elsewhere = { targetUrl: 'https://other.example.com/hook', throttling: { maxConcurrentRequests: 10 } };
    await ask('PUT', 'settings', elsewhere);
    await start();
    await until(() => seen.length === 1);
    expect(await ask('GET', 'settings')).toMatchObject(elsewhere);
    expect(await list()).toEqual([]);
    expect(seen[0]?.missing.length).toBeGreaterThan(0);
    await stage.advance(hourMs);
    await until(() => seen.length === 2);
    expect(logged('webhooks.target-foreign').map(({ level }) => level)).toEqual([warn, warn]);
  });

  it('creates nothing when the app would have too many', async () => {
    for (let n = 0; n < 980; n += 1)
      await ask('POST', 'subscriptions', { eventType: 'ticket.propertyChange', propertyName: `p${n}` });
    await start();
    await until(() => logged('webhooks.check-failed').length === 1);
    expect(await list()).toHaveLength(980);
    expect(logged('webhooks.check-failed')).toMatchObject([{ level: warn, code: 'too-many-subscriptions' }]);
  });

  it('tries again after five minutes what HubSpot did not do, without a word of the key', async () => {
    const wrongKey = 'a-key-that-is-wrong';
    await start(wrongKey);
    await until(() => logged('webhooks.check-failed').length === 1);
    expect(logged('webhooks.check-failed')).toMatchObject([{ level: warn, kind: 'reauth' }]);
    await stage.advance(300_000);
    await until(() => logged('webhooks.check-failed').length === 2);
    expect(stage.log + JSON.stringify(callouts)).not.toContain(wrongKey);
    expect(seen).toEqual([]);
  });

  it('of several processes creates each subscription once', async () => {
    await Promise.all([start(), start(), start()]);
    await until(() => seen.length > 0);
    for (const close of closers.reverse()) await close();
    closers = [];
    const there = await list();
    expect(new Set(subjectsOf(there)).size).toBe(there.length);
    const creates = callouts.filter(({ method }) => method === 'POST');
    expect(creates).toHaveLength(there.length);
    expect(creates.every(({ status }) => status === 201)).toBe(true);
  });

  it('ends with the call that is under way', async () => {
    await stage.control('faults', { path: `/webhooks/v3/${stage.portal.app.id}/subscriptions`, delayMs: 200 });
    const upkeep = await start();
    await until(() => callouts.some(({ method }) => method === 'POST'));
    await upkeep.close();
    const { length } = await list();
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(5);
  });
});
