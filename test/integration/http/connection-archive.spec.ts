import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { Api, type Answer, type ProblemBody } from './api';

describe('connections', () => {
  let api: Api;
  let test: HubspotSandbox;
  beforeAll(async () => {
    test = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
    api = await Api.start({ crmUrls: [test.url] });
  });
  afterAll(async () => {
    await api.close();
    await test.close();
  });

  const put = (archive: unknown): Promise<Answer<ProblemBody>> =>
    api.call('PUT', '/v1/connections/crm', { crm: 'hubspot', token: test.token, url: test.url, archive });

  it('say what a deletion on one side does to the other, type by type', async () => {
    const first = await put({ order: 'push' });
    expect(first.body).toMatchObject({ archive: { company: 'none', customer: 'none', order: 'push' } });
    const second = await put({ customer: 'both', order: 'none' });
    expect(second.body).toMatchObject({ archive: { company: 'none', customer: 'both', order: 'none' } });
    for (const archive of [{ order: 'delete' }, { deal: 'push' }, { order: true }, 'push', ['push'], null]) {
      const { status, body } = await put(archive);
      expect({ status, detail: body }).toMatchObject({
        status: 400,
        detail: { errors: [{ field: expect.stringMatching(/^archive/) as string }] },
      });
    }
  });
});
