/** What a day of the account will take, by the days before it: weekdays by weekdays and weekends by weekends. */
import { isBulk, laneNames } from './lane';
import { accountDay, type AccountDay } from './account-day';
import type { HourCalls } from './quota-ledger';
import type { HourlyCalls, QuotaStanding } from './quota-standing';

export interface Forecast {
  readonly expected: QuotaStanding['expected'];
  readonly othersBurst: number;
}

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
  const chosen = days.filter(
    (day) => isWeekend(day.startsAt) === isWeekend(today.startsAt) && wasHeardToItsEnd(day, hours),
  );
  // A weekend tells nothing of the Monday after it: until a weekday is known it goes by an even pace.
  if (chosen.length === 0) return { expected: null, othersBurst };
  const of = hours.filter(({ from }) => chosen.some(({ startsAt, endsAt }) => from >= startsAt && from < endsAt));
  return {
    expected: {
      others: asBusiest(
        mean(of, chosen.length, ({ others }) => others),
        totalsOf(of, chosen),
      ),
      live: mean(of, chosen.length, ({ lanes }) => urgent.reduce((sum, lane) => sum + lanes[lane], 0)),
    },
    othersBurst,
  };
}

function mean(hours: readonly HourCalls[], days: number, of: (hour: HourCalls) => number): HourlyCalls {
  const sums = Array.from({ length: 24 }, () => 0);
  for (const hour of hours) sums[hour.from.getUTCHours()] = (sums[hour.from.getUTCHours()] ?? 0) + of(hour);
  return sums.map((sum) => sum / days);
}

/** Others' calls of each of these days. */
const totalsOf = (hours: readonly HourCalls[], days: readonly AccountDay[]): readonly number[] =>
  days.map(({ startsAt, endsAt }) =>
    hours.filter(({ from }) => from >= startsAt && from < endsAt).reduce((sum, { others }) => sum + others, 0),
  );

/** Others come first: as many as on the busiest of the days, over the hours as usual. What they do not call comes free later. */
function asBusiest(usual: HourlyCalls, totals: readonly number[]): HourlyCalls {
  const sum = usual.reduce((total, calls) => total + calls, 0);
  return sum === 0 ? usual : usual.map((calls) => (calls * Math.max(...totals)) / sum);
}

/** Who calls hears what others do: of a day in whose last third we made no call, what others called is not known. */
const wasHeardToItsEnd = ({ startsAt, endsAt }: AccountDay, hours: readonly HourCalls[]): boolean =>
  hours.some(
    ({ from, lanes }) =>
      from.getTime() >= endsAt.getTime() - (endsAt.getTime() - startsAt.getTime()) / 3 &&
      from < endsAt &&
      laneNames.some((lane) => lanes[lane] > 0),
  );

/** By its noon, which is of the same date in UTC nearly everywhere. */
function isWeekend(startsAt: Date): boolean {
  const weekday = new Date(startsAt.getTime() + 12 * hourMs).getUTCDay();
  return weekday === 0 || weekday === 6;
}
