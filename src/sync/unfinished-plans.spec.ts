import { UnfinishedPlans } from './unfinished-plans';

const at = (hour: number): Date => new Date(Date.UTC(2026, 2, 1, hour));
const wanted = { id: 'one', rules: 'v1', now: at(0) };

describe('what was answered to a plan that is not made yet', () => {
  it('is there when the plan is begun again, until it is made', () => {
    const plans = new UnfinishedPlans();
    plans.of(wanted).spent = 3;
    expect(plans.of({ ...wanted, now: at(5) })).toMatchObject({ spent: 3, begunAt: at(0) });
    plans.drop(wanted);
    expect(plans.of(wanted).spent).toBe(0);
  });

  it('is of one migration by one set of rules', () => {
    const plans = new UnfinishedPlans();
    plans.of(wanted).known.customer.set('email a@example.org', []);
    expect(plans.of({ ...wanted, rules: 'v2' }).known.customer.size).toBe(0);
    expect(plans.of({ ...wanted, id: 'other' }).known.customer.size).toBe(0);
    expect(plans.of(wanted).known.customer.size).toBe(1);
  });

  it('is forgotten after a day, whoever asks', () => {
    const plans = new UnfinishedPlans();
    plans.of(wanted).spent = 3;
    plans.of({ ...wanted, id: 'other', now: at(24) });
    expect(plans.of(wanted).spent).toBe(0);
  });
});
