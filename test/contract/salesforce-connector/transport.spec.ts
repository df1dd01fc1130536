import { text } from 'node:stream/consumers';
import { SalesforceClient } from '../../../src/connectors/salesforce/client';
import { fixedToken } from '../../../src/connectors/token';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import { aRead, settings, valueOf, watched } from './client-calls';

describe('the Salesforce client at the sandbox', () => {
  let sandbox: SalesforceSandbox;
  let client: SalesforceClient;

  beforeAll(async () => {
    sandbox = await startSalesforceSandbox({ port: 0, control: true });
    client = new SalesforceClient(settings(sandbox.url, { token: fixedToken(sandbox.token) }));
  });
  afterAll(async () => {
    client.close();
    await sandbox.close();
  });

  it('hears an answer, when it was given, and what is left of the day', async () => {
    const context = watched();
    const answer = await client.begin(context)(aRead);
    expect(valueOf(answer)).toMatchObject({ totalSize: 0, done: true });
    expect(answer).toMatchObject({ answeredAt: expect.any(Date) as Date });
    expect(context.callouts).toMatchObject([{ status: 200, rows: 1, failure: null, correlationId: null }]);
    expect(context.callouts[0]?.quota).toMatchObject([{ window: 'day' }]);
  });

  it('streams a file up and a result down, with who calls said as everywhere', async () => {
    const send = client.begin(watched());
    const job = valueOf(
      await send({
        ...aRead,
        method: 'POST',
        path: 'jobs/ingest',
        json: { object: 'Account', operation: 'insert', lineEnding: 'LF' },
        read: (body) => (body as { id?: string }).id ?? null,
      }),
    );
    const pieces = function* (): Iterable<string> {
      yield 'Name\n';
      for (let n = 0; n < 300; n++) yield `Account ${n}\n`;
    };
    valueOf(
      await send({
        ...aRead,
        method: 'PUT',
        path: `jobs/ingest/${job}/batches`,
        csv: pieces,
        read: (body) => body === null || null,
      }),
    );
    valueOf(await send({ ...aRead, method: 'PATCH', path: `jobs/ingest/${job}`, json: { state: 'Aborted' } }));
    const rows = valueOf(
      await send({
        ...aRead,
        path: `jobs/ingest/${job}/unprocessedrecords`,
        receive: text,
        read: (body) => (typeof body === 'string' ? body : null),
      }),
    );
    expect(rows.trim().split('\n')).toHaveLength(301);
  });
});
