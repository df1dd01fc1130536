/**
 * What the CRM has answered to plans that ran out of calls, or of which it refused one: begun again, a plan asks only what it has not
 * asked. In this process alone: another one asks anew, as it does after a restart.
 */
import { eachType, type ObjectType, type RemoteRecord } from '../core/record';

/** Records that were found, by property and value. */
export type KnownRecords = Map<string, readonly RemoteRecord[]>;

/** Of those that were sampled; so a few thousand records at most. */
export interface UnfinishedPlan {
  readonly known: Readonly<Record<ObjectType, KnownRecords>>;
  /** Calls that were made for it. */
  spent: number;
  readonly begunAt: Date;
}

interface Wanted {
  readonly id: string;
  readonly rules: string;
  readonly now: Date;
}

/** What a CRM has answered is good for so long; what a person has cancelled is forgotten by then. */
const keptMs = 86_400_000;

export class UnfinishedPlans {
  private readonly plans = new Map<string, UnfinishedPlan>();

  /** Of a migration, as long as its connection has the same rules. */
  of(wanted: Wanted): UnfinishedPlan {
    for (const [key, { begunAt }] of this.plans)
      if (wanted.now.getTime() - begunAt.getTime() >= keptMs) this.plans.delete(key);
    const known = this.plans.get(keyOf(wanted));
    if (known) return known;
    const begun = { known: eachType((): KnownRecords => new Map()), spent: 0, begunAt: wanted.now };
    this.plans.set(keyOf(wanted), begun);
    return begun;
  }

  /** It is made. */
  drop(wanted: Wanted): void {
    this.plans.delete(keyOf(wanted));
  }
}

const keyOf = ({ id, rules }: Wanted): string => `${id} ${rules}`;
