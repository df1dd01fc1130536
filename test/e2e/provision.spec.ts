import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startHubspotSandbox, type HubspotSandbox } from '../../src/sandbox/hubspot/server';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { makeTemporaryFolder } from '../support/temporary-folder';
import { build, endAll, run, tandem, type Ended, type Settings } from './program';

/** A command takes a second and a half, most of it to load. */
jest.setTimeout(60_000);

interface Said {
  readonly provision: {
    readonly steps: readonly { readonly what: string; readonly name: string }[];
    readonly renamings: readonly { readonly from: string; readonly to: string }[];
    readonly document: { readonly objects: { readonly order: { readonly fields: readonly { options?: object }[] } } };
  };
  readonly promotion: {
    readonly steps: readonly { readonly name: string }[];
    readonly mapping: readonly { readonly place: string }[];
    readonly settings: readonly unknown[];
    readonly settingsCarried: boolean;
  };
}

describe('provisioning and promoting by command', () => {
  const dataDir = makeTemporaryFolder('e2e-provision');
  let database: TestDatabase;
  let portals: readonly HubspotSandbox[];
  let settings: Settings;
  beforeAll(async () => {
    build();
    database = await createTestDatabase();
    portals = [
      await startHubspotSandbox({ port: 0, control: true, limits: 'none' }),
      await startHubspotSandbox({ port: 0, control: true, limits: 'none' }),
    ];
    settings = {
      DATA_DIR: dataDir,
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      SECRET_KEY: 'a key that seals nothing of worth',
    };
  });
  afterEach(endAll);
  afterAll(async () => {
    for (const portal of portals) await portal.close();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const call = (...parameters: readonly string[]): Promise<Ended> => run(tandem, parameters, settings);
  const ask = async (...parameters: readonly string[]): Promise<Said> => {
    const { code, stdout, stderr } = await call(...parameters, '--json');
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as Said;
  };
  const file = (name: string, content: string): string => {
    writeFileSync(join(dataDir, name), content);
    return join(dataDir, name);
  };
  const connect = async (id: string, { url, token }: HubspotSandbox, ...more: readonly string[]): Promise<void> => {
    const access = ['--token-file', file(`${id}-token`, token), '--url', url, '--id', id];
    expect(await call('connect', 'hubspot', ...access, ...more)).toMatchObject({ code: 0, stderr: '' });
  };

  it('one account gets what a document needs, and the other what the one is set up to do, once', async () => {
    const likes = { object: 'customer', name: 'likes', property: 'likes', type: 'list', options: ['tea', 'coffee'] };
    await connect('trial', portals[0]!, '--custom-fields', file('fields.json', JSON.stringify([likes])));
    await connect('real', portals[1]!);

    const status = {
      field: 'status',
      property: 'dealstage',
      converter: 'picklist',
      options: { deposit: 'Deposit due' },
    };
    const mapping = file('mapping.json', JSON.stringify({ objects: { order: { fields: [status] } } }));
    const { provision } = await ask('provision', '--connection', 'trial', '--mapping', mapping);
    expect(provision.steps).toMatchObject([{ what: 'stage', name: 'Deposit due' }]);
    const [{ from, to } = { from: '', to: '' }] = provision.renamings;
    expect([from, to]).toEqual(['Deposit due', expect.stringMatching(/^\d+$/)]);
    expect(provision.document.objects.order.fields[0]?.options).toEqual({ deposit: to });
    const own = await call('provision', '--connection', 'trial');
    expect(own).toEqual({ code: 0, stdout: 'trial has all that its mapping needs.\n', stderr: '' });

    const named = ['promote', '--from', 'trial', '--to', 'real'];
    const { promotion: plan } = await ask(...named, '--plan');
    expect([plan.steps.map(({ name }) => name), plan.mapping.map(({ place }) => place)]).toEqual([
      ['likes'],
      ['customer.fields.likes'],
    ]);
    const { code, stdout } = await call(...named);
    expect([code, stdout.split('\n').slice(0, 3)]).toEqual([
      0,
      ['Made in the CRM:', '  property contacts.likes (list)', 'Mapping:'],
    ]);
    const nothing = { steps: [], mapping: [], settings: [], webhooks: [], byHand: [] };
    expect((await ask(...named)).promotion).toMatchObject(nothing);
  });

  it('a connection that there is not is named', async () => {
    const ended = await call('promote', '--from', 'nobody', '--to', 'real');
    expect(ended).toEqual({ code: 1, stdout: '', stderr: 'there is no connection nobody.\n' });
  });
});
