/**
 * Two transactions that lock the same marks in two orders wait for each other, until Postgres ends one of them after a second.
 * Shown one by one: somebody holds a mark, a settle waits for it, and what comes later in the order is still free.
 */
import { Client } from 'pg';
import type { News } from '../../../src/core/news';
import { objectTypes } from '../../../src/core/record';
import { acceptDelivered } from '../../../src/intake/change-answers';
import { sayDestination } from '../../../src/operate/destination';
import { appendChanges, takeSeqs } from '../../../src/store/changes';
import { clientOptions } from '../../../src/store/data-source';
import { countCrash } from '../../../src/store/dirty-set';
import { inTenant, type EntityManager } from '../../../src/store/transaction';
import { now } from '../../support/engine-parts';
import { TurnGround } from '../../support/turn-ground';
import { until } from '../../support/until';

const customers = { connectionId: 'crm', object: 'customer' } as const;

describe('marks are locked in one order', () => {
  let ground: TurnGround;
  let other: Client;
  beforeAll(async () => {
    ground = await TurnGround.lay();
    other = new Client(clientOptions(ground.database.owner));
    await other.connect();
  });
  beforeEach(() => ground.clear());
  afterEach(async () => {
    await other.query('rollback');
    await ground.crm.clearFaults();
  });
  afterAll(async () => {
    await other.end();
    await ground.close();
  });

  /** Work that comes to a mark which somebody holds. Answers how to let it go on, and waits for its end. */
  async function meets(sourceId: string, work: () => Promise<unknown>): Promise<() => Promise<void>> {
    await other.query('begin');
    await other.query('select from dirty where source_id = $1 for update', [sourceId]);
    const served = work();
    await until(async () => (await ground.database.waiting()) > 0);
    return async () => {
      await other.query('rollback');
      await served;
    };
  }
  const freeMarks = async (): Promise<readonly string[]> => {
    const { rows } = await other.query<{ id: string }>(
      'select source_id as id from dirty order by source_id for update skip locked',
    );
    return rows.map(({ id }) => id);
  };
  const freeConnections = async (): Promise<number> =>
    (await other.query('select from connection for no key update skip locked')).rows.length;

  /** Customers, of which some wait for a company that a wave is to bring later. */
  async function putFamily(customers: Readonly<Record<string, object>>): Promise<void> {
    await ground.put('migration', 'company', { parent: { name: 'Parent' } });
    const later = new Date(now.getTime() + 3_600_000);
    await ground.database.query(`update dirty set due_at = $1 where object = 'company'`, [later]);
    await ground.put('live', 'customer', customers);
  }

  /** In another order than that of their ids. */
  const putCustomers = async (): Promise<void> => {
    for (const name of ['c', 'b', 'a']) await ground.put('live', 'customer', { [name]: {} });
  };
  /** Reads marks where they stand: through an index they would come in its order by chance. */
  const inTransaction =
    <T>(work: (tx: EntityManager) => Promise<T>): (() => Promise<T>) =>
    () =>
      inTenant(ground.engine.database, 'one', async (tx) => {
        await tx.query('set local enable_indexscan = off');
        await tx.query('set local enable_bitmapscan = off');
        return work(tx);
      });

  it('which is that of the names of object types, parents before children', () => {
    expect(objectTypes).toEqual(['company', 'customer', 'order']);
    expect(objectTypes.toSorted()).toEqual(objectTypes);
  });

  it('by what is accepted with its delivery: after the records, whatever order the changes have', async () => {
    await putCustomers();
    const { engine } = ground;
    const said = (to: string): News => ({ kind: 'changed', fields: { firstName: { from: null, to } } });
    await inTenant(engine.database, 'one', async (tx) => {
      const first = await takeSeqs(tx, 'one', 2);
      const changes = ['b', 'a'].map((sourceId, index) => ({
        seq: first + index,
        sourceId,
        externalId: null,
        news: said(sourceId),
      }));
      await appendChanges(tx, 'one', customers, { changes, now });
    });
    await sayDestination(engine, 'one', { acceptance: 'on-delivery' });
    await other.query('begin');
    await other.query(`select from record where source_id = 'a' for update`);
    const accepted = acceptDelivered(engine, 'one', { upTo: 2 });
    await until(async () => (await ground.database.waiting()) > 0);
    expect(await freeMarks()).toEqual(['a', 'b', 'c']);
    await other.query('rollback');
    await accepted;
    const open = await ground.database.query('select seq from change where closed_at is null');
    expect(open).toEqual([]);
  });

  it('by a settle: those of parents before its own', async () => {
    await putFamily({ child1: { companyId: 'parent' }, child2: { companyId: 'parent' } });
    const goOn = await meets('parent', () => ground.turn());
    expect(await freeMarks()).toEqual(['child1', 'child2', 'parent']);
    await goOn();
    expect(await ground.states()).toMatchObject([
      { source_id: 'child1', state: 'pending' },
      { source_id: 'child2', state: 'pending' },
    ]);
  });

  it('by a settle: its own by their ids, wherever they stand', async () => {
    await putCustomers();
    const goOn = await meets('a', () => ground.turn());
    expect(await freeMarks()).toEqual(['a', 'b', 'c']);
    await goOn();
    expect(await freeMarks()).toEqual([]);
  });

  it('by a settle: the connection after all of them', async () => {
    await ground.crm.addFault({
      path: '/crm/v3/objects/contacts/batch/upsert',
      kind: 'limit',
      policy: 'ten-secondly',
      times: 1,
    });
    await putFamily({ child: { companyId: 'parent' }, refused: {} });
    const goOn = await meets('parent', () => ground.turn());
    expect(await freeConnections()).toBe(1);
    await goOn();
    const [connection] = await ground.database.query<{ throttled_until: Date | null }>(
      'select throttled_until from connection',
    );
    expect(connection?.throttled_until).not.toBeNull();
  });

  it('by whoever takes over a stream and counts a crash', async () => {
    await putCustomers();
    const goOn = await meets(
      'a',
      inTransaction((tx) => countCrash(tx, 'one', customers, ['a', 'b', 'c'])),
    );
    expect(await freeMarks()).toEqual(['a', 'b', 'c']);
    await goOn();
  });
});
