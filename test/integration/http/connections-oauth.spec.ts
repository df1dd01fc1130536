import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { createLogger } from '../../../src/platform/logger';
import { Writable } from 'node:stream';
import { readConnection } from '../../../src/store/connections';
import { inTenant } from '../../../src/store/transaction';
import { Api, type Answer, type ProblemBody } from './api';

interface View {
  readonly id: string;
  readonly accountId: string;
  readonly state: string;
}

describe('a connection by a refresh token', () => {
  let crm: HubspotSandbox;
  let api: Api;
  let log: string;
  beforeAll(async () => {
    crm = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        log += chunk.toString();
        done();
      },
    });
    const logger = createLogger('debug', sink);
    api = await Api.start({ crmUrls: [crm.url], hubspotApp: crm.app, logger });
  });
  beforeEach(() => (log = ''));
  afterEach(async () => {
    await api.database.query('delete from connection');
    await control('DELETE', 'faults');
  });
  afterAll(async () => {
    await api.close();
    await crm.close();
  });

  async function control(method: string, lever: string, body?: object): Promise<unknown> {
    const response = await fetch(`${crm.url}/_sandbox/${lever}`, {
      method,
      headers: { authorization: `Bearer ${crm.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(response.ok).toBe(true);
    const text = await response.text();
    return text === '' ? null : JSON.parse(text);
  }
  const install = async (): Promise<string> =>
    ((await control('POST', 'install', {})) as { refreshToken: string }).refreshToken;
  const put = (more: object, key = api.keys.one): Promise<Answer<View & ProblemBody>> =>
    api.call('PUT', '/v1/connections/crm', { crm: 'hubspot', url: crm.url, ...more }, { key });
  const credential = async (): Promise<unknown> =>
    (await inTenant(api.app, 'one', (tx) => readConnection(tx, 'one', 'crm')))?.credential;
  const secrets = (): Promise<unknown[]> => api.database.query('select name from secret order by 1');

  it('is made by refreshing it, and keeps what came back, sealed', async () => {
    const refreshToken = await install();
    const made = await put({ refreshToken });
    expect(made).toMatchObject({ status: 200, body: { id: 'crm', accountId: String(crm.portalId), state: 'active' } });
    expect(await secrets()).toEqual([{ name: 'access-token' }, { name: 'refresh-token' }]);
    const [row] = await api.database.query('select client_id, generation, attempts from token_refresh');
    expect(row).toEqual({ client_id: crm.app.clientId, generation: 1, attempts: 0 });
    for (const text of [made.text, log]) {
      expect(text).not.toContain(refreshToken);
      expect(text).not.toContain(crm.app.clientSecret);
    }
  });

  it('takes the place of one by a token, and gives way to one again, with its links', async () => {
    await put({ token: crm.token });
    expect(await put({ refreshToken: await install() })).toMatchObject({ status: 200 });
    expect(await api.database.query('select from token_refresh')).toHaveLength(1);
    expect(await credential()).toBe('oauth');
    expect(await put({ token: crm.token })).toMatchObject({ status: 200 });
    expect(await api.database.query('select from token_refresh')).toEqual([]);
    expect(await credential()).toBe('token');
  });

  it.each([
    ['both', { token: 'a', refreshToken: 'b' }],
    ['neither', {}],
  ])('is refused when %s of the tokens are given', async (_title, body) => {
    const answer = await put(body);
    expect(answer).toMatchObject({ status: 400, body: { type: 'urn:tandem:problem:invalid-request' } });
    expect(answer.body.errors).toEqual([{ field: 'token', reason: 'must be there, or "refreshToken", and not both' }]);
  });

  it('is refused with a refresh token that is good for nothing, which is not repeated', async () => {
    const answer = await put({ refreshToken: 'na1-of-nobody' });
    expect(answer).toMatchObject({ status: 422, body: { type: 'urn:tandem:problem:connection-refused' } });
    expect(answer.body.detail).toMatch(/^HubSpot has taken back .*\(BAD_REFRESH_TOKEN\)/);
    expect(answer.text + log).not.toContain('na1-of-nobody');
    expect(await api.database.query('select from connection')).toEqual([]);
  });

  it.each([
    ['has trouble', { status: 503 }, '10'],
    ['moves the account', { status: 477, headers: { 'retry-after': '120' } }, '120'],
  ])('can be tried again when HubSpot %s', async (_title, fault, after) => {
    await control('POST', 'faults', { path: '/oauth', times: 1, ...fault });
    const response = await fetch(`${api.url}/v1/connections/crm`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${api.keys.one}`, 'content-type': 'application/json' },
      body: JSON.stringify({ crm: 'hubspot', url: crm.url, refreshToken: await install() }),
    });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe(after);
  });

  it('needs an app of the operator’s, and says whom to ask', async () => {
    const without = await Api.start({ crmUrls: [crm.url] });
    const answer = await without.call('PUT', '/v1/connections/crm', {
      crm: 'hubspot',
      url: crm.url,
      refreshToken: await install(),
    });
    await without.close();
    expect(answer).toMatchObject({ status: 422, body: { type: 'urn:tandem:problem:connection-refused' } });
    expect(answer.body.detail).toContain('Ask the operator to set HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET');
  });

  it('is refused in the name of an app that HubSpot does not know, and the account is not blamed', async () => {
    const wrong = await Api.start({ crmUrls: [crm.url], hubspotApp: { ...crm.app, clientSecret: 'not-it' } });
    const refreshToken = await install();
    const body = { crm: 'hubspot', url: crm.url, refreshToken };
    const answer = await wrong.call('PUT', '/v1/connections/crm', body);
    await wrong.close();
    expect(answer.body.detail).toContain('HUBSPOT_CLIENT_SECRET');
    expect(await put({ refreshToken })).toMatchObject({ status: 200 });
  });
});
