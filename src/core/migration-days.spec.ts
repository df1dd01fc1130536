import { planDays, type CallsToPlace } from './migration-days';
import { noCalls } from './quota-ledger';
import type { QuotaStanding } from './quota-standing';

const now = new Date('2026-11-26T00:00:00Z');
const even = (perHour: number): number[] => Array.from({ length: 24 }, () => perHour);
const tomorrow = new Date('2026-11-27T00:00:00Z');

const standing = (
  over: Partial<QuotaStanding> = {},
  day: Partial<NonNullable<QuotaStanding['day']>> = {},
): QuotaStanding => ({
  limits: { burst: { calls: 100, windowMs: 10_000 }, day: { calls: 1_000, kind: 'midnight', timeZone: 'UTC' } },
  reserve: 200,
  day: { startsAt: now, endsAt: tomorrow, used: 0, ours: 0, others: 0, lanes: noCalls, heardAt: now, ...day },
  expected: { others: even(25), usualShare: 1, live: even(0) },
  expectedElse: { others: even(25), usualShare: 1, live: even(0) },
  othersBurst: 0,
  ownCalls: null,
  calledAt: null,
  ...over,
});

const plan = (calls: number, over: Partial<CallsToPlace> = {}): ReturnType<typeof planDays> =>
  planDays({
    calls,
    uncertainty: 0,
    standing: standing(),
    settings: { windows: [], dailyShare: 1 },
    now,
    ...over,
  });

describe('the days of a migration', () => {
  it('take what is left each day by the reserve and by what others are expected to call', () => {
    const { days } = plan(500); // 1,000 − 200 in reserve − 600 of others: 200 a day
    expect(days.map(({ date, calls }) => [date, calls])).toEqual([
      ['2026-11-26', 200],
      ['2026-11-27', 200],
      ['2026-11-28', 100],
    ]);
    expect(days[0]).toMatchObject({ others: 600, left: 0 });
  });

  it('are a matter of seconds where nothing limits a day', () => {
    const free = standing({ limits: { burst: null, day: null }, day: null, expected: null });
    const { days, finish } = plan(1_000, { standing: free });
    expect(days).toHaveLength(1);
    expect(finish.expected).toBe('2026-11-26T00:01:40.000Z');
  });

  it('keep to what an account takes in a few seconds', () => {
    const limits = { burst: { calls: 10, windowMs: 10_000 }, day: null };
    const { finish } = plan(800, { standing: standing({ limits, day: null }) });
    expect(finish.expected).toBe('2026-11-26T00:16:40.000Z');
  });

  it('keep an even pace of the day as long as nobody knows what others call', () => {
    const { finish } = plan(400, { standing: standing({ expected: null, expectedElse: null }) });
    expect(finish.expected?.slice(0, 13)).toBe('2026-11-26T12');
  });

  it('are no more of a day than a person lets them', () => {
    const { days } = plan(300, { settings: { windows: [], dailyShare: 0.1 } });
    expect(days.map(({ calls }) => calls)).toEqual([100, 100, 100]);
  });

  it('lie in the windows', () => {
    const nights = { timeZone: 'UTC', from: '22:10', to: '06:00' };
    const { days, finish } = plan(150, {
      now: new Date('2026-11-26T08:00:00Z'),
      settings: { windows: [nights], dailyShare: 1 },
      standing: standing({ expected: { others: even(0), usualShare: 1, live: even(0) } }),
    });
    expect(days).toEqual([expect.objectContaining({ date: '2026-11-26', calls: 150 })]);
    expect(finish.expected?.slice(0, 16)).toBe('2026-11-26T22:10');
  });

  it('are those of the account', () => {
    const limits = { burst: null, day: { calls: 1_000, kind: 'midnight' as const, timeZone: 'America/New_York' } };
    const { days } = plan(900, { standing: standing({ limits }), now: new Date('2026-11-26T04:00:00Z') });
    expect(days.map(({ date, calls }) => [date, calls])).toEqual([
      ['2026-11-25', 775],
      ['2026-11-26', 125],
    ]);
  });

  it('of a rolling day follow what is given back', () => {
    const limits = { burst: null, day: { calls: 1_000, kind: 'rolling' as const, timeZone: null } };
    const { days } = plan(600, {
      standing: standing({ limits, expected: { others: even(0), usualShare: 1, live: even(0) } }, { used: 600 }),
    });
    expect(days.map(({ calls }) => calls)).toEqual([600]);
    const { finish } = plan(900, {
      standing: standing({ limits, expected: { others: even(0), usualShare: 1, live: even(0) } }),
    });
    expect(finish.expected?.slice(0, 10)).toBe('2026-11-27'); // 800 at once, the rest when they are given back
  });

  it('have a band: by what is not sure of the calls, and of others', () => {
    const { finish } = plan(1_000, { uncertainty: 0.1 });
    const [earliest, expected, latest] = [finish.earliest, finish.expected, finish.latest].map((at) =>
      Date.parse(at ?? ''),
    );
    expect(earliest).toBeLessThan(expected ?? 0);
    expect(latest).toBeGreaterThan(expected ?? 0);
  });

  it('are expected to end in the middle of what they may, where a call more or less takes a day more', () => {
    const finishOf = (calls: number, uncertainty: number): string | null =>
      plan(calls, { uncertainty }).finish.expected?.slice(0, 13) ?? null;
    expect(finishOf(400, 0)).toBe('2026-11-27T00'); // 200 a day, at its beginning
    expect(finishOf(401, 0)).toBe('2026-11-28T00');
    expect(finishOf(400, 0.01)).toBe('2026-11-27T12'); // four calls more or fewer
    expect(finishOf(401, 0.01)).toBe('2026-11-27T12');
    expect(finishOf(300, 0.01)).toBe('2026-11-27T00');
  });

  it('are of weekends by what others call at weekends, and of weekdays by weekdays', () => {
    const { days } = plan(1_400, {
      standing: standing({ expectedElse: { others: even(0), usualShare: 1, live: even(0) } }),
    }); // from a Thursday on
    expect(days.map(({ date, calls, others }) => [date, calls, others])).toEqual([
      ['2026-11-26', 200, 600],
      ['2026-11-27', 200, 600],
      ['2026-11-28', 800, 0],
      ['2026-11-29', 200, 0],
    ]);
  });

  it('keep an even pace at the first weekend when none is known', () => {
    const { finish } = plan(500, { standing: standing({ expectedElse: null }) });
    expect(finish.expected?.slice(0, 13)).toBe('2026-11-28T12');
  });

  it('are none when the account lets nothing through', () => {
    const { days, finish } = plan(10, { standing: standing({ reserve: 1_000 }) });
    expect(days).toEqual([]);
    expect(finish).toEqual({ expected: null, earliest: null, latest: null });
    expect(plan(10, { settings: { windows: [], dailyShare: 0 } }).finish.expected).toBeNull();
  });

  it('are none where there is nothing to call', () => {
    expect(plan(0)).toEqual({
      days: [],
      finish: { expected: now.toISOString(), earliest: now.toISOString(), latest: now.toISOString() },
    });
  });
});
