import fc from 'fast-check';
import { laneNames } from './lane';
import {
  allowance,
  allowanceToday,
  bulkAllowance,
  expectedBetween,
  nextAllowance,
  urgentAllowance,
} from './quota-allowance';
import type { DayUse, QuotaStanding } from './quota-standing';

const midnight = Date.UTC(2026, 2, 10);
const at = (hour: number, minute = 0): Date => new Date(midnight + (hour * 60 + minute) * 60_000);
const perHour = (calls: number): readonly number[] => Array.from({ length: 24 }, () => calls);
const noLanes = { live: 0, inbound: 0, retry: 0, migration: 0, audit: 0 };

const dayOf = (over: Partial<DayUse>): DayUse => ({
  startsAt: at(0),
  endsAt: at(24),
  used: 0,
  ours: 0,
  others: 0,
  lanes: noLanes,
  heardAt: at(12),
  ...over,
});

/** 240,000 calls a day, of which 40,000 are the reserve: 200,000 for all. */
const standing = ({
  day,
  ...over
}: Omit<Partial<QuotaStanding>, 'day'> & { readonly day?: Partial<DayUse> } = {}): QuotaStanding => ({
  limits: { burst: null, day: { calls: 240_000, kind: 'midnight', timeZone: 'UTC' } },
  reserve: 40_000,
  day: dayOf(day ?? {}),
  expected: null,
  expectedElse: null,
  othersBurst: 0,
  ownCalls: null,
  calledAt: null,
  ...over,
});
const rolling = { burst: null, day: { calls: 15_000, kind: 'rolling', timeZone: null } } as const;
const profile = { usualShare: 1, others: perHour(1_000), live: perHour(100) };

describe('calls to expect', () => {
  it('of an hour that has begun are those of its rest', () => {
    expect(expectedBetween(perHour(60), at(12, 30), at(14))).toBe(90);
    expect(expectedBetween(perHour(60), at(12, 15), at(12, 45))).toBe(30);
    expect(expectedBetween(perHour(60), at(13), at(12))).toBe(0);
  });

  it('are those of each hour, over midnight as well', () => {
    const evening = Array.from({ length: 24 }, (_, hour) => (hour === 23 ? 10 : hour === 0 ? 100 : 0));
    expect(expectedBetween(evening, at(22), at(24, 30))).toBe(60);
  });
});

describe('the allowance of bulk lanes', () => {
  it('is without end where nothing limits a day', () => {
    const open = { ...standing({ limits: { burst: null, day: null } }), day: null };
    expect(laneNames.map((lane) => allowance(open, lane, at(12)))).toEqual(laneNames.map(() => Infinity));
    expect(nextAllowance(open, 'migration', 1_000_000, at(12))).toEqual(at(12));
  });

  it('follows an even pace over the day while nobody knows how a day goes', () => {
    expect(bulkAllowance(standing(), at(0))).toBe(0);
    expect(bulkAllowance(standing(), at(6))).toBe(50_000);
    expect(bulkAllowance(standing({ day: { used: 70_000 } }), at(12))).toBe(30_000);
    expect(bulkAllowance(standing({ day: { used: 120_000 } }), at(12))).toBe(0);
  });

  it('leaves the largest burst of others, however late it is', () => {
    expect(bulkAllowance(standing({ day: { used: 190_000 }, othersBurst: 4_000 }), at(23, 59))).toBe(6_000);
    expect(
      bulkAllowance(
        standing({ day: { used: 190_000, heardAt: at(24) }, expected: profile, othersBurst: 9_950 }),
        at(24),
      ),
    ).toBe(50);
  });

  it('leaves what others and live traffic are still expected to call', () => {
    const known = standing({ day: { used: 50_000, heardAt: at(12) }, expected: profile });
    expect(bulkAllowance(known, at(12))).toBe(150_000 - 12_000 - 1_200);
  });

  it('counts what others may have called since the CRM was heard', () => {
    const known = standing({ day: { used: 50_000, heardAt: at(11) }, expected: profile });
    expect(bulkAllowance(known, at(12))).toBe(150_000 - 13_000 - 1_200);
    const unheard = standing({ day: { used: 50_000, heardAt: null }, expected: profile });
    expect(bulkAllowance(unheard, at(12))).toBe(150_000 - 24_000 - 1_200);
    // While nobody knows how a day goes: as many as until then.
    const soFar = standing({ day: { used: 50_000, others: 24_000, heardAt: at(6) } });
    expect(bulkAllowance(soFar, at(12))).toBe(100_000 - 50_000 - 24_000);
  });

  it('is one call to hear by, where the CRM was long not heard and that one is safe', () => {
    const stale = (used: number, heardAt: Date): QuotaStanding =>
      standing({ day: { used, heardAt }, expected: profile, othersBurst: 500 });
    expect(bulkAllowance(stale(195_000, at(10)), at(12))).toBe(1);
    expect(bulkAllowance(stale(195_000, at(11, 50)), at(12))).toBe(0);
    expect(bulkAllowance(stale(199_000, at(10)), at(12))).toBe(0);
    const unpaced = standing({ day: { used: 100_000, others: 24_000, heardAt: at(6) } });
    expect(bulkAllowance(unpaced, at(12))).toBe(1);
  });

  it('of a rolling day is all that is left but the reserve and a burst', () => {
    const known = standing({ limits: rolling, reserve: 3_000, day: { used: 9_000 }, othersBurst: 500 });
    expect(bulkAllowance(known, at(12))).toBe(2_500);
  });

  it('stays within what a person lets us call, and leaves live its part of that', () => {
    const own = { ownCalls: 10_000, day: { ours: 3_000, used: 3_000 } };
    expect(bulkAllowance(standing(own), at(12))).toBe(2_000);
    expect(bulkAllowance(standing({ ...own, expected: profile }), at(12))).toBe(5_800);
    expect(bulkAllowance(standing({ ...own, limits: { burst: null, day: null } }), at(12))).toBe(2_000);
    expect(bulkAllowance(standing({ ...own, limits: rolling, reserve: 0 }), at(12))).toBe(7_000);
  });

  const calls = fc.integer({ min: 0, max: 300_000 });
  const hours = fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 24, maxLength: 24 });
  const anyStanding = fc.record({
    limit: fc.integer({ min: 1, max: 300_000 }),
    kind: fc.constantFrom('midnight' as const, 'rolling' as const),
    timeZone: fc.constantFrom('UTC', null),
    used: calls,
    ours: calls,
    others: calls,
    reserve: calls,
    othersBurst: calls,
    ownCalls: fc.option(calls),
    heardAt: fc.option(fc.integer({ min: 0, max: 1_440 }).map((minute) => at(0, minute))),
    calledAt: fc.option(fc.integer({ min: 0, max: 1_440 }).map((minute) => at(0, minute))),
    expected: fc.option(fc.record({ others: hours, usualShare: fc.constant(1), live: hours })),
    now: fc.integer({ min: 0, max: 1_440 }).map((minute) => at(0, minute)),
  });
  type Any = typeof anyStanding extends fc.Arbitrary<infer A> ? A : never;
  const standingOf = ({ limit, kind, timeZone, used, ours, others, heardAt, ...rest }: Any): QuotaStanding => ({
    ...rest,
    expectedElse: null,
    limits: { burst: null, day: { calls: limit, kind, timeZone: kind === 'rolling' ? null : timeZone } },
    day: dayOf({ used, ours, others, heardAt }),
  });

  it('never reaches into the reserve or the burst, whatever is known', () => {
    fc.assert(
      fc.property(anyStanding, (any) => {
        const given = bulkAllowance(standingOf(any), any.now);
        expect(Number.isInteger(given) && given >= 0).toBe(true);
        if (given > 0) expect(any.limit - any.used - given).toBeGreaterThanOrEqual(any.reserve + any.othersBurst);
        if (given > 0 && any.ownCalls !== null) expect(any.ours + given).toBeLessThanOrEqual(any.ownCalls);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is never more than that of more urgent lanes', () => {
    fc.assert(
      fc.property(anyStanding, (any) => {
        const [live = 0, inbound = 0, retry = 0] = laneNames.map((lane) => allowance(standingOf(any), lane, any.now));
        expect(live).toBeGreaterThanOrEqual(inbound);
        expect(inbound).toBe(retry);
      }),
    );
  });

  it('is asked for again within the hour, or when the day is over', () => {
    fc.assert(
      fc.property(anyStanding, fc.constantFrom(...laneNames), fc.integer({ min: 1, max: 500 }), (any, lane, some) => {
        const known = standingOf(any);
        const next = nextAllowance(known, lane, some, any.now).getTime() - any.now.getTime();
        const isEnough = allowance(known, lane, any.now) >= some;
        const untilOver = at(24).getTime() - any.now.getTime();
        if (isEnough) expect(next).toBe(0);
        else expect(next).toBeLessThanOrEqual(Math.max(60 * 60_000, untilOver));
        if (!isEnough && untilOver > 0) expect(next).toBeGreaterThan(0);
        if (allowanceToday(known, lane) >= some) expect(next).toBeLessThanOrEqual(60 * 60_000);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('the allowance of urgent lanes', () => {
  it('goes down to the last call for live, and leaves it some for inbound and retry', () => {
    const known = standing({ day: { used: 235_000 } });
    expect(urgentAllowance(known, 'live', at(12))).toBe(5_000);
    expect(urgentAllowance(known, 'inbound', at(12))).toBe(200);
    expect(urgentAllowance(known, 'retry', at(12))).toBe(200);
  });

  it('is one call every few minutes of live when a rolling day is used up, to hear whether it still is', () => {
    const spent = (heardAt: Date, calledAt: Date | null): QuotaStanding =>
      standing({ limits: rolling, day: { used: 15_000, heardAt }, calledAt });
    expect(urgentAllowance(spent(at(11), null), 'live', at(12))).toBe(1);
    expect(urgentAllowance(spent(at(11), at(11, 58)), 'live', at(12))).toBe(0);
    expect(urgentAllowance(spent(at(11, 58), null), 'live', at(12))).toBe(0);
    expect(urgentAllowance(spent(at(11), null), 'inbound', at(12))).toBe(0);
  });

  it('ends with what a person lets us call, whatever the account has', () => {
    expect(urgentAllowance(standing({ ownCalls: 1_000, day: { ours: 990, used: 990 } }), 'live', at(12))).toBe(10);
    expect(urgentAllowance(standing({ ownCalls: 1_000, day: { ours: 990, used: 990 } }), 'inbound', at(12))).toBe(0);
  });
});

describe('when to ask again', () => {
  it('is the moment an even pace has come to it', () => {
    const next = nextAllowance(standing({ day: { used: 100_000 } }), 'migration', 5_000, at(12));
    expect(next).toEqual(at(12, 36));
    expect(bulkAllowance(standing({ day: { used: 100_000 } }), next)).toBe(5_000);
  });

  it('is when the pace has come to what others call meanwhile, as they did until they were heard of last', () => {
    const known = standing({ day: { used: 99_500, others: 71_000, heardAt: at(11, 50) } }); // a hundred a minute
    expect(bulkAllowance(known, at(12))).toBe(0); // the pace has come to 100,000
    const next = nextAllowance(known, 'migration', 1_000, at(12));
    // 1,000 and the 500 that are missing now, at 138.9 a minute less a hundred
    expect(next.getTime()).toBeCloseTo(at(12).getTime() + (1_500 / (200_000 / 1_440 - 100)) * 60_000, -1);
    const then = bulkAllowance(known, next);
    expect([then, bulkAllowance(known, new Date(next.getTime() - 60_000))]).toEqual([1_000, 961]);
  });

  it('is within the hour when the pace takes longer', () => {
    expect(nextAllowance(standing({ day: { used: 150_000 } }), 'audit', 1, at(12))).toEqual(at(13));
  });

  it('is the end of a day that has no more for the lane', () => {
    expect(nextAllowance(standing({ day: { used: 200_000 } }), 'audit', 1, at(3))).toEqual(at(24));
    expect(nextAllowance(standing({ day: { used: 240_000 } }), 'live', 1, at(3))).toEqual(at(24));
    expect(nextAllowance(standing({ ownCalls: 10, day: { ours: 10 } }), 'live', 1, at(3))).toEqual(at(24));
  });

  it('is soon while others may call less than expected, and sooner towards the end of the day', () => {
    const known = standing({ day: { used: 190_000 }, expected: profile });
    expect(nextAllowance(known, 'migration', 50, at(12))).toEqual(at(12, 30));
    expect(nextAllowance(known, 'migration', 5_000, at(23))).toEqual(new Date(at(23).getTime() + 225_000));
  });

  it('is within minutes where calls come back all the time, and within the hour where no end is known', () => {
    const spent = standing({ limits: rolling, reserve: 3_000, day: { used: 15_000 } });
    expect(nextAllowance(spent, 'live', 1, at(12))).toEqual(at(12, 5));
    const unknown = { burst: null, day: { calls: 240_000, kind: 'midnight', timeZone: null } } as const;
    expect(nextAllowance(standing({ limits: unknown, day: { used: 240_000 } }), 'live', 1, at(12))).toEqual(at(13));
    expect(
      nextAllowance(standing({ limits: unknown, day: { used: 240_000, heardAt: at(23, 20) } }), 'live', 1, at(23, 30)),
    ).toEqual(at(24));
  });
});
