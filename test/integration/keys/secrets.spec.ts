import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rotateSecrets, type Rotation } from '../../../src/operate/rotate-secrets';
import {
  claimTokens,
  readTokens,
  replaceTokens,
  storeCredentials,
  type ConnectionName,
  type Credentials,
  type GivenTokens,
} from '../../../src/operate/tokens';
import { sealHeader } from '../../../src/platform/seal';
import { openSecretKeys, type RotatingKeys } from '../../../src/platform/secret-keys';
import { createDataSource } from '../../../src/store/data-source';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const places = [
  { tenantId: 'one', id: 'a' },
  { tenantId: 'one', id: 'b' },
  { tenantId: 'two', id: 'a' },
];

const tokenOf = ({ tenantId, id }: ConnectionName): Credentials => ({
  kind: 'token',
  accessToken: `token of ${tenantId}/${id}`,
});

describe('the rotation of secrets', () => {
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
    for (const tenant of ['one', 'two', 'empty']) await database.createTenant(tenant);
    for (const { tenantId, id } of places) await storeSampleConnection(app, tenantId, id);
  });
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'tandem-rotation-'));
    running = open();
    await database.query('delete from secret; delete from token_refresh');
    for (const place of places) await store(place);
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));
  afterAll(async () => {
    await owner.destroy();
    await database.drop();
  });

  const open = (): RotatingKeys => openSecretKeys({ secretKey: null, previousSecretKey: null, dataDir });
  const store = (place: (typeof places)[number], keys = running): Promise<void> =>
    inTenant(app, place.tenantId, (tx) => storeCredentials(tx, keys, place, tokenOf(place)));
  const rotate = (keys = open()): Promise<Rotation> => rotateSecrets({ database: app, owner, keys });
  const read = (keys: RotatingKeys): Promise<string[]> =>
    Promise.all(places.map(async (place) => (await readTokens({ database: app, keys }, place)).accessToken));
  const tokens = places.map(({ tenantId, id }) => `token of ${tenantId}/${id}`);
  const sealedByCurrent = async (): Promise<number> => {
    const header = sealHeader(open().held().current);
    const found = await database.query('select from secret where substr(sealed, 1, $2) = $1', [header, header.length]);
    return found.length;
  };
  const isRotating = (): boolean => existsSync(join(dataDir, 'secret-key.previous'));

  it('seals all of every tenant by a new key, and forgets the one before', async () => {
    const before = open().held().current;
    expect(await rotate()).toEqual({ newKey: true, resealed: 3, alreadyCurrent: 0, failed: [], complete: true });
    expect(open().held()).toEqual({ current: expect.not.stringMatching(before) as string, previous: [] });
    expect(await sealedByCurrent()).toBe(3);
    expect(await read(open())).toEqual(tokens);
  });

  it('is noticed by a service that runs, for what it reads and for what it seals', async () => {
    await rotate();
    expect(await read(running)).toEqual(tokens);
    await rotate();
    await store(places[0]!, running);
    expect(await sealedByCurrent()).toBe(3);
    expect(await read(open())).toEqual(tokens);
  });

  it('that died goes on with the key that it had made', async () => {
    const dead = open();
    dead.renew(); // and nothing more
    expect(await read(running)).toEqual(tokens);
    expect(await read(open())).toEqual(tokens);
    await store(places[0]!, running); // by the new key, while the others are sealed by the one before
    expect(await rotate()).toEqual({ newKey: false, resealed: 2, alreadyCurrent: 1, failed: [], complete: true });
    expect(open().held()).toEqual({ current: dead.held().current, previous: [] });
    expect(await read(running)).toEqual(tokens);
  });

  it('does what it can where a secret cannot be opened, names it, and forgets no key', async () => {
    await database.query(`update secret set sealed = set_byte(sealed, 80, get_byte(sealed, 80) # 1)
      where tenant_id = 'one' and connection_id = 'b'`);
    const [before] = [open().held().current];
    const { failed, ...rest } = await rotate();
    expect(rest).toEqual({ newKey: true, resealed: 2, alreadyCurrent: 0, complete: false });
    expect(failed).toEqual([
      { tenant: 'one', connection: 'b', name: 'access-token', reason: expect.stringContaining('damaged') as string },
    ]);
    expect(open().held().previous).toEqual([before]);
    await store(places[1]!, running); // connected again
    expect(await rotate()).toEqual({ newKey: false, resealed: 0, alreadyCurrent: 3, failed: [], complete: true });
    expect(isRotating()).toBe(false);
  });

  it('waits for whoever is sealing, so that nothing is sealed by a key that goes', async () => {
    let go = (): void => undefined;
    const mayGo = new Promise<void>((resolve) => (go = resolve));
    let sealing: Promise<void> = Promise.resolve();
    await new Promise<void>((sealed) => {
      sealing = inTenant(app, 'one', async (tx) => {
        await storeCredentials(tx, running, places[0]!, tokenOf(places[0]!));
        sealed();
        await mayGo;
      });
    });
    const waiting = (): Promise<unknown[]> =>
      database.query(`select from pg_locks where locktype = 'advisory' and not granted`);
    const rotation = rotate();
    while ((await waiting()).length === 0);
    expect(isRotating()).toBe(false);
    go();
    await sealing;
    expect(await rotation).toMatchObject({ resealed: 3, complete: true });
    expect(await read(open())).toEqual(tokens);
  });

  it('keeps the keys as long as another rotation needs them', async () => {
    const results = await Promise.all([rotate(), rotate(), rotate(), store(places[2]!, running), rotate()]);
    expect(results.flatMap((one) => (one ? one.failed : []))).toEqual([]);
    await rotate();
    expect(await sealedByCurrent()).toBe(3);
    expect(await read(running)).toEqual(tokens);
    expect(isRotating()).toBe(false);
  });

  it('goes on beside refreshes, and seals refresh tokens too', async () => {
    const place = places[0]!;
    const deps = { database: app, keys: running };
    const now = new Date();
    const given = (number: number): GivenTokens => ({
      accessToken: `access ${number}`,
      refreshToken: `refresh ${number}`,
      lifetimeMs: 1_800_000,
      askedAt: now,
    });
    await inTenant(app, place.tenantId, (tx) =>
      storeCredentials(tx, running, place, { kind: 'oauth', clientId: 'app', tokens: given(1) }),
    );
    const refreshes = async (): Promise<void> => {
      for (const generation of [1, 2, 3, 4, 5]) {
        const until = new Date(now.getTime() + 1_000);
        const claimed = await claimTokens(deps, place, { generation, now, until });
        expect(claimed).toMatchObject({ refreshToken: `refresh ${generation}` });
        const tokens = { ...given(generation + 1), generation };
        expect(await replaceTokens(deps, place, tokens, () => Promise.resolve())).toBe(true);
      }
    };
    const [one, , two] = await Promise.all([rotate(), refreshes(), rotate()]);
    expect([...one.failed, ...two.failed]).toEqual([]);
    await rotate();
    expect(await sealedByCurrent()).toBe(4);
    const keys = open();
    expect(await readTokens({ database: app, keys }, place)).toMatchObject({ accessToken: 'access 6' });
    const claim = { generation: 6, now, until: now };
    expect(await claimTokens({ database: app, keys }, place, claim)).toMatchObject({ refreshToken: 'refresh 6' });
  });

  it('of keys in the settings makes none and forgets none', async () => {
    const settings = { dataDir: '', secretKey: 'the new key of the operator, long', previousSecretKey: null };
    const withPrevious = { ...settings, previousSecretKey: running.held().current };
    expect(await rotate(openSecretKeys(withPrevious))).toEqual({
      newKey: false,
      resealed: 3,
      alreadyCurrent: 0,
      failed: [],
      complete: true,
    });
    expect(await read(openSecretKeys(settings))).toEqual(tokens);
  });

  it('names what was sealed by a key that is not there', async () => {
    const secretKey = 'a key that has sealed nothing so far';
    const { failed, complete } = await rotate(openSecretKeys({ dataDir: '', secretKey, previousSecretKey: null }));
    expect(complete).toBe(false);
    expect(failed).toHaveLength(3);
    expect(failed[0]?.reason).toContain(sealHeader(running.held().current).subarray(1).toString('hex'));
    expect(await read(running)).toEqual(tokens);
  });
});
