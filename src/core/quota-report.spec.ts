import { reportQuota, type HeldBack } from './quota-report';
import type { DayUse, QuotaStanding } from './quota-standing';

const midnight = Date.UTC(2026, 2, 10);
const at = (hour: number, minute = 0): Date => new Date(midnight + (hour * 60 + minute) * 60_000);
const perHour = (calls: number): readonly number[] => Array.from({ length: 24 }, () => calls);
const nothing: HeldBack = { throttledUntil: null, bulkAfter: null };

const standing = (day: Partial<DayUse>, over: Partial<QuotaStanding> = {}): QuotaStanding => ({
  limits: { burst: { calls: 100, windowMs: 10_000 }, day: { calls: 1_000, kind: 'midnight', timeZone: 'UTC' } },
  reserve: 200,
  day: {
    startsAt: at(0),
    endsAt: at(24),
    used: 0,
    ours: 0,
    others: 0,
    lanes: { live: 0, inbound: 0, retry: 0, migration: 0, audit: 0 },
    heardAt: at(12),
    ...day,
  },
  expected: { usualShare: 1, others: perHour(10), live: perHour(5) },
  expectedElse: null,
  othersBurst: 50,
  ownCalls: null,
  calledAt: null,
  ...over,
});

describe('the report of a quota', () => {
  it('tells what is left, and what others and live traffic are expected to call until the day ends, hour by hour', () => {
    const report = reportQuota(standing({ used: 300, ours: 200, others: 100 }), nothing, at(21, 30));
    expect(report).toMatchObject({
      state: 'open',
      until: null,
      day: { limit: 1_000, left: 700, used: 300, ours: 200, others: 100, resetsAt: at(24), kind: 'midnight' },
      reserve: 200,
      burst: { calls: 100, windowMs: 10_000 },
      othersBurst: 50,
      bulk: { nextAt: null },
    });
    expect(report.expected).toEqual({
      others: 25,
      live: 13,
      hours: [
        { from: at(21), others: 5, live: 3 },
        { from: at(22), others: 10, live: 5 },
        { from: at(23), others: 10, live: 5 },
      ],
    });
  });

  it('lets bulk lanes wait until more may come, and the others go on', () => {
    const report = reportQuota(standing({ used: 790 }), nothing, at(12));
    expect(report).toMatchObject({ state: 'bulk-waits', bulk: { calls: 0, nextAt: report.until } });
    expect(report.until!.getTime()).toBeGreaterThan(at(12).getTime());
  });

  it('lets all lanes wait until the day ends when it is used up', () => {
    const report = reportQuota(standing({ used: 1_003 }), nothing, at(12));
    expect(report).toMatchObject({ state: 'exhausted', until: at(24), day: { left: 0 }, bulk: { calls: 0 } });
  });

  it('tells of what holds a connection back beside its calls, as long as it does', () => {
    const free = standing({ used: 0 });
    const until = at(13);
    expect(reportQuota(free, { ...nothing, throttledUntil: until }, at(12))).toMatchObject({
      state: 'exhausted',
      until,
    });
    expect(reportQuota(free, { ...nothing, bulkAfter: until }, at(12))).toMatchObject({ state: 'bulk-waits', until });
    expect(reportQuota(free, { throttledUntil: until, bulkAfter: until }, at(13))).toMatchObject({ state: 'open' });
  });

  it('has no figures of a day where nothing limits one', () => {
    const report = reportQuota({ ...standing({}), limits: { burst: null, day: null }, day: null }, nothing, at(12));
    expect(report).toMatchObject({ state: 'open', day: null, burst: null, expected: null });
    expect(report.bulk).toEqual({ calls: null, nextAt: null });
  });

  it('counts by a ceiling of our own where the account has none or more', () => {
    const own = standing({ used: 90, ours: 90 }, { ownCalls: 100, limits: { burst: null, day: null }, reserve: 0 });
    expect(reportQuota(own, nothing, at(12)).day).toMatchObject({ limit: null, left: 10, kind: 'midnight' });
    expect(reportQuota(standing({ used: 950, ours: 10 }, { ownCalls: 100 }), nothing, at(12)).day?.left).toBe(50);
  });

  it('has no moment at which a rolling day begins anew', () => {
    const rolling = { burst: null, day: { calls: 1_000, kind: 'rolling', timeZone: null } } as const;
    const report = reportQuota(standing({ endsAt: at(36) }, { limits: rolling, expected: null }), nothing, at(12));
    expect(report.day).toMatchObject({ kind: 'rolling', resetsAt: null });
    expect(report.expected).toBeNull();
  });
});
