import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startHubspotSandbox, type HubspotSandbox } from '../../src/sandbox/hubspot/server';
import { makeTemporaryFolder } from '../support/temporary-folder';
import { portalCall, seedPortal } from '../contract/hubspot-connector/calls';
import { storeSampleConnection } from '../support/connection';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { valueOf } from '../support/prometheus';
import { build, endAll, freePort, Program, run, service, tandem, until, type Ended, type Settings } from './program';

/** A command takes a second and a half, most of it to load. */
jest.setTimeout(60_000);

interface Told {
  readonly webhooks: {
    readonly whole: boolean;
    readonly target: { readonly state: string; readonly url: string | null };
    readonly fine: number;
    readonly foreign: number;
    readonly missing: readonly string[];
    readonly inactive: readonly string[];
    readonly withoutRoom: readonly string[];
    readonly created?: number;
    readonly activated?: number;
  };
}

describe('webhooks by command', () => {
  const dataDir = makeTemporaryFolder('e2e-webhooks');
  const elsewhere = 'https://another.example.com/hook';
  let database: TestDatabase;
  let portal: HubspotSandbox;
  let settings: Settings;
  beforeAll(async () => {
    build();
    database = await createTestDatabase();
    portal = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
    settings = {
      DATA_DIR: dataDir,
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      SECRET_KEY: 'a key that seals nothing of worth',
      PUBLIC_URL: 'https://sync.example.com/',
      HUBSPOT_CLIENT_ID: portal.app.clientId,
      HUBSPOT_CLIENT_SECRET: portal.app.clientSecret,
      HUBSPOT_APP_ID: String(portal.app.id),
      HUBSPOT_DEVELOPER_KEY: portal.developerKey,
      HUBSPOT_APP_URL: portal.url,
    };
  });
  afterEach(endAll);
  afterAll(async () => {
    await portal.close();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const call = (parameters: readonly string[], over: Settings = {}): Promise<Ended> =>
    run(tandem, ['webhooks', ...parameters], { ...settings, ...over });
  const ask = async (code: number, ...parameters: string[]): Promise<Told['webhooks']> => {
    const ended = await call([...parameters, '--json']);
    expect(ended).toEqual({ code, stdout: expect.stringMatching(/^.+\n$/) as string, stderr: '' });
    return (JSON.parse(ended.stdout) as Told).webhooks;
  };
  const aim = async (targetUrl: string): Promise<void> => {
    const path = `/webhooks/v3/${portal.app.id}/settings?hapikey=${portal.developerKey}`;
    const body = JSON.stringify({ targetUrl, throttling: { maxConcurrentRequests: 10 } });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(portal.url + path, { method: 'PUT', headers, body })).status).toBe(200);
  };

  const subscriptions = (id = ''): string =>
    `${portal.url}/webhooks/v3/${portal.app.id}/subscriptions${id && `/${id}`}?hapikey=${portal.developerKey}`;
  /** Others' subscriptions, until the app has so many; answers their ids. */
  const fill = async (count: number): Promise<readonly string[]> => {
    const { results } = (await (await fetch(subscriptions())).json()) as { results: object[] };
    const ids: string[] = [];
    for (let n = results.length; n < count; n += 1) {
      const body = JSON.stringify({ eventType: 'ticket.propertyChange', propertyName: `p${n}` });
      const headers = { 'content-type': 'application/json' };
      const made = await fetch(subscriptions(), { method: 'POST', headers, body });
      ids.push(((await made.json()) as { id: string }).id);
    }
    return ids;
  };
  const portalDelete = async (id: string): Promise<void> => {
    expect((await fetch(subscriptions(id), { method: 'DELETE' })).status).toBe(204);
  };

  it('are checked, set up, and found whole', async () => {
    const before = await ask(1, 'check');
    expect(before).toMatchObject({ whole: false, target: { state: 'missing', url: null }, fine: 0, foreign: 0 });
    expect(before.missing).toContain('contact.privacyDeletion');
    expect(before.missing).toContain('deal.propertyChange amount');
    const told = await call(['check']);
    expect(told.stdout).toMatch(/^Nobody is told: .*\nPut it right with: npm run -s tandem -- webhooks ensure\n$/s);
    const wanted = before.missing.length;
    expect(await ask(0, 'ensure')).toMatchObject({ whole: true, fine: wanted, created: wanted, activated: 0 });
    expect((await call(['check'])).stdout).toBe(
      `https://sync.example.com/webhooks/hubspot is told.\n${wanted} subscriptions are there and active; ` +
        '0 more are not needed here and are left alone.\n',
    );
    expect((await call(['ensure'])).stdout).toMatch(/^Nothing was changed\.\n/);
  });

  it('are needed of the custom fields of a connection from then on', async () => {
    const files = {
      token: portal.token,
      fields: JSON.stringify(['tier', 'score'].map((name) => ({ object: 'customer', name, property: name }))),
      rules: JSON.stringify([{ object: 'customer', field: 'custom.tier', direction: 'both' }]),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dataDir, name), text);
    const said = ['token', 'fields', 'rules'].map((name) => join(dataDir, name)) as [string, string, string];
    const flags = ['--token-file', said[0], '--custom-fields', said[1], '--field-rules', said[2]];
    const connected = await run(tandem, ['connect', 'hubspot', '--url', portal.url, ...flags], settings);
    expect(connected).toMatchObject({ code: 0, stderr: '' });
    expect(await ask(1, 'check')).toMatchObject({
      whole: false,
      missing: ['contact.propertyChange tier'],
      withoutRoom: [],
    });
    const fillers = await fill(1_000);
    const full = await ask(1, 'ensure');
    expect(full).toMatchObject({ missing: [], withoutRoom: ['contact.propertyChange tier'], created: 0 });
    const { code, stdout } = await call(['check']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Without room: contact\.propertyChange tier\.\nAn app may have no more subscriptions/m);
    expect(stdout).not.toContain('Put it right');
    for (const id of fillers) await portalDelete(id);
    expect(await ask(0, 'ensure')).toMatchObject({ whole: true, withoutRoom: [], created: 1 });
  });

  it('of another installation are taken over by a word of a person alone', async () => {
    await aim(elsewhere);
    const { code, stdout } = await call(['ensure']);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^Nothing was changed\.\nhttps:\/\/another.example.com\/hook is told, and not .*--take-over\n$/s,
    );
    expect((await ask(1, 'check')).target).toMatchObject({ state: 'foreign', url: elsewhere });
    expect(await ask(0, 'ensure', '--take-over')).toMatchObject({
      targetSet: true,
      created: 0,
      target: { state: 'ours' },
    });
  });

  it('say which settings are lacking, and which are wrong', async () => {
    const none = await call(['check'], { HUBSPOT_APP_ID: '', HUBSPOT_DEVELOPER_KEY: '', PUBLIC_URL: '' });
    expect(none).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining('set HUBSPOT_APP_ID and') as string });
    expect(none.stderr).toContain('and PUBLIC_URL');
    const secret = 'not-the-key';
    const wrong = await call(['ensure'], { HUBSPOT_DEVELOPER_KEY: secret });
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('HUBSPOT_DEVELOPER_KEY');
    expect(wrong.stderr).not.toContain(secret);
  });

  it('are set up by a service that starts, restored within the hour, and come in', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    await portalCall(portal, 'POST', '_sandbox/clock', { rate: 0 });
    await aim(`${url}/webhooks/hubspot`);
    const program = new Program(service, [], {
      ...settings,
      PORT: String(port),
      PUBLIC_URL: url,
      TANDEM_CLOCK: `${portal.url}/_sandbox/clock`,
      LOG_LEVEL: 'info',
    });
    const gauge = async (name: string, labels: Record<string, string>): Promise<number | undefined> =>
      valueOf(await (await fetch(`${url}/metrics`)).text(), name, { crm: 'hubspot', ...labels });
    const subscriptions = `${portal.url}/webhooks/v3/${portal.app.id}/subscriptions`;
    const key = `?hapikey=${portal.developerKey}`;
    const list = async (): Promise<readonly { readonly id: string; readonly eventType: string }[]> =>
      ((await (await fetch(subscriptions + key)).json()) as { results: { id: string; eventType: string }[] }).results;
    const isCreation = ({ eventType }: { readonly eventType: string }): boolean => eventType === 'contact.creation';

    try {
      await program.says(/Tandem runs/);
      const fine = await until('they are seen', () => gauge('tandem_webhook_subscriptions', { state: 'fine' }));
      expect(fine).toBe((await list()).length);
      const gone = (await list()).find(isCreation);
      await fetch(`${subscriptions}/${gone?.id ?? ''}${key}`, { method: 'DELETE' });
      await portalCall(portal, 'POST', '_sandbox/clock', { advanceMs: 3_600_000 });
      await until('it is restored', async () => (await list()).some(isCreation));
      await seedPortal(portal, 'contacts', [{ email: 'ada@example.com' }]);
      await portalCall(portal, 'POST', '_sandbox/webhooks', { flush: true });
      const taken = { outcome: 'taken' };
      await until('a delivery is taken in', () => gauge('tandem_webhook_deliveries_total', taken));
      expect(await program.stop()).toBe(0);
      expect(program.stderr).toContain('"event":"webhooks.restored"');
      expect(program.stderr).not.toContain(portal.developerKey);
    } finally {
      await endAll();
    }
  });

  it('make the URL for messages, of a connection to a CRM that sends such', async () => {
    await database.createTenant('shop');
    const app = await database.open();
    await storeSampleConnection(app, 'shop', 'org');
    const url = (connection: string, over: Settings = {}): Promise<Ended> =>
      call(['url', '--connection', connection, '--tenant', 'shop', '--json'], over);
    expect(await url('org')).toMatchObject({ code: 1, stderr: expect.stringContaining('hubspot signs') as string });
    await database.query(`update connection set crm = 'salesforce' where id = 'org'`);
    const without = { ...settings };
    delete (without as Record<string, string>)['PUBLIC_URL'];
    const unnamed = await run(tandem, ['webhooks', 'url', '--connection', 'org', '--tenant', 'shop'], without);
    expect(unnamed).toMatchObject({ code: 1, stderr: expect.stringContaining('PUBLIC_URL') as string });
    expect(await url('nobody')).toMatchObject({ code: 1, stderr: 'tenant shop has no connection nobody\n' });
    const { code, stdout } = await url('org');
    const told = JSON.parse(stdout) as { connection: { url: string } };
    expect([code, told]).toEqual([0, { connection: { id: 'org', tenant: 'shop', url: told.connection.url } }]);
    expect(told.connection.url).toMatch(/^https:\/\/sync\.example\.com\/webhooks\/salesforce\/org\/[\w-]{43}$/);
    const digest = createHash('sha256').update(told.connection.url.split('/').at(-1)!).digest();
    const stored = await database.query(`select message_digest from connection where id = 'org'`);
    expect(stored).toEqual([{ message_digest: digest }]);
  });
});
