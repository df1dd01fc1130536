import { appendCallouts, appendJournal } from '../../../src/store/journal';
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
    expect(await asOne('select endpoint, status, row_count from callout')).toEqual([
      { endpoint: '/x', status: 200, row_count: 1 },
    ]);
  });
});
