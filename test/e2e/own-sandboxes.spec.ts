import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../support/temporary-folder';
import { build, endAll, Program, run, service, until } from './program';

interface Link {
  readonly connectionId: string;
  readonly state: string;
}

interface Seen {
  readonly program: Program;
  readonly api: string;
  readonly key: string;
}

describe('the service with both CRMs in a box', () => {
  const folder = makeTemporaryFolder('e2e');
  beforeAll(build);
  afterEach(endAll);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = async (): Promise<Seen> => {
    const program = new Program(service, [], {
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      LOG_LEVEL: 'error',
      TANDEM_SANDBOX: 'both',
    });
    await program.says(/Ctrl-C stops it\.\n/);
    expect(program.stderr).toBe('');
    expect(program.stdout).toMatch(/HubSpot +http:\S+ {3}\(a sandbox; token \S+\)\n.*\n {2}Salesforce http:\S+ {3}\(a/);
    const read = (pattern: RegExp): string => pattern.exec(program.stdout)?.[1] ?? '';
    return { program, api: read(/API +(http:\S+)\n/), key: read(/API key +(\S+)/) };
  };
  const call = async <T>({ api, key }: Seen, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${api}/${path}`, {
      method: body ? 'PUT' : 'GET',
      headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as T;
  };
  const syncedTo = (seen: Seen): Promise<readonly string[]> =>
    until('customer 1042 is synced to both', async () => {
      const { links } = await call<{ links: readonly Link[] }>(seen, 'customers/1042/links');
      const synced = links.filter(({ state }) => state === 'synced').map(({ connectionId }) => connectionId);
      return synced.includes('hubspot-sandbox') && synced.some((id) => id.startsWith('salesforce-')) && synced;
    });
  const statesOf = async (seen: Seen): Promise<Readonly<Record<string, string>>> => {
    const { items } = await call<{ items: readonly { id: string; state: string }[] }>(seen, 'connections');
    return Object.fromEntries(items.map(({ id, state }) => [id, state]));
  };

  it('sends a record to both, and to the new org after a start, while the connection to the one before it rests', async () => {
    const first = await start();
    await call(first, 'customers/1042', { email: 'ada@example.com', updatedAt: '2026-01-01T12:00:00Z' });
    const [, before = ''] = [...(await syncedTo(first))].sort();
    expect(await statesOf(first)).toEqual({ 'hubspot-sandbox': 'active', [before]: 'active' });
    expect(await first.program.stop()).toBe(0);

    const second = await start();
    const after = await until('it is in the new org', async () =>
      (await syncedTo(second)).find((id) => id.startsWith('salesforce-') && id !== before),
    );
    expect(await statesOf(second)).toEqual({ 'hubspot-sandbox': 'active', [before]: 'paused', [after]: 'active' });
    expect(await second.program.stop()).toBe(0);
    expect(first.program.stderr + second.program.stderr).toBe('');
  }, 60_000);

  it('is not led away from them by another that is started beside it', async () => {
    const first = await start();
    const connections = await call(first, 'connections');
    const settings = { PORT: '0', DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'error', TANDEM_SANDBOX: 'both' };
    const second = await run(service, [], settings);
    expect(second).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'a Tandem runs with this database already, and its sandboxes with it; start this one with TANDEM_SANDBOX=0\n',
    });
    expect(await call(first, 'connections')).toEqual(connections);
    expect(await first.program.stop()).toBe(0);
  }, 60_000);
});
