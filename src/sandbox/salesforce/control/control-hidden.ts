/** `/_sandbox/hidden`: an administrator keeps these records from the integration's user. */
import { asList, asText, refuseUnknown } from '../../common/control-body';
import { ControlError } from '../../common/control-error';
import type { Answer, Call } from '../http/route';
import type { Org } from '../org/org';
import { controlBody, type Lever } from './control-call';

export function hiddenLevers(org: Org): Lever[] {
  return [
    { method: 'GET', lever: 'hidden', handle: () => hiddenAnswer(org, 200) },
    { method: 'POST', lever: 'hidden', handle: (call) => hide(org, call) },
    {
      method: 'DELETE',
      lever: 'hidden',
      handle: () => {
        org.hidden.showAll();
        return { status: 204 };
      },
    },
  ];
}

/** `{"ids": […]}`, beside those that are hidden already. */
function hide(org: Org, call: Call): Answer {
  const body = controlBody(call);
  refuseUnknown(body, ['ids'], 'What is hidden');
  const ids = asList(body.ids, 'ids').map((id) => asText(id, 'ids'));
  const unknown = ids.find((id) => org.typeOfId(id) === undefined);
  if (unknown !== undefined) throw new ControlError(`${unknown} is no id of this org`);
  for (const id of ids) org.hidden.hide(id);
  return hiddenAnswer(org, 201);
}

function hiddenAnswer(org: Org, status: number): Answer {
  return { status, body: { ids: org.hidden.list() } };
}
