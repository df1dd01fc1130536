import { newLink } from '../../../src/core/link';
import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { storeLinks } from '../../../src/store/links';
import { inTenant } from '../../../src/store/transaction';
import { Api, type Answer, type ProblemBody } from './api';

interface Shown {
  readonly version: number;
  readonly document: { readonly objects: Readonly<Record<string, { readonly fields: readonly object[] }>> };
}
interface Applied {
  readonly version: number;
  readonly applied: boolean;
  readonly marked: number;
}

const path = '/v1/connections/hubspot/mapping';
const order = {
  fields: [
    { field: 'number', property: 'dealname' },
    { template: '{number} ({status})', property: 'description' },
  ],
};
const document = { objects: { company: { flows: false }, order } };

describe('the mapping of a connection', () => {
  let api: Api;
  let crm: HubspotSandbox;
  beforeAll(async () => {
    crm = await startHubspotSandbox({ port: 0, control: true, limits: 'none' });
    api = await Api.start({ crmUrls: [crm.url] });
  });
  beforeEach(async () => {
    const { status } = await connect();
    expect(status).toBe(200);
  });
  afterEach(async () => {
    await api.database.query('delete from connection');
    await api.database.query('delete from record');
  });
  afterAll(async () => {
    await api.close();
    await crm.close();
  });

  const connect = (more: object = {}): Promise<Answer<ProblemBody>> =>
    api.call('PUT', '/v1/connections/hubspot', { crm: 'hubspot', token: crm.token, url: crm.url, ...more });
  const show = async (): Promise<Shown> => (await api.call<Shown>('GET', path)).body;
  const apply = (body: unknown): Promise<Answer<Applied & ProblemBody>> => api.call('PUT', path, body);
  const marks = (): Promise<unknown[]> =>
    api.database.query('select object, source_id as id, lane, reads_remote as reads from dirty order by 1, 2');

  it('is the catalogue’s with what the settings say, until a document is applied', async () => {
    const customFields = [{ object: 'customer', name: 'tier', property: 'tier' }];
    await connect({ customFields });
    const { version, document: shown } = await show();
    expect(version).toBe(0);
    expect(Object.keys(shown.objects)).toEqual(['company', 'customer', 'order']);
    expect(shown.objects['customer']?.fields).toContainEqual(
      expect.objectContaining({ field: 'custom.tier', property: 'tier' }),
    );
  });

  it('holds from the next version on, and the records that it concerns are marked behind live ones', async () => {
    await api.call('PUT', '/v1/customers/1', { email: 'ada@example.com' });
    await api.call('PUT', '/v1/orders/2', { number: 'A-2' });
    await api.database.query('delete from dirty');
    const { status, body } = await apply({ objects: { order } });
    expect({ status, body }).toMatchObject({ status: 200, body: { version: 1, applied: true, marked: 1 } });
    expect(await marks()).toEqual([{ object: 'order', id: '2', lane: 3, reads: false }]);
    expect(await show()).toMatchObject({ version: 1, document: { objects: { order } } });
  });

  it('is not applied again when it holds already', async () => {
    await apply(document);
    await api.database.query('delete from dirty');
    expect((await apply(document)).body).toMatchObject({ version: 1, applied: false, marked: 0 });
    expect(await marks()).toEqual([]);
  });

  it('takes over what the settings said, and says the same then', async () => {
    const customFields = [{ object: 'customer', name: 'tier', property: 'tier' }];
    await connect({ customFields });
    const before = await show();
    await apply(before.document);
    const after = await show();
    expect(after).toEqual({ ...before, version: 1 });
    const [stored] = await api.database.query<{ settings: { customFields: unknown; fieldRules?: unknown } }>(
      'select settings from connection',
    );
    expect(stored?.settings.customFields).toEqual([]);
    expect(stored?.settings.fieldRules).toBeUndefined();
    expect(await marks()).toEqual([]);
  });

  it('stays when the connection is renewed, which may say nothing beside it', async () => {
    await apply(document);
    expect((await connect()).status).toBe(200);
    expect(await show()).toMatchObject({ version: 1, document });
    for (const beside of [{ customFields: [] }, { fieldRules: [] }]) {
      const { status, body } = await connect(beside);
      expect({ status, type: body.type }).toEqual({ status: 409, type: 'urn:tandem:problem:conflict' });
      expect(body.detail).toContain('Say it in PUT /v1/connections/{id}/mapping');
    }
  });

  it('keeps every version, the newest first', async () => {
    await apply(document);
    await apply({ objects: { order } });
    const { body } = await api.call<{ items: object[]; cursor: string }>('GET', `${path}/versions?limit=1`);
    expect(body.items).toMatchObject([{ version: 2, document: { objects: { order } } }]);
    const second = await api.call<{ items: object[]; cursor: null }>(
      'GET',
      `${path}/versions?limit=1&cursor=${body.cursor}`,
    );
    expect(second.body).toMatchObject({ items: [{ version: 1, document }], cursor: null });
  });

  it('is refused with every mistake at its place, against the CRM as well, and nothing is applied', async () => {
    const wrong = {
      objects: {
        order: {
          fields: [
            { field: 'number', property: 'dealnam' },
            { field: 'nubmer', property: 'description' },
          ],
        },
      },
    };
    const { status, body } = await apply(wrong);
    expect({ status, type: body.type }).toEqual({ status: 400, type: 'urn:tandem:problem:invalid-request' });
    const places = ['objects.order.fields[0].property', 'objects.order.fields[1].field'];
    expect(body.errors?.map(({ field }) => field)).toEqual(expect.arrayContaining(places));
    expect(await show()).toMatchObject({ version: 0 });
    const checked = await api.call<object>('POST', `${path}/check`, wrong);
    expect({ status: checked.status, body: checked.body }).toEqual({
      status: 200,
      body: { ok: false, errors: body.errors },
    });
    expect((await api.call<object>('POST', `${path}/check`, document)).body).toEqual({ ok: true, errors: [] });
  });

  it('asks which side seeds a two-way field that is new between linked records', async () => {
    const stream = { connectionId: 'hubspot', object: 'customer' } as const;
    const links = [{ ...newLink('1'), externalId: '7', state: 'synced' as const }];
    await inTenant(api.app, 'one', (tx) => storeLinks(tx, 'one', stream, { links, now: new Date() }));
    const { fields } = (await show()).document.objects['customer']!;
    const line = { field: 'custom.nick', property: 'nick', direction: 'both', create: { label: 'Nick', type: 'text' } };
    const said = (more: object): object => ({ objects: { customer: { fields: [...fields, { ...line, ...more }] } } });
    const { body } = await apply(said({}));
    expect(body.errors).toEqual([
      {
        field: `objects.customer.fields[${fields.length}].seed`,
        reason: expect.stringContaining('whose value stands') as string,
      },
    ]);
    await api.call('PUT', '/v1/customers/1', { email: 'ada@example.com' });
    expect((await apply(said({ seed: 'crm' }))).body).toMatchObject({ version: 1, marked: 1 });
    expect(await marks()).toMatchObject([{ object: 'customer', reads: true }]);
  });

  it('is not applied over another that came between', async () => {
    const read = async (): Promise<string> => {
      const { headers } = await fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${api.keys.one}` } });
      return headers.get('etag') ?? '';
    };
    const put = async (tag: string, body: object): Promise<number> => {
      const headers = {
        authorization: `Bearer ${api.keys.one}`,
        'content-type': 'application/json',
        'if-match': tag,
      };
      return (await fetch(`${api.url}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) })).status;
    };
    const tag = await read();
    expect(await put(tag, document)).toBe(200);
    expect(await put(tag, { objects: { order } })).toBe(412);
    expect(await show()).toMatchObject({ version: 1 });
    expect(await put(await read(), { objects: { order } })).toBe(200);
  });

  it('is previewed on the newest records, with what cannot be sent, and without asking the CRM', async () => {
    await api.call('PUT', '/v1/customers/1', { email: 'ada@example.com', country: 'GB' });
    await api.call('PUT', '/v1/orders/2', { number: 'A-2', status: 'odd', updatedAt: '2026-11-02T00:00:00Z' });
    await api.call('PUT', '/v1/orders/3', { number: 'A-3', status: 'paid', updatedAt: '2026-11-03T00:00:00Z' });
    await api.database.query(`update connection set base_url = 'http://127.0.0.1:1'`);
    const tried = { objects: { order, customer: { where: [{ field: 'country', in: ['DE'] }] } } };
    const { status, body } = await api.call<{ items: readonly Record<string, unknown>[] }>('POST', `${path}/preview`, {
      document: tried,
      n: 3,
    });
    expect(status).toBe(200);
    expect(body.items).toMatchObject([
      { type: 'customer', id: '1', changed: true, after: { skipped: { code: 'filtered' }, properties: {} } },
      { type: 'order', id: '3', after: { properties: { dealname: 'A-3', description: 'A-3 (paid)' } } },
      { type: 'order', id: '2', before: { problems: [{ field: 'status' }] }, after: { problems: [] } },
    ]);
    expect(JSON.stringify(body.items[2]?.['before'])).not.toContain('odd');
    const one = await api.call<{ items: object[] }>('POST', `${path}/preview`, {
      document: tried,
      type: 'order',
      n: 1,
    });
    expect(one.body.items).toMatchObject([{ id: '3' }]);
  });

  it('is of no other tenant, nor of a connection that is not there', async () => {
    const key = api.keys.two;
    expect((await api.call('GET', path, undefined, { key })).status).toBe(404);
    expect((await api.call('PUT', path, document, { key })).status).toBe(404);
    expect((await api.call('GET', '/v1/connections/nobody/mapping')).status).toBe(404);
  });
});
