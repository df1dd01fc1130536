import { companyOf, customerOf, orderOf } from '../support/family';
import { MigrationOf } from '../support/migration';
import { Story } from '../support/story';

const two = (n: number): string => String(n).padStart(2, '0');

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

  it('brings what was there before it, wave by wave, once a person has approved, started and passed it', async () => {
    for (let n = 0; n < 4; n += 1) await story.shop.put('company', `c${n}`, companyOf(`c${n}`));
    for (let n = 0; n < 40; n += 1)
      await story.shop.put('customer', `p${two(n)}`, customerOf(`p${two(n)}`, `c${n % 4}`));
    for (let n = 0; n < 20; n += 1) await story.shop.put('order', `o${two(n)}`, orderOf(`o${two(n)}`, `p${two(n)}`));
    await story.letPass();
    expect(await linked()).toBe(0);

    const pilot = (
      [
        ['company', 'c0'],
        ['customer', 'p00'],
        ['order', 'o00'],
      ] as const
    ).map(([object, sourceId]) => ({ object, sourceId, branches: [] }));
    await migration.started({ pilot: 3 }, { pilot });
    const piloted = await migration.until('piloted');
    expect(piloted.progress.links['synced']).toBe(3);
    expect(await linked()).toBe(3);

    await migration.ask('POST', '/start');
    const done = await migration.until('done');
    expect(done.progress).toMatchObject({ released: 64, links: { synced: 64 } });
    await story.expectSettled();
  });
});
