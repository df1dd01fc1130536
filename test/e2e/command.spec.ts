import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../support/temporary-folder';
import { build, endAll, Program, run, takePort, tandem } from './program';

describe('the tandem command', () => {
  const folder = makeTemporaryFolder('e2e-cli');
  beforeAll(build);
  afterEach(endAll);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('runs a CRM in a box and prints one line of JSON that leads to it', async () => {
    const parameters = ['sandbox', '--json', '--control', '--switch', 'mergeKeepsPrimaryId'];
    const sandbox = new Program(tandem, parameters, {});
    const [line] = await sandbox.says(/^.*\n/);
    const { hubspot } = JSON.parse(line) as {
      hubspot: { url: string; token: string; app: { clientId: string; clientSecret: string } };
    };
    expect(hubspot.app).toEqual({
      id: expect.any(Number) as number,
      clientId: expect.any(String) as string,
      clientSecret: expect.any(String) as string,
    });
    const get = (token: string, path = '/crm/v3/objects/contacts'): Promise<Response> =>
      fetch(`${hubspot.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    expect((await get(hubspot.token)).status).toBe(200);
    const switches = await get(hubspot.token, '/_sandbox/switches');
    expect(await switches.json()).toMatchObject({ mergeKeepsPrimaryId: true, companyByEmailDomain: false });
    expect((await get('another')).status).toBe(401);
    expect(await sandbox.stop('SIGINT', 'group')).toBe(0);
    expect(sandbox.stdout).toBe(line);
    expect(sandbox.stderr).toBe('');
  });

  it('runs the other CRM beside it where it is given a port, under the same control', async () => {
    const parameters = [
      'sandbox',
      '--json',
      '--control',
      '--salesforce-port',
      '0',
      '--salesforce-edition',
      'developer',
    ];
    const sandbox = new Program(tandem, parameters, {});
    const [line] = await sandbox.says(/^.*\n/);
    const { hubspot, salesforce } = JSON.parse(line) as {
      hubspot: { url: string };
      salesforce: { url: string; token: string; organizationId: string };
    };
    expect(Object.keys(salesforce)).toEqual(['url', 'token', 'organizationId', 'app']);
    expect(salesforce.organizationId).toMatch(/^00D\w{15}$/);
    expect(salesforce.url).not.toBe(hubspot.url);
    const headers = { authorization: `Bearer ${salesforce.token}` };
    const limits = await fetch(`${salesforce.url}/services/data/v68.0/limits`, { headers });
    expect(await limits.json()).toMatchObject({ DailyApiRequests: { Max: 15_000 } });
    expect((await fetch(`${salesforce.url}/_sandbox/dump`, { headers })).status).toBe(200);
    expect(await sandbox.stop('SIGINT', 'group')).toBe(0);
    expect(sandbox.stderr).toBe('');
  });

  it('points the webhooks of its CRM in a box where it is told to, and prints the keys to them', async () => {
    const sandbox = new Program(tandem, ['sandbox', '--json', '--webhook-target', 'http://127.0.0.1:9/hook'], {});
    const [line] = await sandbox.says(/^.*\n/);
    const { hubspot } = JSON.parse(line) as {
      hubspot: { url: string; developerKey: string; app: { id: number; clientSecret: string } };
    };
    expect(hubspot.app.clientSecret).toMatch(/^[0-9a-f-]{36}$/);
    const path = `/webhooks/v3/${hubspot.app.id}/settings?hapikey=${hubspot.developerKey}`;
    const settings = await fetch(`${hubspot.url}${path}`);
    expect(await settings.json()).toMatchObject({ targetUrl: 'http://127.0.0.1:9/hook' });
    expect(await sandbox.stop()).toBe(0);
  });

  it('keeps what its sandbox holds where it is told to', async () => {
    const parameters = ['sandbox', '--json', '--state-file', join(folder, 'portal')];
    const first = new Program(tandem, parameters, {});
    const [before] = await first.says(/"token":"\w[^"]*"/);
    expect(await first.stop()).toBe(0);
    const second = new Program(tandem, parameters, {});
    expect(await second.says(/"token":"\w[^"]*"/)).toEqual(expect.arrayContaining([before]));
    expect(await second.stop()).toBe(0);
  });

  it('fails with a message when its port is taken', async () => {
    const taken = await takePort();
    const { code, stdout, stderr } = await run(tandem, ['sandbox', '--hubspot-port', String(taken.port)], {});
    await taken.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(String(taken.port));
    expect(stderr).not.toContain('    at ');
  });

  it('refuses wrong usage with exit code 2 and says what is wrong', async () => {
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [[], 'Usage: tandem'],
      [['fly'], "unknown command 'fly'"],
      [['sandbox', '--wings'], "unknown option '--wings'"],
      [['sandbox', '--hubspot-port', '70000'], 'must be a port'],
      [['sandbox', '--limits', 'many'], 'Allowed choices'],
      [['sandbox', '--salesforce-port', 'x'], 'must be a port'],
      [['sandbox', '--salesforce-edition', 'free'], 'Allowed choices'],
      [['sandbox', '--switch', 'nope'], 'Allowed choices'],
      [['sandbox', '--webhook-target', 'ftp://localhost'], 'must be an http or https URL'],
      [['sandbox', 'extra'], 'too many arguments'],
      [['connect', 'hubspot'], 'one of --token-file and --refresh-token-file is required'],
      [['connect', 'excel', '--token-file', 'x'], 'Allowed choices'],
      [['parked', 'forget'], 'too many arguments'],
      [['schedule', 'crm', 'people'], 'must be one of company, customer, order'],
      [['schedule', 'crm', '--disable'], 'name the connection and the type'],
      [['schedule', 'crm', 'order'], 'say --every, --enable or --disable'],
      [['schedule', 'crm', 'order', '--every', 'often'], 'must be a time like 30s'],
    ];
    await Promise.all(
      wrong.map(async ([parameters, reason]) => {
        const { code, stdout, stderr } = await run(tandem, parameters, { DATA_DIR: folder });
        expect({ parameters, code, stdout }).toEqual({ parameters, code: 2, stdout: '' });
        expect(stderr).toContain(reason);
        expect(stderr).not.toContain('    at ');
      }),
    );
  });

  it('explains itself with exit code 0', async () => {
    const wanted = [['--help'], ['parked', 'retry', '--help']];
    for (const { code, stdout } of await Promise.all(wanted.map((parameters) => run(tandem, parameters, {})))) {
      expect(code).toBe(0);
      expect(stdout).toContain('Usage: tandem');
    }
  });

  it('needs the key of a service to ask what is parked', async () => {
    const { code, stdout, stderr } = await run(tandem, ['parked', '--json'], { DATA_DIR: folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`there is no API key in ${join(folder, 'api-key')}; set DATA_DIR as the service has it\n`);
  });
});
