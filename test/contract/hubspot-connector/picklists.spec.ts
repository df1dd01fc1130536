import { CallFailure, type Connector, type PicklistQuery } from '../../../src/connectors/connector';
import { createHubspotConnector } from '../../../src/connectors/hubspot/connector';
import { fixedToken } from '../../../src/connectors/token';
import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { settings, watched } from './calls';

describe('the HubSpot connector adding stages', () => {
  let portal: HubspotSandbox;
  let hubspot: Connector;
  beforeAll(async () => {
    portal = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
    hubspot = createHubspotConnector({ ...settings(portal.url), token: fixedToken(portal.token) });
  });
  afterAll(async () => {
    hubspot.close();
    await portal.close();
  });

  const stage = (pipeline: string): PicklistQuery => ({ object: 'deals', property: 'dealstage', given: { pipeline } });
  const request = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${portal.token}`, 'content-type': 'application/json' };
    const answer = await fetch(portal.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return (await answer.json()) as T;
  };
  const pipelines = async (): Promise<readonly { label: string; stages: object[] }[]> =>
    (await request<{ results: { label: string; stages: object[] }[] }>('GET', '/crm/v3/pipelines/deals')).results;

  it('gives each the chance of what it stands for', async () => {
    const added = (['open', 'won', 'lost'] as const).map((outcome) => ({ name: `It is ${outcome}`, outcome }));
    await hubspot.addOptions(watched(), stage('default'), added);
    const [main] = await pipelines();
    expect(main?.stages.slice(-3)).toEqual([
      expect.objectContaining({ label: 'It is open', metadata: { isClosed: 'false', probability: '0.5' } }),
      expect.objectContaining({ label: 'It is won', metadata: { isClosed: 'true', probability: '1.0' } }),
      expect.objectContaining({ label: 'It is lost', metadata: { isClosed: 'true', probability: '0.0' } }),
    ]);
  });

  it('makes a pipeline together with its stages, and finds both by their labels', async () => {
    expect(await hubspot.picklist(watched(), stage('Web shop'))).toEqual({
      kind: 'stage',
      options: [],
      closed: null,
      missingPipeline: 'Web shop',
    });
    await hubspot.addOptions(watched(), stage('Web shop'), [{ name: 'Basket', outcome: 'open' }]);
    await hubspot.addOptions(watched(), stage('Web shop'), [{ name: 'Paid', outcome: 'won' }]);
    const { options, missingPipeline } = await hubspot.picklist(watched(), stage('Web shop'));
    expect([options.map(({ label }) => label), missingPipeline]).toEqual([['Basket', 'Paid'], null]);
    const of = await hubspot.picklist(watched(), { ...stage(''), property: 'pipeline' });
    expect([of.kind, of.options.map(({ label }) => label)]).toEqual(['pipeline', ['Sales Pipeline', 'Web shop']]);
    expect(await pipelines()).toHaveLength(2);
  });

  it('leaves to a person what HubSpot keeps to itself', async () => {
    const query = { object: 'contacts', property: 'hs_pipeline', given: {} };
    expect((await hubspot.picklist(watched(), query)).closed).toMatch(/nobody add|from elsewhere/);
  });

  it('says which scope is missing, and what to do by hand', async () => {
    const fault = { path: '/crm/v3/pipelines/**', method: 'POST', kind: 'status', status: 403, times: 1 };
    const lever = { ...fault, body: { status: 'error', category: 'MISSING_SCOPES', message: 'no' } };
    await request('POST', '/_sandbox/faults', lever);
    const adding = hubspot.addOptions(watched(), stage('default'), [{ name: 'Never', outcome: 'open' }]);
    const error = await adding.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CallFailure);
    const { failure } = error as CallFailure;
    expect(failure).toMatchObject({ kind: 'rejected', property: 'dealstage' });
    expect(failure.message).toMatch(/did not get Never.*crm\.schemas\.deals\.write.*settings/);
  });
});
