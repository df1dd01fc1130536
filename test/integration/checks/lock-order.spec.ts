/**
 * Two transactions that lock the same marks in two orders wait for each other, until Postgres ends one of them after a second.
 * Shown one by one: somebody holds a mark, a settle waits for it, and what comes later in the order is still free.
 */
import { Client } from 'pg';
import { objectTypes } from '../../../src/core/record';
import { clientOptions } from '../../../src/store/data-source';
import { now } from '../../support/engine-parts';
import { TurnGround } from '../../support/turn-ground';
import { until } from '../../support/until';

describe('a settle', () => {
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

  /** One turn, whose settle comes to a mark that somebody holds. Answers how to let it go on, and waits for its end. */
  async function turnInto(sourceId: string): Promise<() => Promise<void>> {
    await other.query('begin');
    await other.query('select from dirty where source_id = $1 for update', [sourceId]);
    const served = ground.turn();
    await until(async () => {
      const waiting = await ground.database.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return waiting.length > 0;
    });
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

  it('goes by the names of object types, which is parents before children', () => {
    expect(objectTypes).toEqual(['company', 'customer', 'order']);
    expect(objectTypes.toSorted()).toEqual(objectTypes);
  });

  it('locks the marks of parents before its own', async () => {
    await putFamily({ child1: { companyId: 'parent' }, child2: { companyId: 'parent' } });
    const goOn = await turnInto('parent');
    expect(await freeMarks()).toEqual(['child1', 'child2', 'parent']);
    await goOn();
    expect(await ground.states()).toMatchObject([
      { source_id: 'child1', state: 'pending' },
      { source_id: 'child2', state: 'pending' },
    ]);
  });

  it('locks its own by their ids, wherever they stand', async () => {
    for (const name of ['c', 'b', 'a']) await ground.put('live', 'customer', { [name]: {} });
    const goOn = await turnInto('a');
    expect(await freeMarks()).toEqual(['a', 'b', 'c']);
    await goOn();
    expect(await freeMarks()).toEqual([]);
  });

  it('locks the connection after all marks', async () => {
    await ground.crm.addFault({
      path: '/crm/v3/objects/contacts/batch/upsert',
      kind: 'limit',
      policy: 'ten-secondly',
      times: 1,
    });
    await putFamily({ child: { companyId: 'parent' }, refused: {} });
    const goOn = await turnInto('parent');
    expect(await freeConnections()).toBe(1);
    await goOn();
    const [connection] = await ground.database.query<{ throttled_until: Date | null }>(
      'select throttled_until from connection',
    );
    expect(connection?.throttled_until).not.toBeNull();
  });
});
