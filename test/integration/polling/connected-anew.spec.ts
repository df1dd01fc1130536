import { createEngine } from '../../../src/adapters';
import { storeCredentials } from '../../../src/operate/tokens';
import { readConfig } from '../../../src/platform/config';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { readConnection, storeConnection, type Connection } from '../../../src/store/connections';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { Waker } from '../../../src/store/wake';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { clock, engineParts } from '../../support/engine-parts';

describe('a connection that another user of the org authorises anew', () => {
  let database: TestDatabase;
  let app: DataSource;
  let org: SalesforceSandbox;
  let parts: ReturnType<typeof engineParts>;
  let engine: ReturnType<typeof createEngine>;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await database.createTenant('one');
    org = await startSalesforceSandbox({ port: 0, control: true, edition: 'none' });
    parts = engineParts(app, new Waker(database.app));
    const observer = { ...parts.observer, polled: () => undefined };
    engine = createEngine({ ...parts, observer, config: readConfig({}) });
  });
  afterAll(async () => {
    await engine.close();
    await org.close();
    await database.drop();
  });

  const post = async <T>(path: string, body: object): Promise<T> => {
    const headers = { authorization: `Bearer ${org.token}`, 'content-type': 'application/json' };
    const answer = await fetch(org.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(answer.ok).toBe(true);
    return (await answer.json()) as T;
  };
  /** As `tandem connect` stores what a person lets us in with. */
  const connectAs = async (username: string): Promise<void> => {
    const { accessToken } = await post<{ accessToken: string }>('/_sandbox/install', { username });
    const connection: Connection = {
      tenantId: 'one',
      id: 'crm',
      crm: 'salesforce',
      environment: 'test',
      state: 'active',
      reason: null,
      accountId: org.organizationId,
      baseUrl: org.url,
      settings: { customFields: [], recordUrl: null },
      throttledUntil: null,
    };
    await inTenant(app, 'one', async (tx) => {
      await storeConnection(tx, connection, clock.now());
      await storeCredentials(tx, parts.keys, connection, { kind: 'token', accessToken });
    });
  };
  /** What a poll finds that leaves out our own. */
  const found = async (): Promise<readonly string[]> => {
    const connection = await inTenant(app, 'one', (tx) => readConnection(tx, 'one', 'crm'));
    const context = { beforeCall: () => Promise.resolve(), onCallout: () => undefined, now: () => clock.now() };
    const query = { object: 'Contact', since: new Date(0), after: null, skipsOwn: true };
    const { records } = await engine.connectorFor(connection!).changedSince(context, query);
    return records.map(({ id }) => id);
  };

  it('is told of what the former user changes, in a process that has polled for that one', async () => {
    const { id } = await post<{ id: string }>('/services/data/v67.0/sobjects/Contact', { LastName: 'Ours' });
    const seeded = { objects: { Contact: [{ LastName: 'Theirs' }] } };
    const { ids } = await post<{ ids: { Contact: string[] } }>('/_sandbox/seed', seeded);
    await connectAs('integration@sandbox.example.com');
    expect(await found()).toEqual(ids.Contact);
    await connectAs('sales@sandbox.example.com');
    expect(await found()).toEqual([id]);
  });
});
