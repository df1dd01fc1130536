import type { ArchivedRecord, ChangedRecord, Page } from '../../../src/connectors/connector';
import { keyOf, propertiesOf, valueOf, watched, type Bench, type Kind } from './bench';
import { benches } from './benches';

const minuteMs = 60_000;

describe.each(benches)('asking $title what was changed', (kind) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await kind.start();
    await bench.connector.provision(watched(bench), kind.objects.customer, [keyOf(kind)]);
    await bench.seed('customer', [{ name: 'Before' }]);
    await bench.advance(minuteMs);
  });
  afterEach(() => bench.close());

  const changed = (
    object: Kind,
    since: Date,
    after: string | null = null,
    skipsOwn = false,
  ): Promise<Page<ChangedRecord>> =>
    bench.connector.changedSince(watched(bench), { object: kind.objects[object], since, after, skipsOwn });
  /** All pages, with something done between two of them. */
  const sweep = async (
    object: Kind,
    since: Date,
    between: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<readonly ChangedRecord[]> => {
    const found: ChangedRecord[] = [];
    for (let after: string | null = null; ; await between()) {
      const page: Page<ChangedRecord> = await changed(object, since, after);
      found.push(...page.records);
      after = page.next;
      if (after === null) return found;
    }
  };
  const archived = async (object: Kind, since: Date): Promise<readonly ArchivedRecord[]> => {
    const found: ArchivedRecord[] = [];
    for (let after: string | null = null; ;) {
      const query = { object: kind.objects[object], since, after };
      const page: Page<ArchivedRecord> = await bench.connector.archivedPage(watched(bench), query);
      found.push(...page.records);
      after = page.next;
      if (after === null) return found;
    }
  };
  const idsOf = (records: readonly { readonly id: string }[]): readonly string[] => records.map(({ id }) => id);
  const seed = (object: Kind, count: number): Promise<readonly string[]> =>
    bench.seed(
      object,
      Array.from({ length: count }, (_, n) => ({ name: `N${n}` })),
    );

  it.each<Kind>(['company', 'customer', 'order'])(
    'finds each %s of the window with its date, and no other',
    async (object) => {
      await seed(object, 2);
      await bench.advance(minuteMs);
      const since = bench.now();
      const ids = await seed(object, 2);
      await bench.advance(minuteMs);
      const { records, next } = await changed(object, since);
      expect([...idsOf(records)].sort()).toEqual([...ids].sort());
      expect(next).toBeNull();
      for (const { modifiedAt, formerIds } of records) {
        expect(Math.abs(modifiedAt!.getTime() - since.getTime())).toBeLessThan(1_000);
        expect(formerIds).toEqual([]);
      }
    },
  );

  it('finds what anybody has changed, under a time that no later edit of the same second has', async () => {
    const [ana, bob] = await seed('customer', 2);
    await bench.advance(minuteMs);
    const since = bench.now();
    await bench.edit('customer', ana!, { city: 'Rome' });
    await bench.connector.update(watched(bench), kind.objects.customer, [
      { id: bob!, properties: propertiesOf(kind, 'customer', { city: 'Oslo' }) },
    ]);
    await bench.advance(minuteMs);
    expect([...idsOf((await changed('customer', since)).records)].sort()).toEqual([ana, bob].sort());
    const skipping = idsOf((await changed('customer', since, null, true)).records);
    expect(skipping).toContain(ana);
  });

  it('does not leave out what somebody changed after us', async () => {
    const since = bench.now();
    const rows = [{ key: 'c1', properties: propertiesOf(kind, 'customer', { name: 'Ana' }) }];
    const [made] = await bench.connector.upsert(watched(bench), kind.objects.customer, rows);
    await bench.advance(minuteMs);
    await bench.edit('customer', valueOf(made).id, { city: 'Rome' });
    await bench.advance(minuteMs);
    expect(idsOf((await changed('customer', since, null, true)).records)).toEqual([valueOf(made).id]);
  });

  it('costs one call when nothing was changed', async () => {
    const context = watched(bench);
    const query = { object: kind.objects.order, since: bench.now(), after: null };
    await bench.connector.changedSince(context, query);
    context.callouts.length = 0;
    expect(await bench.connector.changedSince(context, query)).toEqual({ records: [], next: null });
    expect(context.callouts).toMatchObject([{ rows: 0, failure: null }]);
  });

  it('finds many records of one moment, each once', async () => {
    const since = bench.now();
    const seeded = await seed('customer', 2 * kind.rowsPerPage + 50);
    await bench.advance(minuteMs);
    const found = idsOf(await sweep('customer', since));
    expect(found).toHaveLength(seeded.length);
    expect(new Set(found)).toEqual(new Set(seeded));
  });

  it('loses none between two pages while others edit, delete and make records', async () => {
    const since = bench.now();
    const seeded = await seed('company', 2 * kind.rowsPerPage + 50);
    await bench.advance(minuteMs);
    let turns = 0;
    const found = new Set(
      idsOf(
        await sweep('company', since, async () => {
          turns += 1;
          await bench.remove('company', seeded[turns]!);
          await bench.remove('company', seeded.at(-turns)!);
          for (const id of [seeded[10 + turns]!, seeded.at(-10 - turns)!])
            await bench.edit('company', id, { city: 'X' });
          await seed('company', 1);
          await bench.advance(1_000);
        }),
      ),
    );
    expect(turns).toBeGreaterThanOrEqual(2);
    const gone = new Set(Array.from({ length: turns }, (_, n) => seeded.at(-n - 1)));
    expect(seeded.filter((id) => !found.has(id) && !gone.has(id))).toEqual([]);
  });

  it('finds a record that was deleted or merged by the changes or in the recycle bin', async () => {
    const [ana, bob, cyd] = await seed('customer', 3);
    await bench.advance(minuteMs);
    const since = bench.now();
    await bench.remove('customer', ana!);
    const survivor = await bench.merge('customer', bob!, cyd!);
    await bench.advance(minuteMs);
    const changes = await sweep('customer', since);
    const ofSurvivor = changes.find(({ id }) => id === survivor);
    const told = new Set([...idsOf(changes), ...(ofSurvivor?.formerIds ?? [])]);
    expect(told).toContain(survivor);
    expect(told).toContain(cyd);
    if (kind.tellsOfDeleted) expect(told).toContain(ana);
    expect(idsOf(await archived('customer', since))).toContain(ana);
  });

  it.each<Kind>(['company', 'customer', 'order'])(
    'finds each %s that was deleted, and when, and no other',
    async (object) => {
      const [kept, gone, back] = await seed(object, 3);
      await bench.advance(minuteMs);
      const since = bench.now();
      await bench.remove(object, gone!);
      await bench.remove(object, back!);
      await bench.restore(object, back!);
      const at = bench.now().getTime();
      await bench.advance(5 * minuteMs);
      const found = await archived(object, since);
      expect(idsOf(found)).toEqual([gone]);
      expect(idsOf(found)).not.toContain(kept);
      expect(Math.abs(found[0]!.archivedAt!.getTime() - at)).toBeLessThan(1_000);
    },
  );

  it('finds all that were deleted, page by page', async () => {
    const since = bench.now();
    const seeded = await seed('customer', 250);
    await bench.connector.archive(watched(bench), kind.objects.customer, seeded);
    await bench.advance(5 * minuteMs);
    const found = idsOf(await archived('customer', since));
    expect(found).toHaveLength(250);
    expect(new Set(found)).toEqual(new Set(seeded));
  });

  it('asks of a bin that is empty in one call', async () => {
    const context = watched(bench);
    const query = { object: kind.objects.order, since: new Date(bench.now().getTime() - minuteMs), after: null };
    expect(await bench.connector.archivedPage(context, query)).toEqual({ records: [], next: null });
    expect(context.callouts).toHaveLength(1);
  });
});
