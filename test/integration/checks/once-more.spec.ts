/** What is looked at once more, because a person says so or the CRM takes something else now, may be very much at once. */
import { newLink, type Link } from '../../../src/core/link';
import { lanes } from '../../../src/core/lane';
import { markRefused } from '../../../src/store/described';
import { nextDue } from '../../../src/store/dirty-set';
import { storeLinks } from '../../../src/store/links';
import { askToMark, markSlice } from '../../../src/store/markings';
import { inTenant, type EntityManager } from '../../../src/store/transaction';
import { markWaiting } from '../../../src/store/waiting';
import { now } from '../../support/engine-parts';
import { TurnGround } from '../../support/turn-ground';

const customers = { connectionId: 'crm', object: 'customer' } as const;
const connection = { tenantId: 'one', id: 'crm' };

describe('what is looked at once more', () => {
  let ground: TurnGround;
  beforeAll(async () => {
    ground = await TurnGround.lay();
  });
  beforeEach(() => ground.clear());
  afterAll(() => ground.close());

  const asOne = <T>(work: (tx: EntityManager) => Promise<T>): Promise<T> =>
    inTenant(ground.engine.database, 'one', work);
  const waits = (link: Partial<Link>): Promise<void> =>
    asOne((tx) =>
      storeLinks(tx, 'one', customers, { links: ['w1', 'w2'].map((id) => ({ ...newLink(id), ...link })), now }),
    );

  it.each<readonly [string, Partial<Link>, (tx: EntityManager) => Promise<unknown>]>([
    [
      'a person says so',
      { state: 'parked', reason: { code: 'INVALID_EMAIL', message: 'no' } },
      (tx) => markWaiting(tx, 'one', { state: 'parked', choice: {} }, { after: null, limit: 10, now }),
    ],
    [
      'another gate for e-mail addresses stands',
      { state: 'held', reason: { code: 'email-unconfirmed', message: 'no' } },
      async (tx) => {
        const [held] = await askToMark(tx, connection, { kind: 'held-for-email', objects: ['customer'], now });
        return markSlice(tx, held!, { now, atOnce: 10 });
      },
    ],
    [
      'the CRM takes something else now',
      { state: 'parked', reason: { code: 'OPTION_UNKNOWN', message: 'no', properties: ['tier'] } },
      (tx) => markRefused(tx, connection, { object: 'customer', properties: ['tier'], now }),
    ],
  ])('goes behind what is changed meanwhile: %s', async (_, link, mark) => {
    await waits(link);
    await asOne(mark);
    await ground.put('live', 'customer', { changed: {} });
    const due = await asOne((tx) => nextDue(tx, 'one', customers, { rows: 10, now: new Date(now.getTime() + 1_000) }));
    expect(due.map(({ sourceId, lane }) => [sourceId, lane])).toEqual([
      ['changed', lanes.live],
      ['w1', lanes.retry],
      ['w2', lanes.retry],
    ]);
  });

  it('has children that waited for it go there too', async () => {
    await ground.put('live', 'order', {
      waits: { number: '1', status: 'paid', currency: 'EUR', totalMinor: 1, customerId: 'ada' },
    });
    await ground.turn(); // its parent is not there yet
    expect(await ground.database.query('select from dirty')).toEqual([]);
    await ground.put('live', 'customer', { ada: {} });
    await ground.database.query(`update dirty set lane = $1 where object = 'customer'`, [lanes.retry]);
    await ground.turn();
    expect(await ground.database.query(`select source_id, lane from dirty`)).toEqual([
      { source_id: 'waits', lane: lanes.retry },
    ]);
  });
});
