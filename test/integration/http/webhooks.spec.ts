import { createHash, createHmac } from 'node:crypto';
import { Writable } from 'node:stream';
import { newLink } from '../../../src/core/link';
import { storeWebhookSecret } from '../../../src/operate/tokens';
import { createLogger } from '../../../src/platform/logger';
import { openSecretKeys } from '../../../src/platform/secret-keys';
import { storeLinks } from '../../../src/store/links';
import { inTenant } from '../../../src/store/transaction';
import { valueOf } from '../../support/prometheus';
import { until } from '../../support/until';
import { Api } from './api';

/** Of our app, and of a private app of tenant two. */
const [appSecret, ownSecret] = ['secret-of-the-app', 'secret-of-tenant-two'];
const publicUrl = 'https://sync.example.com/tandem';
const path = '/webhooks/hubspot';
/** By tenant and connection: `shared` is an account that both tenants have connected. */
const accounts = { shared: '33', own: '44' };
const keys = openSecretKeys({ secretKey: 'a key that seals nothing of worth', previousSecretKey: null, dataDir: '' });

interface Taken {
  readonly events: number;
  readonly marked: number;
}
type Event = Readonly<Record<string, unknown>>;
interface How {
  readonly secret?: string;
  readonly at?: number;
  readonly url?: string;
  /** Null: none. */
  readonly v1?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

let eventIds = 0;
const event = (objectId: unknown, more: Event = {}): Event => ({
  eventId: (eventIds += 1),
  subscriptionId: 25,
  portalId: Number(accounts.shared),
  appId: 1160452,
  occurredAt: Date.now(),
  subscriptionType: 'contact.propertyChange',
  attemptNumber: 0,
  objectId,
  propertyName: 'firstname',
  propertyValue: 'Hildegard',
  changeSource: 'CRM_UI',
  sourceId: 'userId:98765',
  ...more,
});

describe('webhooks of HubSpot', () => {
  let api: Api;
  let logged = '';
  beforeAll(async () => {
    const stream = new Writable({
      write: (chunk: Buffer, _, done) => {
        logged += chunk.toString();
        done();
      },
    });
    api = await Api.start({
      publicUrl,
      hubspotApp: { clientId: 'client', clientSecret: appSecret },
      logger: createLogger('debug', stream),
    });
    for (const [tenant, connection] of [
      ['one', 'shared'],
      ['two', 'shared'],
      ['two', 'own'],
    ] as const) {
      await api.connect(tenant, connection);
      await api.database.query('update connection set account_id = $1 where id = $2', [
        accounts[connection],
        connection,
      ]);
      await inTenant(api.app, tenant, async (tx) => {
        for (const object of ['customer', 'order'] as const) {
          const links = ['1', '2'].map((id) => ({ ...newLink(id), externalId: `90${id}` }));
          await storeLinks(tx, tenant, { connectionId: connection, object }, { links, now: new Date() });
        }
      });
    }
    await inTenant(api.app, 'two', (tx) => storeWebhookSecret(tx, keys, { tenantId: 'two', id: 'own' }, ownSecret));
  });
  beforeEach(() => api.database.query('truncate dirty, webhook_seen'));
  afterAll(() => api.close());

  async function send(
    body: string | Uint8Array<ArrayBuffer>,
    how: How = {},
  ): Promise<{ status: number; text: string }> {
    const { secret = appSecret, at = Date.now(), url = publicUrl + path, v1 = null, headers = {} } = how;
    const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body);
    const v3 = createHmac('sha256', secret).update(`POST${url}`).update(bytes).update(String(at)).digest('base64');
    const signed: Record<string, string> =
      v1 === null
        ? { 'x-hubspot-signature-v3': v3, 'x-hubspot-request-timestamp': String(at) }
        : {
            'x-hubspot-signature': createHash('sha256').update(v1).update(bytes).digest('hex'),
            'x-hubspot-signature-version': 'v1',
          };
    const response = await fetch(api.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed, ...headers },
      body: new Uint8Array(bytes),
    });
    return { status: response.status, text: await response.text() };
  }
  const tell = async (events: readonly unknown[], how: How = {}): Promise<Taken> => {
    const { status, text } = await send(JSON.stringify(events), how);
    expect({ status, text: status === 200 ? '' : text }).toEqual({ status: 200, text: '' });
    return JSON.parse(text) as Taken;
  };
  const marks = async (): Promise<readonly string[]> => {
    const found = await api.database.query<{ mark: string }>(
      `select concat_ws('/', tenant_id, connection_id, object, source_id, lane, reads_remote) as mark from dirty order by 1`,
    );
    return found.map(({ mark }) => mark);
  };
  const counted = async (name: string, labels: object): Promise<number | undefined> =>
    valueOf(await (await fetch(`${api.url}/metrics`)).text(), `tandem_webhook_${name}_total`, {
      crm: 'hubspot',
      ...labels,
    });

  it('become marks that ask for a fresh read, of every tenant that has connected the account', async () => {
    expect(await tell([event(901), event(902), event(901, { subscriptionType: 'deal.deletion' })])).toEqual({
      events: 3,
      marked: 6,
    });
    expect(await marks()).toEqual([
      'one/shared/customer/1/1/t',
      'one/shared/customer/2/1/t',
      'one/shared/order/1/1/t',
      'two/shared/customer/1/1/t',
      'two/shared/customer/2/1/t',
      'two/shared/order/1/1/t',
    ]);
  });

  it.each<[string, Event]>([
    ['a merge', { subscriptionType: 'contact.merge', primaryObjectId: 901, mergedObjectIds: [902], newObjectId: 905 }],
    ['a deletion', { subscriptionType: 'contact.deletion', objectId: 901, changeFlag: 'DELETED' }],
    ['a privacy deletion', { subscriptionType: 'contact.privacyDeletion', objectId: 901 }],
    ['a restored record', { subscriptionType: 'contact.restore', objectId: 901 }],
    ['an event of a generic type', { subscriptionType: 'object.propertyChange', objectTypeId: '0-1', objectId: 901 }],
  ])('understand %s', async (_what, more) => {
    expect((await tell([event(undefined, more)])).marked).toBeGreaterThanOrEqual(2);
    expect(await marks()).toContain('one/shared/customer/1/1/t');
  });

  it('that are sent again, in any order and ten times over, mark what they marked', async () => {
    const events = Array.from({ length: 50 }, (_, index) => event(index % 2 === 0 ? 901 : 902));
    await tell(events);
    const first = await marks();
    for (let round = 0; round < 10; round += 1) await tell([...events].reverse(), { at: Date.now() - round });
    expect(await marks()).toEqual(first);
  });

  it('that come twice byte for byte are counted the second time, and mark nothing', async () => {
    const body = JSON.stringify([event(901)]);
    const at = Date.now();
    await send(body, { at });
    await api.database.query('truncate dirty');
    const before = (await counted('events', { result: 'replayed' })) ?? 0;
    expect(await send(body, { at })).toEqual({ status: 200, text: '{"events":1,"marked":0}' });
    expect(await marks()).toEqual([]);
    expect(await counted('events', { result: 'replayed' })).toBe(before + 2); // for two tenants
  });

  it('of an unknown account, of unknown types and of records that are no link’s are taken and mark nothing', async () => {
    const before = (await counted('events', { result: 'strange' })) ?? 0;
    const strange = [event(901, { portalId: 99 }), event(901, { portalId: 99 })];
    expect(await tell(strange)).toEqual({ events: 2, marked: 0 });
    expect(await counted('events', { result: 'strange' })).toBe(before + 2);
    const others = ['conversation.newMessage', 'product.deletion', 'contact.somethingNew'].map((subscriptionType) =>
      event(901, { subscriptionType }),
    );
    expect(await tell([...others, event(123_456)])).toEqual({ events: 4, marked: 0 });
    expect(await tell([])).toEqual({ events: 0, marked: 0 });
    expect(await marks()).toEqual([]);
  });

  it('of our own writes mark nothing, unless they tell of more than a value', async () => {
    const ours = { changeSource: 'INTEGRATION', sourceId: '1160452' };
    expect(await tell([event(901, ours)])).toMatchObject({ marked: 0 });
    expect(await tell([event(901, { ...ours, subscriptionType: 'contact.deletion' })])).toMatchObject({ marked: 2 });
  });

  it('of associations, which an older subscription may still tell, are counted and mark nothing: no look reads them', async () => {
    const before = (await counted('events', { result: 'unread' })) ?? 0;
    const joined = { subscriptionType: 'contact.associationChange', associationType: 'CONTACT_TO_DEAL' };
    expect(await tell([event(undefined, { ...joined, fromObjectId: 901, toObjectId: 902 })])).toEqual({
      events: 1,
      marked: 0,
    });
    expect(await marks()).toEqual([]);
    expect(await counted('events', { result: 'unread' })).toBe(before + 2); // for two tenants
  });

  it('of what a link has seen since mark nothing', async () => {
    const seen = new Date();
    await api.database.query(`update link set remote_at = $1 where source_id = '1'`, [seen]);
    const at = (ms: number): Event => event(901, { occurredAt: seen.getTime() + ms });
    expect(await tell([at(-1)])).toMatchObject({ marked: 0 });
    expect(await tell([at(-1), at(0)])).toMatchObject({ marked: 2 });
    await api.database.query('update link set remote_at = null');
  });

  describe('with the secret of an app of one account', () => {
    const own = (objectId: number): Event => event(objectId, { portalId: Number(accounts.own) });

    it('speak of that account', async () => {
      expect(await tell([own(901)], { secret: ownSecret })).toEqual({ events: 1, marked: 1 });
      expect(await marks()).toEqual(['two/own/customer/1/1/t']);
    });

    it('speak of no other, and no other app of that one', async () => {
      expect((await send(JSON.stringify([event(901)]), { secret: ownSecret })).status).toBe(401);
      expect((await send(JSON.stringify([own(901), event(901)]), { secret: ownSecret })).status).toBe(401);
      expect(await tell([own(901)])).toEqual({ events: 1, marked: 0 });
      expect(await marks()).toEqual([]);
    });
  });

  it('with a secret that was changed a moment ago are taken', async () => {
    const own = (): Event => event(901, { portalId: Number(accounts.own) });
    const store = (secret: string): Promise<unknown> =>
      inTenant(api.app, 'two', (tx) => storeWebhookSecret(tx, keys, { tenantId: 'two', id: 'own' }, secret));
    await tell([own()], { secret: ownSecret });
    await store('another-secret');
    expect(await tell([own()], { secret: 'another-secret' })).toEqual({ events: 1, marked: 1 });
    expect((await send(JSON.stringify([own()]), { secret: ownSecret })).status).toBe(401);
    await store(ownSecret);
    expect(await tell([own()], { secret: ownSecret })).toEqual({ events: 1, marked: 1 });
  });

  describe('with the signature of old', () => {
    const body = JSON.stringify([event(901)]);
    const take = (signature: string): Promise<unknown> =>
      api.database.query(
        `update connection set settings = settings || jsonb_build_object('webhookSignature', $1::text) where tenant_id = 'one'`,
        [signature],
      );
    afterEach(() => take('v3'));

    it('are refused', async () => {
      expect((await send(body, { v1: appSecret })).status).toBe(401);
      expect(await marks()).toEqual([]);
    });

    it('are taken by the connections that say so, and by no other', async () => {
      await take('v1');
      expect((await send(body, { v1: appSecret })).text).toBe('{"events":1,"marked":1}');
      expect(await marks()).toEqual(['one/shared/customer/1/1/t']);
      expect((await send(body, { v1: 'another' })).status).toBe(401);
    });
  });

  describe('that cannot be believed or read', () => {
    const body = JSON.stringify([event(901)]);
    const minutes = 60_000;
    it.each<[string, number, string | Uint8Array<ArrayBuffer>, How]>([
      ['signed by somebody else', 401, body, { secret: 'a guess' }],
      ['signed for another address', 401, body, { url: `http://127.0.0.1${path}` }],
      ['without a signature', 401, body, { headers: { 'x-hubspot-signature-v3': '' } }],
      ['six minutes old', 401, body, { at: Date.now() - 6 * minutes }],
      ['of in six minutes', 401, body, { at: Date.now() + 6 * minutes }],
      [
        'with another time than is signed',
        401,
        body,
        { headers: { 'x-hubspot-request-timestamp': String(Date.now() - 1) } },
      ],
      ['that is no JSON', 400, '[{"portalId":33', {}],
      ['that is no list', 400, JSON.stringify(event(901)), {}],
      ['with an event that is none', 400, JSON.stringify([event(901), 7]), {}],
      ['with an id that is none', 400, JSON.stringify([event('901 or 1=1')]), {}],
      ['without a body', 401, '[]', { secret: 'a guess' }],
      ['of bytes that are no text', 400, new Uint8Array([0xff, 0xfe, 0x00]), {}],
      ['of 1,001 events', 413, JSON.stringify(Array.from({ length: 1_001 }, () => event(901))), {}],
      ['of more than eight mebibytes', 413, ' '.repeat(8 * 1024 * 1024) + body, {}],
      ['that is no JSON and signed by nobody', 401, '[{"portalId":33', { secret: 'a guess' }],
      ['that is a form', 415, body, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    ])('%s are answered %d and mark nothing', async (_what, status, text, how) => {
      const answer = await send(text, how);
      expect(answer).toEqual({
        status,
        text: expect.stringContaining('urn:tandem') as string,
      });
      expect(answer.text).not.toMatch(/Hildegard|or 1=1/);
      expect(await marks()).toEqual([]);
    });

    it('are 1,000 events and no more', async () => {
      const most = Array.from({ length: 1_000 }, () => event(901));
      expect(await tell(most)).toEqual({ events: 1_000, marked: 2 });
    });

    it('are as long as HubSpot lets values be: what stands beside them is not lost', async () => {
      const long = Array.from({ length: 99 }, () => event(901, { propertyValue: 'ö"'.repeat(20_000) }));
      const events = [...long, event(902, { subscriptionType: 'contact.privacyDeletion' })];
      expect(JSON.stringify(events).length).toBeGreaterThan(5_000_000);
      expect(await tell(events)).toEqual({ events: 100, marked: 4 });
    });

    it('leave nothing personal in the log, and no secret', () => {
      expect(logged).toContain('"route":"/webhooks/hubspot"');
      expect(logged).not.toMatch(/Hildegard|secret-of|userId:98765/);
    });
  });

  describe('after they were silent', () => {
    const silence = (): Promise<unknown> =>
      api.database.query(
        `update connection set webhooks_at = $1, unannounced = 12, unannounced_since = $1, silent_since = $1`,
        [new Date(Date.now() - 60_000)],
      );
    const silent = async (): Promise<readonly string[]> => {
      const found = await api.database.query<{ who: string }>(
        `select tenant_id || '/' || id as who from connection where silent_since is not null order by 1`,
      );
      return found.map(({ who }) => who);
    };
    const heard = (): number => logged.match(/"event":"webhooks.heard"/g)?.length ?? 0;
    const all = ['one/shared', 'two/own', 'two/shared'];
    const own = event(901, { portalId: Number(accounts.own) });
    beforeEach(silence);

    it('are heard, which is told once and seen in the connection', async () => {
      const view = async (): Promise<unknown> => (await api.call('GET', '/v1/connections/shared')).body;
      expect(await view()).toMatchObject({ webhooks: { state: 'silent', unannounced: 12 } });
      const before = heard();
      await tell([event(901)]);
      await tell([event(902)]);
      expect(heard()).toBe(before + 2); // by two tenants
      expect(await silent()).toEqual(['two/own']);
      expect(await view()).toMatchObject({ webhooks: { state: 'ok', unannounced: 0 } });
    });

    it.each<[string, Event]>([
      ['an echo of our own write', { changeSource: 'INTEGRATION', sourceId: '1160452' }],
      ['an unknown type', { subscriptionType: 'conversation.newMessage' }],
      ['a record that is no link’s', { objectId: 123_456 }],
    ])('are heard by %s', async (_what, more) => {
      expect(await tell([event(901, more)])).toMatchObject({ marked: 0 });
      expect(await silent()).toEqual(['two/own']);
    });

    it.each<[string, Event, How]>([
      ['a delivery that is not believed', event(901), { secret: 'a guess' }],
      ['the secret of another account', event(901), { secret: ownSecret }],
      ['an app that is not the account’s own', own, {}],
      ['another account', event(901, { portalId: 99 }), {}],
    ])('are not heard by %s', async (_what, one, how) => {
      await send(JSON.stringify([one]), how);
      expect(await silent()).toEqual(all);
    });

    it('are not heard by a delivery that somebody repeats', async () => {
      const body = JSON.stringify([event(901)]);
      const at = Date.now();
      await send(body, { at });
      await silence();
      await send(body, { at });
      expect(await silent()).toEqual(all);
    });

    it('by the app of one account are those of that account', async () => {
      await tell([own], { secret: ownSecret });
      expect(await silent()).toEqual(['one/shared', 'two/shared']);
    });
  });

  it('that we fail to take in are to be sent again, and are taken then', async () => {
    const body = JSON.stringify([event(901)]);
    const at = Date.now();
    await api.database.query('alter table dirty rename to away');
    try {
      const { status, text } = await send(body, { at });
      expect([status, text]).toEqual([503, expect.stringContaining('send it again')]);
    } finally {
      await api.database.query('alter table away rename to dirty');
    }
    expect((await send(body, { at })).text).toBe('{"events":1,"marked":2}');
  });

  it('that come in a burst wait for their turn, and leave the connections to the database to others', async () => {
    const burst: Promise<Taken>[] = [];
    await inTenant(api.app, 'one', async (tx) => {
      await tx.query('lock table webhook_seen in exclusive mode');
      for (let delivery = 0; delivery < 12; delivery += 1) burst.push(tell([event(901)]));
      await until(async () => (await api.database.waiting()) === 4);
      expect((await api.call('GET', '/v1/parked')).status).toBe(200);
      expect(await api.database.waiting()).toBe(4);
    });
    expect((await Promise.all(burst)).map(({ events }) => events)).toEqual(Array(12).fill(1));
  });

  it('of nobody’s are dropped where there is no app and no connection', async () => {
    const bare = await Api.start();
    const response = await fetch(bare.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([event(901)]),
    });
    expect([response.status, await response.json()]).toEqual([200, { events: 1, marked: 0 }]);
    // Once it is connected, somebody should hear of it.
    await bare.connect('one', 'shared');
    await bare.database.query('update connection set account_id = $1', [accounts.shared]);
    const connected = await fetch(bare.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([event(901)]),
    });
    expect([connected.status, await connected.text()]).toEqual([401, expect.stringContaining('no-secret')]);
    await bare.close();
  });
});
