import { catalogs } from '../../../src/catalog/catalog';
import { documentOf } from '../../../src/core/document-of';
import type { MappingDocument } from '../../../src/core/mapping-document';
import { saveDocument } from '../../../src/operate/save-document';
import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { readConnection, type ConnectionSettings } from '../../../src/store/connections';
import { inTenant } from '../../../src/store/transaction';
import { faultsLeft, pullLever } from '../../support/crms/levers';
import { until } from '../../support/until';
import { Api, type Answer } from './api';

describe('what is said of a connection while the CRM is asked for another request', () => {
  let api: Api;
  let crm: HubspotSandbox;
  let other: HubspotSandbox;
  beforeAll(async () => {
    crm = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
    other = await startHubspotSandbox({ port: 0, control: true, limits: 'none', accountType: 'STANDARD' });
    api = await Api.start({ crmUrls: [crm.url, other.url], callDeadlineMs: 60_000 });
  });
  beforeEach(async () => expect((await put()).status).toBe(200));
  afterEach(async () => {
    await pullLever(crm, 'DELETE', 'faults');
    await api.database.query('delete from connection');
  });
  afterAll(async () => {
    await api.close();
    await crm.close();
    await other.close();
  });

  const put = (more: object = {}): Promise<Answer<unknown>> =>
    api.call('PUT', '/v1/connections/crm', { crm: 'hubspot', token: crm.token, url: crm.url, ...more });
  const settings = async (): Promise<ConnectionSettings> =>
    (await inTenant(api.app, 'one', (tx) => readConnection(tx, 'one', 'crm')))!.settings;

  /** Does the second once the CRM has a call of the first in hand, and lets that go on then. Answers what the first was answered. */
  async function meanwhile<T>(
    call: { readonly method: string; readonly path: string },
    first: () => Promise<Answer<T>>,
    second: () => Promise<unknown>,
  ): Promise<Answer<T>> {
    await pullLever(crm, 'POST', 'faults', { ...call, delayMs: 60_000, times: 1 });
    const answer = first();
    await until(async () => (await faultsLeft(crm)).length === 0);
    await second();
    await pullLever(crm, 'DELETE', 'faults');
    return answer;
  }
  const account = { method: 'GET', path: '/account-info/v3/details' };

  it.each<readonly [string, () => Promise<Answer<unknown>>, Partial<ConnectionSettings>]>([
    [
      'another renewal',
      () => put({ emailGate: { require: 'confirmed' }, newRecords: { customer: 'offer' } }),
      { emailGate: { require: 'confirmed', onFailure: 'hold' }, newRecords: { customer: 'offer' } },
    ],
    [
      'a promotion',
      async () => {
        const trial = { crm: 'hubspot', url: other.url, token: other.token, confirmAccount: String(other.portalId) };
        await api.call('PUT', '/v1/connections/trial', { ...trial, archive: { order: 'push' } });
        return api.call('POST', '/v1/connections/crm/promote', { from: 'trial', plan: false });
      },
      { archive: { company: 'none', customer: 'none', order: 'push' } },
    ],
    [
      'its quota',
      () => api.call('PUT', '/v1/connections/crm/quota', { reserve: 0.7 }),
      { quota: { reserve: 0.7, dailyCalls: null } },
    ],
    [
      'its schedule',
      () => api.call('PUT', '/v1/connections/crm/schedule/orders', { seconds: 600 }),
      { schedule: { order: { seconds: 600 } } },
    ],
    [
      'its mapping',
      () => api.call('PUT', '/v1/connections/crm/mapping', { objects: { company: { flows: false } } }),
      { mapping: { version: 1, document: { objects: { company: { flows: false } } } } },
    ],
  ])('holds beside the rest that a renewal says: by %s', async (_by, second, said) => {
    const recordUrl = 'https://shop.example.com/{type}/{id}';
    const renewed = await meanwhile(
      account,
      () => put({ recordUrl }),
      async () => expect((await second()).status).toBe(200),
    );
    expect(renewed.status).toBe(200);
    expect(await settings()).toMatchObject({ ...said, recordUrl });
  });

  it('refuses a renewal that says something else beside it', async () => {
    const renewed = await meanwhile(
      account,
      () => put({ customFields: [] }),
      () => api.call('PUT', '/v1/connections/crm/mapping', { objects: { company: { flows: false } } }),
    );
    expect(renewed.status).toBe(409);
    expect(await settings()).toMatchObject({ mapping: { version: 1 } });
  });

  it('holds beside the names of options that a provisioning has found', async () => {
    const { objects } = documentOf(catalogs.hubspot, await settings());
    const order = {
      ...objects.order,
      fields: objects.order.fields?.map((line) =>
        line.property === 'dealstage' ? { ...line, options: { ...line.options, deposit: 'Deposit due' } } : line,
      ),
    };
    const clock = { now: () => new Date() } as never;
    const save = (document: MappingDocument): Promise<void> =>
      saveDocument({ database: api.app, clock }, { tenantId: 'one', id: 'crm' }, () => document);
    await save({ objects: { ...objects, order } });
    const provisioned = await meanwhile(
      { method: 'POST', path: '/crm/v3/pipelines/' },
      () => api.call('POST', '/v1/connections/crm/provision', { plan: false }),
      () => save({ objects: { ...objects, order, company: { flows: false } } }),
    );
    expect(provisioned.status).toBe(200);
    const { mapping } = await settings();
    expect(mapping?.document.objects.company).toMatchObject({ flows: false });
    const stage = mapping?.document.objects.order?.fields?.find(({ property }) => property === 'dealstage');
    expect(stage?.options?.['deposit']).toMatch(/^\d+$/);
  });
});
