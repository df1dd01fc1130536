/** The days of an account: HubSpot counts them in the account's time zone. */
import { DAY_MS } from '../../common/clock';

const MINUTE_MS = 60_000;

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** How far local time is ahead of UTC at that moment. */
export function offsetAt(timeZone: string, at: number): number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const text = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

/** `+02:00`. */
export function offsetText(offset: number): string {
  const minutes = Math.abs(offset) / MINUTE_MS;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The local day that holds this moment: from its midnight to the next. Clocks that change in between are allowed for. */
export function dayAround(timeZone: string, at: number): { readonly start: number; readonly end: number } {
  const local = Math.floor((at + offsetAt(timeZone, at)) / DAY_MS) * DAY_MS;
  return { start: midnight(timeZone, local), end: midnight(timeZone, local + DAY_MS) };
}

/** The moment at which clocks there show `local`; the second look is for a change of clocks on the way. */
function midnight(timeZone: string, local: number): number {
  const near = local - offsetAt(timeZone, local);
  return local - offsetAt(timeZone, near);
}
