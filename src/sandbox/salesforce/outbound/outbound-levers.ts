/** The levers of outbound messages, under `/_sandbox/outbound`: what an administrator sets up, and trouble on the way. */
import { DAY_MS } from '../../common/clock';
import {
  asList,
  asText,
  between,
  oneOf,
  optionalBoolean,
  optionalText,
  refuseUnknown,
  whole,
  type Json,
} from '../../common/control-body';
import { ControlError } from '../../common/control-error';
import { parseTarget } from '../../common/post';
import { controlBody, controlType } from '../control/control-call';
import { NEWEST_VERSION } from '../http/api-versions';
import type { Answer, Call, Route } from '../http/route';
import type { Org } from '../org/org';
import type { SObject } from '../org/sobject';
import type { Outbound } from './outbound';
import { messageId, type OutboundMessage } from './outbound-message';
import { noTrouble, NOTIFICATIONS_MAX, WAITING_MAX, type OutboundTrouble } from './trouble';

const PATH = '/_sandbox/outbound';
const TIMEOUT_MAX_MS = 600_000;
const keys = ['id', 'object', 'fields', 'url', 'when', 'version', 'organizationId'];

export interface OutboundLevers {
  readonly org: Org;
  readonly outbound: Outbound;
}

export function outboundLevers({ org, outbound }: OutboundLevers): Route[] {
  let made = 0;
  const lever = (method: 'GET' | 'POST' | 'DELETE', path: string, handle: (call: Call) => Answer): Route => ({
    method,
    path: `${PATH}${path}`,
    control: true,
    handle,
  });
  const snapshot = (status: number): Answer => ({ status, body: outbound.snapshot() });
  const set = (call: Call): Answer => {
    const body = controlBody(call);
    const before = knownMessage(outbound, body);
    const message = messageOf(org, body, before ?? newMessage(org, body, messageId(made + 1)));
    if (before === undefined) made++;
    outbound.set(message);
    return { status: before === undefined ? 201 : 200, body: { id: message.id } };
  };
  return [
    lever('GET', '', () => snapshot(200)),
    lever('POST', '', set),
    lever('DELETE', '', () => {
      outbound.clear();
      return { status: 204 };
    }),
    lever('POST', '/trouble', (call) => {
      trouble(outbound, controlBody(call));
      return snapshot(200);
    }),
  ];
}

function knownMessage(outbound: Outbound, body: Json): OutboundMessage | undefined {
  refuseUnknown(body, keys, 'An outbound message');
  const id = optionalText(body.id, 'id');
  const known = id === undefined ? undefined : outbound.find(id);
  if (id !== undefined && known === undefined) throw new ControlError(`There is no outbound message ${id}`, 404);
  return known;
}

/** `{"object", "fields", "url"}` and what else there is; with an `id` what is not named stays as it is. */
function messageOf(org: Org, body: Json, before: OutboundMessage): OutboundMessage {
  const type = body.object === undefined ? before.type : controlType(org, body.object);
  const url = optionalText(body.url, 'url') ?? before.url;
  if (parseTarget(url) === undefined) throw new ControlError('url must be a plain http or https URL');
  const stranger = body.organizationId === undefined ? before.organizationId : body.organizationId;
  return {
    id: before.id,
    type,
    fields: body.fields === undefined ? before.fields : fieldsOf(type, body.fields),
    url,
    when: body.when === undefined ? before.when : oneOf(body.when, ['create-or-edit', 'create'], 'when'),
    version: optionalText(body.version, 'version') ?? before.version,
    organizationId: optionalText(stranger, 'organizationId') ?? null,
  };
}

function newMessage(org: Org, body: Json, id: string): OutboundMessage {
  return {
    id,
    type: controlType(org, body.object),
    fields: [],
    url: '',
    when: 'create-or-edit',
    version: `${NEWEST_VERSION}.0`,
    organizationId: null,
  };
}

function fieldsOf(type: SObject, value: unknown): string[] {
  return asList(value, 'fields').map((given) => {
    const field = type.field(asText(given, 'fields'));
    if (field === undefined) throw new ControlError(`${type.name} has no field ${String(given)}`);
    return field.name;
  });
}

/** What is not named stays as it is. */
function trouble(outbound: Outbound, body: Json): void {
  refuseUnknown(body, [...Object.keys(noTrouble), 'flush'], 'Trouble');
  const before = outbound.trouble;
  const after: OutboundTrouble = {
    delayMs: whole(body, 'delayMs', 0, DAY_MS) ?? before.delayMs,
    shuffle: optionalBoolean(body.shuffle, 'shuffle') ?? before.shuffle,
    duplicate: between(body, 'duplicate', 0, 1) ?? before.duplicate,
    paused: optionalBoolean(body.paused, 'paused') ?? before.paused,
    batchMax: whole(body, 'batchMax', 1, NOTIFICATIONS_MAX) ?? before.batchMax,
    timeoutMs: whole(body, 'timeoutMs', 1, TIMEOUT_MAX_MS) ?? before.timeoutMs,
    waitingMax: whole(body, 'waitingMax', 0, WAITING_MAX) ?? before.waitingMax,
  };
  const flush = optionalBoolean(body.flush, 'flush') === true;
  outbound.trouble = after;
  if (flush) outbound.flush();
  outbound.wake();
}
