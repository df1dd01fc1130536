/** What a plan for one record comes to, in the words of a migration's plan, and what its children see of it. */
import type { LinkReason } from './link';
import type { PlannedEnd } from './migration-plan';
import type { Plan } from './plan';

export interface PlannedFate {
  readonly end: PlannedEnd;
  /** Why it does not flow; null: it does. */
  readonly reason: Pick<LinkReason, 'code' | 'message'> | null;
  /** `there`: it will be in the CRM. `waits`: it may be after a correction, and its children wait. `absent`: they go without it. */
  readonly asParent: 'there' | 'waits' | 'absent';
}

/** @param isOurs of a record that is adopted: it bears our key already */
export function fateOf(plan: Plan, isOurs: boolean): PlannedFate {
  switch (plan.kind) {
    case 'sync':
      if (plan.refusal !== null) return { end: 'refused', reason: plan.refusal, asParent: 'waits' };
      return { end: endOf(plan, isOurs), reason: null, asParent: 'there' };
    case 'fail':
      return { end: 'refused', reason: plan.failure, asParent: 'waits' };
    case 'rest':
      return restsAs(plan.state, plan.reason);
    case 'archive':
    case 'relink':
      return { end: 'same', reason: null, asParent: 'there' };
  }
}

function endOf({ write, remoteBase }: Extract<Plan, { kind: 'sync' }>, isOurs: boolean): PlannedEnd {
  if (write === null) return 'same';
  if (write.how === 'create' || (write.how === 'adopt' && !isOurs)) return write.how;
  const says = Object.entries(write.fields).some(([field, value]) => remoteBase[field] !== value);
  return says ? 'update' : 'same';
}

function restsAs(state: Extract<Plan, { kind: 'rest' }>['state'], reason: LinkReason): PlannedFate {
  switch (state) {
    case 'held':
    case 'conflict':
      return { end: 'held', reason, asParent: 'absent' };
    case 'skipped':
    case 'gone':
      return { end: 'skipped', reason, asParent: 'absent' };
    case 'pending':
      return { end: 'waits', reason: aboutParent(reason), asParent: 'waits' };
  }
}

/** Without the name of the parent, so that those with one reason are counted together. */
function aboutParent({ code, message }: LinkReason): Pick<LinkReason, 'code' | 'message'> {
  return { code, message: parentMessages[code] ?? message };
}

const parentMessages: Readonly<Record<string, string>> = {
  'parent-parked': 'waits for a parent that would be parked; correct that record first',
  'parent-pending': 'waits for a parent that waits itself; see to that record first',
  'parent-unknown': 'waits for a parent of which the order system has said nothing yet; send that record',
};
