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
/** Of what is needed, and what is wanted if there is room. */
const planOf = (
  needed: readonly Subject[],
  there: readonly Subscription[],
  { ifRoom = [], most = limit }: { readonly ifRoom?: readonly Subject[]; readonly most?: number } = {},
): SubscriptionPlan => planSubscriptions({ needed, ifRoom }, there, most);
const custom = (property: string): Subject => ({ event: 'contact.propertyChange', property });
const to = (id: string, subject: Subject | null, active = true): Subscription => ({ id, subject, active });

describe('a plan of subscriptions', () => {
  it('creates what is not there, and activates what tells nothing', () => {
    const there = [to('1', email, false), to('2', created)];
    expect(planOf([created, email, phone], there)).toEqual({
      create: [phone],
      activate: [there[0]],
      fine: 1,
      foreign: 0,
      withoutRoom: [],
      beyond: 0,
    });
  });

  it('takes one property for no other, and an event without one for neither', () => {
    const bare = { ...email, property: null };
    expect(planOf([email], [to('1', phone), to('2', bare)])).toMatchObject({
      create: [email],
      foreign: 2,
    });
  });

  it('leaves alone what nobody wants, whether it tells or not', () => {
    const there = [to('1', null), to('2', null, false), to('3', phone, false)];
    expect(planOf([], there)).toEqual({
      create: [],
      activate: [],
      fine: 0,
      foreign: 3,
      withoutRoom: [],
      beyond: 0,
    });
  });

  it.each([
    ['first', [to('1', email), to('2', email, false)]],
    ['last', [to('1', email, false), to('2', email)]],
  ])('is content with two to the same of which the %s tells', (_which, there) => {
    expect(planOf([email], there)).toMatchObject({ create: [], activate: [], fine: 1, foreign: 0 });
  });

  it('says by how many it goes beyond the limit, foreign ones counted', () => {
    const there = Array.from({ length: 999 }, (_, n) => to(String(n), null));
    expect(planOf([email], there).beyond).toBe(0);
    expect(planOf([email, phone], there).beyond).toBe(1);
    const full = [...there, to('999', email, false)];
    expect(planOf([email], full)).toMatchObject({ beyond: 0, activate: [full[999]] });
  });

  it('takes what is wanted if there is room in its order, after what is needed, and as much as there is room for', () => {
    const [tier, score, points] = [custom('tier'), custom('score'), custom('points')];
    const wanted = { ifRoom: [tier, score, points] };
    expect(planOf([email, phone], [to('1', null)], { ...wanted, most: 4 })).toMatchObject({
      create: [email, phone, tier],
      withoutRoom: [score, points],
      beyond: 0,
    });
    expect(planOf([email], [to('1', score, false), to('2', null)], { ...wanted, most: 2 })).toMatchObject({
      create: [email],
      activate: [to('1', score, false)],
      withoutRoom: [tier, points],
      foreign: 1,
      beyond: 1,
    });
    expect(planOf([], [to('1', null), to('2', null)], { ...wanted, most: 1 })).toMatchObject({
      create: [],
      withoutRoom: [tier, score, points],
      beyond: 0,
    });
  });

  it('takes what is both needed and wanted if there is room for needed', () => {
    expect(planOf([email], [], { ifRoom: [email, phone], most: 1 })).toMatchObject({
      create: [email],
      withoutRoom: [phone],
    });
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
  const wishes = fc.array(aSubject, { maxLength: 12 });

  it('once carried out, nothing is left to do', () => {
    fc.assert(
      fc.property(given, ([wanted, there]) => {
        const plan = planOf(wanted, there);
        const after = planOf(wanted, carryOut(there, plan));
        expect(after).toMatchObject({ create: [], activate: [], foreign: plan.foreign });
        expect(after.fine).toBe(new Set(wanted.map(nameOf)).size);
      }),
    );
  });

  it('everything that is wanted tells, and everything else is as it was', () => {
    fc.assert(
      fc.property(given, ([wanted, there]) => {
        const after = carryOut(there, planOf(wanted, there));
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
        const plan = planOf(wanted, there, { most });
        const count = carryOut(there, plan).length;
        expect(plan.beyond > 0).toBe(plan.create.length > 0 && count > most);
      }),
    );
  });

  it('what is wanted if there is room takes none from what is needed, and leaves none unused', () => {
    fc.assert(
      fc.property(given, wishes, fc.integer({ min: 0, max: 20 }), ([needed, there], ifRoom, most) => {
        const plan = planOf(needed, there, { ifRoom, most });
        const alone = planOf(needed, there, { most });
        expect(plan.beyond).toBe(alone.beyond);
        expect(plan.create.slice(0, alone.create.length)).toEqual(alone.create);
        const count = carryOut(there, plan).length;
        if (plan.create.length > alone.create.length) expect(count).toBeLessThanOrEqual(most);
        if (plan.withoutRoom.length > 0) expect(count).toBeGreaterThanOrEqual(most);
        const after = planOf(needed, carryOut(there, plan), { ifRoom, most });
        expect(after).toMatchObject({ create: [], activate: [], withoutRoom: plan.withoutRoom });
      }),
    );
  });
});
