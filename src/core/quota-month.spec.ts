/**
 * Months of an account that others use as well, in bursts, by day or by night: a migration that always wants more, fed only by
 * what answers say. It never calls into the reserve, and uses what nobody else does.
 */
import { forecast, forecastDays } from './quota-forecast';
import { hear, noCalls, openLedger, quotaDay, readLedger, type HourCalls, type HourChange } from './quota-ledger';
import { reserve } from './quota-reserve';
import type { DayLimit } from './quota-standing';

const minuteMs = 60_000;
const stepMinutes = 6;
const dayMs = 1_440 * minuteMs;
const start = Date.UTC(2026, 2, 1);
const reserveShare = 0.2;

/** mulberry32: the same calls each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Neighbours = (minute: number, random: () => number) => number;

const hourOfDay = (minute: number): number => Math.floor(minute / 60) % 24;
const isNight = (minute: number): boolean => hourOfDay(minute) < 7 || hourOfDay(minute) >= 22;
const isWeekend = (minute: number): boolean => [0, 6].includes(Math.floor(minute / 1_440) % 7); // 1 March 2026 is a Sunday

/** A job of theirs begins now and then, and takes three minutes. */
function bursts(calls: number, everyMinutes: number): Neighbours {
  let left = 0;
  return (_minute, random) => {
    if (left === 0 && random() < 1 / everyMinutes) left = 3;
    if (left === 0) return 0;
    left -= 1;
    return Math.round(calls / 3);
  };
}

/** Each of a limit of 250,000; half of it at most. */
const patterns: Readonly<Record<string, () => Neighbours>> = {
  'by day': () => (minute) => (hourOfDay(minute) >= 8 && hourOfDay(minute) < 18 ? 200 : 5),
  'in bursts all day': () => bursts(1_500, 18),
  'on weekdays, in bursts': () => {
    const theirs = bursts(1_500, 10);
    return (minute, random) => (isWeekend(minute) || hourOfDay(minute) < 7 ? 0 : theirs(minute, random));
  },
  'each night at once': () => (minute) => (minute % 1_440 >= 120 && minute % 1_440 < 180 ? 1_000 : 10),
};

function patternOf(name: string): Neighbours {
  const begin = patterns[name];
  if (!begin) throw new Error(`nobody calls ${name}`);
  return begin();
}

interface Month {
  /** Calls of the migration after which less than the reserve was left. */
  readonly breaches: number;
  /** Of what others and live traffic have left beside the reserve. */
  readonly share: number;
  /** Calls of others and live that the account had no more room for. */
  readonly turnedAway: number;
}

/** A step is one decision, made before others' calls of its minutes, which come before ours: nobody knows of them yet. */
class Account {
  private ledger = openLedger(null, new Date(start));
  private readonly hours: HourCalls[] = [];
  private expected: ReturnType<typeof forecast> = { expected: null, expectedElse: null, othersBurst: 0 };
  private dayOf = 0;
  breaches = 0;
  bulk = 0;
  turnedAway = 0;
  /** By day, all calls of others and of live traffic. */
  readonly foreign = new Map<number, number>();
  private readonly made: number[] = [];
  private used = 0;

  constructor(private readonly limit: DayLimit) {}

  step(minute: number, { others, live }: { readonly others: number; readonly live: number }, wants: number): void {
    const now = new Date(start + minute * minuteMs);
    this.turnDay(now, minute);
    const limits = { burst: null, day: this.limit };
    const terms = { limits, reserveShare, ownCalls: null, ...this.expected };
    const standing = readLedger(this.ledger, this.present(now), terms, now);
    const wanted = [
      { lane: 'live', calls: live, spare: 0 },
      { lane: 'migration', calls: wants, spare: 0 },
    ] as const;
    const reserved = reserve(this.ledger, standing, { wanted, migrationCalls: null }, now);
    this.ledger = reserved.ledger;
    this.write(reserved.change);
    const [ours = 0, bulk = 0] = reserved.given.map(({ calls }) => calls);
    this.used += others + ours + bulk;
    this.made.push(others + ours + bulk);
    const left = this.limit.calls - this.used - Math.ceil(this.limit.calls * reserveShare);
    if (bulk > 0 && left < 0) this.breaches += Math.min(bulk, -left);
    this.turnedAway += Math.max(0, this.used - this.limit.calls);
    this.bulk += bulk;
    const day = Math.floor(minute / 1_440);
    this.foreign.set(day, (this.foreign.get(day) ?? 0) + others + ours);
    if (ours + bulk > 0) this.hear(reserved.mark, new Date(now.getTime() + minuteMs / 2));
  }

  private hear(mark: number, now: Date): void {
    const said = { used: this.used, at: now, mark };
    const heard = hear(this.ledger, this.present(now), this.limit, { said, now });
    this.ledger = heard.ledger;
    for (const change of heard.changes) this.write(change);
  }

  private turnDay(now: Date, minute: number): void {
    if (this.limit.kind === 'rolling') this.used -= this.made[(minute - 1_440) / stepMinutes] ?? 0;
    else if (minute % 1_440 === 0) this.used = 0;
    const day = Math.floor(minute / 1_440);
    if (day === this.dayOf) return;
    this.dayOf = day;
    const from = now.getTime() - (forecastDays + 1) * dayMs;
    const before = this.hours.filter((hour) => hour.from.getTime() >= from);
    this.expected = forecast(before, { since: new Date(start), timeZone: this.limit.timeZone, now });
  }

  private present(now: Date): readonly HourCalls[] {
    const from = quotaDay(this.limit, now).startsAt.getTime() - 60 * minuteMs;
    return this.hours.slice(-26).filter((hour) => hour.from.getTime() >= from);
  }

  private write({ from, lanes, others, burst }: HourChange): void {
    const index = this.hours.findLastIndex((hour) => hour.from.getTime() === from.getTime());
    const known = this.hours[index] ?? { from, lanes: noCalls, others: 0, burst: 0 };
    const sum = {
      ...known,
      lanes: {
        ...known.lanes,
        live: known.lanes.live + lanes.live,
        migration: known.lanes.migration + lanes.migration,
      },
      others: known.others + others,
      burst: Math.max(known.burst, burst),
    };
    if (index < 0) this.hours.push(sum);
    else this.hours[index] = sum;
  }
}

function runMonth(limit: DayLimit, theirs: Neighbours, { days, seed }: { days: number; seed: number }): Month {
  const account = new Account(limit);
  const random = seeded(seed);
  const scale = limit.calls / 250_000;
  // A day of others alone: an account is not new on the day that we come to it.
  const beginsAt = limit.kind === 'rolling' ? 1_440 : 0;
  for (let minute = 0; minute < beginsAt + days * 1_440; minute += stepMinutes) {
    let others = 0;
    for (let one = 0; one < stepMinutes; one += 1) others += theirs(minute + one, random) * scale;
    const live = Math.round(random() * (isNight(minute) ? 16 : 80) * scale) + 1;
    account.step(minute, { others: Math.round(others), live }, minute < beginsAt ? 0 : stepMinutes * 490);
  }
  const forAll = limit.calls * (1 - reserveShare);
  const surplus = [...account.foreign]
    .filter(([day]) => day * 1_440 >= beginsAt)
    .reduce((sum, [, calls]) => sum + Math.max(0, forAll - calls), 0);
  return { breaches: account.breaches, turnedAway: account.turnedAway, share: account.bulk / surplus };
}

describe('a month of an account', () => {
  const midnight: DayLimit = { calls: 250_000, kind: 'midnight', timeZone: 'UTC' };
  const rolling: DayLimit = { calls: 15_000, kind: 'rolling', timeZone: null };

  it.each(Object.keys(patterns))('of others that call %s: the reserve is left, and what is over is used', (name) => {
    const month = runMonth(midnight, patternOf(name), { days: 31, seed: 7 });
    expect([month.breaches, month.turnedAway]).toEqual([0, 0]);
    expect(month.share).toBeGreaterThanOrEqual(0.9);
  });

  // Others that begin to call on a Monday, unheard of, find what was left to them and no more: of a rolling day only that is known.
  const steady = Object.keys(patterns).filter((name) => name !== 'on weekdays, in bursts');
  it.each(steady)('whose day rolls, of others that call %s: the same', (name) => {
    const month = runMonth(rolling, patternOf(name), { days: 7, seed: 7 });
    expect([month.breaches, month.turnedAway]).toEqual([0, 0]);
    expect(month.share).toBeGreaterThanOrEqual(0.9);
  });
});
