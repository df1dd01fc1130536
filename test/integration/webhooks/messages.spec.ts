import { Writable } from 'node:stream';
import { newLink } from '../../../src/core/link';
import { createLogger } from '../../../src/platform/logger';
import { storeLinks } from '../../../src/store/links';
import { inTenant } from '../../../src/store/transaction';
import { valueOf } from '../../support/prometheus';
import { Api, type Answer, type ProblemBody } from '../http/api';

const publicUrl = 'https://sync.example.com/tandem';
const org = { one: '00D5g000004fXkLEAU', two: '00D5g000004fXkMEAU' } as const;
const contacts = ['0035g00000000bAAAQ', '0035g00000000bBAAQ'] as const;
type Tenant = keyof typeof org;

interface Told {
  readonly organization?: string;
  readonly ids?: readonly string[];
  readonly type?: string;
}

/** Of a notification. */
let last = 0;
const message = ({ organization = org.one, ids = [contacts[0]], type = 'Contact' }: Told = {}): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>${organization}</OrganizationId>
   ${ids
     .map(
       (id) => `<Notification><Id>04l5g${String((last += 1)).padStart(10, '0')}</Id>
    <sObject xsi:type="sf:${type}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
     <sf:Id>${id}</sf:Id><sf:LastName>Hildegard</sf:LastName></sObject></Notification>`,
     )
     .join('')}
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>`;

const ack = /<Ack>true<\/Ack>/;

describe('messages of Salesforce', () => {
  let api: Api;
  let logged = '';
  /** Paths with their secrets. */
  const paths: Record<Tenant, string> = { one: '', two: '' };
  beforeAll(async () => {
    const stream = new Writable({
      write: (chunk: Buffer, _, done) => {
        logged += chunk.toString();
        done();
      },
    });
    api = await Api.start({ publicUrl, logger: createLogger('debug', stream) });
    for (const tenant of ['one', 'two'] as const) {
      await api.connect(tenant, 'crm');
      await api.database.query(
        `update connection set crm = 'salesforce', account_id = $2 where tenant_id = $1 and id = 'crm'`,
        [tenant, org[tenant]],
      );
      await inTenant(api.app, tenant, async (tx) => {
        const links = contacts.map((externalId, at) => ({ ...newLink(String(at + 1)), externalId }));
        await storeLinks(tx, tenant, { connectionId: 'crm', object: 'customer' }, { links, now: new Date() });
      });
      paths[tenant] = await makeUrl(tenant);
    }
  });
  beforeEach(() => api.database.query('truncate dirty, webhook_seen'));
  afterAll(() => api.close());

  /** Answers its path, as a proxy hands it on. */
  async function makeUrl(tenant: Tenant, id = 'crm'): Promise<string> {
    const { status, body } = await api.call<{ url: string }>('POST', `/v1/connections/${id}/message-url`, undefined, {
      key: api.keys[tenant],
    });
    expect(status).toBe(200);
    expect(body.url).toMatch(/^https:\/\/sync\.example\.com\/tandem\/webhooks\/salesforce\/crm\/[\w-]{43}$/);
    return body.url.slice(publicUrl.length);
  }

  interface Reply {
    readonly status: number;
    readonly text: string;
    readonly type: string | null;
  }
  async function send(
    path: string,
    body: string | Uint8Array,
    contentType = 'text/xml; charset=UTF-8',
  ): Promise<Reply> {
    const response = await fetch(api.url + path, {
      method: 'POST',
      headers: { 'content-type': contentType, soapaction: '""' },
      body: new Uint8Array(Buffer.from(body)),
    });
    return { status: response.status, text: await response.text(), type: response.headers.get('content-type') };
  }
  const marks = async (): Promise<readonly string[]> => {
    const found = await api.database.query<{ mark: string }>(
      `select concat_ws('/', tenant_id, connection_id, object, source_id, lane, reads_remote) as mark from dirty order by 1`,
    );
    return found.map(({ mark }) => mark);
  };
  const counted = async (name: string, labels: object): Promise<number> =>
    valueOf(await (await fetch(`${api.url}/metrics`)).text(), `tandem_webhook_${name}_total`, {
      crm: 'salesforce',
      ...labels,
    }) ?? 0;

  it('become marks that ask for a fresh read, of the connection whose secret they come with', async () => {
    const { status, text, type } = await send(paths.one, message({ ids: contacts }));
    expect([status, type]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(text).toMatch(ack);
    expect(await marks()).toEqual(['one/crm/customer/1/1/t', 'one/crm/customer/2/1/t']);
    await send(paths.two, message({ organization: org.two }));
    expect(await marks()).toContain('two/crm/customer/1/1/t');
  });

  it('of a hundred records in a hundred messages, in any order and twice, mark each record once', async () => {
    const all = Array.from({ length: 20 }, (_, at) => message({ ids: [contacts[at % 2]!] }));
    const answers = await Promise.all([...all, ...all.toReversed()].map((body) => send(paths.one, body)));
    expect(answers.every(({ text }) => ack.test(text))).toBe(true);
    expect(await marks()).toEqual(['one/crm/customer/1/1/t', 'one/crm/customer/2/1/t']);
  });

  it('that come twice byte for byte are acknowledged, counted, and mark nothing', async () => {
    const body = message();
    await send(paths.one, body);
    await api.database.query('truncate dirty');
    const before = await counted('events', { result: 'replayed' });
    const again = await send(paths.one, body);
    expect([again.status, ack.test(again.text)]).toEqual([200, true]);
    expect(await marks()).toEqual([]);
    expect(await counted('events', { result: 'replayed' })).toBe(before + 1);
  });

  it('of another tenant’s org are refused, counted, and mark nothing for either', async () => {
    const before = await counted('deliveries', { outcome: 'other-account' });
    const { status, text } = await send(paths.one, message({ organization: org.two }));
    expect([status, ack.test(text)]).toEqual([403, false]);
    expect(text).toContain('urn:tandem:problem:other-account');
    expect(text).not.toContain(org.two);
    expect(await marks()).toEqual([]);
    expect(await counted('deliveries', { outcome: 'other-account' })).toBe(before + 1);
  });

  it('may name their org by 15 characters', async () => {
    expect((await send(paths.one, message({ organization: org.one.slice(0, 15) }))).status).toBe(200);
    expect(await marks()).toEqual(['one/crm/customer/1/1/t']);
  });

  it('of objects and records that nobody knows are acknowledged and mark nothing', async () => {
    const before = await counted('events', { result: 'unknown' });
    expect((await send(paths.one, message({ type: 'Case' }))).text).toMatch(ack);
    expect((await send(paths.one, message({ ids: ['0035g0000000ZZZAA2'] }))).text).toMatch(ack);
    expect(await marks()).toEqual([]);
    expect(await counted('events', { result: 'unknown' })).toBe(before + 1);
  });

  it('show that webhooks come', async () => {
    await send(paths.one, message());
    const { body } = await api.call<{ webhooks: { state: string } }>('GET', '/v1/connections/crm');
    expect(body.webhooks.state).toBe('ok');
  });

  describe('that nobody lets in', () => {
    const secretOf = (path: string): string => path.split('/').at(-1)!;
    it.each<[string, (path: string) => string]>([
      ['an unknown secret', (path) => path.replace(/[\w-]{43}$/, 'x'.repeat(43))],
      ['a secret that lacks its end', (path) => path.slice(0, -1)],
      ['a secret and more', (path) => `${path}x`],
      ['no secret', (path) => path.replace(/[\w-]{43}$/, '')],
      ['the secret and another connection', (path) => path.replace('/crm/', '/other/')],
      ['a connection that is no name', (path) => path.replace('/crm/', '/%27--/')],
      ['the digest instead of the secret', (path) => path.replace(/[\w-]{43}$/, 'e'.repeat(64))],
    ])('with %s are answered as if there were no such route, and mark nothing', async (_what, change) => {
      const reply = await send(change(paths.one), message());
      const nowhere = await send('/webhooks/nowhere', '{}', 'application/json');
      const toldBy = ({ status, text }: Reply): unknown => [status, { ...(JSON.parse(text) as object), requestId: '' }];
      expect(toldBy(reply)).toEqual(toldBy(nowhere));
      expect(reply.status).toBe(404);
      expect(await marks()).toEqual([]);
    });

    it('are refused before their body is read', async () => {
      const unknown = paths.one.replace(/[\w-]{43}$/, 'x'.repeat(43));
      expect((await send(unknown, Buffer.alloc(9 * 1024 * 1024)).catch(() => ({ status: 404 }))).status).toBe(404);
      expect((await send(unknown, '{', 'application/json')).status).toBe(404);
    });

    it('are those with the former secret, from the moment when there is a new one', async () => {
      const former = paths.one;
      const others = paths.two;
      await send(former, message());
      paths.one = await makeUrl('one');
      expect(secretOf(paths.one)).not.toBe(secretOf(former));
      expect((await send(former, message())).status).toBe(404);
      expect((await send(paths.one, message())).status).toBe(200);
      expect((await send(others, message({ organization: org.two }))).status).toBe(200);
    });

    it('are those of a connection that is gone', async () => {
      await api.connect('two', 'leaving');
      await api.database.query(`update connection set crm = 'salesforce' where id = 'leaving'`);
      const { body } = await api.call<{ url: string }>('POST', '/v1/connections/leaving/message-url', undefined, {
        key: api.keys.two,
      });
      await api.database.query(`delete from connection where id = 'leaving'`);
      expect((await send(body.url.slice(publicUrl.length), message())).status).toBe(404);
    });
  });

  describe('that cannot be read', () => {
    it.each<[string, number, string | Uint8Array, string]>([
      ['of no XML', 400, 'Hildegard', 'text/xml'],
      ['with a document type', 400, message().replace('<soapenv:Env', '<!DOCTYPE x><soapenv:Env'), 'text/xml'],
      ['of 101 notifications', 413, message({ ids: Array.from({ length: 101 }, () => contacts[0]) }), 'text/xml'],
      ['of more than 8 MiB', 413, message() + ' '.repeat(8 * 1024 * 1024), 'text/xml'],
      ['of nothing', 400, '', 'text/xml'],
      ['in Latin-1', 415, message(), 'text/xml; charset=ISO-8859-1'],
      ['that are JSON', 415, '{}', 'application/json'],
      ['that are a form', 415, message(), 'application/x-www-form-urlencoded'],
    ])('%s are answered %d and mark nothing', async (_what, status, body, type) => {
      const reply = await send(paths.one, body, type);
      expect({ status: reply.status, text: reply.text }).toEqual({
        status,
        text: expect.stringContaining('urn:tandem') as string,
      });
      expect(reply.text).not.toMatch(/Hildegard|Ack/);
      expect(await marks()).toEqual([]);
    });
  });

  it('may be no XML anywhere else', async () => {
    expect((await send('/webhooks/hubspot', message())).status).toBe(415);
    const { status } = await api.call('PUT', '/v1/customers/1', undefined, { raw: message(), contentType: 'text/xml' });
    expect(status).toBe(415);
  });

  it('that we fail to take in are to be sent again, and are taken then', async () => {
    const body = message();
    const before = await counted('deliveries', { outcome: 'failed' });
    await api.database.query('alter table dirty rename to away');
    try {
      const { status, text } = await send(paths.one, body);
      expect([status, ack.test(text)]).toEqual([503, false]);
    } finally {
      await api.database.query('alter table away rename to dirty');
    }
    expect(await counted('deliveries', { outcome: 'failed' })).toBe(before + 1);
    expect((await send(paths.one, body)).text).toMatch(ack);
    expect(await marks()).toEqual(['one/crm/customer/1/1/t']);
  });

  it('are to be sent again while nobody can say whose they are', async () => {
    await api.database.query('alter function find_message_connection rename to away');
    try {
      expect((await send(paths.one, message())).status).toBe(503);
    } finally {
      await api.database.query('alter function away rename to find_message_connection');
    }
  });

  it('leave neither a secret nor a value in the log', () => {
    expect(logged).toContain('"route":"/webhooks/salesforce/:connection/:secret"');
    expect(logged).toContain('"reason":"other-account"');
    for (const path of Object.values(paths)) expect(logged).not.toContain(path.split('/').at(-1)!);
    expect(logged).not.toMatch(/webhooks\/salesforce\/crm|Hildegard|x{43}/);
  });

  it('come with a secret that is kept nowhere', async () => {
    const stored = await api.database.query<{ text: string }>('select row_to_json(c)::text as text from connection c');
    for (const path of Object.values(paths)) {
      const secret = path.split('/').at(-1)!;
      const spellings = [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret, 'base64url').toString('hex')];
      for (const { text } of stored) for (const spelling of spellings) expect(text).not.toContain(spelling);
    }
  });
});

describe('the URL that messages are sent to', () => {
  const make = (api: Api, id: string): Promise<Answer<ProblemBody>> =>
    api.call('POST', `/v1/connections/${id}/message-url`);

  it('is made for a connection to a CRM that sends messages, where the service knows its address', async () => {
    const api = await Api.start();
    await api.connect('one', 'signing');
    await api.connect('one', 'telling');
    await api.database.query(`update connection set crm = 'salesforce' where id = 'telling'`);
    const refusals = {
      nobody: [404, 'There is no connection nobody; make it with PUT /v1/connections/nobody.'],
      signing: [
        409,
        'hubspot signs what it sends and needs no secret in the URL; see docs/how-to/receive-webhooks.md.',
      ],
      telling: [409, expect.stringContaining('Set PUBLIC_URL')],
    };
    for (const [id, refusal] of Object.entries(refusals)) {
      const { status, body } = await make(api, id);
      expect([status, body.detail]).toEqual(refusal);
    }
    await api.close();
  });
});
