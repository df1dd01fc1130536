/**
 * What has gone wrong in a migration that its plan did not foresee: records that are parked now and were not when it began, but
 * for as many of each reason as the plan has said would be refused.
 */
import type { Migration, ParkedCount } from './migration';

export interface Unforeseen {
  readonly count: number;
  /** The most frequent first: `41 × INVALID_EMAIL (customer)`. */
  readonly reasons: readonly string[];
}

const shownReasons = 3;

export function unforeseen(
  { plan, parkedBefore }: Pick<Migration, 'plan' | 'parkedBefore'>,
  parked: readonly ParkedCount[],
): Unforeseen {
  const allowed = new Map<string, number>();
  const allow = ({ object, code, count }: Pick<ParkedCount, 'object' | 'code' | 'count'>): void => {
    const name = `${object}/${code}`;
    allowed.set(name, (allowed.get(name) ?? 0) + count);
  };
  parkedBefore.forEach(allow);
  plan?.reasons.filter(({ end }) => end === 'refused').forEach(allow);
  const over = parked
    .map((one) => ({ ...one, count: one.count - (allowed.get(`${one.object}/${one.code}`) ?? 0) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return {
    count: over.reduce((sum, { count }) => sum + count, 0),
    reasons: over.slice(0, shownReasons).map(({ object, code, count }) => `${count} × ${code} (${object})`),
  };
}
