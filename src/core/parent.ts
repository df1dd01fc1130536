/** How a parent looks to its child: may the child go now, must it wait, or does it go alone? */
import type { Link } from './link';
import type { ParentView } from './plan';
import type { ObjectType } from './record';

/**
 * A parent that only a person can let go (held, in conflict, gone) does not keep its children back: they go without it
 * and the association follows. One that is on its way, or is parked and may be on its way after a correction, does.
 * @param link undefined when the parent was never looked at
 * @param isKnown whether the order system has said anything about the parent
 */
export function viewParent(
  parent: { readonly object: ObjectType; readonly sourceId: string },
  link: Link | undefined,
  isKnown: boolean,
): ParentView {
  if (link?.externalId && link.state !== 'gone') return { kind: 'ready', externalId: link.externalId };
  if (link && (link.state === 'held' || link.state === 'conflict' || link.state === 'gone')) return { kind: 'absent' };

  const name = `${parent.object} ${parent.sourceId}`;
  if (link?.state === 'parked') {
    const message = `waits for ${name}, which is parked (${link.reason?.code ?? 'no reason'}); correct that record first`;
    return { kind: 'waiting', reason: { code: 'parent-parked', message } };
  }
  if (!isKnown) {
    const message = `waits for ${name}, of which the order system has said nothing yet; send that record`;
    return { kind: 'waiting', reason: { code: 'parent-unknown', message } };
  }
  return { kind: 'waiting', reason: { code: 'parent-pending', message: `waits for ${name}, which is on its way` } };
}
