import type { Bench } from './support';
import { addUniqueProperty, plainCall, refusal, startBench } from './support';

describe('control API of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench({ limits: 'free' });
    await bench.control('POST', 'clock', { rate: 0 });
  });
  afterEach(() => bench.close());

  const contacts = () => bench.client.crm.contacts.basicApi;
  const create = (email: string) => contacts().create({ properties: { email }, associations: [] });
  const emails = async () =>
    (await bench.control('GET', 'dump')).body.objects.contacts!.map((contact) => contact.properties.email);

  it('is not there unless it is asked for', async () => {
    const plain = await startBench({ control: false });
    expect((await plain.control('GET', 'clock')).status).toBe(404);
    await plain.close();
  });

  it('shows the clock to anyone and everything else to the token', async () => {
    const open = (path: string) => plainCall(bench.sandbox.url, undefined, { method: 'GET', path });
    expect((await open('/_sandbox/clock')).status).toBe(200);
    expect((await open('/_sandbox/dump')).status).toBe(401);
  });

  it('moves time on by what it is told, and not back', async () => {
    const before = (await bench.control('GET', 'clock')).body.epochMs;
    const { body } = await bench.control('POST', 'clock', { advanceMs: 86_400_000 });
    expect(body.epochMs).toBe(before + 86_400_000);
    expect((await create('a@example.com')).createdAt.getTime()).toBe(body.epochMs);
    expect((await bench.control('POST', 'clock', { advanceMs: -1 })).status).toBe(400);
    expect((await bench.control('POST', 'clock', {})).status).toBe(400);
  });

  it('runs time as fast as it is told', async () => {
    const before = (await bench.control('GET', 'clock')).body.epochMs;
    const { body } = await bench.control('POST', 'clock', { rate: 1_000_000 });
    // Whatever one millisecond of ours is: the next answer comes later than that.
    let later = body.epochMs;
    while (later === body.epochMs) later = (await bench.control('GET', 'clock')).body.epochMs;
    expect(body.epochMs).toBeGreaterThanOrEqual(before);
    expect(later - body.epochMs).toBeGreaterThanOrEqual(1_000_000);
  });

  it('seeds records and associations and answers ids in the order of the rows', async () => {
    const { status, body } = await bench.control('POST', 'seed', {
      objects: {
        contacts: [{ properties: { email: 'a@example.com' } }, { properties: { email: 'b@example.com' } }],
        companies: [{ properties: { name: 'Acme' } }],
      },
      associations: [{ from: { object: 'contacts', index: 1 }, to: { object: 'companies', index: 0 }, typeId: 1 }],
    });
    expect(status).toBe(201);
    const read = await contacts().getById(body.ids.contacts![1]!, ['email', 'hs_object_source']);
    expect(read.properties).toMatchObject({ email: 'b@example.com', hs_object_source: 'IMPORT' });
    const dump = await bench.control('GET', 'dump');
    expect(dump.body.associations).toEqual([
      {
        from: { object: 'contacts', id: body.ids.contacts![1] },
        to: { object: 'companies', id: body.ids.companies![0] },
        typeIds: [1, 279],
      },
    ]);
  });

  it('seeds nothing when a row is bad, and says which', async () => {
    const { status, body } = await bench.control('POST', 'seed', {
      objects: {
        companies: [{ properties: { name: 'Acme' } }],
        contacts: [{ properties: { email: 'a@example.com' } }, { properties: { email: 'A@example.com' } }],
      },
    });
    expect(status).toBe(400);
    expect(body.detail).toMatch(/^contacts\[1\]: Contact already exists/);
    const dump = await bench.control('GET', 'dump');
    expect(dump.body.objects).toMatchObject({ contacts: [], companies: [] });
  });

  it('edits and archives a record as a salesperson would', async () => {
    const { id } = await create('a@example.com');
    const edited = await bench.control('POST', 'edit', { object: 'contacts', id, properties: { firstname: 'Eva' } });
    expect(edited.status).toBe(200);
    expect((await contacts().getById(id)).properties.firstname).toBe('Eva');
    const bad = await bench.control('POST', 'edit', { object: 'contacts', id, properties: { nonsense: '1' } });
    expect(bad).toMatchObject({ status: 400, body: { title: 'Bad request', status: 400 } });
    await bench.control('POST', 'edit', { object: 'contacts', id, archived: true });
    expect((await refusal(contacts().getById(id))).code).toBe(404);
    expect((await bench.control('POST', 'edit', { object: 'contacts', id, properties: {} })).status).toBe(404);
  });

  it.each([
    ['seed', { objects: { butterflies: [] } }],
    ['edit', { object: 'contacts' }],
    ['faults', { kind: 'explosion' }],
    ['faults', { path: '/crm' }],
    ['faults', { status: 500, times: 0 }],
    ['faults', { status: 500, probability: 2 }],
  ])('refuses a wrong POST to %s: %j', async (path, body) => {
    const answer = await bench.control('POST', path, body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json;charset=utf-8');
    expect(answer.body.detail).not.toBe('');
  });

  it('answers a fault before the work is done, as often as it was told', async () => {
    await bench.control('POST', 'faults', { method: 'POST', path: '/crm/v3/objects/*', status: 503, times: 2 });
    for (const email of ['a@example.com', 'b@example.com']) expect((await refusal(create(email))).code).toBe(503);
    await create('c@example.com');
    expect(await emails()).toEqual(['c@example.com']);
    expect((await bench.control('GET', 'faults')).body.faults[0]!.remaining).toBe(0);
  });

  it('answers a fault after the work was done', async () => {
    await bench.control('POST', 'faults', {
      path: '/crm/',
      status: 524,
      when: 'after',
      times: 1,
      body: '<html>524</html>',
    });
    const { code, body } = await refusal(create('a@example.com'));
    expect(code).toBe(524);
    expect(body).toBe('<html>524</html>');
    expect(await emails()).toEqual(['a@example.com']);
  });

  it.each([
    ['before', []],
    ['after', ['a@example.com']],
  ])('cuts the connection %s the work', async (when, expected) => {
    await bench.control('POST', 'faults', { kind: 'reset', when, times: 1 });
    const error = await refusal(create('a@example.com'));
    expect(error.code).toBe('ECONNRESET');
    expect(await emails()).toEqual(expected);
  });

  it('strikes only the method and path it was given, and nothing once cleared', async () => {
    await bench.control('POST', 'faults', { method: 'GET', path: '/crm/*/contacts', status: 500 });
    await create('a@example.com');
    expect((await refusal(contacts().getPage())).code).toBe(500);
    await bench.client.crm.companies.basicApi.getPage();
    await bench.control('DELETE', 'faults');
    await contacts().getPage();
    expect((await bench.control('GET', 'faults')).body.faults).toEqual([]);
  });

  it('strikes about as often as the probability says, and never with none', async () => {
    await bench.control('POST', 'faults', { method: 'GET', path: '*', status: 500, probability: 0.5 });
    const statuses: number[] = [];
    for (let count = 0; count < 40; count++) statuses.push((await bench.call('GET', '/crm/v3/owners/')).status);
    const struck = statuses.filter((status) => status === 500).length;
    expect(struck).toBeGreaterThan(8);
    expect(struck).toBeLessThan(32);
  });

  it('delays an answer without changing it, and close does not wait for one', async () => {
    await bench.control('POST', 'faults', { delayMs: 20, times: 1 });
    const start = performance.now();
    expect((await bench.call('GET', '/crm/v3/owners/')).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(19);
    const other = await startBench();
    await other.control('POST', 'faults', { delayMs: 60_000 });
    const pending = other.call('GET', '/crm/v3/owners/').catch(() => 'cut');
    await other.control('GET', 'clock');
    await other.close();
    await pending;
  });

  it('counts calls by route and status, rows by outcome, and what was really written', async () => {
    await addUniqueProperty(bench, 'contacts');
    await bench.control('POST', 'counters/reset');
    const upsert = (firstname: string) =>
      bench.call('POST', '/crm/v3/objects/0-1/batch/upsert', {
        inputs: ['e1', 'e2'].map((id) => ({ id, idProperty: 'ext_id', properties: { firstname } })),
      });
    await upsert('A');
    await upsert('A');
    await upsert('B');
    await bench.call('GET', '/crm/v3/objects/contacts/1');
    const { body } = await bench.control('GET', 'counters');
    expect(body.calls).toEqual({
      'POST /crm/v3/objects/contacts/batch/upsert': { '200': 3 },
      'GET /crm/v3/objects/contacts/{id}': { '404': 1 },
    });
    expect(body.rows['POST /crm/v3/objects/contacts/batch/upsert']).toEqual({ created: 2, unchanged: 2, changed: 2 });
    expect(body.writes).toBe(4);
  });

  it('lets 100 calls of a free account through in ten seconds and tells what is left', async () => {
    const owners = () => bench.call('GET', '/crm/v3/owners/');
    const { headers } = await owners();
    expect(headers.get('x-hubspot-ratelimit-max')).toBe('100');
    expect(headers.get('x-hubspot-ratelimit-remaining')).toBe('99');
    expect(headers.get('x-hubspot-ratelimit-interval-milliseconds')).toBe('10000');
    expect(headers.get('x-hubspot-ratelimit-daily-remaining')).toBe('249999');
    for (let count = 1; count < 100; count++) await owners();
    const refused = await owners();
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
    });
    const exempt = await bench.call('POST', '/crm/v4/associations/contacts/companies/batch/read', {
      inputs: [{ id: '1' }],
    });
    expect(exempt.status).toBe(207);
    await bench.control('POST', 'clock', { advanceMs: 9_999 });
    expect((await owners()).status).toBe(429);
    await bench.control('POST', 'clock', { advanceMs: 1 });
    expect((await owners()).status).toBe(200);
  });

  it('has no daily allowance for OAuth apps', async () => {
    const oauth = await startBench({ limits: 'oauth' });
    const { headers } = await oauth.call('GET', '/crm/v3/owners/');
    expect(headers.get('x-hubspot-ratelimit-max')).toBe('110');
    expect(headers.get('x-hubspot-ratelimit-daily')).toBeNull();
    await oauth.close();
  });
});
