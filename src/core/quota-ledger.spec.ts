import { fullBucket } from './quota-bucket';
import { hear, hourOf, noCalls, openLedger, quotaDay, readLedger, type HourCalls, type Ledger } from './quota-ledger';
import { giveBack, laneAllowance, nextOfLane, reserve } from './quota-reserve';
import type { DayLimit, QuotaStanding } from './quota-standing';

const at = (hour: number, minute = 0, second = 0): Date => new Date(Date.UTC(2026, 2, 10, hour, minute, second));
const midnight: DayLimit = { calls: 10_000, kind: 'midnight', timeZone: 'UTC' };
const rolling: DayLimit = { calls: 10_000, kind: 'rolling', timeZone: null };
const hour = (from: Date, over: Partial<HourCalls> = {}): HourCalls => ({
  ...{ from, lanes: noCalls, others: 0, burst: 0 },
  ...over,
});
const terms = (day: DayLimit): Parameters<typeof readLedger>[2] => ({
  ...{
    limits: { burst: null, day },
    reserveShare: 0.2,
    ownCalls: null,
    expected: null,
    expectedElse: null,
    othersBurst: 0,
  },
});
const dayOf = (ledger: Ledger, hours: readonly HourCalls[], limit: DayLimit, now: Date): QuotaStanding['day'] =>
  readLedger(ledger, hours, terms(limit), now).day;
const opened = (over: Partial<Ledger> = {}): Ledger => ({ ...openLedger(null, at(0)), ...over });

describe('the hours of the book', () => {
  it('are those of the clock, and begin anew with a day of the account', () => {
    expect(hourOf(midnight, at(9, 30))).toEqual(at(9));
    const kathmandu = { ...midnight, timeZone: 'Asia/Kathmandu' }; // midnight at 18:15
    expect(hourOf(kathmandu, at(18, 10))).toEqual(at(18));
    expect(hourOf(kathmandu, at(18, 20))).toEqual(at(18, 15));
    expect(hourOf({ ...rolling }, at(18, 20))).toEqual(at(18));
  });

  it('of a day that rolls leave it bit by bit', () => {
    const hours = [hour(new Date(at(9).getTime() - 86_400_000), { lanes: { ...noCalls, live: 60 } })];
    expect(dayOf(opened(), hours, rolling, at(9))?.ours).toBe(60);
    expect(dayOf(opened(), hours, rolling, at(9, 45))?.ours).toBe(15);
    expect(dayOf(opened(), hours, rolling, at(10))?.ours).toBe(0);
    expect(quotaDay(rolling, at(9)).endsAt).toEqual(new Date(at(9).getTime() + 86_400_000));
  });
});

describe('what is used', () => {
  const ledger = opened({ reserved: 130, heard: { used: 1_000, at: at(9), mark: 100 } });

  it('is what the CRM has said, and all that was reserved since', () => {
    expect(dayOf(ledger, [], midnight, at(9, 1))?.used).toBe(1_030);
    expect(dayOf({ ...ledger, returned: 10 }, [], midnight, at(9, 1))?.used).toBe(1_020);
  });

  it('is ours of a day of which the CRM has said nothing', () => {
    const today = hour(at(24), { lanes: { ...noCalls, live: 7 } });
    expect(dayOf(ledger, [hour(at(23), { others: 900 }), today], midnight, at(24, 1))).toMatchObject({
      ...{ used: 7, ours: 7, others: 0, heardAt: null },
    });
  });

  it('of a day that rolls is what the hours say, once the CRM was not heard for one', () => {
    const hours = [hour(at(8), { others: 400, lanes: { ...noCalls, live: 30 } })];
    expect(dayOf(ledger, hours, rolling, at(9, 59))?.used).toBe(1_030);
    expect(dayOf(ledger, hours, rolling, at(10, 1))?.used).toBe(430);
  });
});

describe('an answer', () => {
  const heard = (before: Ledger, used: number, when: Date): Ledger =>
    hear(before, [], midnight, { said: { used, at: when, mark: 0 }, now: when }).ledger;

  it('is believed when it has more used, or comes later than any call may take', () => {
    const first = heard(opened(), 500, at(9));
    expect(heard(first, 499, at(9, 0, 1)).heard?.used).toBe(500);
    expect(heard(first, 501, at(8, 59)).heard?.used).toBe(501);
    expect(heard(first, 20, at(9, 3)).heard?.used).toBe(20);
  });

  it('of the day before is not', () => {
    const late = hear(opened(), [], midnight, { said: { used: 9_000, at: at(23, 59), mark: 0 }, now: at(24, 0, 1) });
    expect(late.ledger.heard).toBeNull();
  });

  it('says what others have called, which is spread over the time since the last one', () => {
    const first = hear(opened(), [], midnight, { said: { used: 100, at: at(9), mark: 0 }, now: at(9) });
    expect(first.changes.reduce((sum, { others }) => sum + others, 0)).toBe(100);
    const hours = first.changes.map((change) => hour(change.from, change));
    const said = { used: 400, at: at(11), mark: 0 };
    const { changes } = hear(first.ledger, hours, midnight, { said, now: at(11) });
    expect(changes.map(({ from, others }) => [from, others])).toEqual([
      [at(9), 150],
      [at(10), 150],
      [at(11), 0],
    ]);
  });

  it('tells of a burst by what came within five minutes, and of none by what was there at first', () => {
    const first = hear(opened(), [], midnight, { said: { used: 5_000, at: at(9), mark: 0 }, now: at(9) });
    expect(first.changes.map(({ burst }) => burst)).toEqual(first.changes.map(() => 0));
    let { ledger } = first;
    let hours = first.changes.map((change) => hour(change.from, change));
    for (const [minute, used] of [
      [2, 5_040],
      [4, 5_100],
      [7, 5_110],
    ] as const) {
      const next = hear(ledger, hours, midnight, { said: { used, at: at(9, minute), mark: 0 }, now: at(9, minute) });
      ledger = next.ledger;
      hours = [...hours, ...next.changes];
    }
    expect(Math.max(...hours.map(({ burst }) => burst))).toBe(100);
  });
});

describe('a reservation', () => {
  const standing = (ledger: Ledger): QuotaStanding => readLedger(ledger, [], terms(midnight), at(12));
  const take = (ledger: Ledger, lane: 'live' | 'migration', calls: number, now = at(12)): ReturnType<typeof reserve> =>
    reserve(ledger, standing(ledger), { wanted: [{ lane, calls, spare: 0 }], migrationCalls: null }, now);

  it('serves the most urgent lane first, and says what the others are short of', () => {
    const burst = { calls: 100, windowMs: 10_000 };
    const known = { ...standing(opened()), limits: { burst, day: midnight } };
    const wanted = (['migration', 'live'] as const).map((lane) => ({ lane, calls: 8, spare: 0 }));
    const { given } = reserve(
      opened({ bucket: fullBucket(burst, at(12)) }),
      known,
      { wanted, migrationCalls: null },
      at(12),
    );
    expect(given).toMatchObject([
      { lane: 'live', calls: 8, short: null },
      { lane: 'migration', calls: 0, short: { of: 'burst', isOfAll: false } },
    ]);
  });

  it('has a mark of what was surely counted by then', () => {
    const first = take(opened(), 'live', 5);
    expect(first.mark).toBe(0);
    const second = take(first.ledger, 'live', 5, at(12, 0, 0));
    expect(second.mark).toBe(0);
    const third = take(second.ledger, 'live', 5, at(12, 0, 1));
    expect(third.mark).toBe(10);
  });

  it('that is given back counts no more, where it was made since the CRM was heard', () => {
    const ledger = opened({ reserved: 100, heard: { used: 500, at: at(11), mark: 80 } });
    const unused = { lane: 'live', calls: 5, hour: at(11), reservedBefore: 90 } as const;
    expect(giveBack(ledger, unused).ledger.returned).toBe(5);
    expect(giveBack(ledger, { ...unused, reservedBefore: 70 }).ledger.returned).toBe(0);
    expect(giveBack(ledger, unused).change.lanes.live).toBe(-5);
  });

  it('of a migration ends with its part of the day', () => {
    const known = standing(opened());
    expect(laneAllowance(known, 'migration', 50, at(12))).toBe(50);
    expect(laneAllowance(known, 'audit', 50, at(12))).toBe(4_000);
    expect(nextOfLane(known, { lane: 'migration', calls: 51, migrationCalls: 50 }, at(12))).toEqual(at(24));
  });
});
