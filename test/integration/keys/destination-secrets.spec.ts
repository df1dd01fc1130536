import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDestination, openSigningSecrets, sayDestination } from '../../../src/operate/destination';
import { rotateSecrets, type Rotation } from '../../../src/operate/rotate-secrets';
import { sealHeader } from '../../../src/platform/seal';
import { openSecretKeys, type RotatingKeys } from '../../../src/platform/secret-keys';
import { createDataSource } from '../../../src/store/data-source';
import type { DataSource } from '../../../src/store/transaction';
import { Waker } from '../../../src/store/wake';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const url = 'https://orders.example.com/tandem';
const now = new Date('2026-11-26T09:30:00Z');

describe('the rotation of secrets, of those that sign what is sent,', () => {
  let database: TestDatabase;
  let app: DataSource;
  let owner: DataSource;
  let dataDir: string;
  /** As another process has them: read once, a while ago. */
  let running: RotatingKeys;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    owner = await createDataSource(database.owner, 3).initialize();
    for (const tenant of ['one', 'two', 'polling']) await database.createTenant(tenant);
  });
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'tandem-rotation-'));
    running = open();
    await database.query('delete from destination');
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));
  afterAll(async () => {
    await owner.destroy();
    await database.drop();
  });

  const open = (): RotatingKeys => openSecretKeys({ secretKey: null, previousSecretKey: null, dataDir });
  const rotate = (keys = open()): Promise<Rotation> => rotateSecrets({ database: app, owner, keys });
  const say = async (tenantId: string, wanted: object, keys = running): Promise<string | null> => {
    const clock = { now: () => now, stop: () => undefined };
    const said = await sayDestination({ database: app, keys, clock, waker: new Waker(database.app) }, tenantId, wanted);
    return said?.secret ?? null;
  };
  const read = async (tenantId: string, keys = open()): Promise<readonly string[]> => {
    const found = await findDestination({ database: app }, tenantId);
    return openSigningSecrets({ keys }, tenantId, found!.secrets!, now);
  };

  it('seals them all anew, and a service that runs goes on signing with them', async () => {
    const old = await say('one', { url });
    const present = await say('one', { rotateSecret: true });
    const others = await say('two', { url });
    await say('polling', { acceptance: 'on-delivery' });
    expect(await rotate()).toEqual({ newKey: true, resealed: 3, alreadyCurrent: 0, failed: [], complete: true });
    for (const keys of [open(), running]) {
      expect(await read('one', keys)).toEqual([present, old]);
      expect(await read('two', keys)).toEqual([others]);
    }
    const header = sealHeader(open().held().current);
    const rest = await database.query(
      `select from destination where substr(secret, 1, $2) <> $1 or substr(previous_secret, 1, $2) <> $1`,
      [header, header.length],
    );
    expect(rest).toEqual([]);
    expect(await rotate(open())).toMatchObject({ resealed: 3, failed: [] });
  });

  it.each([
    ['current', 'secret'],
    ['previous', 'previous_secret'],
  ])('names the %s one where it cannot be opened, and forgets no key', async (name, column) => {
    await say('one', { url });
    await say('one', { rotateSecret: true });
    await database.query(`update destination set ${column} = set_byte(${column}, 80, get_byte(${column}, 80) # 1)`);
    expect(await rotate()).toMatchObject({
      resealed: 1,
      failed: [{ tenant: 'one', connection: null, name: `${name} signing secret` }],
      complete: false,
    });
    expect(open().held().previous).toHaveLength(1);
  });

  it('does not let them be moved to another tenant', async () => {
    for (const tenant of ['one', 'two']) await say(tenant, { url });
    await database.query(
      `update destination set secret = (select secret from destination where tenant_id = 'two') where tenant_id = 'one'`,
    );
    await expect(read('one')).rejects.toThrow('sealed for another place');
  });
});
