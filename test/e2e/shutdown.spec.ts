import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { drainTimes } from '../../src/http/drain';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { RawClient } from '../support/raw-client';
import { makeTemporaryFolder } from '../support/temporary-folder';
import { build, endAll, Program, service, until } from './program';

interface Running {
  readonly program: Program;
  readonly url: string;
  readonly key: string;
}

describe('a service that is told to stop', () => {
  const dataDir = makeTemporaryFolder('e2e-shutdown');
  let database: TestDatabase;
  beforeAll(async () => {
    build();
    database = await createTestDatabase();
  });
  afterEach(endAll);
  afterAll(async () => {
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = async (): Promise<Running> => {
    const program = new Program(service, [], {
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      SECRET_KEY: 'hunter2'.repeat(10),
      LOG_LEVEL: 'warn',
    });
    const [, url = ''] = await program.says(/API +(http:\S+)\/v1\n/);
    await program.says(/Ctrl-C stops it/);
    return { program, url, key: readFileSync(join(dataDir, 'api-key'), 'utf8').trim() };
  };

  const request = (key: string, method: string, path: string, body?: object): string => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\n`;
    return `${head}Content-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
  };

  /** How the operating system says that there is no connection any more; anything else would be an answer. */
  const noConnection = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

  it('answers what it stores and stores what it answers while 200 clients write', async () => {
    const { program, url, key } = await start();
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const stored: string[] = [];
    const unexpected: unknown[] = [];
    const write = async (writer: number): Promise<void> => {
      for (let turn = 0; ; turn += 1) {
        const id = `w${writer}-${turn}`;
        try {
          const body = JSON.stringify({ email: `${id}@example.com` });
          const response = await fetch(`${url}/v1/customers/${id}`, { method: 'PUT', headers, body });
          const answer = (await response.json()) as { result?: string };
          if (response.status === 200 && answer.result === 'stored') stored.push(id);
          else unexpected.push([response.status, answer]);
        } catch (error) {
          const { code = String(error) } = (error as { cause?: { code?: string } }).cause ?? {};
          if (!noConnection.includes(code)) unexpected.push(code);
          return;
        }
      }
    };
    const writers = Promise.all(Array.from({ length: 200 }, (_, writer) => write(writer)));
    await until('every writer was answered some times', () => stored.length > 1_000);
    const began = performance.now();
    expect(await program.stop('SIGTERM')).toBe(0);
    expect(performance.now() - began).toBeLessThan(8_000);
    await writers;

    expect(unexpected).toEqual([]);
    const rows = await database.query<{ source_id: string }>('select source_id from record');
    const there = new Set(rows.map((row) => row.source_id));
    expect(stored.filter((id) => !there.has(id))).toEqual([]);
    expect(there.size).toBe(stored.length); // and what failed was not stored: nobody is left in doubt
    expect(program.stderr).toBe('');
  });

  it('finishes a write that it has accepted, says that it is not ready, and takes nobody new', async () => {
    const { program, url, key } = await start();
    const clients = await Promise.all(Array.from({ length: 3 }, () => RawClient.connect(url)));
    const [writer, looker, dawdler] = clients as [RawClient, RawClient, RawClient];
    writer.send(request(key, 'PUT', '/v1/customers/slow', { firstName: 'Ada', updatedAt: '2026-01-01T00:00:00Z' }));
    await writer.hears();
    looker.send(request(key, 'GET', '/health/ready'));
    expect(await looker.hears()).toMatchObject([{ status: 200 }]);

    const holder = new Client({ connectionString: database.ownerUrl });
    await holder.connect();
    await holder.query(`begin; select from record where source_id = 'slow' for update`);
    writer.send(request(key, 'PUT', '/v1/customers/slow', { firstName: 'Grace', updatedAt: '2026-01-02T00:00:00Z' }));
    dawdler.send(request(key, 'PUT', '/v1/customers/half', { firstName: 'Half' }).slice(0, -5));
    await until('the write waits for the row', async () => (await database.waiting()) > 0);

    program.signal('SIGTERM');
    await until('nobody new is taken', () =>
      RawClient.connect(url).then(
        (client) => (client.leave(), false),
        (error: unknown) => (error as { code?: string }).code === 'ECONNREFUSED',
      ),
    );
    looker.send(request(key, 'GET', '/health/ready'));
    const [, unready] = await looker.hears(2);
    expect(unready).toMatchObject({ status: 503, headers: { connection: 'close' } });
    expect(unready?.body).toContain('urn:tandem:problem:unavailable');
    await looker.closed;
    await dawdler.closed;
    expect(dawdler.received).toBe('');
    expect(writer.isClosed).toBe(false);

    await holder.query('commit');
    await holder.end();
    const [, written] = await writer.hears(2);
    expect(written).toMatchObject({ status: 200, headers: { connection: 'close' } });
    await writer.closed;
    expect(await program.ended).toBe(0);
    const rows = await database.query(`select fields ->> 'firstName' as name from record where source_id = 'slow'`);
    expect(rows).toEqual([{ name: 'Grace' }]);
    expect(await database.query(`select from record where source_id = 'half'`)).toEqual([]);
    expect(program.stderr).toBe('');
  });

  it('ends at once when nobody is connected', async () => {
    const { program } = await start();
    const began = performance.now();
    expect(await program.stop('SIGTERM')).toBe(0);
    expect(performance.now() - began).toBeLessThan(drainTimes.idleMs);
  });
});
