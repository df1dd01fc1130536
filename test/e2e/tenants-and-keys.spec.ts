import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { makeTemporaryFolder } from '../support/temporary-folder';
import { build, endAll, Program, run, service, type Ended, type Settings, tandem, until } from './program';

/** A command takes a second and a half, most of it to load; these tests run a dozen each, one after the other. */
jest.setTimeout(90_000);

interface Key {
  readonly id: string;
  readonly key: string;
}

describe('tenants, keys and connections by command', () => {
  const dataDir = makeTemporaryFolder('e2e-keys');
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
      LOG_LEVEL: 'error',
    };
  });
  afterEach(endAll);
  afterAll(async () => {
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const call = (...parameters: string[]): Promise<Ended> => run(tandem, parameters, settings);
  /** Its one JSON document. */
  const ask = async <T>(...parameters: string[]): Promise<T> => {
    const { code, stdout, stderr } = await call(...parameters, '--json');
    expect({ code, stderr, lines: stdout.split('\n').length }).toEqual({ code: 0, stderr: '', lines: 2 });
    return JSON.parse(stdout) as T;
  };
  const fails = async (said: string, ...parameters: string[]): Promise<void> => {
    expect(await call(...parameters)).toEqual({ code: 1, stdout: '', stderr: `${said}\n` });
  };

  it('makes and lists tenants', async () => {
    expect(await ask('tenant', 'create', 'acme', '--name', 'Acme GmbH')).toEqual({
      tenant: { id: 'acme', name: 'Acme GmbH' },
    });
    await fails('there is a tenant acme already; choose another id', 'tenant', 'create', 'acme');
    const { tenants } = await ask<{ tenants: object[] }>('tenant', 'list');
    expect(tenants).toMatchObject([
      { id: 'default', keys: 1, connections: 0 },
      { id: 'acme', name: 'Acme GmbH', keys: 0, connections: 0 },
    ]);
    expect((await call('tenant', 'list')).stdout).toMatch(/│ acme +│ Acme GmbH +│ 0 +│ 0 +│/);
  });

  it('needs the owner of the database', async () => {
    const { code, stdout, stderr } = await run(tandem, ['tenant', 'list'], { ...settings, DATABASE_OWNER_URL: '' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/set DATABASE_OWNER_URL for this command/);
  });

  it('refuses wrong usage with exit code 2 and repeats no key', async () => {
    const create = ['key', 'create', '--tenant', 'acme', '--label', 'shop', '--scope'];
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [['tenant', 'create', 'Acme'], 'must be 1 to 40 of the characters a-z 0-9 -'],
      [['tenant', 'create', 'x', '--name', 'a\nb'], 'on one line'],
      [['key', 'create', '--tenant', 'acme', '--label', 'shop'], "required option '--scope <scopes>' not specified"],
      [[...create, 'records:write,all'], 'there is no scope "all"; there are records:read, records:write,'],
      [[...create, ''], 'there is no scope ""'],
      [[...create, '*', '--requests-per-second', '0'], 'must be a whole number from 1 to 1000000'],
      [['key', 'revoke', 'tandem_a-key'], 'that is the key itself; give its id'],
      [['secrets', 'rotate', 'now'], 'too many arguments'],
      [['connect', 'hubspot', '--token-file', 'x', '--url', 'https://crm.example.com/path'], 'must be an origin'],
      [['connect', 'hubspot', '--token-file', 'x', '--id', 'Big'], 'must be 1 to 40 of the characters a-z 0-9 -'],
      [['sandbox', '--account-type', 'REAL'], 'Allowed choices are STANDARD'],
    ];
    await Promise.all(
      wrong.map(async ([parameters, reason]) => {
        const { code, stdout, stderr } = await call(...parameters);
        expect({ parameters, code, stdout }).toEqual({ parameters, code: 2, stdout: '' });
        expect(stderr).toContain(reason);
        expect(stderr).not.toMatch(/ {4}at |tandem_a-key/);
      }),
    );
  });

  it('makes a key that opens a running service at once, is shown once, and is refused at once when it is revoked', async () => {
    const program = new Program(service, [], settings);
    const [, api = ''] = await program.says(/API +(http:\S+)\n/);
    const statusOf = async (key: string, method: string, path: string, body?: object): Promise<number> => {
      const headers = { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) };
      return (await fetch(`${api}/${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })).status;
    };
    const scope = 'records:read,connections:read';
    const { apiKey } = await ask<{ apiKey: Key }>(
      ...['key', 'create', '--tenant', 'acme', '--label', 'shop', '--scope', scope, '--requests-per-second', '1000'],
    );
    expect(apiKey).toMatchObject({ tenant: 'acme', label: 'shop', scopes: scope.split(','), requestsPerSecond: 1000 });
    expect(await statusOf(apiKey.key, 'GET', 'customers/1')).toBe(404);
    expect(await statusOf(apiKey.key, 'PUT', 'customers/1', { email: 'x' })).toBe(403);

    const used = await until('its use is kept', async () => {
      const listed = await call('key', 'list', '--json', '--tenant', 'acme');
      expect(listed.stdout).not.toContain(apiKey.key);
      const { apiKeys } = JSON.parse(listed.stdout) as { apiKeys: { id: string; lastUsedAt: string | null }[] };
      expect(apiKeys.map(({ id }) => id)).toEqual([apiKey.id]);
      return apiKeys[0]?.lastUsedAt !== null && listed;
    });
    expect(used.stdout).toContain('"revokedAt":null');

    expect(await statusOf(apiKey.key, 'GET', 'connections')).toBe(200);
    const revoked = await ask('key', 'revoke', apiKey.id);
    // Told by the database, while a caller is kept for five seconds: the command itself takes longer than this test allows.
    const began = performance.now();
    await until('it is refused', async () => (await statusOf(apiKey.key, 'GET', 'connections')) === 401);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(revoked).toMatchObject({ apiKey: { id: apiKey.id, tenant: 'acme' }, revokedBefore: false });
    expect(await program.stop()).toBe(0);
    expect(program.stderr).toBe('');
  });

  it('tells a person that a key is shown once, and which there are', async () => {
    const { stdout } = await call('key', 'create', '--tenant', 'acme', '--label', 'for a person', '--scope', '*');
    const [, id = '', key = ''] =
      /^Made key (\S+) of tenant acme \(\*\):\n\n {2}(tandem_[\w-]{43})\n\nIt is shown this once/.exec(stdout) ?? [];
    const shown = await call('key', 'list');
    expect(shown.stdout).toMatch(new RegExp(`│ ${id} │ acme +│ for a person `));
    expect(shown.stdout).not.toContain(key);
    await fails(
      `there is no key ${id} of tenant default; see: tandem key list`,
      'key',
      'revoke',
      id,
      '--tenant',
      'default',
    );
    expect((await call('key', 'revoke', id)).stdout).toMatch(
      /^Revoked key .* of tenant acme \(for a person\)\. Running services refuse it/,
    );
    expect((await call('key', 'revoke', id)).stdout).toMatch(/was revoked before, at \d{4}-.* Nothing to do\.$/m);
  });

  it('takes a production account for tests only when it is named', async () => {
    const stateFile = join(dataDir, 'portal');
    const sandbox = async (...more: string[]): Promise<{ program: Program; url: string; tokenFile: string }> => {
      const program = new Program(tandem, ['sandbox', '--json', '--state-file', stateFile, ...more], {});
      const [line] = await program.says(/^.*\n/);
      const { hubspot } = JSON.parse(line) as { hubspot: { url: string; token: string } };
      const tokenFile = join(dataDir, 'token');
      writeFileSync(tokenFile, hubspot.token);
      return { program, url: hubspot.url, tokenFile };
    };
    const production = await sandbox('--account-type', 'STANDARD');
    const connect = (to: { url: string; tokenFile: string }, ...more: string[]): Promise<Ended> =>
      call('connect', 'hubspot', '--tenant', 'acme', '--token-file', to.tokenFile, '--url', to.url, ...more);

    const refused = await connect(production);
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' });
    const [, account = ''] = /^hubspot account (\d+) is a production account/.exec(refused.stderr) ?? [];
    expect(refused.stderr).toContain('--environment production');
    expect(refused.stderr).toContain(`--confirm-account ${account}.`);
    expect(await database.query('select from connection')).toEqual([]);

    const other = await connect(production, '--confirm-account', '1');
    expect(other.stderr).toBe(
      `the token opens hubspot account ${account}, and account 1 was confirmed. Check the token, and the id after --confirm-account.\n`,
    );
    expect(await connect(production, '--confirm-account', account)).toEqual({
      code: 0,
      stdout: `Connected hubspot: HubSpot account ${account} (test; a production account). Its properties are in place.\n`,
      stderr: '',
    });
    expect((await connect(production, '--id', 'again', '--environment', 'production')).stderr).toBe(
      `hubspot account ${account} is connected already, as hubspot. Renew that one with --id hubspot.\n`,
    );
    expect(await production.program.stop()).toBe(0);

    // The same portal, told to be a test account from now on.
    const test = await sandbox('--account-type', 'SANDBOX');
    const renewed = await connect(test, '--environment', 'production', '--json');
    expect(JSON.parse(renewed.stdout)).toEqual({
      connection: {
        id: 'hubspot',
        crm: 'hubspot',
        environment: 'production',
        accountId: account,
        accountKind: 'test',
        state: 'active',
      },
    });
    expect((await connect(test)).stdout).toContain(`account ${account} (production; a test account)`);
    expect(await test.program.stop()).toBe(0);
    const { code, stderr } = await connect(test);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('could not be reached') as string });
  });

  it('says of a connection all that it is told on its command line', async () => {
    const program = new Program(tandem, ['sandbox', '--json'], {});
    const [line] = await program.says(/^.*\n/);
    const { hubspot } = JSON.parse(line) as { hubspot: { url: string; token: string } };
    const file = (name: string, content: string): string => {
      const path = join(dataDir, name);
      writeFileSync(path, content);
      return path;
    };
    const field = { object: 'customer', name: 'tier', property: 'tier', label: 'Tier', type: 'text', unique: false };
    const rule = { object: 'customer', field: 'phone', direction: 'both', policy: 'crm' };
    const { connection } = await ask<{ connection: object }>(
      ...['connect', 'hubspot', '--tenant', 'acme', '--id', 'told', '--url', hubspot.url],
      ...['--token-file', file('told-token', hubspot.token), '--record-url', 'https://shop.example.com/{type}/{id}'],
      ...['--custom-fields', file('told-fields.json', JSON.stringify([field]))],
      ...['--field-rules', file('told-rules.json', JSON.stringify([rule]))],
      ...['--new-records', 'customer=offer', '--new-records', 'company=ignore'],
      ...[
        '--archive',
        'order=push',
        '--archive',
        'customer=both',
        '--email-gate',
        'confirmed',
        '--email-failure',
        'omit',
      ],
      '--plan-first',
    );
    expect(connection).toMatchObject({ id: 'told', state: 'paused' });
    const [stored] = await database.query<{ settings: object; state: string }>(
      `select settings, state from connection where tenant_id = 'acme' and id = 'told'`,
    );
    expect(stored).toMatchObject({
      state: 'paused',
      settings: {
        recordUrl: 'https://shop.example.com/{type}/{id}',
        customFields: [field],
        fieldRules: [rule],
        newRecords: { customer: 'offer', company: 'ignore' },
        archive: { order: 'push', customer: 'both' },
        emailGate: { require: 'confirmed', onFailure: 'omit' },
        firstLoad: 'planned',
      },
    });
    expect(await program.stop()).toBe(0);
  });

  it('names what is wrong in a file of custom fields', async () => {
    const file = join(dataDir, 'fields.json');
    writeFileSync(file, JSON.stringify([{ object: 'customer', name: 'tier', property: 'Tier 1' }]));
    const { code, stderr } = await call('connect', 'hubspot', '--token-file', 'x', '--custom-fields', file);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}: [0].property must be a letter`);
  });

  it('makes neither a key nor a connection for a tenant that there is not', async () => {
    const said = 'there is no tenant nobody; see: tandem tenant list, or make it with: tandem tenant create nobody';
    await fails(said, 'connect', 'hubspot', '--tenant', 'nobody', '--token-file', 'x', '--url', 'http://127.0.0.1:1');
    await fails(said, 'key', 'create', '--tenant', 'nobody', '--label', 'x', '--scope', '*');
  });
});
