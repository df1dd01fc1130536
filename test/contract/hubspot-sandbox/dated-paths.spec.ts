import type { Bench } from './support';
import { plainCall, startBench } from './support';

describe.each(['2026-03', '2026-09'])('the %s paths of the HubSpot sandbox', (version) => {
  let bench: Bench;
  let contact: string;
  let company: string;
  beforeAll(async () => {
    bench = await startBench();
    [contact = ''] = await bench.seed('contacts', [{ email: 'a@example.com' }]);
    [company = ''] = await bench.seed('companies', [{ name: 'A' }]);
  });
  afterAll(() => bench.close());

  const pair = () => ({ inputs: [{ from: { id: contact }, to: { id: company } }] });
  const typed = () => ({
    inputs: [
      {
        from: { id: contact },
        to: { id: company },
        types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }],
      },
    ],
  });
  const property = { name: 'n', label: 'N', type: 'string', fieldType: 'text', groupName: 'contactinformation' };

  it.each<[string, number, ...(() => unknown)[]]>([
    ['GET /crm/objects/V/contacts', 200],
    ['POST /crm/objects/V/contacts', 201, () => ({ properties: { email: 'b@example.com' } })],
    ['GET /crm/objects/V/0-1/a@example.com?idProperty=email', 200],
    ['POST /crm/objects/V/contacts/search', 200, () => ({})],
    ['POST /crm/objects/V/contacts/batch/create', 201, () => ({ inputs: [{ properties: { lastname: 'C' } }] })],
    ['POST /crm/objects/V/contacts/batch/read', 207, () => ({ inputs: [{ id: '1' }] })],
    ['POST /crm/objects/V/contacts/batch/archive', 204, () => ({ inputs: [] })],
    ['PUT /crm/objects/V/contacts/CONTACT/associations/default/companies/COMPANY', 200],
    ['GET /crm/objects/V/contacts/CONTACT/associations/companies', 200],
    ['DELETE /crm/objects/V/contacts/CONTACT/associations/companies/COMPANY', 204],
    ['POST /crm/associations/V/contacts/companies/batch/create', 200, () => typed()],
    ['POST /crm/associations/V/contacts/companies/batch/associate/default', 200, () => pair()],
    ['POST /crm/associations/V/contacts/companies/batch/read', 200, () => ({ inputs: [{ id: contact }] })],
    ['POST /crm/associations/V/contacts/companies/batch/labels/archive', 200, () => typed()],
    [
      'POST /crm/associations/V/contacts/companies/batch/archive',
      200,
      () => ({ inputs: [{ from: { id: contact }, to: [{ id: company }] }] }),
    ],
    ['GET /crm/associations/V/contacts/companies/labels', 200],
    ['GET /crm/properties/V/contacts', 200],
    ['POST /crm/properties/V/contacts', 201, () => property],
    ['POST /crm/properties/V/contacts/batch/create', 200, () => ({ inputs: [{ ...property, name: 'm' }] })],
    ['DELETE /crm/properties/V/contacts/n', 204],
    ['GET /crm/properties/V/contacts/groups', 200],
    ['GET /crm/pipelines/V/deals', 200],
    ['GET /crm/owners/V', 200],
    ['GET /account-info/V/details', 200],
    ['GET /account-info/V/api-usage/daily/private-apps', 200],
    ['GET /crm/objects/V/butterflies', 400],
  ])('%s answers %d', async (line, status, ...bodies) => {
    const [method = '', path = ''] = line.replace('CONTACT', contact).replace('COMPANY', company).split(' ');
    const answer = await bench.call(method, path.replace('V', version), bodies[0]?.());
    expect(answer.status).toBe(status);
  });

  it('need the scopes of the paths that they follow', async () => {
    const { body } = await bench.control('POST', 'install', { scopes: ['tickets'] });
    const { accessToken } = body as unknown as { readonly accessToken: string };
    const request = { method: 'GET', path: `/crm/properties/${version}/contacts` };
    expect(await plainCall(bench.sandbox.url, accessToken, request)).toMatchObject({
      status: 403,
      body: { context: { requiredGranularScopes: ['crm.schemas.contacts.read'] } },
    });
  });

  it('break and count by themselves', async () => {
    await bench.control('POST', 'counters/reset');
    await bench.control('POST', 'faults', { path: `/crm/owners/${version}`, status: 500, times: 1 });
    expect((await bench.call('GET', `/crm/owners/${version}`)).status).toBe(500);
    expect((await bench.call('GET', '/crm/v3/owners')).status).toBe(200);
    const { calls } = (await bench.control('GET', 'counters')).body;
    expect(calls[`GET /crm/owners/${version}`]).toEqual({ '500': 1 });
  });
});
