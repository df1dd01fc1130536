/** What a dry run says, beside what the engine then really does with the same records. */
import type { MigrationPlan } from '../../../src/core/migration-plan';
import { goodShop, openShop, type ShopTraits } from './shop';
import { Stage } from './stage';

const shops: readonly (readonly [string, ShopTraits])[] = [
  ['good', goodShop],
  ['known', { ...goodShop, known: 0.7, ambiguous: 0.2 }],
  ['careless', { ...goodShop, badEmail: 0.2, noEmail: 0.2, badStatus: 0.1, withoutCustomer: 0.2 }],
  ['doubled', { ...goodShop, doubled: 0.05, strangeCustomer: 0.15 }],
  ['large', { ...goodShop, companies: 20, customers: 900, orders: 500, badEmail: 0.05, known: 0.3 }],
];

const endsOf = ({ ends }: MigrationPlan): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(ends).flatMap(([object, counts]) =>
      Object.entries(counts).flatMap(([end, count]) => (count > 0 ? [[`${object} ${end}`, count]] : [])),
    ),
  );

describe('the plan of a migration into HubSpot', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start('hubspot');
  });
  afterAll(() => stage.close());

  it.each(shops)('says what becomes of a shop that is %s, and in how many calls', async (name, traits) => {
    const connection = await stage.open(name, openShop(name, traits));
    const plan = await stage.plan(connection, { thorough: true });
    const done = await stage.carryOut(connection, plan, 50);
    expect(endsOf(plan)).toEqual(done.ends);
    expect(Math.abs(plan.calls.total - done.calls) / done.calls).toBeLessThanOrEqual(0.05);
  });
});
