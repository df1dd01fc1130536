/** What a day of the account will take, by the days before it: weekdays by weekdays and weekends by weekends. */
import { isBulk, laneNames } from './lane';
import { accountDay, isWeekend, type AccountDay } from './account-day';
import { expectedBetween } from './quota-allowance';
import type { HourCalls } from './quota-ledger';
import type { ExpectedCalls, HourlyCalls, QuotaStanding } from './quota-standing';

export type Forecast = Pick<QuotaStanding, 'expected' | 'expectedElse' | 'othersBurst'>;

/** Days that are looked back at: two of each day of the week. */
export const forecastDays = 14;

const hourMs = 3_600_000;
const urgent = laneNames.filter((lane) => !isBulk(lane));

/**
 * For the day of `now`.
 * @param since when the book was opened: a day that it does not have whole says nothing
 */
export function forecast(
  hours: readonly HourCalls[],
  { since, timeZone, now }: { readonly since: Date; readonly timeZone: string | null; readonly now: Date },
): Forecast {
  const othersBurst = Math.max(0, ...hours.map(({ burst }) => burst));
  const today = accountDay(now, timeZone);
  const days: AccountDay[] = [];
  for (let end = today.startsAt; days.length < forecastDays;) {
    const day = accountDay(new Date(end.getTime() - hourMs), timeZone);
    if (day.startsAt < since) break;
    days.push(day);
    end = day.startsAt;
  }
  const isAlike = (day: AccountDay): boolean => isWeekend(day) === isWeekend(today);
  // A weekend tells nothing of the Monday after it: until a weekday is known it goes by an even pace.
  const expected = byDays(days.filter(isAlike), hours);
  const expectedElse = byDays(
    days.filter((day) => !isAlike(day)),
    hours,
  );
  return { expected, expectedElse, othersBurst };
}

function byDays(days: readonly AccountDay[], hours: readonly HourCalls[]): ExpectedCalls | null {
  const heard = days.flatMap((day) => heardOf(day, hours));
  if (heard.length === 0) return null;
  const others = perHour(hours, heard, (hour) => hour.others);
  const whole = heard.map(({ from, endsAt: to }) => ({ from, to }));
  const live = perHour(hours, whole, ({ lanes }) => sum(urgent.map((lane) => lanes[lane])));
  const busiest = Math.max(...heard.map((day) => totalOf(day, hours, others)));
  return { ...asBusiest(others, busiest), live };
}

interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** A day, and until when it was heard what others call. */
interface HeardDay extends Span {
  readonly endsAt: Date;
}

/** Calls in each hour of a day, by those spans. Of an hour that none of them has: as in the others on average. */
function perHour(hours: readonly HourCalls[], spans: readonly Span[], of: (hour: HourCalls) => number): HourlyCalls {
  const calls = byHourOfDay(spans.flatMap((span) => within(hours, span)).map((hour) => [hour.from, of(hour)]));
  const lasted = byHourOfDay(spans.flatMap(piecesOf));
  const usual = sum(calls) / Math.max(1, sum(lasted));
  return calls.map((count, n) => (lasted[n] ? count / lasted[n] : usual));
}

function byHourOfDay(counts: readonly (readonly [at: Date, count: number])[]): readonly number[] {
  const sums = Array.from({ length: 24 }, () => 0);
  for (const [at, count] of counts) sums[at.getUTCHours()] = (sums[at.getUTCHours()] ?? 0) + count;
  return sums;
}

/** Hour by hour, how much of it is in the span. */
function piecesOf({ from, to }: Span): readonly (readonly [at: Date, hours: number])[] {
  const pieces: [Date, number][] = [];
  for (let at = from.getTime(); at < to.getTime();) {
    const next = Math.min((Math.floor(at / hourMs) + 1) * hourMs, to.getTime());
    pieces.push([new Date(at), (next - at) / hourMs]);
    at = next;
  }
  return pieces;
}

/** Of others: what was heard of the day, and in what is left of it as usual. */
const totalOf = (day: HeardDay, hours: readonly HourCalls[], usual: HourlyCalls): number =>
  sum(within(hours, day).map(({ others }) => others)) + expectedBetween(usual, day.to, day.endsAt);

/** Others come first: as many as on the busiest of the days, over the hours as usual. What they do not call comes free later. */
function asBusiest(usual: HourlyCalls, busiest: number): { readonly others: HourlyCalls; readonly usualShare: number } {
  const total = sum(usual);
  if (total === 0 || busiest <= total) return { others: usual, usualShare: 1 };
  return { others: usual.map((calls) => (calls * busiest) / total), usualShare: total / busiest };
}

const within = (hours: readonly HourCalls[], { from: start, to }: Span): readonly HourCalls[] =>
  hours.filter(({ from }) => from >= start && from < to);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Who calls hears what others do. A day says nothing of which nothing was heard in its last third. */
function heardOf({ startsAt: from, endsAt }: AccountDay, hours: readonly HourCalls[]): readonly HeardDay[] {
  const called = within(hours, { from, to: endsAt }).filter(({ lanes }) => laneNames.some((lane) => lanes[lane] > 0));
  const last = Math.max(...called.map((hour) => hour.from.getTime()));
  if (last < endsAt.getTime() - (endsAt.getTime() - from.getTime()) / 3) return [];
  return [{ from, to: new Date(Math.min(last + hourMs, endsAt.getTime())), endsAt }];
}
