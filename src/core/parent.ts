/** How a parent looks to its child: may the child go now, must it wait, or does it go alone? */
import type { Link, LinkReason } from './link';
import type { ParentView } from './look';
import type { ObjectType } from './record';

/**
 * A parent that only a person can let go (held, in conflict, gone, skipped) does not keep its children back: they go without it
 * and the association follows. Neither does one that the order system has deleted: no wave of a migration brings it. One that is on
 * its way, or is parked and may be on its way after a correction, does.
 * @param link undefined when the parent was never looked at
 * @param its.isKnown whether the order system has said anything about the parent
 * @param its.isDeleted whether it has deleted the parent, or erased it
 * @param its.flows false: nothing of its type does, so nobody waits for it
 */
export function viewParent(
  parent: { readonly object: ObjectType; readonly sourceId: string },
  link: Link | undefined,
  its: { readonly isKnown: boolean; readonly isDeleted?: boolean; readonly flows?: boolean },
): ParentView {
  if (link?.externalId && link.state !== 'gone') return { kind: 'ready', externalId: link.externalId };
  const survivor = survivorOf(link);
  if (survivor !== undefined) return { kind: 'ready', externalId: survivor };
  if (its.flows === false || its.isDeleted || (link && waitsForPerson.has(link.state))) return { kind: 'absent' };
  return { kind: 'waiting', reason: waitingFor(`${parent.object} ${parent.sourceId}`, link, its.isKnown) };
}

/** Whoever was merged away in the CRM is there as its survivor, and its children are the survivor's. */
function survivorOf(link: Link | undefined): string | undefined {
  return link?.state === 'gone' && link.reason?.code === 'merged' ? link.reason.candidates?.[0] : undefined;
}

const waitsForPerson: ReadonlySet<Link['state']> = new Set(['held', 'conflict', 'gone', 'skipped']);

function waitingFor(name: string, link: Link | undefined, isKnown: boolean): LinkReason {
  if (link?.state === 'parked') {
    const why = link.reason?.code ?? 'no reason';
    return { code: 'parent-parked', message: `waits for ${name}, which is parked (${why}); correct that record first` };
  }
  if (isKnown) return { code: 'parent-pending', message: `waits for ${name}, which is on its way` };
  const message = `waits for ${name}, of which the order system has said nothing yet; send that record`;
  return { code: 'parent-unknown', message };
}
