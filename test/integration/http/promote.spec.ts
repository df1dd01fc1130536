import { catalogs } from '../../../src/catalog/catalog';
import type { Crm } from '../../../src/core/crm';
import { documentOf, type WholeDocument } from '../../../src/core/document-of';
import type { FieldDocument, MappingDocument } from '../../../src/core/mapping-document';
import type { PromotionView, ProvisionView } from '../../../src/http/provision-bodies';
import { saveDocument } from '../../../src/operate/save-document';
import { startHubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { startSalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import type { ConnectionSettings } from '../../../src/store/connections';
import { countedCalls, pullLever, type Sandbox } from '../../support/crms/levers';
import { Api, type Answer } from './api';

interface Account extends Sandbox {
  close(): Promise<void>;
}

interface Kind {
  readonly crm: Crm;
  /** @param number of the account, where it has one */
  readonly start: (number: number) => Promise<Account>;
  /** The property of an order's stage. */
  readonly stage: string;
  /** A property of customers that is to be made. */
  readonly list: string;
  readonly stages: (account: Sandbox) => Promise<readonly { readonly value: string; readonly label: string }[]>;
  /** Where a stage is made. */
  readonly stagesPath: string;
}

const kinds: readonly Kind[] = [
  {
    crm: 'hubspot',
    start: (): Promise<Account> => startHubspotSandbox({ port: 0, control: true, limits: 'none' }),
    stage: 'dealstage',
    list: 'likes',
    stages: ({ url, token }: Sandbox) =>
      read(url, token, '/crm/v3/pipelines/deals').then((body) =>
        (body as { results: { stages: { id: string; label: string }[] }[] }).results.flatMap(({ stages }) =>
          stages.map(({ id, label }) => ({ value: id, label })),
        ),
      ),
    stagesPath: '/crm/v3/pipelines/**',
  },
  {
    crm: 'salesforce',
    start: (number: number): Promise<Account> =>
      startSalesforceSandbox({ port: 0, control: true, edition: 'none', number }),
    stage: 'StageName',
    list: 'Likes__c',
    stages: ({ url, token }: Sandbox) =>
      read(url, token, '/services/data/v67.0/sobjects/Opportunity/describe').then((body) => {
        const { fields } = body as {
          fields: { name: string; picklistValues: { value: string; label: string }[] }[];
        };
        const { picklistValues = [] } = fields.find(({ name }) => name === 'StageName') ?? {};
        return picklistValues.map(({ value, label }) => ({ value, label }));
      }),
    stagesPath: '/services/Soap/m/**',
  },
];

async function read(url: string, token: string, path: string): Promise<unknown> {
  return (await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })).json();
}

const writes = async (account: Sandbox): Promise<object> =>
  Object.fromEntries(Object.entries(await countedCalls(account)).filter(([endpoint]) => !endpoint.startsWith('GET')));

describe.each(kinds)('two accounts of $crm', ({ crm, start, stage, list, stages, stagesPath }) => {
  let api: Api;
  let trial: Account;
  let real: Account;
  beforeAll(async () => {
    trial = await start(1);
    real = await start(2);
    api = await Api.start({ crmUrls: [trial.url, real.url] });
    const made = await put('trial', trial, {
      environment: 'test',
      archive: { order: 'push' },
      newRecords: { customer: 'offer' },
      pollSeconds: 20,
      recordUrl: 'https://shop.example.com/{type}/{id}',
    });
    expect(made.status).toBe(200);
    expect((await put('real', real, { environment: 'production' })).status).toBe(200);
  });
  afterAll(async () => {
    await api.close();
    await trial.close();
    await real.close();
  });

  const put = (id: string, { url, token }: Sandbox, more: object): Promise<Answer<unknown>> =>
    api.call('PUT', `/v1/connections/${id}`, { crm, url, token, confirmAccount: undefined, ...more });
  const provision = async (id: string, plan: boolean): Promise<ProvisionView> => {
    const answer = await api.call<ProvisionView>('POST', `/v1/connections/${id}/provision`, { plan });
    expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
    return answer.body;
  };
  const promote = (plan: boolean, more: object = {}): Promise<Answer<PromotionView>> =>
    api.call<PromotionView>('POST', '/v1/connections/real/promote', { from: 'trial', plan, ...more });
  const settingsOf = async (id: string): Promise<ConnectionSettings> => {
    const [found] = await api.database.query<{ settings: ConnectionSettings }>(
      `select settings from connection where id = '${id}'`,
    );
    return found!.settings;
  };
  const clock = { now: () => new Date() } as never;
  const save = (id: string, document: MappingDocument): Promise<void> =>
    saveDocument({ database: api.app, clock }, { tenantId: 'one', id }, () => document);
  /** The catalogue's, with a status of its own, and a list that customers have. */
  const wished = (settings: ConnectionSettings): MappingDocument => {
    const { objects } = documentOf(catalogs[crm], settings);
    const likes: FieldDocument = {
      field: 'custom.likes',
      property: list,
      create: { label: 'Likes', type: 'list', options: ['tea', 'coffee'] },
    };
    const withDeposit = (line: FieldDocument): FieldDocument =>
      line.property === stage ? { ...line, options: { ...line.options, deposit: 'Deposit due' } } : line;
    return {
      objects: {
        ...objects,
        customer: { ...objects.customer, fields: [...(objects.customer.fields ?? []), likes] },
        order: { ...objects.order, fields: (objects.order.fields ?? []).map(withDeposit) },
      },
    };
  };
  const stageOfDeposit = async (id: string): Promise<string | undefined> => {
    const { objects }: WholeDocument = documentOf(catalogs[crm], await settingsOf(id));
    return objects.order.fields?.find(({ property }) => property === stage)?.options?.['deposit'];
  };
  const nothing = { steps: [], mapping: [], settings: [], webhooks: [], byHand: [] };

  it('lack nothing of what the catalogue maps', async () => {
    expect(await provision('trial', true)).toMatchObject({ steps: [], renamings: [], byHand: [] });
    expect((await promote(true)).body).toMatchObject({ steps: [], mapping: [] });
  });

  it('the one gets what its mapping needs, once; a plan writes nothing', async () => {
    await save('trial', wished(await settingsOf('trial')));
    const before = { writes: await writes(trial), stages: await stages(trial) };
    const plan = await provision('trial', true);
    expect(plan).toMatchObject({
      connectionId: 'trial',
      plan: true,
      steps: [
        { what: 'property', name: list, detail: 'list' },
        { what: 'stage', property: stage, name: 'Deposit due', detail: 'counts as open' },
      ],
      renamings: [],
      byHand: [],
    });
    expect(await writes(trial)).toEqual(before.writes);
    expect((await provision('trial', false)).steps).toEqual(plan.steps);
    const after = await stages(trial);
    expect(after.slice(0, before.stages.length)).toEqual(before.stages);
    expect(after).toHaveLength(before.stages.length + 1);
    expect(await stageOfDeposit('trial')).toBe(after.at(-1)?.value);
    const made = await writes(trial);
    for (const again of [true, false])
      expect(await provision('trial', again)).toMatchObject({ steps: [], renamings: [], byHand: [] });
    expect(await writes(trial)).toEqual(made);
  });

  it('the other is promoted to what the one is, and nothing but what differs is carried over', async () => {
    const before = { writes: await writes(real), stages: await stages(real), settings: await settingsOf('real') };
    const { body: plan } = await promote(true);
    expect(plan.steps.map(({ what, name }) => [what, name])).toEqual([
      ['property', list],
      ['stage', 'Deposit due'],
    ]);
    const places = {
      mapping: [`customer.fields.${list}`, `order.fields.${stage}`],
      settings: ['newRecords.customer', 'archive.order'],
    };
    expect(plan.mapping.map(({ place }) => place)).toEqual(places.mapping);
    expect(plan.settings.map(({ place }) => place)).toEqual(places.settings);
    expect(await writes(real)).toEqual(before.writes);
    expect(await settingsOf('real')).toEqual(before.settings);

    // The stage cannot be made for now: what was made until then stays, and no setting was carried over.
    await pullLever(real, 'POST', 'faults', {
      path: stagesPath,
      method: 'POST',
      kind: 'status',
      status: 503,
      times: 1,
    });
    expect((await promote(false)).status).toBe(503);
    expect(await settingsOf('real')).toEqual(before.settings);
    expect((await promote(true)).body.steps.map(({ what }) => what)).toEqual(['stage']);

    const { body: done } = await promote(false);
    expect(done).toMatchObject({ steps: [{ name: 'Deposit due' }], byHand: [], settingsCarried: true });
    const after = await stages(real);
    expect(after.slice(0, before.stages.length)).toEqual(before.stages);
    expect(await stageOfDeposit('real')).toBe(after.at(-1)?.value);
    const { recordUrl, pollSeconds, archive } = await settingsOf('real');
    expect([recordUrl, pollSeconds, archive?.order]).toEqual([null, before.settings.pollSeconds, 'push']);
  });

  it('a second promotion has nothing to carry over', async () => {
    const before = { writes: await writes(real), settings: await settingsOf('real') };
    expect((await promote(true)).body).toMatchObject({ ...nothing, settingsCarried: false });
    expect((await promote(false)).body).toMatchObject({ ...nothing, settingsCarried: true });
    expect(await writes(real)).toEqual(before.writes);
    expect(await settingsOf('real')).toEqual(before.settings);
    await api.call('PUT', '/v1/connections/trial/schedule/orders', { seconds: 600 });
    const asked = (await promote(true, { pollSeconds: true })).body.settings;
    expect(asked).toEqual([
      { place: 'pollSeconds', from: '60', to: '20' },
      { place: 'schedule.order', from: null, to: '{"seconds":600}' },
    ]);
  });

  it('what a person has to do first holds the settings back, and is named', async () => {
    const { objects } = documentOf(catalogs[crm], await settingsOf('trial'));
    const line: FieldDocument = {
      field: 'custom.nickname',
      property: crm === 'hubspot' ? 'nickname' : 'Nickname__c',
      create: { label: 'Nickname', type: 'text' },
    };
    const { fields = [] } = objects.company;
    await save('trial', { objects: { ...objects, company: { ...objects.company, fields: [...fields, line] } } });
    const other = { ...line, create: { label: 'Nickname', type: 'number' } } as const;
    const kept = await settingsOf('real');
    await save('real', { objects: { company: { fields: [...fields, other] } } });
    await provision('real', false);
    await save('real', kept.mapping!.document);
    const held = (await promote(false)).body;
    expect(held).toMatchObject({ settingsCarried: false, byHand: [{ property: line.property }] });
    expect(held.byHand[0]?.remedy).toMatch(/rename/);
    expect((await settingsOf('real')).mapping?.document).toEqual(kept.mapping?.document);
  });

  it('are refused where they are not alike', async () => {
    expect(await promote(true, { from: 'real' })).toMatchObject({ status: 409 });
    expect(await promote(true, { from: 'nobody' })).toMatchObject({ status: 404 });
    await api.database.query(
      `update connection set crm = '${crm === 'hubspot' ? 'salesforce' : 'hubspot'}' where id = 'trial'`,
    );
    expect((await promote(true)).text).toContain('only connections of one CRM can be alike');
    const strange = { key: api.keys.two };
    const answer = await api.call('POST', '/v1/connections/real/promote', { from: 'trial' }, strange);
    expect(answer.status).toBe(404);
  });
});
