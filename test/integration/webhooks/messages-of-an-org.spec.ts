/** Outbound messages as the sandbox sends them, into the real route. */
import { newLink } from '../../../src/core/link';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { storeLinks } from '../../../src/store/links';
import { inTenant } from '../../../src/store/transaction';
import { Api } from '../http/api';

const publicUrl = 'http://127.0.0.1:9/tandem';

interface Counters {
  readonly notifications: number;
  readonly delivered: number;
  readonly duplicated: number;
  readonly failed: number;
  readonly waiting: number;
  readonly due: number;
}

describe('outbound messages of an org', () => {
  let api: Api;
  let sandbox: SalesforceSandbox;
  let ids: readonly string[];
  let url: string;
  beforeEach(async () => {
    api = await Api.start({ publicUrl });
    sandbox = await startSalesforceSandbox({ port: 0, control: true });
    // The clock stands still, so that nothing is sent again before a test says so.
    await control('clock', { rate: 0 });
    await api.connect('one', 'crm');
    await api.database.query(`update connection set crm = 'salesforce', account_id = $1 where id = 'crm'`, [
      sandbox.organizationId,
    ]);
    ids = await Promise.all(Array.from({ length: 40 }, (_, at) => create(`Ada ${at}`)));
    await inTenant(api.app, 'one', async (tx) => {
      const links = ids.map((externalId, at) => ({ ...newLink(String(at)), externalId }));
      await storeLinks(tx, 'one', { connectionId: 'crm', object: 'customer' }, { links, now: new Date() });
    });
    const made = await api.call<{ url: string }>('POST', '/v1/connections/crm/message-url');
    url = made.body.url.replace(publicUrl, api.url);
  });
  afterEach(async () => {
    await sandbox.close();
    await api.close();
  });

  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(sandbox.url + path, {
      method,
      headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }
  const control = (lever: string, body: object): Promise<unknown> => ask('POST', `/_sandbox/${lever}`, body);
  const contacts = '/services/data/v67.0/sobjects/Contact';
  const create = async (name: string): Promise<string> =>
    (await ask<{ id: string }>('POST', contacts, { LastName: name })).id;
  const rename = (id: string, name: string): Promise<unknown> => ask('PATCH', `${contacts}/${id}`, { LastName: name });

  /** Once nothing is on its way and nothing could go now; what is to be sent again may still wait. */
  async function settled(): Promise<Counters> {
    for (;;) {
      const { counters } = await ask<{ counters: Counters }>('GET', '/_sandbox/outbound');
      if (counters.due === 0) return counters;
    }
  }
  const setUp = (more: object = {}): Promise<unknown> =>
    control('outbound', { object: 'Contact', fields: ['LastName', 'Email'], url, ...more });
  const marked = async (): Promise<readonly string[]> => {
    const found = await api.database.query<{ id: string }>(
      `select source_id as id from dirty where reads_remote order by source_id::int`,
    );
    return found.map(({ id }) => id);
  };
  const all = Array.from({ length: 40 }, (_, at) => String(at));

  it('mark each record that was changed, lost and repeated and mixed as they may be', async () => {
    await setUp();
    await control('outbound/trouble', { shuffle: true, duplicate: 0.5, batchMax: 7 });
    await api.database.query('truncate dirty');
    await Promise.all(ids.map((id) => rename(id, 'Hildegard')));
    const counters = await settled();
    expect(counters).toMatchObject({ notifications: 40, failed: 0, waiting: 0 });
    expect(counters.duplicated).toBeGreaterThan(0);
    expect(await marked()).toEqual(all);
  });

  it('come again after a trouble of ours, and are taken then', async () => {
    await setUp();
    await api.database.query('truncate dirty');
    await api.database.query('alter table dirty rename to away');
    await Promise.all(ids.map((id) => rename(id, 'Hildegard')));
    expect(await settled()).toMatchObject({ delivered: 0, waiting: 40 });
    await api.database.query('alter table away rename to dirty');
    await control('clock', { advanceMs: 60_000 });
    expect(await settled()).toMatchObject({ delivered: 40, waiting: 0 });
    expect(await marked()).toEqual(all);
  });

  it('of another org mark nothing, and are sent until they are given up', async () => {
    await setUp({ organizationId: '00D5g000004fXkMEAU' });
    await api.database.query('truncate dirty');
    await rename(ids[0]!, 'Hildegard');
    expect(await settled()).toMatchObject({ delivered: 0, failed: 1, waiting: 1 });
    await control('clock', { advanceMs: 60_000 });
    expect(await settled()).toMatchObject({ delivered: 0, failed: 2, waiting: 1 });
    expect(await marked()).toEqual([]);
  });

  it('to a URL that is good no more mark nothing', async () => {
    await setUp();
    await api.call('POST', '/v1/connections/crm/message-url');
    await api.database.query('truncate dirty');
    await rename(ids[0]!, 'Hildegard');
    expect(await settled()).toMatchObject({ delivered: 0, failed: 1 });
    expect(await marked()).toEqual([]);
  });
});
