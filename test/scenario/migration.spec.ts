import { companyOf, customerOf, orderOf } from '../support/family';
import { MigrationOf } from '../support/migration';
import type { Said } from '../support/order-system';
import { Story } from '../support/story';

const two = (n: number): string => String(n).padStart(2, '0');
const names = (letter: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${letter}${two(n)}`);
const tooLong = 'x'.repeat(65_537);

describe('a migration', () => {
  let story: Story;
  let migration: MigrationOf;
  beforeAll(async () => {
    story = await Story.begin({ planFirst: true, polls: true });
    migration = new MigrationOf(story);
  });
  afterAll(() => story.end());

  const linked = async (): Promise<number> => {
    const [{ count } = { count: 0 }] = await story.database.query<{ count: number }>(
      'select count(*)::int as count from link',
    );
    return count;
  };
  const pilotOf = (ids: readonly string[]): { object: 'customer'; sourceId: string; branches: [] }[] =>
    ids.map((sourceId) => ({ object: 'customer', sourceId, branches: [] }));
  /** Customers that the connection has no link and no mark of, as a cancelled migration leaves them. */
  const putUnlinked = async (records: readonly (readonly [string, Said])[]): Promise<void> => {
    await story.database.query(`update connection set state = 'paused'`);
    await story.shop.putAll('customer', new Map(records));
    await story.database.query('delete from dirty');
    await story.database.query(`update connection set state = 'active'`);
  };
  const begin = (settings: object, ids: readonly string[], pilot: readonly string[]): Promise<void> =>
    migration.started(settings, { records: { company: 0, customer: ids.length, order: 0 }, pilot: pilotOf(pilot) });

  it('brings what was there before it, wave by wave, though it is paused, resumed and killed, and live changes overtake it', async () => {
    await story.shop.putAll('company', new Map(names('c', 4).map((id) => [id, companyOf(id)])));
    await story.shop.putAll('customer', new Map(names('p', 24).map((id, n) => [id, customerOf(id, `c0${n % 4}`)])));
    await story.shop.putAll('order', new Map(names('o', 10).map((id) => [id, orderOf(id, id.replace('o', 'p'))])));
    await story.letPass();
    expect(await linked()).toBe(0);

    await migration.started({ pilot: 2 }, { pilot: pilotOf(['p00', 'p01']) });
    // Their companies come along.
    expect((await migration.until('piloted')).progress.links).toMatchObject({ synced: 4 });

    await story.shop.change('customer', 'p18', { firstName: 'Overtakes' });
    await story.shop.put('order', 'urgent', orderOf('urgent', 'p19'));
    await story.quiet();
    expect(await story.shop.link('order', 'urgent')).toMatchObject({ state: 'synced' });
    // The two customers, their companies that were not there yet, and the order.
    expect(await linked()).toBe(9);

    await migration.ask('POST', '/start');
    await migration.ask('POST', '/pause', { reason: 'looking at it' });
    await story.quiet();
    const before = await linked();
    expect(before).toBeLessThan(39);
    await story.letPass();
    expect(await linked()).toBe(before);
    expect(await migration.read()).toMatchObject({ state: 'paused', reason: { message: 'looking at it' } });

    await migration.ask('POST', '/resume');
    await story.until('the ramp is under way', async () => (await linked()) > before);
    await story.door.kill();
    await story.startService();
    await story.advance(120_000); // the leases of the dead one are over
    expect((await migration.until('done')).progress.links).toMatchObject({ synced: 39, pending: 0 });
    await story.expectSettled();
  });

  it('pauses when more of a wave is refused than was foreseen, and goes on when a person has seen to it', async () => {
    const ids = names('f', 20);
    const isRefused = (id: string): boolean => id >= 'f05' && id <= 'f09';
    await putUnlinked(ids.map((id) => [id, { ...customerOf(id), ...(isRefused(id) && { firstName: tooLong }) }]));
    await begin({ pilot: 5, check: 'rule' }, ids, ids.slice(0, 5));
    const paused = await migration.until('paused');
    expect(paused).toMatchObject({ reason: { code: 'too-many-failures' }, progress: { wave: 1, released: 10 } });
    expect(paused.reason?.message).toContain('5 of 5 records of the wave were refused');

    for (const id of ids.filter(isRefused)) await story.shop.change('customer', id, { firstName: id });
    await migration.ask('POST', '/resume');
    await migration.until('done');
    await story.expectSettled();
  });

  it('releases nothing outside of its windows, and nothing more once it is cancelled', async () => {
    const ids = names('w', 12);
    await putUnlinked(ids.map((id) => [id, customerOf(id)]));
    const at = async (hours: number): Promise<string> =>
      new Date((await story.remote.now()).getTime() + hours * 3_600_000).toISOString().slice(11, 16);
    const windows = [{ timeZone: 'UTC', from: await at(2), to: await at(6) }];
    const before = await linked();
    await begin({ pilot: 3, windows }, ids, ids.slice(0, 3));
    await story.until(
      'it waits for its window',
      async () => (await migration.read()).reason?.code === 'outside-window',
    );
    expect(await linked()).toBe(before);

    await story.advance(2 * 3_600_000);
    await migration.until('piloted');
    expect(await linked()).toBe(before + 3);
    await migration.ask('POST', '/cancel');
    await story.letPass();
    expect(await linked()).toBe(before + 3);
    const csv = await migration.ask<string>('GET', '/report', undefined, 'text/csv');
    expect(csv.trim().split('\r\n').slice(0, 2)).toEqual([
      'type,id,state,code,field,message,owner,remedy',
      'customer,w03,waiting,,,,wait,"It was not released; plan another migration, or change the record in the order system."',
    ]);
  });
});
