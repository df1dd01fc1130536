import { startHubspotSandbox, type HubspotSandbox } from '../../../src/sandbox/hubspot/server';
import { readConnection } from '../../../src/store/connections';
import { inTenant } from '../../../src/store/transaction';
import { Api, type Answer, type ProblemBody } from './api';

interface View {
  readonly id: string;
  readonly accountId: string;
  readonly environment: string;
  readonly state: string;
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly accountKind?: string;
}

interface Page {
  readonly items: readonly View[];
  readonly cursor: string | null;
}

describe('the connections of a tenant', () => {
  let api: Api;
  let test: HubspotSandbox;
  let production: HubspotSandbox;
  beforeAll(async () => {
    const limits = 'none';
    test = await startHubspotSandbox({ port: 0, control: true, limits });
    production = await startHubspotSandbox({ port: 0, control: true, limits, accountType: 'STANDARD' });
    const nowhere = 'http://127.0.0.1:1';
    api = await Api.start({ crmUrls: [test.url, production.url, nowhere] });
  });
  afterEach(async () => {
    await api.database.query('delete from connection');
    await api.database.query('delete from record');
    await control(test, 'DELETE', 'faults');
  });
  afterAll(async () => {
    await api.close();
    await test.close();
    await production.close();
  });

  const control = async (
    { url, token }: HubspotSandbox,
    method: string,
    path: string,
    body?: object,
  ): Promise<void> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const { ok } = await fetch(`${url}/_sandbox/${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(ok).toBe(true);
  };
  const to = ({ url, token }: HubspotSandbox, more: object = {}): object => ({ crm: 'hubspot', token, url, ...more });
  const put = (id: string, body: unknown): Promise<Answer<View & ProblemBody>> =>
    api.call('PUT', `/v1/connections/${id}`, body);
  const stored = (): Promise<unknown[]> =>
    api.database.query('select tenant_id, id, account_id, state from connection order by 1, 2');
  const type = (code: string): string => `urn:tandem:problem:${code}`;

  it('are made with a token, which is sealed and never shown again', async () => {
    await api.call('PUT', '/v1/customers/1', { email: 'ada@example.com' });
    const customFields = [{ object: 'customer', name: 'tier', property: 'loyalty_tier' }];
    const recordUrl = 'https://shop.example.com/{type}/{id}';
    const { status, body, text } = await put('shop-crm', to(test, { customFields, recordUrl }));
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        id: 'shop-crm',
        crm: 'hubspot',
        environment: 'test',
        accountId: String(test.portalId),
        accountKind: 'test',
        state: 'active',
        reason: null,
        baseUrl: test.url,
        throttledUntil: null,
        bulkAfter: null,
        recordUrl,
        ...{ pollSeconds: 60, streaming: false },
        customFields: [{ ...customFields[0], label: 'tier', type: 'text', unique: false }],
        fieldRules: [],
        newRecords: { company: 'match', customer: 'match', order: 'match' },
        archive: { company: 'none', customer: 'none', order: 'none' },
        emailGate: { require: 'valid', onFailure: 'hold' },
        quota: { reserve: 0.2, dailyCalls: null },
        firstLoad: 'at-once',
        webhookSignature: 'v3',
        webhooks: { state: 'none', lastDeliveryAt: null, unannounced: 0 },
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      },
    });
    const view: Record<string, unknown> = { ...body };
    delete view['accountKind'];
    expect((await api.call('GET', '/v1/connections/shop-crm')).body).toEqual(view);
    expect((await api.call('GET', '/v1/connections')).body).toEqual({ items: [view], cursor: null });
    expect(text).not.toContain(test.token);
    const [secret] = await api.database.query<{ sealed: Buffer }>('select sealed from secret');
    expect(secret?.sealed.includes(test.token)).toBe(false);
    // What the order system has sent before is on its way.
    expect(await api.database.query('select connection_id, source_id from dirty')).toEqual([
      { connection_id: 'shop-crm', source_id: '1' },
    ]);
  });

  it('keep the secret of their webhooks sealed, until another is said or none', async () => {
    const secrets = (): Promise<readonly { sealed: Buffer }[]> =>
      api.database.query(`select sealed from secret where name = 'webhook-secret'`);
    const said = await put('crm', to(test, { webhookSecret: 'of-the-private-app', webhookSignature: 'v1' }));
    expect(said.body).toMatchObject({ webhookSignature: 'v1' });
    expect(said.text).not.toContain('of-the-private-app');
    const [first] = await secrets();
    expect(first?.sealed.includes('of-the-private-app')).toBe(false);
    await put('crm', to(test, {}));
    expect(await secrets()).toEqual([first]);
    expect((await put('crm', to(test, { webhookSecret: '' }))).body).toMatchObject({ webhookSignature: 'v1' });
    expect(await secrets()).not.toEqual([first]);
    for (const webhookSecret of ['a b', 'ä', 7])
      expect((await put('crm', to(test, { webhookSecret }))).status).toBe(400);
    expect((await put('crm', to(test, { webhookSignature: 'v2' }))).status).toBe(400);
  });

  it('say what becomes of CRM records that nobody ordered for, type by type', async () => {
    const first = await put('crm', to(test, { newRecords: { customer: 'offer' } }));
    expect(first.body).toMatchObject({ newRecords: { company: 'match', customer: 'offer', order: 'match' } });
    const second = await put('crm', to(test, { newRecords: { order: 'ignore' } }));
    expect(second.body).toMatchObject({ newRecords: { company: 'match', customer: 'offer', order: 'ignore' } });
    for (const newRecords of [{ customer: 'adopt' }, { contact: 'offer' }, 'offer', ['offer'], null])
      expect((await put('crm', to(test, { newRecords }))).status).toBe(400);
  });

  it('say how the calls of the account are shared, and keep what is not named', async () => {
    const said = await put('crm', to(test, { quota: { reserve: 0.3, dailyCalls: 5_000 } }));
    expect(said.body).toMatchObject({ quota: { reserve: 0.3, dailyCalls: 5_000 } });
    await put('crm', to(test, { quota: { reserve: 0 } }));
    expect((await put('crm', to(test))).body).toMatchObject({ quota: { reserve: 0, dailyCalls: 5_000 } });
    const open = await put('crm', to(test, { quota: { dailyCalls: null } }));
    expect(open.body).toMatchObject({ quota: { reserve: 0, dailyCalls: null } });
    for (const quota of [
      { reserve: 0.91 },
      { reserve: '20%' },
      { dailyCalls: 0 },
      { dailyCalls: 1.5 },
      { share: 1 },
      null,
    ])
      expect((await put('crm', to(test, { quota }))).status).toBe(400);
  });

  it('keep the time zone of the account, and how they are let in', async () => {
    await put('crm', to(test));
    const connection = await inTenant(api.app, 'one', (tx) => readConnection(tx, 'one', 'crm'));
    expect(connection).toMatchObject({ credential: 'token', settings: { timeZone: 'UTC' } });
  });

  it('forget what they would have offered, of types that they offer no more', async () => {
    await put('crm', to(test, { newRecords: { customer: 'offer', company: 'offer' } }));
    await api.database.query(`insert into stranger (tenant_id, connection_id, object, external_id, source_id) values
      ('one', 'crm', 'customer', '1', null), ('one', 'crm', 'customer', '2', 'accepted'), ('one', 'crm', 'company', '3', null)`);
    await put('crm', to(test, { newRecords: { customer: 'match' } }));
    const left = await api.database.query('select external_id as id from stranger order by 1');
    expect(left).toEqual([{ id: '2' }, { id: '3' }]);
  });

  it('are renewed with what is said, the rest and the links stay', async () => {
    const recordUrl = 'https://shop.example.com/{type}/{id}';
    const customFields = [{ object: 'customer', name: 'tier', property: 'loyalty_tier' }];
    await put('crm', to(test, { recordUrl, customFields, pollSeconds: 300, environment: 'production' }));
    await api.database.query(`insert into link (tenant_id, connection_id, object, source_id, aliases, state, local_base,
      remote_base, intents, settled_number, issued_number, parts, associations, attempts, state_since)
      values ('one', 'crm', 'customer', '1', '{}', 'synced', '{}', '{}', '[]', 0, 0, '{}', '{}', 0, now())`);
    await api.database.query(`update connection set state = 'reauth', reason = '{"code":"x","message":"y"}'`);
    const first = await api.call<View>('GET', '/v1/connections/crm');
    const renewed = await put('crm', { crm: 'hubspot', token: test.token });
    expect(renewed.body).toEqual({ ...first.body, state: 'active', reason: null, accountKind: 'test' });
    const changed = await put('crm', { crm: 'hubspot', token: test.token, recordUrl: null, customFields: [] });
    expect(changed.body).toMatchObject({
      recordUrl: null,
      customFields: [],
      pollSeconds: 300,
      environment: 'production',
    });
    expect(await api.database.query('select source_id from link')).toEqual([{ source_id: '1' }]);
  });

  it('are listed page by page, each exactly once', async () => {
    for (const id of ['b', 'c', 'a', 'a-1']) await api.connect('one', id);
    await api.connect('two', 'other');
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const { body }: { body: Page } = await api.call<Page>('GET', `/v1/connections?limit=1${next}`);
      seen.push(...body.items.map(({ id }) => id));
      next = body.cursor && `&cursor=${body.cursor}`;
    }
    expect(seen.sort()).toEqual(['a', 'a-1', 'b', 'c']);
  });

  it.each(['limit=0', 'limit=x', 'limit=1001', 'cursor=', 'cursor=x', 'cursor=WyJBIl0', 'cursor=e30'])(
    'are not listed for %s',
    async (query) => {
      const [field] = query.split('=');
      expect(await api.call('GET', `/v1/connections?${query}`)).toMatchObject({
        status: 400,
        body: { errors: [{ field }] },
      });
    },
  );

  it('of another tenant are not seen, paused, resumed or renewed', async () => {
    await api.connect('two', 'theirs');
    const before = await stored();
    expect((await api.call<Page>('GET', '/v1/connections')).body.items).toEqual([]);
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/pause'],
      ['POST', '/resume'],
    ] as const)
      expect(await api.call(method, `/v1/connections/theirs${path}`)).toMatchObject({
        status: 404,
        body: { type: type('not-found') },
      });
    expect((await put('theirs', to(test))).status).toBe(200);
    expect(await stored()).toEqual([expect.objectContaining({ tenant_id: 'one', id: 'theirs' }), ...before]);
  });

  it('need a key with their scope', async () => {
    await api.connect('one', 'crm');
    const { key: reader } = await api.database.createKey('one', { scopes: ['connections:read'] });
    const { key: stranger } = await api.database.createKey('one', { scopes: ['records:write', 'operate:write'] });
    const statusOf = async (key: string, method: string, path: string): Promise<number> =>
      (await api.call(method, `/v1/connections${path}`, method === 'PUT' ? to(test) : undefined, { key })).status;
    for (const path of ['', '/crm']) {
      expect(await statusOf(reader, 'GET', path)).toBe(200);
      expect(await statusOf(stranger, 'GET', path)).toBe(403);
    }
    for (const [method, path] of [
      ['PUT', '/new'],
      ['POST', '/crm/pause'],
      ['POST', '/crm/resume'],
    ] as const) {
      expect(await statusOf(reader, method, path)).toBe(403);
      expect(await statusOf(stranger, method, path)).toBe(403);
    }
    expect(await stored()).toMatchObject([{ id: 'crm', state: 'active' }]);
  });

  describe('a production account', () => {
    const accountOf = (): string => String(production.portalId);

    it('is not taken for tests without being asked, and both ways on are told', async () => {
      for (const environment of [{}, { environment: 'test' }]) {
        const { status, body } = await put('crm', to(production, environment));
        expect({ status, type: body.type }).toEqual({ status: 422, type: type('connection-refused') });
        expect(body.detail).toContain(`account ${accountOf()} is a production account`);
        expect(body.detail).toContain('"environment": "production"');
        expect(body.detail).toContain(`"confirmAccount": "${accountOf()}"`);
      }
      expect(await stored()).toEqual([]);
      // Nothing was made in it either.
      const headers = { authorization: `Bearer ${production.token}` };
      const property = await fetch(`${production.url}/crm/v3/properties/contacts/tandem_id`, { headers });
      expect(property.status).toBe(404);
    });

    it('is taken as production, or for tests when it is confirmed by its id; a renewal need not ask again', async () => {
      expect((await put('crm', to(production, { confirmAccount: '1' }))).body).toMatchObject({
        type: type('connection-refused'),
        detail: expect.stringContaining(`opens hubspot account ${accountOf()}, and account 1 was confirmed`) as string,
      });
      const confirmed = await put('crm', to(production, { confirmAccount: accountOf() }));
      expect(confirmed.body).toMatchObject({ environment: 'test', accountKind: 'production' });
      expect((await put('crm', to(production))).body).toMatchObject({ environment: 'test', accountId: accountOf() });
      expect((await put('crm', to(production, { environment: 'production' }))).body).toMatchObject({
        environment: 'production',
      });
      expect((await put('crm', to(production))).body).toMatchObject({ environment: 'production' });
      expect((await put('crm', to(production, { environment: 'test' }))).status).toBe(422);
    });

    it('is told apart from a test account that serves production', async () => {
      const { body } = await put('crm', to(test, { environment: 'production' }));
      expect(body).toMatchObject({ environment: 'production', accountKind: 'test' });
    });
  });

  describe('that do not fit', () => {
    it('are a conflict when the account is connected under another name', async () => {
      await put('first', to(test));
      const { status, body } = await put('second', to(test));
      expect({ status, type: body.type }).toEqual({ status: 409, type: type('conflict') });
      expect(body.detail).toMatch(/is connected already, as first\. Renew it with PUT \/v1\/connections\/first\.$/);
    });

    it('are refused when the token opens another account than their links name', async () => {
      await put('crm', to(test));
      const { status, body } = await put('crm', to(production, { environment: 'production' }));
      expect({ status, type: body.type }).toEqual({ status: 422, type: type('connection-refused') });
      expect(body.detail).toContain(`leads to hubspot account ${test.portalId}`);
      expect(await stored()).toMatchObject([{ account_id: String(test.portalId) }]);
    });

    it('are stored once when several requests make them at the same time', async () => {
      const answers = await Promise.all(['a', 'b', 'c', 'd'].map((id) => put(id, to(test))));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
      const both = await Promise.all([put('e', to(production, { environment: 'production' })), put('e', to(test))]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, expect.any(Number)]);
      expect(await stored()).toHaveLength(2);
    });
  });

  describe('that the CRM does not open', () => {
    const scopes = { requiredGranularScopes: ['crm.schemas.deals.write'] };
    it.each([
      {
        what: 'a token that it does not know',
        change: { token: 'pat-na1-wrong' },
        code: 'connection-refused',
        said: 'does not accept the access token',
      },
      {
        what: 'a missing scope',
        fault: { status: 403, body: { category: 'MISSING_SCOPES', context: scopes } },
        code: 'connection-refused',
        said: 'crm.schemas.deals.write',
      },
      {
        what: 'nobody there',
        change: { url: 'http://127.0.0.1:1' },
        code: 'crm-unavailable',
        said: 'could not be reached',
      },
      { what: 'trouble of its own', fault: { status: 500 }, code: 'crm-unavailable', said: 'trouble' },
      {
        what: 'a limit',
        fault: { status: 429, body: { policyName: 'TEN_SECONDLY_ROLLING' } },
        code: 'crm-unavailable',
        said: 'no more calls',
      },
    ])('say so: $what', async ({ change, fault, code, said }) => {
      if (fault) await control(test, 'POST', 'faults', { path: '/crm/v3/properties/*', ...fault });
      const response = await fetch(`${api.url}/v1/connections/crm`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${api.keys.one}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...to(test), ...change }),
      });
      const body = (await response.json()) as ProblemBody;
      const waits = code === 'crm-unavailable';
      expect({ status: response.status, type: body.type }).toEqual({ status: waits ? 503 : 422, type: type(code) });
      expect(body.detail).toContain(said);
      const retryAfter = response.headers.get('retry-after');
      expect(waits ? Number(retryAfter) : retryAfter).toEqual(waits ? expect.any(Number) : null);
      if (waits) expect(Number(retryAfter)).toBeGreaterThanOrEqual(1);
      expect(JSON.stringify(body)).not.toContain(test.token);
      expect(await stored()).toEqual([]);
    });
  });

  describe('a request that is wrong', () => {
    const tooMany = Array.from({ length: 201 }, () => ({}));
    it.each([
      ['crm', { crm: 'excel' }, 'must be one of hubspot'],
      ['crm', { crm: undefined }, 'must be one of hubspot'],
      ['token', { token: '' }, 'must be an access token'],
      ['token', { token: 'a b' }, 'must be an access token'],
      ['token', { token: 'a\nb' }, 'must be an access token'],
      ['token', { token: 5 }, 'must be an access token'],
      ['environment', { environment: 'staging' }, 'must be one of test, production'],
      ['url', { url: 'http://169.254.169.254' }, 'must be https://api.hubapi.com or'],
      ['url', { url: 'http://localhost:5432' }, 'CRM_URLS'],
      ['url', { url: 'https://api.hubapi.com.evil.example' }, 'CRM_URLS'],
      ['url', { url: 'https://api.hubapi.com@evil.example' }, 'must be an origin'],
      ['url', { url: 'https://api.hubapi.com/../x' }, 'must be an origin'],
      ['url', { url: 'file:///etc/passwd' }, 'must be an origin'],
      ['recordUrl', { recordUrl: 'ftp://shop.example.com/{id}' }, 'must be a URL'],
      ['recordUrl', { recordUrl: 'https://shop.example.com/ {id}' }, 'must be a URL'],
      ['customFields', { customFields: {} }, 'must be a list'],
      [
        'customFields[0].property',
        { customFields: [{ object: 'customer', name: 'a', property: 'a b' }] },
        'letters, digits or _',
      ],
      ['customFields[0].object', { customFields: [{ object: 'deal', name: 'a', property: 'a' }] }, 'must be one of'],
      ['customFields', { customFields: Array(2).fill({ object: 'customer', name: 'a', property: 'a' }) }, 'twice'],
      ['customFields', { customFields: tooMany }, 'may have 200'],
      ...[9, 86_401, 60.5, '60', null].map((pollSeconds): [string, object, string] => [
        'pollSeconds',
        { pollSeconds },
        'must be a whole number of seconds from 10 to 86400',
      ]),
      ['confirmAccount', { confirmAccount: 12 }, 'as text'],
      ['tokn', { tokn: 'x' }, 'is not a known field; there are crm, token'],
    ])('names the field %s (%#)', async (field, change, reason) => {
      const { status, body, text } = await put('crm', to(test, change));
      expect({ status, type: body.type }).toEqual({ status: 400, type: type('invalid-request') });
      expect(body.errors).toContainEqual({ field, reason: expect.stringContaining(reason) as string });
      expect(text).not.toContain(test.token);
      expect(await stored()).toEqual([]);
    });

    it.each(['Big', '-x', 'x'.repeat(41), '%00', '..', 'a.b', "a'or'1"])('has no connection named %s', async (id) => {
      for (const [method, path, body] of [
        ['PUT', '', to(test)],
        ['GET', '', undefined],
        ['POST', '/pause', undefined],
      ] as const) {
        const { status } = await api.call(method, `/v1/connections/${encodeURIComponent(id)}${path}`, body);
        expect([400, 404]).toContain(status);
      }
      expect(await stored()).toEqual([]);
    });

    it.each(['[]', 'null', '"x"', '5'])('is no connection: %s', async (raw) => {
      const answer = await api.call('PUT', '/v1/connections/crm', undefined, { raw });
      expect(answer).toMatchObject({ status: 400, body: { type: type('invalid-request') } });
    });
  });
});
