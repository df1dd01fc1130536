/** `/_sandbox/workflow`: the account's own automation, which writes after a write. */
import { oneOf, refuseUnknown, whole } from '../../common/control-body';
import { ControlError } from '../../common/control-error';
import { DAY_MS } from '../../common/clock';
import type { Workflow } from '../automation/workflow';
import type { WorkflowState, Workflows } from '../automation/workflows';
import type { ObjectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import { asObject, asProperties, asText, optionalText } from './body';
import { controlObject } from './control-problem';
import type { Answer, Call, Route } from './route';

const DELAY_MAX_MS = 30 * DAY_MS;
const keys = ['object', 'when', 'set', 'delayMs', 'source'];
/** Which of them HubSpot says today, and where, is unverified: a client must bear either. The first is the default. */
const sourceTypes = ['WORKFLOWS', 'AUTOMATION_PLATFORM'] as const;

export function workflowRoutes(portal: Portal, workflows: Workflows): Route[] {
  const path = '/_sandbox/workflow';
  const list = (status: number): Answer => ({ status, body: { workflows: workflows.list().map(workflowView) } });
  return [
    { method: 'GET', path, handle: () => list(200) },
    {
      method: 'POST',
      path,
      handle: (call) => {
        workflows.add(readWorkflow(portal, call));
        return list(201);
      },
    },
    {
      method: 'DELETE',
      path,
      handle: () => {
        workflows.clear();
        return { status: 204 };
      },
    },
  ];
}

/** `{object, when: {property, value?}, set: {…}, delayMs?, source?}` */
function readWorkflow(portal: Portal, call: Call): Omit<Workflow, 'id'> {
  const body = asObject(call.body, 'workflow');
  refuseUnknown(body, keys, 'A workflow');
  const type = controlObject(body.object);
  const when = asObject(body.when, 'when');
  refuseUnknown(when, ['property', 'value'], 'The condition of a workflow');
  const property = asText(when.property, 'when.property');
  const set = asProperties(body.set);
  if (set.size === 0) throw new ControlError('set must name a property');
  for (const name of [property, ...set.keys()]) mustExist(portal, type, name);
  for (const name of set.keys()) {
    if (portal.catalog.find(type.id, name)?.readOnly === true) throw new ControlError(`${name} is read only`);
  }
  return {
    type,
    when: { property, value: optionalText(when.value, 'when.value') },
    set,
    delayMs: whole(body, 'delayMs', 0, DELAY_MAX_MS) ?? 0,
    sourceType: oneOf(body.source, sourceTypes, 'source'),
  };
}

function mustExist(portal: Portal, type: ObjectType, name: string): void {
  if (portal.catalog.find(type.id, name) === undefined) {
    throw new ControlError(`There is no property ${name} of ${type.plural}`);
  }
}

function workflowView({ workflow, ...counts }: WorkflowState): object {
  const { id, type, when, set, delayMs, sourceType } = workflow;
  return {
    id,
    object: type.plural,
    when,
    set: Object.fromEntries(set),
    delayMs,
    source: sourceType,
    ...counts,
  };
}
