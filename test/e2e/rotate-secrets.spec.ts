import { existsSync, readFileSync, rmSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../support/temporary-folder';
import { build, endAll, processesOn, Program, run, service, type Settings, tandem, until } from './program';

/** A command takes a second and a half, most of it to load; these tests run a dozen each, one after the other. */
jest.setTimeout(90_000);

interface Rotation {
  readonly newKey: boolean;
  readonly resealed: number;
  readonly alreadyCurrent: number;
  readonly failed: readonly object[];
  readonly complete: boolean;
}

describe('the rotation of the key that the service has made by itself', () => {
  const folder = makeTemporaryFolder('e2e-rotate');
  const dataDir = join(folder, 'data');
  const settings: Settings = {
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    LEASE_SECONDS: '7',
    CALL_DEADLINE_SECONDS: '1',
  };
  beforeAll(build);
  afterEach(endAll);
  afterAll(() => {
    expect(processesOn(folder)).toEqual([]);
    rmSync(folder, { recursive: true, force: true });
  });

  const key = (): string => readFileSync(join(dataDir, 'secret-key'), 'utf8').trim();
  const previousFile = join(dataDir, 'secret-key.previous');
  const start = async (): Promise<{ program: Program; api: string; sandbox: { url: string; token: string } }> => {
    const program = new Program(service, [], settings);
    await program.says(/Ctrl-C stops it\.\n/);
    const read = (pattern: RegExp): string => pattern.exec(program.stdout)?.[1] ?? '';
    const sandbox = { url: read(/HubSpot +(http:\S+)/), token: read(/HubSpot .*token (\S+)\)/) };
    return { program, api: read(/API +(http:\S+)\n/), sandbox };
  };
  const rotate = async (): Promise<Rotation> => {
    const { code, stdout, stderr } = await run(tandem, ['secrets', 'rotate', '--json'], settings);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as Rotation;
  };
  const call = async <T>(api: string, method: string, path: string, body?: object): Promise<T> => {
    const headers = {
      authorization: `Bearer ${readFileSync(join(dataDir, 'api-key'), 'utf8').trim()}`,
      ...(body && { 'content-type': 'application/json' }),
    };
    const response = await fetch(`${api}/${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    expect({ path, status: response.status }).toEqual({ path, status: 200 });
    return (await response.json()) as T;
  };
  /** The token was opened: a record has reached the CRM. */
  const expectSync = async (api: string, id: string): Promise<void> => {
    await call(api, 'PUT', `customers/${id}`, { email: `${id}@example.com` });
    await until(`customer ${id} is synced`, async () => {
      const { links } = await call<{ links: { state: string }[] }>(api, 'GET', `customers/${id}/links`);
      return links[0]?.state === 'synced';
    });
  };

  it('does not disturb a service that runs, nor the next one', async () => {
    const first = await start();
    await expectSync(first.api, 'a');
    const before = key();
    expect(await rotate()).toEqual({ newKey: true, resealed: 1, alreadyCurrent: 0, failed: [], complete: true });
    expect(key()).not.toBe(before);
    expect(statSync(join(dataDir, 'secret-key')).mode & 0o777).toBe(0o600);
    expect(existsSync(previousFile)).toBe(false);
    await expectSync(first.api, 'b');

    // What the running service seals now, it seals by the new key.
    const { url, token } = first.sandbox;
    await call(first.api, 'PUT', 'connections/hubspot-sandbox', { crm: 'hubspot', url, token });
    expect(await rotate()).toMatchObject({ newKey: true, resealed: 1, failed: [] });
    expect(await first.program.stop()).toBe(0);
    expect(first.program.stderr).toBe('');

    const second = await start();
    await expectSync(second.api, 'c');
    expect(await second.program.stop()).toBe(0);
  });

  it('leaves every secret readable when it is killed at any moment, and is ended by the next one', async () => {
    const { program, api } = await start();
    // Each step of a rotation touches a file: aside, in its place, the next. A machine that is busy kills later than
    // it is told to, and then the next rotation has fewer steps left to go.
    for (const steps of [1, 3, 4]) {
      const rotation = new Program(tandem, ['secrets', 'rotate', '--json'], settings);
      let touched = 0;
      const watcher = watch(dataDir, (_, file) => {
        if (!file?.startsWith('secret-key')) return;
        touched += 1;
        if (touched === steps) rotation.signal('SIGKILL');
      });
      await rotation.ended;
      watcher.close();
      expect(touched).toBeGreaterThan(0);
      await expectSync(api, `killed-${steps}`);
    }
    const { failed, complete } = await rotate();
    expect({ failed, complete }).toEqual({ failed: [], complete: true });
    expect(existsSync(previousFile)).toBe(false);
    await expectSync(api, 'after-all');
    expect(await program.stop()).toBe(0);
  });
});
