import { startSalesforceSandbox, type SalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { Api, type Answer, type ProblemBody } from './api';

describe('a connection to a Salesforce org', () => {
  let api: Api;
  let org: SalesforceSandbox;
  let hidden: SalesforceSandbox;
  beforeAll(async () => {
    org = await startSalesforceSandbox({ port: 0, control: true });
    hidden = await startSalesforceSandbox({ port: 0, control: true, fieldsVisible: false });
    api = await Api.start({ crmUrls: [org.url, hidden.url] });
  });
  afterEach(() => api.database.query('delete from connection'));
  afterAll(async () => {
    await api.close();
    await org.close();
    await hidden.close();
  });

  const request = async <T>({ url, token }: SalesforceSandbox, path: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(url + path, { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) });
    expect(answer.ok).toBe(true);
    return (await answer.json()) as T;
  };
  const put = ({ url, token }: SalesforceSandbox, more: object = {}): Promise<Answer<ProblemBody>> =>
    api.call('PUT', '/v1/connections/sf', { crm: 'salesforce', token, url, environment: 'production', ...more });
  const features = async (): Promise<unknown> => {
    const [row] = await api.database.query<{ settings: { features?: unknown } }>('select settings from connection');
    return row?.settings.features;
  };
  const ours = async (object: string): Promise<string[]> => {
    const { fields } = await request<{ fields: { name: string }[] }>(
      org,
      `/services/data/v67.0/sobjects/${object}/describe`,
    );
    return fields.map(({ name }) => name).filter((name) => name.startsWith('Tandem_'));
  };

  it('gets what it needs, and lines only once the org has a price book: connecting again tells', async () => {
    expect(await put(org)).toMatchObject({ status: 200, body: { accountId: org.organizationId } });
    expect(await features()).toBeUndefined();
    for (const object of ['Account', 'Contact', 'Opportunity'])
      expect(await ours(object)).toEqual(['Tandem_Id__c', 'Tandem_Revision__c', 'Tandem_Url__c']);
    expect(await ours('OpportunityLineItem')).toEqual([]);

    await request(org, '/_sandbox/field', { object: 'Pricebook2', name: 'IsStandard', readOnly: false });
    await request(org, '/_sandbox/seed', {
      objects: {
        Pricebook2: [{ Name: 'Standard', IsActive: true, IsStandard: true }],
        Product2: [{ Name: 'Tea', ProductCode: 'T-1', IsActive: true }],
        PricebookEntry: [
          {
            Pricebook2Id: { object: 'Pricebook2', index: 0 },
            Product2Id: { object: 'Product2', index: 0 },
            UnitPrice: 3,
            IsActive: true,
          },
        ],
      },
    });
    expect((await put(org)).status).toBe(200);
    expect(await features()).toEqual(['price-book']);
    expect(await ours('OpportunityLineItem')).toEqual(['Tandem_Id__c']);

    await request(org, '/_sandbox/field', { object: 'Pricebook2', name: 'IsStandard', hidden: true });
    expect((await put(org)).status).toBe(200);
    expect(await features()).toBeUndefined();
  });

  it('is refused once with all fields of all objects that nobody may see yet, and taken when they are granted', async () => {
    const { status, body } = await put(hidden);
    expect({ status, type: body.type }).toEqual({ status: 422, type: 'urn:tandem:problem:connection-refused' });
    const named = body.detail.match(/\w+\.Tandem_\w+__c/g);
    expect(named).toHaveLength(9);
    expect(body.detail).toContain('by a permission set, then connect again');
    for (const field of named ?? []) {
      const [object, name] = field.split('.');
      await request(hidden, '/_sandbox/field', { object, name, hidden: false });
    }
    expect((await put(hidden)).status).toBe(200);
  });

  it('is refused with the fields of the mapping that we may not write', async () => {
    for (const [object, name] of [
      ['Account', 'Phone'],
      ['Opportunity', 'CloseDate'],
    ]) {
      await request(org, '/_sandbox/field', { object, name, readOnly: true });
    }
    const { status, body } = await put(org);
    expect(status).toBe(422);
    expect(body.detail).toMatch(/Account\.Phone can be read and not written.*Opportunity\.CloseDate can be read/);
    for (const [object, name] of [
      ['Account', 'Phone'],
      ['Opportunity', 'CloseDate'],
    ]) {
      await request(org, '/_sandbox/field', { object, name, readOnly: false });
    }
  });

  it('takes custom fields under the names of Salesforce, and refuses others with the right one', async () => {
    const customFields = [{ object: 'customer', name: 'tier', property: 'Loyalty_Tier__c' }];
    expect((await put(org, { customFields })).status).toBe(200);
    const wrong = [{ object: 'customer', name: 'tier', property: 'loyalty' }];
    const { status, body } = await put(org, { customFields: wrong });
    expect({ status, detail: body.detail }).toMatchObject({
      status: 422,
      detail: expect.stringContaining('name it loyalty__c') as string,
    });
  });

  const setStages = (options: readonly string[]): Promise<unknown> =>
    request(org, '/_sandbox/field', { object: 'Opportunity', name: 'StageName', options });
  const allStages = ['Prospecting', 'Proposal/Price Quote', 'Negotiation/Review', 'Closed Won', 'Closed Lost'];

  it('waits while the org has not the stages that the mapping writes, and works once it has been provisioned', async () => {
    await setStages(['Closed Won']);
    const waits = {
      state: 'paused',
      reason: {
        code: 'missing-options',
        message: expect.stringContaining('has no option Prospecting, Prop') as string,
      },
    };
    expect(await put(org)).toMatchObject({ status: 200, body: waits });
    expect(await put(org)).toMatchObject({ status: 200, body: waits });
    const path = '/v1/connections/sf';
    expect(await api.call('POST', `${path}/provision`, {})).toMatchObject({
      body: { byHand: [{ property: 'StageName' }] },
    });
    expect(await api.call('GET', path)).toMatchObject({ body: waits });
    await setStages(allStages);
    expect(await api.call('POST', `${path}/provision`, { plan: true })).toMatchObject({ body: { byHand: [] } });
    expect(await api.call('GET', path)).toMatchObject({ body: waits });
    expect(await api.call('POST', `${path}/provision`, {})).toMatchObject({ status: 200, body: { byHand: [] } });
    expect(await api.call('GET', path)).toMatchObject({ body: { state: 'active', reason: null } });
  });

  it('goes on when stages are lacking that were there, and stays paused for whoever has paused it', async () => {
    expect(await put(org)).toMatchObject({ status: 200, body: { state: 'active' } });
    await setStages(['Closed Won']);
    expect(await put(org)).toMatchObject({ status: 200, body: { state: 'active' } });
    await api.call('POST', '/v1/connections/sf/pause', { reason: 'cleaning up' });
    expect(await put(org)).toMatchObject({
      status: 200,
      body: { state: 'paused', reason: { message: 'cleaning up' } },
    });
  });
});
