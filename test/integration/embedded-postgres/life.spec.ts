import { statSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../../src/platform/embedded-postgres';
import { until } from '../../support/until';
import { newFolder, OtherProcess, processesOn, query, removeFolders } from './support';

describe('the embedded Postgres', () => {
  // One database for all but the test about making it: each start finds it as the last one left it.
  const folder = join(newFolder(), 'pg');
  const options = { folder, durable: false };
  afterEach(() => expect(processesOn(folder)).toEqual([]));
  afterAll(removeFolders);

  it('keeps its data from one start to the next', async () => {
    const first = await startEmbeddedPostgres({ folder, durable: true });
    await query(first, 'create table note as select 1 as page');
    await first.stop();
    const second = await startEmbeddedPostgres({ folder, durable: true });
    expect(await query(second, 'select page from note')).toEqual([{ page: 1 }]);
    expect([first.reused, second.reused]).toEqual([false, false]);
    await second.stop();
  });

  it('is reached by a socket that is closed to other users, and by nothing else', async () => {
    const postgres = await startEmbeddedPostgres(options);
    expect(await query(postgres, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
    expect(statSync(postgres.socketFolder).mode & 0o777).toBe(0o700);
    await postgres.stop();
  });

  it('speaks UTF-8 in the C locale, with checksums, and risks data only where asked to', async () => {
    const settings = `select string_agg(name || '=' || setting, ' ' order by name) as said from pg_settings
      where name in ('server_encoding', 'lc_messages', 'data_checksums', 'fsync', 'full_page_writes', 'max_connections')`;
    const durable = await startEmbeddedPostgres({ folder, durable: true });
    expect(await query(durable, settings)).toEqual([
      { said: 'data_checksums=on fsync=on full_page_writes=on lc_messages=C max_connections=100 server_encoding=UTF8' },
    ]);
    await durable.stop();
    const forTests = await startEmbeddedPostgres({ ...options, settings: { max_connections: '20' } });
    expect(await query(forTests, settings)).toEqual([
      {
        said: 'data_checksums=on fsync=off full_page_writes=off lc_messages=C max_connections=20 server_encoding=UTF8',
      },
    ]);
    await forTests.stop();
  });

  it('leaves no process behind when stopped, with a statement at work and however often', async () => {
    const postgres = await startEmbeddedPostgres(options);
    const cut = query(postgres, 'select pg_sleep(60)').catch((error: unknown) => String(error));
    const atWork = `select 1 from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active'`;
    await until(async () => (await query(postgres, atWork)).length === 1);
    await Promise.all([postgres.stop(), postgres.stop()]);
    expect(processesOn(folder)).toEqual([]);
    expect(await cut).toMatch(/terminat/);
    await postgres.stop();
  });

  it('is joined by a second process, which does not stop it', async () => {
    const owner = await OtherProcess.load();
    const owned = await owner.start(options);
    const joined = await startEmbeddedPostgres(options);
    expect(joined).toMatchObject({ reused: true, socketFolder: owned.socketFolder });
    await joined.stop();
    expect(await query(owned, 'select 1 as one')).toEqual([{ one: 1 }]);
    await owner.stop();
  });

  it('is started anew by a process that comes while the owner stops it', async () => {
    const first = await startEmbeddedPostgres(options);
    const stopped = first.stop();
    const second = await startEmbeddedPostgres(options);
    await stopped;
    expect(second.reused).toBe(false);
    expect(await query(second, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.stop();
  });

  it('is made once and owned by one when several start at the same moment', async () => {
    const other = await OtherProcess.load();
    const together = { folder: join(folder, 'new'), durable: false };
    const [a, b, c] = await Promise.all([
      startEmbeddedPostgres(together),
      startEmbeddedPostgres(together),
      other.start(together),
    ]);
    expect([a, b, c].filter(({ reused }) => !reused)).toHaveLength(1);
    await Promise.all([a.stop(), b.stop(), other.stop()]);
  });

  it('outlives Ctrl-C until the application stops it', async () => {
    const owner = await OtherProcess.load();
    const postgres = await owner.start(options);
    await owner.pressCtrlC();
    expect(await query(postgres, 'select 1 as one')).toEqual([{ one: 1 }]);
    await owner.stop();
  });
});
