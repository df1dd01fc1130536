import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addUniqueProperty, plainCall, refusal, startBench } from './support';

describe('durability of the HubSpot sandbox', () => {
  let folder: string;
  let stateFile: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hubspot-sandbox-'));
    stateFile = join(folder, 'hubspot.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is the same portal after a restart: token, records, associations, properties, bin and clock', async () => {
    const first = await startBench({ stateFile });
    await addUniqueProperty(first, 'contacts');
    await first.control('POST', 'clock', { rate: 0, advanceMs: 5_000_000_000 });
    const [kept, gone] = await first.seed('contacts', [
      { email: 'b@example.com', ext_id: 'e2' },
      { email: 'a@example.com', ext_id: 'e1' },
    ]);
    const [company] = await first.seed('companies', [{ name: 'Acme' }]);
    await first.call('PUT', `/crm/v4/objects/contacts/${kept}/associations/companies/${company}`, [
      { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 },
    ]);
    await first.client.crm.contacts.basicApi.archive(gone!);
    // The live record, the older one, takes the address of the archived one: a replay must not mix them up.
    await first.client.crm.contacts.basicApi.update(kept!, { properties: { email: 'a@example.com' } });
    const dumps = [(await first.control('GET', 'dump')).body];
    await first.close();

    for (let restart = 0; restart < 2; restart++) {
      const again = await startBench({ stateFile });
      expect(again.sandbox.token).toBe(first.sandbox.token);
      expect(again.sandbox.portalId).toBe(first.sandbox.portalId);
      dumps.push((await again.control('GET', 'dump')).body);
      const taken = await refusal(
        again.client.crm.contacts.basicApi.create({ properties: { email: 'a@example.com' }, associations: [] }),
      );
      expect(taken.body.message).toBe(`Contact already exists. Existing ID: ${kept}`);
      await again.close();
    }
    expect(dumps[1]).toEqual(dumps[0]);
    expect(dumps[2]).toEqual(dumps[0]);
  });

  it('gives no id out twice', async () => {
    const first = await startBench({ stateFile });
    const [one] = await first.seed('companies', [{ name: 'A' }]);
    await first.client.crm.companies.basicApi.archive(one!);
    await first.close();
    const second = await startBench({ stateFile });
    const [two] = await second.seed('companies', [{ name: 'B' }]);
    expect(Number(two)).toBeGreaterThan(Number(one));
    await second.close();
  });

  it('keeps its file to the owner and writes it anew without history', async () => {
    const first = await startBench({ stateFile });
    const [id] = await first.seed('companies', [{ name: 'A' }]);
    for (const name of ['B', 'C', 'D']) await first.client.crm.companies.basicApi.update(id!, { properties: { name } });
    await first.close();
    const lines = () =>
      readFileSync(stateFile, 'utf8')
        .split('\n')
        .filter((line) => line.includes('"record"'));
    expect(lines()).toHaveLength(4);
    await (await startBench({ stateFile })).close();
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toContain('"D"');
    expect(statSync(stateFile).mode & 0o777).toBe(0o600);
  });

  it('passes over a torn last line', async () => {
    const first = await startBench({ stateFile });
    await first.seed('companies', [{ name: 'A' }]);
    await first.close();
    appendFileSync(stateFile, '{"source":{"type":"INTEGRATION"},"mutations":[{"kind":"rec');
    const second = await startBench({ stateFile });
    expect((await second.control('GET', 'dump')).body.objects.companies).toHaveLength(1);
    await second.seed('companies', [{ name: 'B' }]);
    await second.close();
    const third = await startBench({ stateFile });
    expect((await third.control('GET', 'dump')).body.objects.companies).toHaveLength(2);
    await third.close();
  });

  it('takes a token it is given over the one it kept', async () => {
    await (await startBench({ stateFile })).close();
    const second = await startBench({ stateFile, token: 'pat-na1-mine' });
    expect(second.sandbox.token).toBe('pat-na1-mine');
    await second.close();
  });

  it('stays the kind of account it was told to be, a test account unless it was', async () => {
    const typeOf = async (options: Parameters<typeof startBench>[0]): Promise<unknown> => {
      const bench = await startBench(options);
      const { body } = await bench.call('GET', '/account-info/v3/details');
      await bench.close();
      return (body as { accountType?: unknown }).accountType;
    };
    expect(await typeOf({})).toBe('DEVELOPER_TEST');
    expect(await typeOf({ stateFile, accountType: 'STANDARD' })).toBe('STANDARD');
    expect(await typeOf({ stateFile })).toBe('STANDARD');
    expect(await typeOf({ stateFile, accountType: 'SANDBOX' })).toBe('SANDBOX');
    const [identity = '', ...rest] = readFileSync(stateFile, 'utf8').split('\n');
    writeFileSync(stateFile, [identity.replace(/,"accountType":"\w+"/, ''), ...rest].join('\n'));
    expect(await typeOf({ stateFile })).toBe('DEVELOPER_TEST');
  });

  it('has lost nothing that it had answered when it is killed', async () => {
    const child = spawn(process.execPath, [join(__dirname, 'sandbox-process.cjs'), stateFile], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { url, token } = JSON.parse(line.toString()) as { url: string; token: string };
    const answered: string[] = [];
    let sent = 0;
    const write = async (): Promise<void> => {
      const name = `C${sent++}`;
      const properties = { name };
      const { status } = await plainCall(url, token, {
        method: 'POST',
        path: '/crm/v3/objects/companies',
        body: { properties },
      });
      if (status === 201) answered.push(name);
      // Killed while other calls are on their way.
      if (answered.length === 30) child.kill('SIGKILL');
      await write();
    };
    await Promise.allSettled([write(), write(), write(), write()]);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');

    const again = await startBench({ stateFile });
    const { body } = await again.control('GET', 'dump');
    const names = body.objects.companies!.map((company) => company.properties.name);
    expect(answered.length).toBeGreaterThanOrEqual(30);
    expect(names).toEqual(expect.arrayContaining(answered));
    await again.close();
  });
});
