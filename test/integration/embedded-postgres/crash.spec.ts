import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../../src/platform/embedded-postgres';
import { until } from '../../support/until';
import { isRoot, newFolder, OtherProcess, processesOn, query, removeFolders } from './support';

describe('the embedded Postgres after a crash', () => {
  // One database for all but the tests about making it: each start finds it as the last crash left it.
  const folder = newFolder();
  const options = { folder, durable: true };
  const lock = join(folder, 'data', 'postmaster.pid');
  const serverNow = (): number => Number(readFileSync(lock, 'utf8').split('\n')[0]);
  afterEach(() => expect(processesOn(folder)).toEqual([]));
  afterAll(removeFolders);

  it('has ended with its owner', async () => {
    const owner = await OtherProcess.load();
    await owner.start(options);
    owner.kill();
    await until(() => processesOn(folder).length === 0, { withinMs: 2_000 });
  });

  it('has every committed row when its owner is killed and it is started at once, ten times over', async () => {
    let owner = await OtherProcess.load();
    let postgres = await owner.start(options);
    await query(postgres, 'create table life (number int)');
    for (let number = 1; number <= 10; number++) {
      const next = await OtherProcess.load();
      await query(postgres, `insert into life values (${number})`);
      owner.kill();
      postgres = await next.start(options);
      owner = next;
      expect(postgres.reused).toBe(false);
      expect(await query(postgres, 'select count(*)::int as lives from life')).toEqual([{ lives: number }]);
    }
    await owner.stop();
  });

  it('is ended by the next start when its guard was killed together with its owner', async () => {
    const owner = await OtherProcess.load();
    const abandoned = await owner.start(options);
    await query(abandoned, 'create table guarded ()');
    const guards = processesOn(`-D ${folder}/data `).filter((pid) => pid !== serverNow());
    for (const pid of guards) process.kill(pid, 'SIGKILL');
    owner.kill();
    const postgres = await startEmbeddedPostgres(options);
    expect(postgres.reused).toBe(false);
    expect(await query(postgres, 'select * from guarded')).toEqual([]);
    await postgres.stop();
  });

  it('is started again by whoever comes first when the server itself was killed', async () => {
    const first = await startEmbeddedPostgres(options);
    await query(first, 'create table killed ()');
    process.kill(serverNow(), 'SIGKILL');
    const second = await startEmbeddedPostgres(options);
    expect(await query(second, 'select * from killed')).toEqual([]);
    await Promise.all([first.stop(), second.stop()]);
  });

  it('starts although its lock files name what is now somebody else, or nothing', async () => {
    await (await startEmbeddedPostgres(options)).stop();
    const { uid, gid } = statSync(join(folder, 'data'));
    // Postgres respects a number only if a process of its own user has it.
    const stranger = spawn('sleep', ['60'], isRoot ? { uid, gid } : {});
    for (const content of [`${String(stranger.pid)}\n${folder}/data\n`, '']) {
      for (const file of [lock, join(folder, 'socket', '.s.PGSQL.5432.lock')]) {
        writeFileSync(file, content, { mode: 0o600 });
        utimesSync(file, 0, 0);
        if (isRoot) chownSync(file, uid, gid);
      }
      const postgres = await startEmbeddedPostgres(options);
      expect(postgres.reused).toBe(false);
      await postgres.stop();
    }
    stranger.kill();
    await once(stranger, 'exit');
  });

  it('makes its database anew when the making was interrupted', async () => {
    const torn = join(folder, 'torn');
    mkdirSync(torn);
    const halves = (): readonly string[] => readdirSync(torn).filter((name) => name.startsWith('data'));
    const killed = await OtherProcess.load();
    void killed.start({ folder: torn, durable: false });
    await until(() => halves().length > 0 && readdirSync(join(torn, halves()[0]!)).length > 5);
    killed.kill();
    const postgres = await startEmbeddedPostgres({ folder: torn, durable: false });
    expect(await query(postgres, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
    // The killed process may have lived a moment into that start; the next one finds it dead.
    const again = await startEmbeddedPostgres({ folder: torn, durable: false });
    await again.stop();
    expect(halves()).toEqual(['data']);
  });

  it('replaces a data folder that is no database', async () => {
    const torn = join(folder, 'no-database');
    mkdirSync(join(torn, 'data', 'base'), { recursive: true });
    writeFileSync(join(torn, 'data', 'postgresql.conf'), 'half a li');
    const postgres = await startEmbeddedPostgres({ folder: torn, durable: false });
    expect(await query(postgres, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(torn).sort()).toEqual(['data', 'log', 'socket']);
    await postgres.stop();
  });
});
