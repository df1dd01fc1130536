import { forecast } from './quota-forecast';
import { noCalls, type HourCalls } from './quota-ledger';

/** Wednesday, 11 March 2026. */
const now = new Date('2026-03-11T09:00:00Z');
const since = new Date('2026-03-02T00:00:00Z');
const hour = (from: string, over: Partial<HourCalls>): HourCalls => ({
  ...{ from: new Date(from), lanes: noCalls, others: 0, burst: 0 },
  ...over,
});
/** Of each day something was heard, late. */
const heard = Array.from({ length: 14 }, (_, back) =>
  hour(new Date(Date.parse('2026-03-10T23:00:00Z') - back * 86_400_000).toISOString(), {
    lanes: { ...noCalls, audit: 1 },
  }),
);
const of = (hours: readonly HourCalls[], over: object = {}): ReturnType<typeof forecast> =>
  forecast([...hours, ...heard], { since, timeZone: 'UTC', now, ...over });

describe('what a day is expected to take', () => {
  it('is not known while no whole day like it is', () => {
    expect(of([], { since: new Date('2026-03-10T00:00:01Z') }).expected).toBeNull();
    expect(of([], { since: new Date('2026-03-10T00:00:00Z') }).expected).not.toBeNull();
    expect(
      of([], { since: new Date('2026-03-07T00:00:00Z'), now: new Date('2026-03-09T09:00:00Z') }).expected,
    ).toBeNull();
  });

  it('is not known by days of whose last third nothing was heard', () => {
    const unheard = { since, timeZone: 'UTC', now };
    const noon = { lanes: { ...noCalls, audit: 1 }, others: 500 };
    expect(forecast([hour('2026-03-10T15:00:00Z', noon)], unheard).expected).toBeNull();
    expect(forecast([hour('2026-03-10T16:00:00Z', noon)], unheard).expected?.others[16]).toBeCloseTo(500);
  });

  it('is of ours what urgent lanes call in each hour of days like it', () => {
    const lanes = { live: 5, inbound: 3, retry: 2, migration: 1_000, audit: 1_000 };
    const { expected } = of([
      hour('2026-03-09T14:00:00Z', { lanes }),
      hour('2026-03-10T14:00:00Z', { lanes }),
      hour('2026-03-08T14:00:00Z', { lanes }), // a Sunday
    ]);
    // Seven weekdays since the second.
    expect(expected?.live[14]).toBeCloseTo(20 / 7);
    expect(expected?.live[13]).toBe(0);
  });

  it('is of others as much as on the busiest of those days, in the hours in which they usually call', () => {
    const { expected } = of(
      [hour('2026-03-09T14:00:00Z', { others: 100 }), hour('2026-03-10T20:00:00Z', { others: 300 })],
      { since: new Date('2026-03-09T00:00:00Z') },
    );
    expect(expected?.others[14]).toBeCloseTo(75);
    expect(expected?.others[20]).toBeCloseTo(225);
  });

  it('says which share of that others usually call', () => {
    const on = (day: string, others: number): HourCalls => hour(`${day}T14:00:00Z`, { others });
    const two = { since: new Date('2026-03-09T00:00:00Z') };
    expect(of([on('2026-03-09', 100), on('2026-03-10', 300)], two).expected?.usualShare).toBeCloseTo(2 / 3);
    expect(of([on('2026-03-09', 200), on('2026-03-10', 200)], two).expected?.usualShare).toBe(1);
    expect(of([], two).expected?.usualShare).toBe(1);
  });

  it('is of hours that nothing was heard of what it is on other days, or on average', () => {
    const others = (day: string, hours: number): readonly HourCalls[] =>
      Array.from({ length: hours }, (_, n) =>
        hour(`${day}T${String(n).padStart(2, '0')}:00:00Z`, {
          others: 10,
          ...(n === hours - 1 && { lanes: { ...noCalls, audit: 1 } }),
        }),
      );
    const by = { timeZone: 'UTC', now, since: new Date('2026-03-09T00:00:00Z') };
    const cut = forecast([...others('2026-03-09', 18), ...others('2026-03-10', 19)], by);
    expect(cut.expected).toEqual({
      others: Array.from({ length: 24 }, () => 10),
      usualShare: 1,
      live: Array.from({ length: 24 }, () => 0),
    });
    const night = hour('2026-03-10T23:00:00Z', { others: 70, lanes: { ...noCalls, audit: 1 } });
    const whole = forecast([...others('2026-03-09', 18), ...others('2026-03-10', 23), night], by);
    expect(whole.expected?.others[23]).toBeCloseTo(70);
    expect(whole.expected?.others.reduce((sum, calls) => sum + calls, 0)).toBeCloseTo(300);
  });

  it('is told of weekends as well on a weekday, and of weekdays at a weekend', () => {
    const hours = [hour('2026-03-08T14:00:00Z', { others: 40 }), hour('2026-03-09T14:00:00Z', { others: 300 })];
    const total = (calls: readonly number[] | undefined): number =>
      Math.round((calls ?? []).reduce((a, b) => a + b, 0));
    const wednesday = of(hours);
    expect([total(wednesday.expected?.others), total(wednesday.expectedElse?.others)]).toEqual([300, 40]);
    const saturday = of(hours, { now: new Date('2026-03-14T09:00:00Z') });
    expect([total(saturday.expected?.others), total(saturday.expectedElse?.others)]).toEqual([40, 300]);
    expect(of(hours, { since: new Date('2026-03-09T00:00:00Z') }).expectedElse).toBeNull();
  });

  it('knows the largest burst of all days', () => {
    expect(
      of([hour('2026-03-07T14:00:00Z', { burst: 70 }), hour('2026-03-10T14:00:00Z', { burst: 50 })]).othersBurst,
    ).toBe(70);
  });
});
