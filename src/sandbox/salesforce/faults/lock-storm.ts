/** Many others write under the same parents at once: rows there cannot be locked, for some tries or for a time. */
import type { Faults } from '../../common/faults';
import type { Check } from '../org/check';
import { mastersOf, unableToLock } from '../org/row-locks';
import type { Transaction } from '../org/transaction';
import type { Fault } from './fault-effects';

/** All rows of one transaction are one try. Who writes through Salesforce's own pages is not disturbed. */
export function lockStorm(faults: Faults<Fault>): Check {
  const tries = new WeakMap<Transaction, Set<Fault>>();
  return (saving) => {
    const { via } = saving.transaction.actor;
    const known = tries.get(saving.transaction);
    if (via === undefined || (known === undefined && !faults.has('lock-storm'))) return [];
    const parents = mastersOf(saving);
    const caught = (fault: Fault): string | undefined =>
      fault.kind === 'lock-storm' ? parents.find((id) => fault.parents?.includes(id.slice(0, 15)) ?? true) : undefined;
    // Used up by the first row of its last try, it still holds for the others.
    const storm =
      [...(known ?? [])].find((fault) => caught(fault) !== undefined) ??
      faults.strike(via.method, via.path, (fault) => caught(fault) !== undefined);
    if (storm === undefined) return [];
    tries.set(saving.transaction, (known ?? new Set()).add(storm));
    return [unableToLock(caught(storm) ?? '')];
  };
}
