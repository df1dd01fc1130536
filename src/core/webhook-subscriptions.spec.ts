import fc from 'fast-check';
import {
  nameOf,
  planSubscriptions,
  type Subject,
  type Subscription,
  type SubscriptionPlan,
} from './webhook-subscriptions';

const limit = 1_000;
const created: Subject = { event: 'contact.creation', property: null };
const email: Subject = { event: 'contact.propertyChange', property: 'email' };
const phone: Subject = { event: 'contact.propertyChange', property: 'phone' };
const to = (id: string, subject: Subject | null, active = true): Subscription => ({ id, subject, active });

describe('a plan of subscriptions', () => {
  it('creates what is not there, and activates what tells nothing', () => {
    const there = [to('1', email, false), to('2', created)];
    expect(planSubscriptions([created, email, phone], there, limit)).toEqual({
      create: [phone],
      activate: [there[0]],
      fine: 1,
      foreign: 0,
      beyond: 0,
    });
  });

  it('takes one property for no other, and an event without one for neither', () => {
    const bare = { ...email, property: null };
    expect(planSubscriptions([email], [to('1', phone), to('2', bare)], limit)).toMatchObject({
      create: [email],
      foreign: 2,
    });
  });

  it('leaves alone what nobody wants, whether it tells or not', () => {
    const there = [to('1', null), to('2', null, false), to('3', phone, false)];
    expect(planSubscriptions([], there, limit)).toEqual({ create: [], activate: [], fine: 0, foreign: 3, beyond: 0 });
  });

  it.each([
    ['first', [to('1', email), to('2', email, false)]],
    ['last', [to('1', email, false), to('2', email)]],
  ])('is content with two to the same of which the %s tells', (_which, there) => {
    expect(planSubscriptions([email], there, limit)).toMatchObject({ create: [], activate: [], fine: 1, foreign: 0 });
  });

  it('says by how many it goes beyond the limit, foreign ones counted', () => {
    const there = Array.from({ length: 999 }, (_, n) => to(String(n), null));
    expect(planSubscriptions([email], there, limit).beyond).toBe(0);
    expect(planSubscriptions([email, phone], there, limit).beyond).toBe(1);
    const full = [...there, to('999', email, false)];
    expect(planSubscriptions([email], full, limit)).toMatchObject({ beyond: 0, activate: [full[999]] });
  });
});

const aSubject: fc.Arbitrary<Subject> = fc.record({
  event: fc.constantFrom('contact.creation', 'contact.propertyChange', 'deal.propertyChange'),
  property: fc.constantFrom(null, 'email', 'amount'),
});
const someSubscriptions = fc
  .array(fc.record({ subject: fc.option(aSubject), active: fc.boolean() }), { maxLength: 12 })
  .map((list) => list.map((one, index): Subscription => ({ id: String(index), ...one })));

const carryOut = (there: readonly Subscription[], { create, activate }: SubscriptionPlan): readonly Subscription[] => [
  ...there.map((one) => (activate.includes(one) ? { ...one, active: true } : one)),
  ...create.map((subject, index) => to(`new ${index}`, subject)),
];

describe('the laws of a plan of subscriptions', () => {
  const given = fc.tuple(fc.array(aSubject, { maxLength: 12 }), someSubscriptions);

  it('once carried out, nothing is left to do', () => {
    fc.assert(
      fc.property(given, ([wanted, there]) => {
        const plan = planSubscriptions(wanted, there, limit);
        const after = planSubscriptions(wanted, carryOut(there, plan), limit);
        expect(after).toMatchObject({ create: [], activate: [], foreign: plan.foreign });
        expect(after.fine).toBe(new Set(wanted.map(nameOf)).size);
      }),
    );
  });

  it('everything that is wanted tells, and everything else is as it was', () => {
    fc.assert(
      fc.property(given, ([wanted, there]) => {
        const after = carryOut(there, planSubscriptions(wanted, there, limit));
        const names = new Set(wanted.map(nameOf));
        const telling = after.filter(({ active, subject }) => active && subject !== null);
        for (const name of names) expect(telling.map(({ subject }) => nameOf(subject!))).toContain(name);
        for (const one of there)
          if (one.subject === null || !names.has(nameOf(one.subject))) expect(after).toContain(one);
      }),
    );
  });

  it('what keeps to the limit is never beyond it, and what does not always is', () => {
    fc.assert(
      fc.property(given, fc.integer({ min: 0, max: 20 }), ([wanted, there], most) => {
        const plan = planSubscriptions(wanted, there, most);
        const count = carryOut(there, plan).length;
        expect(plan.beyond > 0).toBe(plan.create.length > 0 && count > most);
      }),
    );
  });
});
