import { newLink, type Link } from '../../../src/core/link';
import { migrationDefaults, newMigration } from '../../../src/core/migration';
import type { ObjectType } from '../../../src/core/record';
import { Markings } from '../../../src/jobs/markings';
import { carryOutMarkings } from '../../../src/operate/carry-out-markings';
import { createLogger } from '../../../src/platform/logger';
import { storeLinks } from '../../../src/store/links';
import { askToMark, claimMarking, markSlice, type Marking, type MarkingKind } from '../../../src/store/markings';
import { insertMigration } from '../../../src/store/migrations';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { Waker } from '../../../src/store/wake';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { until } from '../../support/until';

const now = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);
const connection = { tenantId: 'one', id: 'a' };

describe('all records of a type that are to be marked', () => {
  let database: TestDatabase;
  let app: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await database.open();
    await database.createTenant('one');
    await database.createTenant('two');
    await storeSampleConnection(app, 'one', 'a');
    await storeSampleConnection(app, 'one', 'b');
  });
  beforeEach(() => database.query('truncate dirty, link, record, marking, migration'));
  afterAll(() => database.drop());

  const insert = `insert into record (tenant_id, object, source_id, fields, field_at, updated_at, revision)
    select $1, o, n::text, '{}', '{}', now(), 1 from unnest($2::text[]) as o cross join generate_series(1, $3::integer) as n`;
  const put = (objects: readonly string[], count: number, tenantId = 'one'): Promise<unknown> =>
    database.query(insert, [tenantId, objects, count]);
  const store = (links: readonly Link[]): Promise<void> =>
    inTenant(app, 'one', (tx) => storeLinks(tx, 'one', { connectionId: 'a', object: 'customer' }, { links, now }));
  const link = (...sourceIds: readonly string[]): Promise<void> =>
    store(sourceIds.map((id) => ({ ...newLink(id), externalId: `90${id}` })));
  const hold = (reasons: Readonly<Record<string, string>>): Promise<void> =>
    store(
      Object.entries(reasons).map(([id, code]) => ({ ...newLink(id), state: 'held', reason: { code, message: 'no' } })),
    );
  const ask = (
    kind: MarkingKind,
    objects: readonly ObjectType[],
    reading: readonly ObjectType[] = [],
  ): Promise<readonly Marking[]> =>
    inTenant(app, 'one', (tx) => askToMark(tx, connection, { kind, objects, reading, now }));
  const carryOut = (markings: readonly Marking[], goesOn?: () => boolean): Promise<number> =>
    carryOutMarkings({ database: app, clock: { now: () => now } }, markings, { atOnce: 2, ...(goesOn && { goesOn }) });
  const mark = async (kind: MarkingKind, objects: readonly ObjectType[]): Promise<number> =>
    carryOut(await ask(kind, objects));
  interface Mark {
    readonly name: string;
    readonly revision: number;
    readonly reads: boolean;
  }
  const marks = (): Promise<readonly Mark[]> =>
    database.query<Mark>(
      `select object || '/' || source_id as name, revision::int, reads_remote as reads from dirty
        where tenant_id = 'one' and connection_id = 'a' order by object, source_id`,
    );
  const marked = async (): Promise<readonly string[]> => (await marks()).map(({ name }) => name);
  const left = (): Promise<readonly unknown[]> => database.query('select * from marking');
  const waitingForLock = (): Promise<void> => until(async () => (await database.waiting()) > 0);
  const kinds: readonly MarkingKind[] = ['unlinked', 'remapped'];

  it.each(kinds)('are, slice by slice, and those of nobody else (%s)', async (kind) => {
    await put(['company', 'customer', 'order'], 3);
    await put(['customer'], 4, 'two');
    expect(await mark(kind, ['company', 'customer', 'order'])).toBe(9);
    const all = ['company', 'customer', 'order'].flatMap((object) => ['1', '2', '3'].map((id) => `${object}/${id}`));
    expect(await marked()).toEqual(all);
    expect(await database.query(`select from dirty where tenant_id <> 'one' or connection_id <> 'a'`)).toEqual([]);
    expect(await left()).toEqual([]);
  });

  it('are those without a link, when a connection is made or said again', async () => {
    await put(['customer'], 3);
    await link('2');
    expect(await mark('unlinked', ['customer'])).toBe(2);
    expect(await marked()).toEqual(['customer/1', 'customer/3']);
  });

  it('are marked anew by another mapping, whatever is marked, and read where that asks for it', async () => {
    await put(['company', 'customer'], 2);
    await link('2');
    await mark('unlinked', ['customer']);
    expect(await carryOut(await ask('remapped', ['company', 'customer'], ['customer']))).toBe(4);
    expect(await marks()).toEqual([
      { name: 'company/1', revision: 1, reads: false },
      { name: 'company/2', revision: 1, reads: false },
      { name: 'customer/1', revision: 2, reads: true },
      { name: 'customer/2', revision: 1, reads: true },
    ]);
  });

  it('are those that the gate for e-mail addresses holds, when another may stand there', async () => {
    const invalid = 'email-invalid';
    await hold({ 1: invalid, 2: 'unknown-option', 3: 'email-unconfirmed', 4: 'email-refused', 5: invalid });
    await link('6');
    expect(await mark('held-for-email', ['company', 'customer'])).toBe(4);
    expect(await marked()).toEqual(['customer/1', 'customer/3', 'customer/4', 'customer/5']);
    expect(await left()).toEqual([]);
  });

  it('are looked at once more where somebody has them in hand, who may go by the gate that stood there before', async () => {
    await put(['customer'], 4);
    await mark('unlinked', ['customer']);
    // The first is settled by now, as the third was in an earlier turn.
    await database.query(`delete from dirty where source_id in ('1', '3')`);
    await database.query(
      `insert into stream (tenant_id, connection_id, object, shard, in_hand) values ('one', 'a', 'customer', 0, '{1,2}')
       on conflict (tenant_id, connection_id, object, shard) do update set in_hand = excluded.in_hand`,
    );
    await hold({ 5: 'email-invalid', 6: 'email-invalid', 7: 'email-invalid' });
    expect(await mark('held-for-email', ['customer'])).toBe(4);
    expect((await marks()).map(({ name, revision }) => [name, revision])).toEqual([
      ['customer/2', 2],
      ['customer/4', 1],
      ['customer/5', 1],
      ['customer/6', 1],
      ['customer/7', 1],
    ]);
  });

  it('are left to a migration by another mapping, but for those that were begun', async () => {
    await put(['customer'], 4);
    await link('2');
    await database.query(
      `insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at) values ('one', 'a', 'customer', '3', 0, $1)`,
      [now],
    );
    const name = { tenantId: 'one', connectionId: 'a', id: '6f0d2b68-1c29-4a40-9d3f-0a6f5e3f3c11' };
    await inTenant(app, 'one', (tx) => insertMigration(tx, newMigration(name, migrationDefaults, now), null));
    expect(await mark('remapped', ['customer'])).toBe(2);
    expect(await marked()).toEqual(['customer/2', 'customer/3']);
  });

  it.each(kinds)(
    'are marked too when a write that has not seen the connection stores one meanwhile (%s)',
    async (kind) => {
      let marking: Promise<number> | undefined;
      await inTenant(app, 'one', async (tx) => {
        await tx.query(insert, ['one', ['customer'], 3]);
        marking = mark(kind, ['customer']);
        await waitingForLock();
      });
      await marking;
      expect(await marked()).toEqual(['customer/1', 'customer/2', 'customer/3']);
    },
  );

  it.each(kinds)('keep no write waiting but of what is marked at that moment (%s)', async (kind) => {
    await put(['customer'], 6);
    let marking: Promise<number> | undefined;
    await inTenant(app, 'one', async (tx) => {
      // Somebody marks the fifth: its slice waits.
      const own = `insert into dirty (tenant_id, connection_id, object, source_id, lane, due_at) values ('one', 'a', 'customer', $1, 0, $2)`;
      await tx.query(own, ['5', now]);
      marking = mark(kind, ['customer']);
      await waitingForLock();
      expect(await marked()).toEqual(['customer/1', 'customer/2', 'customer/3', 'customer/4']);
      await inTenant(app, 'one', async (other) => {
        await other.query(`set local lock_timeout = '5s'`);
        await other.query(`update record set revision = 2 where source_id = '1'`);
        await other.query(`update dirty set revision = 2 where source_id = '4'`);
        await other.query(own, ['7', now]);
      });
    });
    await marking;
    expect(await marked()).toHaveLength(7);
  });

  describe('when whoever marks them dies', () => {
    let waker: Waker;
    beforeAll(async () => {
      waker = new Waker(database.app);
      await waker.start();
    });
    afterAll(() => waker.stop());
    /** After one slice. */
    const die = async (kind: MarkingKind): Promise<void> => {
      let slices = 0;
      await carryOut(await ask(kind, ['customer']), () => (slices += 1) < 2);
    };
    const takeOver = async (at: Date, enough: () => Promise<boolean>): Promise<void> => {
      const logger = createLogger('silent');
      const job = new Markings({ database: app, clock: { now: () => at }, logger, waker });
      job.start();
      await until(enough);
      await job.stop();
    };

    it.each(kinds)('are marked by another a minute later, from where it was, and none twice (%s)', async (kind) => {
      await put(['customer'], 7);
      await die(kind);
      expect(await marked()).toHaveLength(2);
      expect(await claimMarking(app, later(59))).toBeNull();
      await takeOver(later(60), async () => (await left()).length === 0);
      expect(await marks()).toEqual(
        ['1', '2', '3', '4', '5', '6', '7'].map((id) => ({ name: `customer/${id}`, revision: 1, reads: false })),
      );
    });

    it('are given to one process at a time, for a minute after each slice', async () => {
      await put(['customer'], 7);
      const [marking] = await ask('remapped', ['customer']);
      await inTenant(app, 'one', (tx) => markSlice(tx, marking!, { now: later(30), atOnce: 2 }));
      expect(await claimMarking(app, later(89))).toBeNull();
      expect(await claimMarking(app, later(90))).toEqual(marking);
      expect(await claimMarking(app, later(149))).toBeNull();
      expect(await claimMarking(app, later(150))).toEqual(marking);
    });

    it('are not taken from who still marks those of another type', async () => {
      await put(['company', 'customer'], 7);
      const [company, customer] = await ask('remapped', ['company', 'customer']);
      await inTenant(app, 'one', (tx) => markSlice(tx, company!, { now: later(30), atOnce: 2 }));
      expect(await claimMarking(app, later(89))).toBeNull();
      expect(await claimMarking(app, later(90))).toEqual(customer);
      expect(await claimMarking(app, later(149))).toBeNull();
    });

    it('are marked from the first when it is asked again, and read if any asked for that', async () => {
      await put(['customer'], 3);
      let slices = 0;
      await carryOut(await ask('remapped', ['customer'], ['customer']), () => (slices += 1) < 2);
      expect(await mark('remapped', ['customer'])).toBe(3);
      expect((await marks()).map(({ revision, reads }) => [revision, reads])).toEqual([
        [2, true],
        [2, true],
        [1, true],
      ]);
    });

    it('are marked all the same when it was only frozen, and none twice', async () => {
      await put(['customer'], 7);
      const asked = await ask('remapped', ['customer']);
      await Promise.all([carryOut(asked), carryOut(asked)]);
      expect((await marks()).map(({ revision }) => revision)).toEqual([1, 1, 1, 1, 1, 1, 1]);
    });
  });
});
