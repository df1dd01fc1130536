import { appendCallouts, appendJournal, readJournalOf } from '../../../src/store/journal';
import { inTenant, rows } from '../../../src/store/transaction';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const now = new Date('2026-03-01T12:00:00Z');
const stream = { connectionId: 'a', object: 'customer' } as const;

describe('the journal and the log of calls', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.createTenant('one');
  });
  afterAll(() => database.drop());

  it('are appended to, and read by their tenant', async () => {
    const app = await database.open();
    const entry = {
      sourceId: '1',
      what: 'created',
      why: 'write 1',
      changes: { email: { from: null, to: 'a' } },
      signals: ['retry', 'inbound'],
      mappingVersion: '1-x',
      requestId: 'theirs',
      crmRequestId: 'the-crms',
    } as const;
    const call = { method: 'POST', endpoint: '/x', status: 200, durationMs: 5, rows: 1, attempt: 1 };
    await inTenant(app, 'one', async (tx) => {
      await appendJournal(tx, 'one', stream, { entries: [entry], now });
      await appendCallouts(tx, 'one', stream, [{ ...call, at: now, correlationId: null, failure: null }]);
    });
    const asOne = (sql: string): Promise<unknown> => inTenant(app, 'one', (tx) => rows(tx, sql));
    expect(await asOne('select source_id, what, why, changes, at from journal')).toEqual([
      { source_id: '1', what: 'created', why: 'write 1', changes: { email: { from: null, to: 'a' } }, at: now },
    ]);
    const [read] = await inTenant(app, 'one', (tx) => readJournalOf(tx, 'one', 'customer', '1'));
    expect({ sourceId: '1', ...read }).toEqual({ at: now, connectionId: 'a', ...entry });
    expect(await asOne('select endpoint, status, row_count from callout')).toEqual([
      { endpoint: '/x', status: 200, row_count: 1 },
    ]);
  });

  it('say of an entry from before that nobody noted how it came about', async () => {
    await database.query(`insert into journal (tenant_id, at, connection_id, object, source_id, what, why, changes)
      values ('one', now(), 'a', 'customer', 'old', 'created', 'write 1', '{}')`);
    const [read] = await inTenant(await database.open(), 'one', (tx) => readJournalOf(tx, 'one', 'customer', 'old'));
    expect(read).toMatchObject({ requestId: null, crmRequestId: null, signals: null, mappingVersion: null });
  });
});
