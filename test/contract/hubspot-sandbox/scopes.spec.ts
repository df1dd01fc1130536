import { Client } from '@hubspot/api-client';
import type { Bench } from './support';
import { plainCall, refusal, startBench } from './support';

describe('scopes of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench();
  });
  afterAll(() => bench.close());
  afterEach(() => bench.control('POST', 'token', { privateScopes: null }));

  const tokenFor = async (scopes: readonly string[]) => {
    const { body } = await bench.control('POST', 'install', { scopes });
    return (body as unknown as { readonly accessToken: string }).accessToken;
  };
  const callWith = async (scopes: readonly string[], line: string, body?: unknown) => {
    const [method = '', path = ''] = line.split(' ');
    return plainCall(bench.sandbox.url, await tokenFor(scopes), { method, path, ...(body !== undefined && { body }) });
  };

  it.each<[string, string[]]>([
    ['GET /crm/v3/objects/contacts', ['crm.objects.contacts.read']],
    ['GET /crm/v3/objects/0-2/1', ['crm.objects.companies.read']],
    ['POST /crm/v3/objects/deals', ['crm.objects.deals.write']],
    ['PATCH /crm/v3/objects/deals/1', ['crm.objects.deals.write']],
    ['DELETE /crm/v3/objects/line_items/1', ['crm.objects.line_items.write']],
    ['POST /crm/v3/objects/contacts/search', ['crm.objects.contacts.read']],
    ['POST /crm/v3/objects/contacts/batch/read', ['crm.objects.contacts.read']],
    ['POST /crm/v3/objects/contacts/batch/create', ['crm.objects.contacts.write']],
    ['POST /crm/v3/objects/contacts/batch/update', ['crm.objects.contacts.write']],
    ['POST /crm/v3/objects/contacts/batch/upsert', ['crm.objects.contacts.write']],
    ['POST /crm/v3/objects/contacts/batch/archive', ['crm.objects.contacts.write']],
    ['GET /crm/v3/properties/companies', ['crm.schemas.companies.read']],
    ['POST /crm/v3/properties/companies', ['crm.schemas.companies.write']],
    ['POST /crm/v3/properties/companies/batch/read', ['crm.schemas.companies.read']],
    ['GET /crm/v3/properties/deals/groups', ['crm.schemas.deals.read']],
    ['GET /crm/v3/pipelines/deals', ['crm.objects.deals.read', 'crm.objects.deals.write', 'crm.schemas.deals.read']],
    ['POST /crm/v3/pipelines/deals', ['crm.schemas.deals.write']],
    ['GET /crm/v3/owners/', ['crm.objects.owners.read']],
    ['GET /account-info/v3/details', ['oauth']],
  ])('%s needs one of %j', async (line, needed) => {
    const refused = await callWith(['tickets'], line, line.startsWith('GET') ? undefined : {});
    expect(refused.status).toBe(403);
    expect(refused.body).toEqual({
      status: 'error',
      message: 'One or more of the following scopes are required.',
      correlationId: refused.body.correlationId,
      context: { requiredGranularScopes: needed },
      links: { scopes: 'https://developers.hubspot.com/scopes' },
      category: 'MISSING_SCOPES',
    });
    for (const scope of needed) {
      const allowed = await callWith([scope], line, line.startsWith('GET') ? undefined : {});
      expect(allowed.status).not.toBe(403);
    }
  });

  it('needs the scopes of both ends for an association', async () => {
    const line = 'POST /crm/v4/associations/contacts/companies/batch/create';
    const one = await callWith(['crm.objects.contacts.write'], line, { inputs: [] });
    expect(one).toMatchObject({
      status: 403,
      body: { context: { requiredGranularScopes: ['crm.objects.companies.write'] } },
    });
    const both = await callWith(['crm.objects.contacts.write', 'crm.objects.companies.write'], line, { inputs: [] });
    expect(both.status).toBe(201);
  });

  it('writes nothing without the scope, and tells the official client why', async () => {
    const accessToken = await tokenFor(['crm.objects.contacts.read']);
    const client = new Client({ accessToken, basePath: bench.sandbox.url });
    const { code, body } = await refusal(
      client.crm.contacts.basicApi.create({ properties: { email: 'a@example.com' }, associations: [] }),
    );
    expect(code).toBe(403);
    expect(body.category).toBe('MISSING_SCOPES');
    expect((await client.crm.contacts.basicApi.getPage()).results).toEqual([]);
  });

  it('gives the private app everything, unless told otherwise', async () => {
    expect((await bench.call('GET', '/crm/v3/owners/')).status).toBe(200);
    await bench.control('POST', 'token', { privateScopes: ['crm.objects.contacts.read'] });
    expect((await bench.call('GET', '/crm/v3/owners/')).status).toBe(403);
    expect((await bench.call('GET', '/crm/v3/objects/contacts')).status).toBe(200);
    await bench.control('POST', 'token', { privateScopes: null });
    expect((await bench.call('GET', '/crm/v3/owners/')).status).toBe(200);
  });

  it('says nothing of scopes where the object type is unknown', async () => {
    const answer = await callWith(['oauth'], 'GET /crm/v3/objects/butterflies');
    expect(answer).toMatchObject({ status: 400, body: { message: 'Unable to infer object type from: butterflies' } });
  });
});
