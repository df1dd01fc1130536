import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../support/temporary-folder';
import {
  type Ended,
  type Settings,
  build,
  endAll,
  freePort,
  Program,
  processesOn,
  run,
  service,
  openConnection,
  takePort,
  tandem,
  until,
} from './program';

interface Seen {
  readonly api: string;
  readonly key: string;
  readonly portal: string;
  readonly token: string;
}

interface Link {
  readonly state: string;
  readonly externalId: string | null;
}

describe('the service with a database and a sandbox of its own', () => {
  const folder = makeTemporaryFolder('e2e');
  const dataDir = join(folder, 'data');
  let port: number;
  beforeAll(async () => {
    build();
    port = await freePort();
  });
  afterEach(endAll);
  afterAll(() => {
    expect(processesOn(folder)).toEqual([]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** The shortest lease: what a killed process had in hand is taken up when it is over. */
  const settings = (): Settings => ({
    PORT: String(port),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    LEASE_SECONDS: '7',
    CALL_DEADLINE_SECONDS: '1',
  });
  const start = async (): Promise<{ program: Program; seen: Seen }> => {
    const program = new Program(service, [], settings());
    await program.says(/Ctrl-C stops it\.\n/);
    const read = (pattern: RegExp): string => pattern.exec(program.stdout)?.[1] ?? '';
    const seen = {
      api: read(/API +(http:\S+)\/v1\n/),
      key: read(/API key +(\S+)/),
      portal: read(/HubSpot +(http:\S+)/),
      token: read(/HubSpot .*token (\S+)\)/),
    };
    expect(program.stderr).toBe('');
    return { program, seen };
  };

  const call = async <T>({ api, key }: Seen, method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${api}/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as T;
  };
  const synced = (seen: Seen, id: string): Promise<string> =>
    until(`customer ${id} is synced`, async () => {
      const { links } = await call<{ links: Link[] }>(seen, 'GET', `customers/${id}/links`);
      return links[0]?.state === 'synced' && (links[0].externalId ?? false);
    });
  const contact = async ({ portal, token }: Seen, id: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${portal}/crm/v3/objects/contacts/${id}?properties=email`, { headers })).json();
  };

  let first: Seen;
  let crmId: string;

  it('names every wrong setting and starts nothing', async () => {
    const { code, stdout, stderr } = await run(service, [], { ...settings(), PORT: 'hunter2', LEASE_SECONDS: '-7' });
    expect(stderr).toBe(
      'Tandem cannot start, settings are wrong:\n  PORT must be an integer number\n  LEASE_SECONDS must not be less than 5\n',
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(existsSync(dataDir)).toBe(false);
  });

  it('prints where its API, its key and its sandbox are, and keeps the key to its owner', async () => {
    const { program, seen } = await start();
    first = seen;
    expect(seen.api).toBe(`http://127.0.0.1:${port}`);
    const file = join(dataDir, 'api-key');
    expect(readFileSync(file, 'utf8')).toBe(`${seen.key}\n`);
    for (const name of ['api-key', 'secret-key', 'sandbox-hubspot.state'])
      expect([name, statSync(join(dataDir, name)).mode & 0o777]).toEqual([name, 0o600]);
    expect(readdirSync(dataDir).filter((name) => /\.\d+$/.test(name))).toEqual([]);

    await call(seen, 'PUT', 'customers/1042', { email: 'ada@example.com', updatedAt: '2026-01-01T12:00:00Z' });
    crmId = await synced(seen, '1042');
    expect(await contact(seen, crmId)).toMatchObject({ id: crmId, properties: { email: 'ada@example.com' } });

    const began = performance.now();
    expect(await program.stop('SIGTERM')).toBe(0);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect([...program.group, ...processesOn(folder)]).toEqual([]);
  });

  it('tells the command what is parked, goes on when that was mended, and is scheduled by it', async () => {
    const { program, seen } = await start();
    // HubSpot's limit for a text property is 65,536 characters.
    const said = { email: 'right@example.com', firstName: 'x'.repeat(65_537) };
    await call(seen, 'PUT', 'customers/1', { ...said, updatedAt: '2026-01-01T12:00:00Z' });
    const parked = (): Promise<Ended> => run(tandem, ['parked', '--json'], settings());
    const listed = await until('customer 1 is parked', async () => {
      const ended = await parked();
      return ended.stdout.includes('"parked"') && ended;
    });
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(listed.stdout)).toMatchObject({
      items: [{ type: 'customer', id: '1', state: 'parked', reason: { code: 'VALUE_TOO_LONG', field: 'firstName' } }],
    });
    const retried = await run(tandem, ['parked', 'retry', '--json'], settings());
    expect(retried).toEqual({ code: 0, stdout: '{"retried":1}\n', stderr: '' });
    await call(seen, 'PUT', 'customers/1', { email: 'right@example.com', updatedAt: '2026-01-02T12:00:00Z' });
    await synced(seen, '1');
    expect(await parked()).toEqual({ code: 0, stdout: '{"items":[]}\n', stderr: '' });

    const schedule = (...more: readonly string[]): Promise<Ended> => run(tandem, ['schedule', ...more], settings());
    const changed = await schedule('hubspot-sandbox', 'order', '--every', '5m', '--disable', '--json');
    expect(changed).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(changed.stdout)).toMatchObject({ type: 'order', every: 300, state: 'disabled', dueNext: null });
    const shown = await schedule();
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(/hubspot-sandbox company +│ 1m +│ active/);
    expect(shown.stdout).toMatch(/hubspot-sandbox order +│ 5m +│ disabled/);
    expect(shown.stdout).toContain('Ask for it again: tandem schedule hubspot-sandbox order --enable');

    const quota = (...more: readonly string[]): Promise<Ended> => run(tandem, ['quota', ...more], settings());
    const shared = await quota('hubspot-sandbox', '--reserve', '30%', '--daily-calls', '5000', '--json');
    expect(shared).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(shared.stdout)).toMatchObject({ quotas: [{ reserve: { share: 0.3 }, dailyCalls: 5_000 }] });
    expect((await quota()).stdout).toMatch(/reserve for other programs +│ 30%/);
    expect(await quota('--reserve', '10%')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('name the connection whose calls are to be shared like that') as string,
    });
    expect(await program.stop()).toBe(0);
  });

  it('finds the same portal, key and records when it starts again, and ends at Ctrl-C although clients dawdle', async () => {
    const { program, seen } = await start();
    expect(seen).toEqual(first);
    expect(await call(seen, 'GET', 'customers/1042')).toMatchObject({ email: 'ada@example.com' });
    expect(await synced(seen, '1042')).toBe(crmId);
    expect(await contact(seen, crmId)).toMatchObject({ id: crmId, properties: { email: 'ada@example.com' } });

    const spare = await openConnection(port, '');
    const half = await openConnection(
      port,
      'PUT /v1/customers/1 HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"a"',
    );
    const began = performance.now();
    expect(await program.stop('SIGINT', 'group')).toBe(0);
    for (const socket of [spare, half]) socket.destroy();
    expect(program.stderr).toBe('');
    expect(performance.now() - began).toBeLessThan(5_000);
    expect([...program.group, ...processesOn(folder)]).toEqual([]);
  });

  it('killed in the middle of its work starts at once and finishes it', async () => {
    const before = await start();
    await call(before.seen, 'PUT', 'customers/1042', { email: 'ada@example.org', updatedAt: '2026-01-02T12:00:00Z' });
    await call(before.seen, 'PUT', 'customers/1043', { email: 'grace@example.com' });
    expect(await before.program.stop('SIGKILL')).toBe('SIGKILL');

    const { program, seen } = await start();
    expect(seen).toEqual(first);
    expect(await synced(seen, '1042')).toBe(crmId);
    expect(await contact(seen, crmId)).toMatchObject({ properties: { email: 'ada@example.org' } });
    const id = await synced(seen, '1043');
    expect(await contact(seen, id)).toMatchObject({ properties: { email: 'grace@example.com' } });
    expect(await program.stop()).toBe(0);
  });

  it('stopped while it starts leaves nothing running', async () => {
    const program = new Program(service, [], settings());
    await until('Postgres is starting', () => processesOn(folder).length > 0);
    expect(await program.stop('SIGTERM')).toBe('SIGTERM');
    await until('Postgres has ended', () => processesOn(folder).length === 0);
    expect(program.stdout).toBe('');
  });

  it('says that its port is in use and leaves nothing running', async () => {
    const taken = await takePort();
    const { code, stdout, stderr } = await run(service, [], { ...settings(), PORT: String(taken.port) });
    await taken.close();
    expect(stderr).toBe(`port ${taken.port} on 127.0.0.1 is in use by another program; choose one with PORT\n`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(processesOn(folder)).toEqual([]);
  });

  it('is not asked what is parked while it does not run', async () => {
    const { code, stdout, stderr } = await run(tandem, ['parked', '--json'], settings());
    expect(stderr).toBe(
      `no service answers at http://127.0.0.1:${port}; start it, or set HOST and PORT as it has them\n`,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });
});
