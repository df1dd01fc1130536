import { Client } from 'pg';
import { createLogger } from '../../../src/platform/logger';
import { clientOptions } from '../../../src/store/data-source';
import { inTenant } from '../../../src/store/transaction';
import { createTestDatabase, type TestDatabase } from '../../support/database';

describe('the log of an error of Postgres', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.createTenant('one');
  });
  afterAll(() => database.drop());

  const logged = (err: unknown): string => {
    let text = '';
    createLogger('info', { write: (line) => (text += line) }).error({ event: 'batch.failed', err });
    return text;
  };
  const caught = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('names the constraint and not the row', async () => {
    const app = await database.open();
    const store = (): Promise<unknown> =>
      inTenant(app, 'one', (tx) =>
        tx.query(
          `insert into record (tenant_id, object, source_id, fields, field_at, updated_at, revision)
           values ($1, 'customer', $2, '{}', '{}', now(), 1)`,
          ['one', 'hunter2'],
        ),
      );
    await store();
    const line = logged(await caught(store()));
    expect(line).not.toMatch(/hunter2|insert|already exists/);
    expect(JSON.parse(line)).toMatchObject({ err: { code: '23505', table: 'record', constraint: 'record_pkey' } });
  });

  it('names the code and not the value that could not be read, outside TypeORM too', async () => {
    const client = new Client(clientOptions(database.app));
    await client.connect();
    const line = logged(await caught(client.query('select $1::int', ['hunter2'])));
    await client.end();
    expect(line).not.toMatch(/hunter2|select/);
    expect(JSON.parse(line)).toMatchObject({ err: { code: '22P02' } });
  });
});
