/**
 * The customers that the demo brings over: made from a seed, which also says how good their data are. Some have no address that
 * may be written to, some are in the CRM already.
 */
import { SeededRandom } from '../../../sandbox/common/random';
import type { Held } from '../crms/crm';
import type { ShopRecord } from '../shop';

export interface Crowd {
  readonly customers: readonly ShopRecord[];
  /** What the CRM holds of them before. */
  readonly held: readonly Held[];
  /** Of those that nothing is the matter with: they must be in the CRM, once. */
  readonly sound: readonly ShopRecord[];
}

/** Shares of all, and within which a seed has them. */
const qualities = {
  /** The address is not confirmed yet. */
  unconfirmed: [0.02, 0.12],
  /** There is none. */
  blank: [0, 0.04],
  /** It is none. */
  malformed: [0, 0.03],
  /** The CRM has the person, and says something else of them. */
  known: [0.03, 0.25],
  /** The CRM has the person, as the shop has them. */
  same: [0, 0.1],
} as const;
const quality = Object.keys(qualities) as (keyof typeof qualities)[];

const opened = Date.parse('2026-01-05T08:00:00Z');
const five = (number: number): string => String(number).padStart(5, '0');
export const emailIn = (number: number): string => `person.${five(number)}@people.example.com`;

export function gatherCrowd(size: number, seed: number): Crowd {
  const random = new SeededRandom(seed);
  const within = ([least, most]: readonly [number, number]): number => least + (most - least) * random.next();
  const shares = quality.map((one): [keyof typeof qualities, number] => [one, within(qualities[one])]);
  const people = Array.from({ length: size }, (_, index) => personOf(index + 1, drawn(shares, random.next())));
  return {
    customers: people.map(({ customer }) => customer),
    held: people.flatMap(({ held }) => (held === null ? [] : [held])),
    sound: people.flatMap(({ customer, is }) => (is === 'new' || is === 'known' || is === 'same' ? [customer] : [])),
  };
}

function drawn<T>(shares: readonly (readonly [T, number])[], at: number): T | 'new' {
  let from = 0;
  for (const [one, share] of shares) {
    if (at >= from && at < from + share) return one;
    from += share;
  }
  return 'new';
}

interface Person {
  readonly customer: ShopRecord;
  readonly held: Held | null;
  readonly is: keyof typeof qualities | 'new';
}

function personOf(number: number, is: Person['is']): Person {
  const said = { firstName: 'Person', lastName: five(number), phone: `+49 30 6${five(number)}` };
  const email = is === 'blank' ? null : is === 'malformed' ? `person.${five(number)}@` : emailIn(number);
  const customer = {
    id: `p-${five(number)}`,
    email,
    emailConfirmed: is !== 'unconfirmed',
    ...said,
    updatedAt: new Date(opened + number * 60_000).toISOString(),
  };
  const isHeld = is === 'known' || is === 'same';
  return {
    customer,
    is,
    held: isHeld ? { email: emailIn(number), ...said, ...(is === 'known' && { phone: null }) } : null,
  };
}
