import { InvalidArgumentError, Option } from 'commander';
import { reserveAtMost } from '../core/quota-settings';
import { shareUpTo } from './share-option';

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

export const parseReserve = shareUpTo(reserveAtMost, '30% or 0.3');

export function parseDailyCalls(text: string): number | null {
  if (text === 'none') return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be a whole number of calls, 1 or more, or none.');
}
