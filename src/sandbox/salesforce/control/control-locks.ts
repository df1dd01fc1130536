/** `/_sandbox/locks`: somebody else is at work on these records, and on all that belongs to them. */
import { DAY_MS } from '../../common/clock';
import { asList, asText, between, refuseUnknown } from '../../common/control-body';
import { ControlError } from '../../common/control-error';
import type { Answer, Call } from '../http/route';
import type { Org } from '../org/org';
import { controlBody, type Lever } from './control-call';

export function lockLevers(org: Org): Lever[] {
  return [
    { method: 'GET', lever: 'locks', handle: () => locksAnswer(org, 200) },
    { method: 'POST', lever: 'locks', handle: (call) => hold(org, call) },
    {
      method: 'DELETE',
      lever: 'locks',
      handle: () => {
        org.locks.release();
        return { status: 204 };
      },
    },
  ];
}

/** `{"ids": […], "forMs"}`, by the sandbox's clock; without `forMs` until they are let go. */
function hold(org: Org, call: Call): Answer {
  const body = controlBody(call);
  refuseUnknown(body, ['ids', 'forMs'], 'A lock');
  const forMs = between(body, 'forMs', 1, DAY_MS) ?? Number.MAX_SAFE_INTEGER;
  const ids = asList(body.ids, 'ids').map((id) => asText(id, 'ids'));
  const unknown = ids.find((id) => org.typeOfId(id) === undefined);
  if (unknown !== undefined) throw new ControlError(`${unknown} is no id of this org`);
  for (const id of ids) org.locks.hold(id, org.now() + forMs);
  return locksAnswer(org, 201);
}

function locksAnswer(org: Org, status: number): Answer {
  return { status, body: { locks: org.locks.list() } };
}
