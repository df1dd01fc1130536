import { createHash, createHmac } from 'node:crypto';
import { Ambush, type Place } from '../support/ambush';
import { customerOf, orderOf } from '../support/family';
import type { ChangeView, Said } from '../support/order-system';
import { Story } from '../support/story';
import { tablesOf, tracesOf } from '../support/traces';

const kinds = ['creation', 'deletion', 'merge', 'restore', 'propertyChange', 'privacyDeletion'];
/** Longer than the lease of 60 seconds, and than the wait of a claim that was being looked at. */
const afterLeaseMs = 61_000;

const person: Said = {
  email: 'grete.hopper@example.com',
  firstName: 'Grete',
  lastName: 'Hopperova',
  phone: '+493087654321',
  country: 'DE',
  address: 'Unter den Eichen 87',
};
/** What salespeople write, and what is only in the CRM. */
const theirs = { firstname: 'Gretchen', lastname: 'Hopperlin' };
const stranger = {
  email: 'walburga@elsewhere.com',
  firstname: 'Walburga',
  lastname: 'Zweistein',
  phone: '030 7777123',
  country: 'DE',
};
const values = [
  ...['grete.hopper', 'Grete', 'Hopperova', '3087654321', 'Unter den Eichen', 'Gretchen', 'Hopperlin'],
  ...['walburga', 'Zweistein', '307777123'],
];
/** Of her address, as anybody makes it who knows that. */
const digest = createHash('sha256').update(String(person.email)).digest();
const digests = [digest.toString('hex'), digest.toString('base64'), digest.toString('base64url')];

interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks the API, whatever it answers. */
async function ask(story: Story, call: string, body?: object, headers: Record<string, string> = {}): Promise<Answered> {
  const [method = '', path = ''] = call.split(' ');
  const response = await fetch(`${story.door.url}/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${story.apiKey}`,
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answered['body'] };
}

const told = async (story: Story): Promise<void> => {
  await story.until('all events are delivered', async () => ((await story.crm.webhookCounters())['due'] ?? 0) === 0);
  await story.strangersSeen();
};
const claims = (story: Story): Promise<readonly object[]> => story.database.query('select * from erasure');
const erased = (story: Story): Promise<void> =>
  story.until('every claim is judged', async () => (await claims(story)).length === 0);
const contactOf = async (story: Story, id: string): Promise<string> =>
  (await story.shop.link('customer', id)).externalId ?? '';

const gone410 = { status: 410, body: { type: 'urn:tandem:problem:erased' } };

describe('a person whom the CRM deletes for privacy', () => {
  let story: Story;
  let contact: string;
  let offered: readonly ChangeView[];
  let before: readonly string[];
  beforeAll(async () => {
    story = await Story.begin({
      oauth: true,
      polls: true,
      newRecords: ['customer=offer'],
      fieldRules: [{ object: 'customer', field: 'lastName', policy: 'ask' }],
    });
    await story.crm.sendWebhooksTo(story.door.url, kinds);
    await story.crm.tellOfProperties('contact', ['lastname', 'phone', 'address']);
    await story.crm.troubleWebhooks({ duplicate: 0.9, shuffle: true });
    await story.shop.put('customer', 'person', person);
    await story.shop.put('order', 'hers', orderOf('hers', 'person'));
    await story.shop.put('customer', 'other', customerOf('other'));
    await story.quiet();
    contact = await contactOf(story, 'person');
    // An edit that is accepted by a request whose answer is kept, an offer that stays open, a question, and a new contact.
    await story.crm.edit('contacts', contact, { properties: { address: 'Unter den Eichen 88' } });
    await told(story);
    const [accepted] = await story.shop.readChanges();
    await ask(story, `POST changes/${accepted?.seq ?? 0}/accept`, {}, { 'idempotency-key': 'kept' });
    await story.crm.edit('contacts', contact, { properties: theirs });
    await story.shop.change('customer', 'person', { lastName: 'Hopperova-Zwei', address: 'Unter den Eichen 88' });
    await story.crm.seed('contacts', [stranger]);
    await told(story);
    offered = await story.shop.readChanges();
    await story.database.query(
      `insert into email_verdict (tenant_id, connection_id, hash, code, refused_at)
       select tenant_id, id, $1, 'INVALID_EMAIL', now() from connection`,
      [digest],
    );
    before = await tracesOf(story.database, [...values, ...digests]);
    await story.crm.edit('contacts', contact, { privacyDelete: true });
    const { id } = (await story.crm.live('contacts')).find(({ properties }) => properties['firstname'] === 'Walburga')!;
    await story.crm.edit('contacts', id, { privacyDelete: true });
    await told(story);
    await erased(story);
  });
  afterAll(() => story.end());

  it('was in every place that keeps values before', () => {
    expect(tablesOf(before)).toEqual([
      ...['change', 'conflict', 'email_verdict', 'idempotency', 'journal', 'link', 'record'],
    ]);
    expect(new Set(before.map((trace) => trace.replace(/.*: /, ''))).size).toBe(values.length + 1);
  });

  it('is in none of all tables afterwards, nor is a hash of the address', async () => {
    expect(await tracesOf(story.database, [...values, ...digests])).toEqual([]);
  });

  it('is told to the order system, as are strangers that it was told of', async () => {
    const changes = await story.shop.readChanges();
    const erasures = changes.filter(({ kind }) => kind === 'erased');
    expect(erasures).toMatchObject([
      { type: 'customer', id: 'person', externalId: contact, fields: {}, status: 'open' },
      { type: 'customer', id: null, fields: {}, status: 'open' },
    ]);
    for (const change of erasures) expect(await story.shop.acknowledge(change)).toMatchObject({ status: 'accepted' });
  });

  it('is found without a value by whoever reads the feed anew, and nothing of before can be answered', async () => {
    const { body } = await ask(story, 'GET changes?after=0&limit=1000');
    const changes = body['changes'] as readonly ChangeView[];
    expect(changes.filter(({ fields }) => Object.keys(fields).length > 0)).toEqual([]);
    const answerable = offered.filter(({ kind }) => kind === 'changed' || kind === 'created');
    expect(answerable.map(({ kind }) => kind).sort()).toEqual(['changed', 'created']);
    for (const { seq, kind } of answerable) {
      const id = kind === 'created' ? { id: 'late' } : {};
      expect(await ask(story, `POST changes/${seq}/accept`, id)).toMatchObject(gone410);
      expect(await ask(story, `POST changes/${seq}/refuse`, { reason: 'no' })).toMatchObject(gone410);
    }
  });

  it('is refused to the order system, whichever way it says the record', async () => {
    const said = { ...person, updatedAt: story.shop.nextVersion() };
    expect(await ask(story, 'PUT customers/person', said)).toMatchObject(gone410);
    expect(await ask(story, 'PATCH customers/person', said)).toMatchObject(gone410);
    expect(await ask(story, 'DELETE customers/person')).toMatchObject(gone410);
    expect(await ask(story, 'GET customers/person')).toMatchObject(gone410);
    const rows = [
      { id: 'person', ...said },
      { id: 'other', ...customerOf('other'), firstName: 'Again', updatedAt: said.updatedAt },
    ];
    const { body } = await ask(story, 'POST customers/batch', { records: rows });
    expect(body).toMatchObject({
      results: [
        { id: 'person', result: 'refused', problem: { type: 'urn:tandem:problem:erased', status: 410 } },
        { id: 'other', result: 'stored' },
      ],
    });
    expect(await tracesOf(story.database, values)).toEqual([]);
  });

  it('is explained without a value', async () => {
    const { body } = await ask(story, 'GET customers/person/explain?field=phone');
    expect(body).toMatchObject({ said: null, connections: [{ state: 'gone' }] });
    const { chain } = body as { readonly chain: readonly Record<string, unknown>[] };
    expect(chain.at(-1)).toMatchObject({ what: 'erased' });
    expect(chain.flatMap(Object.keys)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(from|to|over)$/)]));
    expect(await story.shop.link('customer', 'person')).toMatchObject({
      state: 'gone',
      externalId: null,
      reason: { code: 'erased' },
    });
  });

  it('comes back by no poll, event or look, and her orders go on', async () => {
    await story.polled();
    await story.polled('archived');
    await story.shop.change('order', 'hers', { totalMinor: 99_00 });
    await story.markAll();
    await told(story);
    await story.letPass();
    expect(await tracesOf(story.database, values)).toEqual([]);
    expect((await story.crm.live('contacts')).map(({ properties }) => properties['email'])).toEqual([
      'other@example.com',
    ]);
    const deals = await story.crm.live('deals');
    expect(deals.map(({ properties }) => properties['dealname'])).toEqual(['No-hers']);
    expect((await story.shop.readChanges()).map(({ kind }) => kind)).toEqual([]);
  });

  it('is erased by a request too, which leaves her CRM record alone and takes nothing of it in any more', async () => {
    const { erasedAt } = (await ask(story, 'POST customers/other/erase')).body;
    expect(await ask(story, 'POST customers/other/erase')).toMatchObject({
      status: 200,
      body: { id: 'other', erasedAt },
    });
    expect(await ask(story, 'GET customers/other/explain?field=email')).toMatchObject({
      body: { said: null, erasedAt },
    });
    expect(await ask(story, 'POST customers/nobody/erase')).toMatchObject({ status: 404 });
    expect(await tracesOf(story.database, ['other@example.com'])).toEqual([]);
    const [{ id, properties } = { id: '', properties: {} }] = await story.crm.live('contacts');
    expect(properties).toMatchObject({ email: 'other@example.com' });
    // Without our key it looks like a contact that nobody ordered for.
    await story.crm.edit('contacts', id, { properties: { tandem_id: '', firstname: 'Otherwise' } });
    await told(story);
    await story.polled();
    expect(await story.shop.readChanges()).toMatchObject([{ kind: 'erased', id: 'other', externalId: id }]);
    expect(await tracesOf(story.database, ['other@example.com', 'Otherwise'])).toEqual([]);
    expect(await story.crm.live('contacts')).toMatchObject([{ id, properties: { firstname: 'Otherwise' } }]);
  });

  it('is in no log', () => {
    for (const { log } of story.services) for (const value of values) expect(log).not.toContain(value);
  });
});

describe('a privacy deletion', () => {
  const recordEmptied: Place = { table: 'record', at: 'update', when: 'new.erased_at is not null' };
  const claimOver: Place = { table: 'erasure', at: 'delete' };
  let story: Story;
  let ambush: Ambush;
  beforeAll(async () => {
    story = await Story.begin({ oauth: true });
    ambush = await Ambush.lay(story.database, [recordEmptied, claimOver]);
    await story.crm.sendWebhooksTo(story.door.url, kinds);
  });
  afterAll(async () => {
    await ambush.close();
    await story.end();
  });

  it.each([
    ['its record was emptied', recordEmptied],
    ['all was emptied', claimOver],
  ])('is carried out by the next when the service is killed once %s', async (_, place) => {
    const id = `killed-at-${place.table}`;
    await story.shop.put('customer', id, { ...person, email: `${place.table}@example.com` });
    await told(story);
    await ambush.arm(place);
    await story.crm.edit('contacts', await contactOf(story, id), { privacyDelete: true });
    await story.until('it is there', async () => (await ambush.caught()).length > 0);
    await story.door.kill();
    await ambush.cut();
    await ambush.disarm(place);
    await story.until('it is over', async () => (await ambush.caught()).length === 0);
    expect(tablesOf(await tracesOf(story.database, [person.phone ?? '']))).toContain('record');
    expect(await claims(story)).toHaveLength(1);
    await story.advance(afterLeaseMs);
    await story.startService();
    await erased(story);
    expect(await tracesOf(story.database, [person.phone ?? '', `${place.table}@example.com`])).toEqual([]);
    await story.crm.sendWebhooksTo(story.door.url, []);
  });

  it('that is told of a record which is there erases nothing, and is believed no more after an hour', async () => {
    await story.shop.put('customer', 'alive', customerOf('alive'));
    await told(story);
    await tellOfErasure(story, await contactOf(story, 'alive'));
    for (const waitMs of [0, 60_000, 600_000]) {
      await story.advance(waitMs);
      await story.until('it was looked at', async () => {
        const due = await story.database.query('select from erasure where due_at <= $1', [await story.crm.now()]);
        return due.length === 0;
      });
      await story.quiet();
      expect(await claims(story)).toHaveLength(1);
    }
    await story.advance(3_600_000);
    await erased(story);
    await story.expectLogged('erasure.refused');
    expect(await story.shop.record('customer', 'alive')).toMatchObject({ email: 'alive@example.com' });
    expect(await story.shop.link('customer', 'alive')).toMatchObject({ state: 'synced' });
  });

  it('that nobody has signed is not even noted', async () => {
    expect(await tellOfErasure(story, await contactOf(story, 'alive'), 'another secret')).toBe(401);
    expect(await claims(story)).toEqual([]);
  });

  it('erases both of two records that were merged into one', async () => {
    await story.shop.put('customer', 'twin-1', { ...person, email: 'twin-1@example.com' });
    await story.shop.put('customer', 'twin-2', { ...person, email: 'twin-2@example.com' });
    await told(story);
    await story.crm.edit('contacts', await contactOf(story, 'twin-1'), { merge: await contactOf(story, 'twin-2') });
    await story.markAll();
    await told(story);
    const states = ['twin-1', 'twin-2'].map(async (id) => (await story.shop.link('customer', id)).state);
    expect((await Promise.all(states)).sort()).toEqual(['gone', 'synced']);
    const survivor = (await contactOf(story, 'twin-1')) || (await contactOf(story, 'twin-2'));
    await story.crm.edit('contacts', survivor, { privacyDelete: true });
    await told(story);
    await erased(story);
    expect(await tracesOf(story.database, ['twin-1@', 'twin-2@', person.phone ?? ''])).toEqual([]);
  });
});

/** An event as HubSpot sends it, signed by our app. Answers the status. */
async function tellOfErasure(story: Story, contact: string, secret = story.crm.app.clientSecret): Promise<number> {
  const [{ account } = { account: '' }] = await story.database.query<{ account: string }>(
    'select account_id as account from connection',
  );
  const at = String((await story.crm.now()).getTime());
  const url = `${story.door.url}/webhooks/hubspot`;
  const event = { portalId: Number(account), objectId: Number(contact), subscriptionType: 'contact.privacyDeletion' };
  const body = JSON.stringify([event]);
  const signature = createHmac('sha256', secret).update(`POST${url}${body}${at}`).digest('base64');
  const headers = { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': at };
  const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
  return (await fetch(url, sent)).status;
}
