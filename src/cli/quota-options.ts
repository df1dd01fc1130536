import { InvalidArgumentError, Option } from 'commander';
import { reserveAtMost } from '../core/quota-settings';

export const reserveOption = (): Option =>
  new Option(
    '--reserve <share>',
    'the share of the account’s calls of a day that migrations and audits leave to other programs, like 30% (default: as it is, else 20%)',
  ).argParser(parseReserve);

export const dailyCallsOption = (): Option =>
  new Option(
    '--daily-calls <calls>',
    'all that Tandem may call in a day, or none for as many as the account has (default: as it is, else none)',
  ).argParser(parseDailyCalls);

/** `30%`, or `0.3`. */
export function parseReserve(text: string): number {
  const [, number = '', percent] = /^(\d{1,3}(?:\.\d{1,6})?)(%?)$/.exec(text) ?? [];
  const share = percent === '%' ? Number(number) / 100 : Number(number);
  if (number !== '' && share <= reserveAtMost) return share;
  throw new InvalidArgumentError(`must be a share from 0% to ${reserveAtMost * 100}%, like 30% or 0.3.`);
}

export function parseDailyCalls(text: string): number | null {
  if (text === 'none') return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be a whole number of calls, 1 or more, or none.');
}
