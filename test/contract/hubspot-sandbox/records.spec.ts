import { connect } from 'node:net';
import { PropertyCreateFieldTypeEnum, PropertyCreateTypeEnum } from '@hubspot/api-client/lib/codegen/crm/properties';
import type { Answer, Bench, Body } from './support';
import { addUniqueProperty, plainCall, refusal, startBench } from './support';

describe('records of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const contacts = () => bench.client.crm.contacts.basicApi;
  const codeOf = async (promise: Promise<unknown>): Promise<string | undefined> =>
    (await refusal(promise)).body.errors[0]?.code;

  it('creates a contact with 201, its e-mail in lower case and what HubSpot sets by itself', async () => {
    const { status, headers, body } = await bench.call('POST', '/crm/v3/objects/contacts', {
      properties: { email: 'Ana.Munoz@Example.com', firstname: 'Ana' },
    });
    expect(status).toBe(201);
    expect(headers.get('content-type')).toBe('application/json;charset=utf-8');
    expect(headers.get('x-hubspot-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(body).toMatchObject({
      archived: false,
      url: `https://app.hubspot.com/contacts/${bench.sandbox.portalId}/record/0-1/${body.id}`,
      properties: {
        email: 'ana.munoz@example.com',
        hs_object_id: body.id,
        hs_object_source: 'INTEGRATION',
        hs_email_domain: 'example.com',
        hs_full_name_or_email: 'Ana',
        lifecyclestage: 'lead',
      },
    });
  });

  it('serves the same record under plural, singular and numeric names of its type', async () => {
    const { id } = await contacts().create({ properties: { firstname: 'Ana' }, associations: [] });
    for (const name of ['contacts', 'contact', '0-1', 'CONTACT']) {
      expect((await bench.call('GET', `/crm/v3/objects/${name}/${id}`)).status).toBe(200);
    }
    const unknown = await bench.call('GET', `/crm/v3/objects/butterflies/${id}`);
    expect(unknown).toMatchObject({ status: 400, body: { message: 'Unable to infer object type from: butterflies' } });
    expect(unknown.body).not.toHaveProperty('category');
  });

  it('omits a property that is not defined and answers null for one without a value', async () => {
    const { id } = await contacts().create({ properties: { firstname: 'Ana' }, associations: [] });
    const { properties } = await contacts().getById(id, ['phone', 'nonsense']);
    expect(Object.keys(properties).sort()).toEqual(['createdate', 'hs_object_id', 'lastmodifieddate', 'phone']);
    expect(properties.phone).toBeNull();
  });

  it('takes repeated and comma-separated property names alike', async () => {
    const { id } = await contacts().create({ properties: { firstname: 'Ana' }, associations: [] });
    const path = `/crm/v3/objects/contacts/${id}`;
    const repeated = await bench.call('GET', `${path}?properties=phone&properties=city`);
    const joined = await bench.call('GET', `${path}?properties=phone,city`);
    expect(joined.body.properties).toEqual(repeated.body.properties);
    expect(joined.body.properties).toHaveProperty('city');
  });

  it('reads a default set of properties for each type, with the modified date under its own name', async () => {
    const contact = await contacts().create({ properties: { firstname: 'Ana' }, associations: [] });
    const company = await bench.client.crm.companies.basicApi.create({ properties: { name: 'A' }, associations: [] });
    const ofContact = await contacts().getById(contact.id);
    const ofCompany = await bench.client.crm.companies.basicApi.getById(company.id);
    expect(Object.keys(ofContact.properties).sort()).toEqual(
      ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'].sort(),
    );
    expect(Object.keys(ofCompany.properties).sort()).toEqual(
      ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'].sort(),
    );
  });

  it('answers 404 for an id that nobody has', async () => {
    const { code, body } = await refusal(contacts().getById('1'));
    expect(code).toBe(404);
    expect(body).toMatchObject({ status: 'error', message: 'resource not found' });
    expect(body.correlationId).toBeDefined();
  });

  it('refuses a second contact with an e-mail address with 409 and names the first', async () => {
    const first = await contacts().create({ properties: { email: 'a@example.com' }, associations: [] });
    const { code, body } = await refusal(
      contacts().create({ properties: { email: 'A@EXAMPLE.com' }, associations: [] }),
    );
    expect(code).toBe(409);
    expect(body).toEqual({
      status: 'error',
      message: `Contact already exists. Existing ID: ${first.id}`,
      correlationId: body.correlationId,
      category: 'CONFLICT',
    });
  });

  it('counts additional addresses among the taken ones and finds their contact by them', async () => {
    const first = await contacts().create({
      properties: { email: 'a@example.com', hs_additional_emails: 'b@example.com;c@example.com' },
      associations: [],
    });
    expect((await refusal(contacts().create({ properties: { email: 'c@example.com' }, associations: [] }))).code).toBe(
      409,
    );
    const found = await contacts().getById('C@example.com', undefined, undefined, undefined, false, 'email');
    expect(found.id).toBe(first.id);
  });

  it('keeps an address taken that leaves one e-mail property and stays in the other', async () => {
    const { id } = await contacts().create({
      properties: { email: 'a@example.com', hs_additional_emails: 'a@example.com;b@example.com' },
      associations: [],
    });
    await contacts().update(id, { properties: { hs_additional_emails: 'b@example.com' } });
    await contacts().update(id, { properties: { hs_additional_emails: ';a@example.com', email: 'c@example.com' } });
    for (const email of ['a@example.com', 'b@example.com', 'c@example.com']) {
      expect((await refusal(contacts().create({ properties: { email }, associations: [] }))).code).toBe(409);
    }
  });

  it.each([
    ['amount', '1e999'],
    ['amount', '-1e999'],
    ['closedate', '999999999999999'],
    ['closedate', '-99999999999999'],
  ])('refuses %s %s, which could not be told', async (name, value) => {
    const properties = { dealname: 'D', dealstage: 'closedwon', [name]: value };
    const { code, body } = await refusal(bench.client.crm.deals.basicApi.create({ properties, associations: [] }));
    expect([code, body.errors[0]!.code]).toEqual([400, 'INVALID_LONG']);
  });

  it('takes its token in any case of Bearer', async () => {
    const { url, token } = bench.sandbox;
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const headers = { Authorization: `${scheme} ${token}` };
      expect((await fetch(`${url}/crm/v3/objects/contacts`, { headers })).status).toBe(200);
    }
  });

  it('refuses to give a contact the address of another on update', async () => {
    await contacts().create({ properties: { email: 'a@example.com' }, associations: [] });
    const second = await contacts().create({ properties: { email: 'b@example.com' }, associations: [] });
    expect((await refusal(contacts().update(second.id, { properties: { email: 'a@example.com' } }))).code).toBe(409);
    await contacts().update(second.id, { properties: { email: 'b2@example.com' } });
    await contacts().create({ properties: { email: 'b@example.com' }, associations: [] });
  });

  it('lets two companies have one domain', async () => {
    const api = bench.client.crm.companies.basicApi;
    const first = await api.create({ properties: { domain: 'https://www.Acme.com/about' }, associations: [] });
    await api.create({ properties: { domain: 'acme.com' }, associations: [] });
    expect((await api.getById(first.id)).properties.domain).toBe('acme.com');
  });

  it('refuses a value that another record holds in a unique property with 400, whatever its case', async () => {
    await addUniqueProperty(bench, 'companies');
    const api = bench.client.crm.companies.basicApi;
    await api.create({ properties: { name: 'A', ext_id: 'one' }, associations: [] });
    const { code, body } = await refusal(api.create({ properties: { name: 'B', ext_id: 'ONE' }, associations: [] }));
    expect(code).toBe(400);
    expect(body.category).toBe('VALIDATION_ERROR');
    expect(body.errors[0]).toMatchObject({ code: 'CONFLICTING_UNIQUE_VALUE', context: { propertyName: ['ext_id'] } });
  });

  it('finds, reads and updates a record by a unique property', async () => {
    await addUniqueProperty(bench, 'deals');
    const api = bench.client.crm.deals.basicApi;
    const properties = { dealname: 'D', dealstage: 'qualifiedtobuy', ext_id: 'o-1' };
    const { id } = await api.create({ properties, associations: [] });
    await api.update('O-1', { properties: { amount: '12.50' } }, 'ext_id');
    const read = await api.getById('o-1', ['amount'], undefined, undefined, false, 'ext_id');
    expect(read).toMatchObject({ id, properties: { amount: '12.5' } });
    expect((await refusal(api.getById('D', [], [], [], false, 'dealname'))).code).toBe(400);
  });

  it('tells of a property that does not exist in the message and in the list of errors', async () => {
    const { code, body } = await refusal(
      contacts().create({ properties: { firstname: 'A', foo: 'x' }, associations: [] }),
    );
    expect(code).toBe(400);
    expect(body.message).toContain('Property values were not valid: [{"isValid":false,');
    expect(body.errors).toEqual([
      {
        message: 'Property "foo" does not exist',
        code: 'PROPERTY_DOESNT_EXIST',
        context: { propertyName: ['foo'] },
      },
    ]);
  });

  it.each([
    ['email', 'not-an-address', 'INVALID_EMAIL'],
    ['lifecyclestage', 'Lead', 'INVALID_OPTION'],
    ['hubspot_owner_id', '1', 'INVALID_OPTION'],
    ['firstname', 'x'.repeat(65_537), 'PROPERTY_VALUE_TOO_LONG'],
    ['hs_object_id', '5', 'READ_ONLY_VALUE'],
  ])('refuses %s = %.20s with %s', async (property, value, code) => {
    expect(
      await codeOf(contacts().create({ properties: { lastname: 'B', [property]: value }, associations: [] })),
    ).toBe(code);
  });

  it.each([
    ['amount', 'asd000', 'INVALID_LONG'],
    ['closedate', 'tomorrow', 'INVALID_LONG'],
    ['dealstage', 'Qualified To Buy', 'INVALID_OPTION'],
    ['pipeline', 'other', 'INVALID_OPTION'],
  ])('refuses a deal with %s = %s with %s', async (property, value, code) => {
    const properties = { dealname: 'D', dealstage: 'closedwon', [property]: value };
    expect(await codeOf(bench.client.crm.deals.basicApi.create({ properties, associations: [] }))).toBe(code);
  });

  it('takes dates as days or as midnight in UTC, and nothing between', async () => {
    const api = bench.client.crm.lineItems.basicApi;
    const create = (day: string) =>
      api.create({ properties: { hs_recurring_billing_start_date: day }, associations: [] });
    expect((await create('1785888000000')).properties.hs_recurring_billing_start_date).toBe('2026-08-05');
    expect((await create('2026-08-05')).properties.hs_recurring_billing_start_date).toBe('2026-08-05');
    expect(await codeOf(create('1785888000001'))).toBe('INVALID_DATE');
    expect(await codeOf(create('2026-02-30'))).toBe('INVALID_DATE');
  });

  it('normalises numbers, times and lists of options', async () => {
    await bench.client.crm.properties.coreApi.create('deals', {
      name: 'tags',
      label: 'Tags',
      type: PropertyCreateTypeEnum.Enumeration,
      fieldType: PropertyCreateFieldTypeEnum.Checkbox,
      groupName: 'dealinformation',
      options: ['a', 'b', 'c'].map((value, displayOrder) => ({ label: value, value, displayOrder, hidden: false })),
    });
    const api = bench.client.crm.deals.basicApi;
    const stored = await api.create({
      properties: {
        dealname: 'D',
        dealstage: 'closedwon',
        amount: '0010.50',
        closedate: '2026-08-05T10:00:00+02:00',
        tags: 'b;a',
      },
      associations: [],
    });
    expect(stored.properties).toMatchObject({ amount: '10.5', closedate: '2026-08-05T08:00:00.000Z', tags: 'b;a' });
    expect(stored.properties).toMatchObject({ pipeline: 'default', hs_is_closed_won: 'true' });
    const appended = await api.update(stored.id, { properties: { tags: ';c' } });
    expect(appended.properties.tags).toBe('b;a;c');
  });

  it('takes numbers and booleans in a request and answers strings', async () => {
    const { body } = await bench.call('POST', '/crm/v3/objects/line_items', { properties: { name: 'L', quantity: 3 } });
    expect(body.properties.quantity).toBe('3');
  });

  it('clears a property with an empty string', async () => {
    const { id } = await contacts().create({ properties: { firstname: 'Ana', phone: '1' }, associations: [] });
    const updated = await contacts().update(id, { properties: { phone: '' } });
    expect(updated.properties.phone).toBeNull();
  });

  it('moves the modified date when a value changes and only then', async () => {
    const { id } = await contacts().create({ properties: { firstname: 'Ana' }, associations: [] });
    await bench.control('POST', 'clock', { advanceMs: 60_000 });
    const same = await contacts().update(id, { properties: { firstname: 'Ana' } });
    const other = await contacts().update(id, { properties: { firstname: 'Eva' } });
    expect(same.updatedAt).toEqual(same.createdAt);
    expect(other.updatedAt.getTime() - other.createdAt.getTime()).toBeGreaterThanOrEqual(60_000);
    expect(other.properties.lastmodifieddate).toBe(other.updatedAt.toISOString());
  });

  it.each([
    ['contacts', { phone: '1' }],
    ['companies', { phone: '1' }],
    ['deals', { dealname: 'D' }],
    ['deals', { dealstage: 'closedwon' }],
  ])('refuses %s with only %j as too little to create', async (object, properties) => {
    const { status, body } = await bench.call('POST', `/crm/v3/objects/${object}`, { properties });
    expect(status).toBe(400);
    expect(body.errors[0]!.code).toBe('REQUIRED_FIELD');
  });

  it('hides an archived record unless archived ones are asked for, and frees its address', async () => {
    const first = await contacts().create({ properties: { email: 'a@example.com' }, associations: [] });
    await contacts().archive(first.id);
    await contacts().archive(first.id);
    expect((await refusal(contacts().getById(first.id))).code).toBe(404);
    expect((await refusal(contacts().update(first.id, { properties: { firstname: 'A' } }))).code).toBe(404);
    const archived = await contacts().getById(first.id, undefined, undefined, undefined, true);
    expect(archived.archived).toBe(true);
    const second = await contacts().create({ properties: { email: 'a@example.com' }, associations: [] });
    expect(second.id).not.toBe(first.id);
  });

  it('lists by ascending id, a hundred at most, without paging on the last page', async () => {
    const ids = await bench.seed(
      'companies',
      Array.from({ length: 5 }, (_, index) => ({ name: `C${index}` })),
    );
    await bench.client.crm.companies.basicApi.archive(ids[1]!);
    const first = await bench.client.crm.companies.basicApi.getPage(3);
    expect(first.results.map((row) => row.id)).toEqual([ids[0], ids[2], ids[3]]);
    expect(first.paging?.next?.after).toBe(ids[4]);
    const last = await bench.client.crm.companies.basicApi.getPage(3, ids[4]);
    expect(last.results.map((row) => row.id)).toEqual([ids[4]]);
    expect(last.paging).toBeUndefined();
    const bin = await bench.client.crm.companies.basicApi.getPage(3, undefined, undefined, undefined, undefined, true);
    expect(bin.results.map((row) => row.id)).toEqual([ids[1]]);
    expect((await refusal(bench.client.crm.companies.basicApi.getPage(101))).code).toBe(400);
  });

  describe('what no route can answer', () => {
    const framed = (status: number, answer: Answer) => {
      expect(answer.status).toBe(status);
      expect(answer.body).toEqual({
        status: 'error',
        message: expect.any(String) as string,
        correlationId: answer.headers.get('x-hubspot-correlation-id'),
      });
      expect(answer.headers.get('content-type')).toBe('application/json;charset=utf-8');
    };
    const list = '/crm/v3/objects/contacts';

    it('is 414 for a URL of more than 16,384 bytes, and none for one that is as long', async () => {
      const longest = `${list}?properties=`.padEnd(16_384, 'p');
      expect((await bench.call('GET', longest)).status).toBe(200);
      framed(414, await bench.call('GET', `${longest}p`));
      framed(414, await bench.call('GET', `${list}/${'1'.repeat(20_000)}`));
      framed(414, await bench.call('GET', `/crm/v9/${'p'.repeat(100_000)}`));
    });

    it('is 404 for an id as nobody has one, however long', async () => {
      framed(404, await bench.call('GET', `${list}/${'1'.repeat(5_000)}`));
    });

    it('is 400 for a path that cannot be decoded', async () => {
      framed(400, await bench.call('GET', `${list}/%zz`));
    });

    it('is 431 for headers that are far too long', async () => {
      const { port } = bench.sandbox;
      const text = await new Promise<string>((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(`GET ${list} HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(300_000)}\r\n\r\n`);
        });
        let read = '';
        socket.setEncoding('utf8').on('data', (chunk: string) => (read += chunk));
        socket.on('close', () => resolve(read)).on('error', reject);
      });
      expect(text).toMatch(/^HTTP\/1\.1 431 [^]+\r\nX-HubSpot-Correlation-Id: [^]+\r\n\r\n\{"status":"error",/);
    });
  });

  it.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/jsonp', 415],
    ['Application/JSON; charset=UTF-8', 201],
    ['application/vnd.api+json', 201],
  ])('takes a body for what its type says: %s is %d', async (type, status) => {
    const { url, token } = bench.sandbox;
    const answer = await fetch(`${url}/crm/v3/objects/contacts`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': type },
      body: JSON.stringify({ properties: { firstname: 'Ana' } }),
    });
    expect(answer.status).toBe(status);
    const body = (await answer.json()) as Body;
    if (status === 415) expect(body).toMatchObject({ status: 'error', message: `Unsupported media type: ${type}` });
  });

  it('answers 401 without the token, 404 for a path it does not have and 400 for a broken body', async () => {
    const { url } = bench.sandbox;
    const stranger = await plainCall(url, 'pat-na1-other', { method: 'GET', path: '/crm/v3/objects/contacts' });
    expect(stranger).toMatchObject({ status: 401, body: { status: 'error', category: 'INVALID_AUTHENTICATION' } });
    const lost = await bench.call('GET', '/crm/v9/objects');
    expect(lost).toMatchObject({ status: 404, body: { status: 'error' } });
    const broken = await bench.call('POST', '/crm/v3/objects/contacts', '{"properties":');
    expect(broken.status).toBe(400);
    expect(broken.body.message).toContain('Invalid input JSON');
  });
});
