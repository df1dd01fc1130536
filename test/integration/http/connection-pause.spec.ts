import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { Waker } from '../../../src/store/wake';
import { Api, type Answer, type ProblemBody } from './api';

interface View {
  readonly state: string;
  readonly reason: { readonly code: string; readonly message: string } | null;
}

describe('a paused connection', () => {
  let api: Api;
  let test: HubspotSandbox;
  beforeAll(async () => {
    test = await startHubspotSandbox({ port: 0, limits: 'none' });
    api = await Api.start({ crmUrls: [test.url] });
  });
  afterEach(async () => {
    await api.database.query('delete from connection');
    await api.database.query('delete from record');
  });
  afterAll(async () => {
    await api.close();
    await test.close();
  });

  const put = (): Promise<Answer<View & ProblemBody>> =>
    api.call('PUT', '/v1/connections/crm', { crm: 'hubspot', token: test.token, url: test.url });
  const call = (verb: 'pause' | 'resume', body?: unknown): Promise<Answer<View & ProblemBody>> =>
    api.call('POST', `/v1/connections/crm/${verb}`, body);
  /** A worker's question, as its role: what may I serve? */
  const claimed = (): Promise<unknown[]> =>
    api.app.query(`select object from claim_stream(gen_random_uuid(), now() + interval '1 second', '1 ms')`);

  it('is not served until it is resumed, which wakes the workers', async () => {
    await api.connect('one', 'crm');
    await api.call('PUT', '/v1/customers/1', { email: 'ada@example.com' });
    expect(await claimed()).toEqual([{ object: 'customer' }]);
    const paused = await call('pause', { reason: 'Cleaning up.' });
    expect(paused).toMatchObject({
      status: 200,
      body: { id: 'crm', state: 'paused', reason: { code: 'PAUSED', message: 'Cleaning up.' } },
    });
    expect(await claimed()).toEqual([]);

    const waker = new Waker(api.database.app);
    await waker.start();
    const woken = new Promise<void>((resolve) => void waker.onWake(() => resolve()));
    expect(await call('resume')).toMatchObject({ status: 200, body: { state: 'active', reason: null } });
    await woken;
    await waker.stop();
    expect(await claimed()).toEqual([{ object: 'customer' }]);
  });

  it('keeps its reason when it is paused again without one, and stays paused when its token is renewed', async () => {
    await put();
    await call('pause', { reason: 'First.' });
    expect((await call('pause')).body).toMatchObject({ reason: { message: 'First.' } });
    expect((await call('pause', { reason: 'Second.' })).body).toMatchObject({ reason: { message: 'Second.' } });
    expect((await put()).body).toMatchObject({ state: 'paused', reason: { message: 'Second.' } });
  });

  it.each([[{ reason: '' }], [{ reason: 5 }], [{ reason: 'x'.repeat(501) }], [{ why: 'x' }], [[]], ['x']])(
    'is not made by a body that is wrong (%#)',
    async (body) => {
      await api.connect('one', 'crm');
      expect(await call('pause', body)).toMatchObject({
        status: 400,
        body: { type: 'urn:tandem:problem:invalid-request' },
      });
      expect(await call('resume', { reason: 'x' })).toMatchObject({ status: 400 });
      expect(await api.database.query('select state from connection')).toEqual([{ state: 'active' }]);
    },
  );
});
