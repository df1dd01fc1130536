/** What `tandem migrate plan` takes: how a migration shall go. What is left out is left to the service. */
import { InvalidArgumentError, Option } from 'commander';
import { pilotAtMost, type MigrationWindow } from '../../core/migration';
import { isTimeZone } from '../../core/window';
import { shareUpTo } from '../share-option';

export interface PlanOptions {
  readonly pilot?: number;
  readonly check?: 'person' | 'rule';
  readonly failureLimit?: number;
  readonly dailyShare?: number;
  readonly window?: readonly MigrationWindow[];
  readonly thorough?: true;
}

export const planOptions = (): readonly Option[] => [
  new Option('--pilot <records>', 'how many records go first (default: 50)').argParser(parsePilot),
  new Option(
    '--check <who>',
    'who says that the pilot was good: a person, by "migrate start", or the rule of --failure-limit (default: person)',
  ).choices(['person', 'rule']),
  new Option(
    '--failure-limit <share>',
    'the share of a wave that may be refused before it pauses, like 2% (default: 2%)',
  ).argParser(parseShare),
  new Option(
    '--daily-share <share>',
    'the share of the account’s calls of a day that it may use at most, like 50% (default: 100%)',
  ).argParser(parseDailyShare),
  new Option(
    '--window <when>',
    'send records only then, like "Mo-Fr 22:00-06:00 Europe/Berlin" or "Sa,Su 00:00-24:00 UTC"; may be said again',
  ).argParser(addWindow),
  new Option('--thorough', 'ask the CRM about every record, and not about a sample'),
];

/** The body of the request. */
export const bodyOf = ({ window: windows, ...said }: PlanOptions): object => ({ ...said, ...(windows && { windows }) });

function parsePilot(text: string): number {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= pilotAtMost) return number;
  throw new InvalidArgumentError(`must be a whole number from 1 to ${pilotAtMost}.`);
}

export const parseShare = shareUpTo(1, '2% or 0.02');

function parseDailyShare(text: string): number {
  const share = parseShare(text);
  if (share > 0) return share;
  throw new InvalidArgumentError('must be more than 0%: with nothing it would never end.');
}

const addWindow = (text: string, before: readonly MigrationWindow[] | undefined): readonly MigrationWindow[] => [
  ...(before ?? []),
  parseWindow(text),
];

const dayNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const windowRule =
  'must be like "Mo-Fr 22:00-06:00 Europe/Berlin": days (left out: every day), times, and the name of a time zone.';

/** Days may be a list of names and spans; a span may go over Sunday. `24:00` is midnight. */
export function parseWindow(text: string): MigrationWindow {
  const words = text.trim().split(/\s+/);
  const [days, times = '', timeZone = ''] = words.length === 3 ? words : [undefined, ...words];
  const [, from, to] = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$/.exec(times) ?? [];
  if (from === undefined || to === undefined || words.length > 3) throw new InvalidArgumentError(windowRule);
  if (!isTimeZone(timeZone)) throw new InvalidArgumentError(`${windowRule} There is no time zone "${timeZone}".`);
  return { timeZone, ...(days !== undefined && { days: parseDays(days) }), from, to: to === '24:00' ? '00:00' : to };
}

function parseDays(text: string): readonly number[] {
  const days = text.split(',').flatMap((part) => {
    const [first = 0, last = first, ...more] = part.split('-').map(dayOf);
    if (first === 0 || last === 0 || more.length > 0) {
      throw new InvalidArgumentError(`${windowRule} Days are Mo, Tu, We, Th, Fr, Sa and Su.`);
    }
    const length = ((last - first + dayNames.length) % dayNames.length) + 1;
    return Array.from({ length }, (_, index) => ((first - 1 + index) % dayNames.length) + 1);
  });
  return [...new Set(days)].sort((a, b) => a - b);
}

/** 1 is Monday; 0: there is no such day. Two letters are enough. */
const dayOf = (name: string): number =>
  name.length < 2 ? 0 : dayNames.findIndex((day) => day.startsWith(name.toLowerCase())) + 1;
