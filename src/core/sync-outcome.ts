/** How a look at a record ended, in one word: for counting, where a link's state alone does not say what was done. */
import type { Conclusion } from './conclude';
import type { LinkState } from './link';
import type { Plan } from './plan';

/**
 * `pushed`: something was written to the CRM. `unchanged`: it said the same already, and no call was needed to write.
 * `waiting`: for a parent that is on its way. `failed`: it will be tried again by itself. `deferred`: the account takes no
 * calls, which says nothing of the record. `merged`: the CRM merged the record, and the look goes on with its survivor.
 * The others are the states that a link comes to rest in.
 */
export const syncOutcomes = [
  'pushed',
  'unchanged',
  'waiting',
  'failed',
  'deferred',
  'merged',
  'held',
  'parked',
  'asked',
  'offered',
  'gone',
  'skipped',
] as const;
export type SyncOutcome = (typeof syncOutcomes)[number];

export function syncOutcome(plan: Plan, { link, next, account, journal }: Conclusion): SyncOutcome {
  if (account) return 'deferred';
  if (link.state === 'synced') return plan.kind === 'sync' && writes(plan) ? 'pushed' : 'unchanged';
  // One that flows again, and whose look did not come to its end, is still called so.
  if (link.state === 'skipped' && plan.kind !== 'rest') return 'failed';
  if (link.state !== 'pending') return atRest[link.state];
  if (next.kind === 'rest') return 'waiting';
  return journal?.what === 'merged' ? 'merged' : 'failed';
}

const atRest = {
  held: 'held',
  parked: 'parked',
  conflict: 'asked',
  offered: 'offered',
  gone: 'gone',
  skipped: 'skipped',
} as const satisfies Record<Exclude<LinkState, 'pending' | 'synced'>, SyncOutcome>;

function writes({ write, lines, associate }: Extract<Plan, { kind: 'sync' }>): boolean {
  return write !== null || lines.upsert.length + lines.archive.length + Object.keys(associate).length > 0;
}
