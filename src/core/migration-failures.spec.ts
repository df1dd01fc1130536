import { unforeseen } from './migration-failures';
import type { MigrationPlan } from './migration-plan';
import type { ParkedCount } from './migration';

const parked = (object: ParkedCount['object'], code: string, count: number): ParkedCount => ({
  object,
  code,
  message: '',
  count,
});
const plan = (refused: readonly ParkedCount[]): MigrationPlan =>
  ({ reasons: refused.map((one) => ({ ...one, end: 'refused', examples: [] })) }) as unknown as MigrationPlan;

describe('what a plan did not foresee', () => {
  it('is what is parked beyond what was parked before and what it said would be refused, by type and reason', () => {
    const found = unforeseen(
      { plan: plan([parked('customer', 'A', 5)]), parkedBefore: [parked('customer', 'A', 1), parked('order', 'B', 2)] },
      [parked('customer', 'A', 9), parked('order', 'A', 1), parked('order', 'B', 2), parked('company', 'C', 40)],
    );
    expect(found).toEqual({ count: 44, reasons: ['40 × C (company)', '3 × A (customer)', '1 × A (order)'] });
  });

  it('does not count records that the plan holds back, and is never less than nothing', () => {
    const held = { reasons: [{ ...parked('customer', 'A', 5), end: 'held' }] } as unknown as MigrationPlan;
    expect(unforeseen({ plan: held, parkedBefore: [] }, [parked('customer', 'A', 2)]).count).toBe(2);
    expect(unforeseen({ plan: plan([parked('customer', 'A', 5)]), parkedBefore: [] }, [])).toEqual({
      count: 0,
      reasons: [],
    });
  });
});
