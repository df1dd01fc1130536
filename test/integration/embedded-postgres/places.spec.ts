import { chmodSync, chownSync, cpSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { existsSync, lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import { startEmbeddedPostgres } from '../../../src/platform/embedded-postgres';
import { findBinaries, makeRunnable } from '../../../src/platform/embedded-postgres/binaries';
import { openHome } from '../../../src/platform/embedded-postgres/home';
import { alsoRemove, isRoot, newFolder, placeNamedIn, query, removeFolders } from './support';

const asRoot = isRoot ? it : it.skip;
const messageOf = (error: unknown): string => (error as Error).message;
const refusalOf = (start: Promise<unknown>): Promise<string> => start.then(() => 'it started', messageOf);

// A database for those who do not care which: making one takes most of a test's time.
const anyFolder = newFolder();
afterAll(removeFolders);

describe('the place of the embedded Postgres', () => {
  asRoot('is elsewhere when Postgres may not enter the folder, and a note says where', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o700);
    const first = await startEmbeddedPostgres({ folder, durable: false });
    const place = placeNamedIn(folder);
    alsoRemove(place);
    expect(place).toMatch(/^\/var\/lib\/tandem\/pg-[0-9a-f]{12}$/);
    await query(first, 'create table note ()');
    await first.stop();
    chmodSync(folder, 0o755); // what was chosen once stays chosen
    const second = await startEmbeddedPostgres({ folder, durable: false });
    expect(await query(second, 'select * from note')).toEqual([]);
    await second.stop();
  });

  asRoot('does not move away from a database that has been closed to Postgres', async () => {
    await (await startEmbeddedPostgres({ folder: anyFolder, durable: false })).stop();
    chmodSync(anyFolder, 0o700);
    const refusal = await refusalOf(startEmbeddedPostgres({ folder: anyFolder, durable: false }));
    chmodSync(anyFolder, 0o755);
    expect(refusal).toMatch(/database in .* closed to .*chmod a\+x.*DATABASE_URL/);
  });

  asRoot('refuses a socket folder that somebody else has made', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'socket'), { mode: 0o700 });
    chownSync(join(folder, 'socket'), 12345, 12345);
    expect(await refusalOf(startEmbeddedPostgres({ folder, durable: false }))).toMatch(
      /socket must be .*mode 0700.*DATA_DIR.*DATABASE_URL/,
    );
  });

  asRoot('copies programs that Postgres may not reach, and makes the links an install left out', () => {
    const closed = newFolder();
    const copy = join(closed, basename(closed), 'native');
    const installed = findBinaries();
    const wanted = (file: string): boolean => !lstatSync(file).isSymbolicLink();
    cpSync(installed, copy, { recursive: true, filter: wanted });
    cpSync(join(installed, '..', 'package.json'), join(copy, '..', 'package.json'));
    chmodSync(closed, 0o700);
    const runnable = makeRunnable(copy, openHome(newFolder()));
    alsoRemove(runnable);
    expect(runnable).toMatch(/^\/var\/lib\/tandem\/bin-/);
    expect(statSync(runnable)).toMatchObject({ uid: 0 });
  });

  it('may have a path of any length and any characters', async () => {
    const folder = join(newFolder(), `a, "b" 'c' $d ${'long '.repeat(20)}`);
    const postgres = await startEmbeddedPostgres({ folder, durable: false });
    alsoRemove(postgres.socketFolder);
    expect(postgres.socketFolder).toMatch(/^\/tmp\/tandem-[0-9a-f]{12}$/);
    expect(statSync(postgres.socketFolder).mode & 0o777).toBe(0o700);
    expect(await query(postgres, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
    const short = await startEmbeddedPostgres({ folder: join(newFolder(), 'a, "b"'), durable: false });
    expect(short.socketFolder).toMatch(/a, "b"/);
    expect(await query(short, 'select 1 as one')).toEqual([{ one: 1 }]);
    await short.stop();
  });

  it('holds a log that is cut when it has grown', async () => {
    const log = join(anyFolder, 'log');
    writeFileSync(log, '');
    truncateSync(log, 11 * 1024 * 1024);
    await (await startEmbeddedPostgres({ folder: anyFolder, durable: false })).stop();
    expect(readFileSync(log, 'utf8')).toMatch(/ready to accept connections/);
    expect(statSync(log).size).toBeLessThan(100_000);
  });

  it('is named when it cannot be used, with what to set instead', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    const folder = join(file, 'pg');
    expect(await refusalOf(startEmbeddedPostgres({ folder, durable: false }))).toMatch(
      /cannot use the folder .*\/file\/pg \(ENOTDIR.*DATA_DIR.*DATABASE_URL/,
    );
  });
});

describe('the embedded Postgres that cannot run', () => {
  it('quotes Postgres, which knows why', async () => {
    const start = startEmbeddedPostgres({ folder: anyFolder, durable: false, settings: { shared_buffers: 'lots' } });
    expect(await refusalOf(start)).toMatch(/invalid value for parameter "shared_buffers": "lots"[^]*DATABASE_URL/);
  });

  it.each([
    ['win32', 'x64', /not run on Windows.*DATABASE_URL/],
    ['linux', 's390x', /no embedded Postgres for linux-s390x.*DATABASE_URL/],
    ['freebsd', 'x64', /no embedded Postgres for freebsd-x64.*DATABASE_URL/],
  ])('names DATABASE_URL on %s %s', (platform, arch, message) => {
    expect(() => findBinaries({ platform, arch })).toThrow(message);
  });

  it('tells a system without glibc from a folder that is closed', () => {
    const binaries = newFolder();
    mkdirSync(join(binaries, 'bin'));
    // What a system without glibc's loader says to a program that needs it: no such file, although it is there.
    writeFileSync(join(binaries, 'bin', 'postgres'), '#!/lib/ld-nowhere.so\n', { mode: 0o755 });
    const home = openHome(newFolder());
    expect(() => makeRunnable(binaries, home)).toThrow(/no glibc.*DATABASE_URL/);
    expect(existsSync(join(home.folder, 'data'))).toBe(false);
  });
});
