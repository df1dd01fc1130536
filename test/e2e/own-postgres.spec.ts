import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { makeTemporaryFolder } from '../support/temporary-folder';
import { build, endAll, Program, run, service, type Settings, until } from './program';

describe('the service on a Postgres of the operator', () => {
  const dataDir = makeTemporaryFolder('e2e-own');
  let database: TestDatabase;
  let settings: Settings;
  beforeAll(async () => {
    build();
    database = await createTestDatabase();
    settings = {
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      SECRET_KEY: 'hunter2'.repeat(10),
    };
  });
  afterEach(endAll);
  afterAll(async () => {
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const connections = async (): Promise<number> => {
    const all = `select from pg_stat_activity where datname = current_database() and usename = 'tandem_app'`;
    return (await database.query(all)).length;
  };

  it('does not start without a key for its secrets', async () => {
    const { code, stdout, stderr } = await run(service, [], { ...settings, SECRET_KEY: '' });
    expect(stderr).toContain('SECRET_KEY is required with DATABASE_URL');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('does not start as a superuser, and says why', async () => {
    const { code, stdout, stderr } = await run(service, [], { ...settings, DATABASE_URL: database.ownerUrl });
    expect(stderr).toMatch(
      /^Tandem does not start: the database role "\w+" is a superuser or has BYPASSRLS, so row-level security would not keep tenants apart\. Log in as tandem_app in DATABASE_URL and name the owner in DATABASE_OWNER_URL/,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('says that nobody answers at DATABASE_URL, without the password in it', async () => {
    const { code, stderr } = await run(service, [], {
      ...settings,
      DATABASE_URL: 'postgres://tandem_app:hunter2@127.0.0.1:1/tandem',
      DATABASE_OWNER_URL: '',
    });
    expect(stderr).toMatch(/ECONNREFUSED 127\.0\.0\.1:1/);
    expect(stderr).not.toContain('hunter2');
    expect(code).toBe(1);
  });

  it('makes the first tenant and its key once, and leaves no connection behind', async () => {
    const first = new Program(service, [], settings);
    await first.says(/Ctrl-C stops it/);
    const key = readFileSync(join(dataDir, 'api-key'), 'utf8').trim();
    expect(first.stdout).toContain(`API key    ${key} `);
    expect(first.stdout).not.toMatch(/HubSpot|hunter2/);
    expect(await first.stop()).toBe(0);
    expect(first.stderr).toBe('');

    const second = new Program(service, [], { ...settings, DATABASE_OWNER_URL: '' });
    const [, api = ''] = await second.says(/API +(http:\S+)\n/);
    const asked = await fetch(`${api}/parked`, { headers: { authorization: `Bearer ${key}` } });
    expect(asked.status).toBe(200);
    expect(await second.stop('SIGINT')).toBe(0);
    expect(await database.query('select tenant_id from api_key')).toEqual([{ tenant_id: 'default' }]);
    await until('all connections are closed', async () => (await connections()) === 0);
    for (const name of ['pg', 'secret-key', 'sandbox-hubspot.state'])
      expect(existsSync(join(dataDir, name))).toBe(false);
  });

  it('goes on after the database has cut all of its connections', async () => {
    const program = new Program(service, [], settings);
    const [, api = ''] = await program.says(/API +(http:\S+)\/v1\n/);
    const ready = async (): Promise<boolean> => (await fetch(`${api}/health/ready`)).ok;
    expect(await ready()).toBe(true);
    await database.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and usename = 'tandem_app'`);
    await until('it is ready again', ready).catch((cause: unknown) => {
      throw new Error(`it went away: ${program.stderr}`, { cause });
    });
    expect(await program.stop()).toBe(0);
    await until('all connections are closed', async () => (await connections()) === 0);
  });

  it('without the role api has no API, and answers for its health and its metrics', async () => {
    const worker = new Program(service, [], { ...settings, ROLES: 'worker' });
    const [, url = ''] = await worker.says(/Health +(http:\S+)\/health\/ready/);
    expect(worker.stdout).not.toMatch(/API +http|curl/);
    expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({ status: 'ok' });
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('tandem_database_up 1');
    expect((await fetch(`${url}/v1/parked`)).status).toBe(404);
    expect(await worker.stop()).toBe(0);
    expect(worker.stderr).toBe('');
  });

  it('needs a port for each process, and says so', async () => {
    const api = new Program(service, [], { ...settings, ROLES: 'api' });
    const [, port = ''] = await api.says(/API +http:\/\/127\.0\.0\.1:(\d+)\/v1/);
    const worker = await run(service, [], { ...settings, ROLES: 'worker', PORT: port });
    expect(worker.stderr).toBe(`port ${port} on 127.0.0.1 is in use by another program; choose one with PORT\n`);
    expect(worker.code).toBe(1);
    expect(await api.stop()).toBe(0);
  });

  it('names the schema migrations that it may not run', async () => {
    await database.query('drop schema public cascade; create schema public; grant usage on schema public to public');
    const refused = await run(service, [], { ...settings, DATABASE_OWNER_URL: '' });
    expect(refused.stderr).toMatch(/\d schema migrations are pending \(FirstLight\d+, .*Set DATABASE_OWNER_URL/s);
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' });

    const owned = new Program(service, [], settings);
    await owned.says(/Ctrl-C stops it/);
    expect(await owned.stop()).toBe(0);
  });
});
