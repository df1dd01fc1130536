import { rmSync } from 'node:fs';
import { storeSampleConnection } from '../support/connection';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { makeTemporaryFolder } from '../support/temporary-folder';
import { build, endAll, Program, run, service, tandem, type Ended, type Settings } from './program';

/** A command takes a second and a half, most of it to load. */
jest.setTimeout(60_000);

const soon = 20_000;

describe('a person is erased by command', () => {
  const dataDir = makeTemporaryFolder('e2e-erase');
  let database: TestDatabase;
  let key: string;
  let settings: Settings;
  beforeAll(async () => {
    build();
    database = await createTestDatabase();
    await database.createTenant('default');
    key = await database.createTenant('acme');
    settings = {
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.appUrl,
      SECRET_KEY: 'a key that seals nothing of worth',
      LOG_LEVEL: 'error',
    };
  });
  afterEach(endAll);
  afterAll(async () => {
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const call = (...parameters: string[]): Promise<Ended> => run(tandem, ['erase', ...parameters], settings);
  const started = async (): Promise<{
    program: Program;
    ask: (method: string, path: string, body?: object) => Promise<Response>;
  }> => {
    const program = new Program(service, [], settings);
    const [, api = ''] = await program.says(/API +(http:\S+)\n/);
    const ask = (method: string, path: string, body?: object): Promise<Response> =>
      fetch(`${api}/${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
    return { program, ask };
  };
  const person = { email: 'grete@example.com', firstName: 'Grete', updatedAt: '2026-01-01T12:00:00Z' };

  it('of the tenant that is named, beside a running service, which tells the order system', async () => {
    await storeSampleConnection(await database.open(), 'acme', 'crm');
    await database.query(`update connection set state = 'paused'`);
    const { program, ask } = await started();
    for (const id of ['1', '2']) expect((await ask('PUT', `customers/${id}`, person)).ok).toBe(true);
    const waiting = ask('GET', 'changes?after=0&wait=30');
    const beganMs = performance.now();
    const { code, stdout, stderr } = await call('customer', '1', '--tenant', 'acme', '--yes', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { changes } = (await (await waiting).json()) as { changes: object[] };
    expect(performance.now() - beganMs).toBeLessThan(soon);
    expect(changes).toMatchObject([{ kind: 'erased', type: 'customer', id: '1' }]);
    const document = JSON.parse(stdout) as { record: { erasedAt: string } };
    expect(document).toEqual({
      record: { tenant: 'acme', type: 'customer', id: '1', erasedAt: expect.any(String) as string },
      erasedBefore: false,
    });
    expect((await ask('GET', 'customers/1')).status).toBe(410);
    expect((await ask('GET', 'customers/2')).status).toBe(200);
    expect(await program.stop()).toBe(0);

    const again = await call('customer', '1', '--tenant', 'acme', '--yes', '--json');
    expect(JSON.parse(again.stdout)).toEqual({ ...document, erasedBefore: true });
  });

  it('without a service, in words', async () => {
    const { program, ask } = await started();
    expect((await ask('PUT', 'customers/3', person)).ok).toBe(true);
    expect(await program.stop()).toBe(0);
    const first = await call('customer', '3', '--tenant', 'acme', '--yes');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(
      /^Erased customer 3 of tenant acme: .*\nThe CRMs and the order system keep what they have: /,
    );
    const second = await call('customer', '3', '--tenant', 'acme', '--yes');
    expect(second.stdout).toMatch(
      /^The customer 3 of tenant acme was erased before, at \d{4}-.* UTC\. Nothing to do\.\n$/,
    );
    const left = await database.query<{ text: string }>(
      `select row_to_json(r)::text as text from record r where source_id = '3'`,
    );
    expect(left).toHaveLength(1);
    expect(left[0]?.text).not.toContain('rete');
  });

  it('only by a word of a person, and nobody else’s', async () => {
    await database.query(
      `insert into record (tenant_id, object, source_id, fields, field_at, updated_at, revision)
       values ('acme', 'customer', '4', '{"firstName":"Grete"}', '{}', now(), 1)`,
    );
    const wrong: readonly (readonly [number, string, readonly string[]])[] = [
      [2, 'all values of customer 4 of tenant acme would be removed', ['customer', '4', '--tenant', 'acme']],
      [2, 'Allowed choices are company, customer, order', ['contact', '4', '--tenant', 'acme', '--yes']],
      [2, 'must be 1 to 64 of the characters', ['customer', 'a b', '--tenant', 'acme', '--yes']],
      [2, "missing required argument 'id'", ['customer', '--yes']],
      [1, 'tenant default has no customer 4; nothing was erased', ['customer', '4', '--yes']],
      [1, 'tenant acme has no order 4; nothing was erased', ['order', '4', '--tenant', 'acme', '--yes']],
      [1, 'there is no tenant nobody', ['customer', '4', '--tenant', 'nobody', '--yes']],
    ];
    await Promise.all(
      wrong.map(async ([status, reason, parameters]) => {
        const { code, stdout, stderr } = await call(...parameters);
        expect({ parameters, code, stdout }).toEqual({ parameters, code: status, stdout: '' });
        expect(stderr).toContain(reason);
        expect(stderr).not.toMatch(/ {4}at /);
      }),
    );
    const kept = await database.query(`select from record where source_id = '4' and fields ->> 'firstName' = 'Grete'`);
    expect(kept).toHaveLength(1);
  });
});
