import { appendChanges, takeSeqs } from '../../../src/store/changes';
import { inTenant } from '../../../src/store/transaction';
import { Api } from './api';

interface View {
  readonly state: string;
  readonly url: string | null;
  readonly acceptance: string;
  readonly lastDeliveredSeq: number;
  readonly secret?: string;
  readonly previousSecretUntil: string | null;
}
interface Changes {
  readonly changes: readonly { readonly seq: number; readonly status: string }[];
}

const inside = 'http://127.0.0.1:8080';
const url = 'https://orders.example.com/tandem';
const none = {
  state: 'none',
  url: null,
  acceptance: 'explicit',
  lastDeliveredSeq: 0,
  lastError: null,
  attempts: 0,
  nextAttemptAt: null,
  parkedAt: null,
  previousSecretUntil: null,
  offers: { state: 'none', oldest: null, advice: null },
};
const stream = { connectionId: 'crm', object: 'customer' } as const;

describe('the destination of a tenant', () => {
  let api: Api;
  beforeAll(async () => {
    api = await Api.start({ destinationUrls: [inside] });
    await api.connect('one', 'crm');
  });
  beforeEach(() => api.database.query('delete from destination; delete from change; delete from change_feed'));
  afterAll(() => api.close());

  const put = async (body: object): Promise<View> => {
    const answer = await api.call<View>('PUT', '/v1/destination', body);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  };
  const get = async (): Promise<View> => (await api.call<View>('GET', '/v1/destination')).body;
  const offer = (count: number): Promise<void> =>
    inTenant(api.app, 'one', async (tx) => {
      const first = await takeSeqs(tx, 'one', count);
      const news = { kind: 'changed', fields: { phone: { from: null, to: '+442079460123' } } } as const;
      const changes = Array.from({ length: count }, (_, n) => ({
        seq: first + n,
        sourceId: `${n}`,
        externalId: null,
        news,
      }));
      await appendChanges(tx, 'one', stream, { changes, now: new Date() });
    });
  const list = async (after: number, key = api.keys.one): Promise<readonly string[]> =>
    (await api.call<Changes>('GET', `/v1/changes?after=${after}`, undefined, { key })).body.changes.map(
      ({ seq, status }) => `${seq} ${status}`,
    );

  it('is nowhere at first', async () => {
    expect(await api.call('GET', '/v1/destination')).toMatchObject({ status: 200, body: none });
    expect(await api.call('DELETE', '/v1/destination')).toMatchObject({ status: 200, body: none });
    expect(await api.call('POST', '/v1/destination/resume')).toMatchObject({ status: 404 });
  });

  it('shows its secret once, when its url is set first', async () => {
    const { secret, ...set } = await put({ url });
    expect(set).toEqual({ ...none, state: 'active', url });
    expect(Buffer.from(secret!.replace(/^whsec_/, ''), 'base64')).toHaveLength(32);
    expect(await get()).toEqual(set);
    expect(await put({ url })).toEqual(set);
    expect(await put({ url: `${url}/other` })).toEqual({ ...set, url: `${url}/other` });
    const [kept] = await api.database.query<{ text: string }>('select row_to_json(d)::text as text from destination d');
    expect(kept!.text).not.toContain(Buffer.from(secret!).toString('hex'));
  });

  it('has a new secret when it is asked for one, and says until when the one before signs', async () => {
    const first = await put({ url });
    const before = Date.now();
    const renewed = await put({ rotateSecret: true });
    expect(renewed.secret).not.toBe(first.secret);
    const hours = (Date.parse(renewed.previousSecretUntil!) - before) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThan(24.1);
    expect(await get()).toMatchObject({ previousSecretUntil: renewed.previousSecretUntil });
  });

  it('has no secret to renew where nothing is sent', async () => {
    expect(await api.call('PUT', '/v1/destination', { rotateSecret: true })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'rotateSecret' }] },
    });
  });

  it('keeps what is not said anew, and what was delivered is remembered when it is taken back', async () => {
    await put({ url, acceptance: 'on-delivery', after: 7 });
    expect(await put({})).toMatchObject({ url, acceptance: 'on-delivery', lastDeliveredSeq: 7 });
    const removed = (await api.call<View>('DELETE', '/v1/destination')).body;
    expect(removed).toEqual({ ...none, lastDeliveredSeq: 7 });
    const again = await put({ url });
    expect(again).toMatchObject({ state: 'active', acceptance: 'explicit', lastDeliveredSeq: 7 });
    expect(again.secret).toMatch(/^whsec_/);
  });

  it.each([
    ['http://orders.example.com', 'must begin with https://'],
    ['https://10.0.0.1/', 'must not be a private address'],
    ['https://[::ffff:169.254.169.254]/latest', 'must not be a private address'],
    ['http://127.0.0.1:8081/', 'must begin with https://'],
  ])('may not be %s', async (wrong, reason) => {
    const { status, body } = await api.call('PUT', '/v1/destination', { url: wrong });
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      { field: 'url', reason: `${reason}; the operator allows others with DESTINATION_URLS` },
    ]);
    expect(await get()).toEqual(none);
  });

  it.each([
    ['another protocol', 'ftp://orders.example.com'],
    ['a user', 'https://me:secret@orders.example.com'],
    ['a fragment', 'https://orders.example.com/#there'],
    ['no host', 'https://'],
    ['no protocol', 'orders.example.com'],
    ['too much', `https://orders.example.com/${'x'.repeat(2_000)}`],
    ['nothing', ''],
    ['a number', 17],
  ])('has no url with %s', async (_, wrong) => {
    const { status, text } = await api.call('PUT', '/v1/destination', { url: wrong });
    expect(status).toBe(400);
    expect(text).not.toContain('secret@');
  });

  it('may be inside the operator’s network where the operator says so', async () => {
    expect(await put({ url: `${inside}/hook` })).toMatchObject({ url: `${inside}/hook`, state: 'active' });
  });

  it('accepts, where it is said so, what whoever asks for changes has named as read', async () => {
    await put({ acceptance: 'on-delivery' });
    await offer(3);
    expect(await list(0)).toEqual(['1 open', '2 open', '3 open']);
    expect(await list(2)).toEqual(['3 open']);
    expect(await list(0)).toEqual(['1 accepted', '2 accepted', '3 open']);
    const marks = await api.database.query<{ source_id: string }>('select source_id from dirty order by 1');
    expect(marks.map(({ source_id }) => source_id)).toEqual(['0', '1']);
  });

  it('accepts nothing by what a key has named that may not accept', async () => {
    await put({ acceptance: 'on-delivery' });
    await offer(2);
    const reader = await api.database.createKey('one', { scopes: ['changes:read'] });
    expect(await list(2, reader.key)).toEqual([]);
    expect(await list(0, reader.key)).toEqual(['1 open', '2 open']);
    const writer = await api.database.createKey('one', { scopes: ['changes:read', 'changes:write'] });
    await list(1, writer.key);
    expect(await list(0)).toEqual(['1 accepted', '2 open']);
  });

  it('accepts nothing by itself where answers are explicit', async () => {
    await put({ acceptance: 'explicit' });
    await offer(2);
    await list(2);
    expect(await list(0)).toEqual(['1 open', '2 open']);
  });
});
