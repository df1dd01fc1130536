/** The levers of change events, under `/_sandbox/streaming`. */
import {
  asList,
  asObject,
  asText,
  between,
  oneOf,
  optionalBoolean,
  refuseUnknown,
  whole,
  type Json,
} from '../../common/control-body';
import { ControlError } from '../../common/control-error';
import { controlBody, controlType, salesperson } from '../control/control-call';
import type { Answer, Call, Route } from '../http/route';
import type { Org } from '../org/org';
import { gapDraft, overflowDraft, type EventDraft } from './capture';
import type { Selection } from './channels';
import type { Cometd } from './cometd';
import { usualSettings, type StreamingSettings } from './settings';
import type { Streaming } from './streaming';

const PATH = '/_sandbox/streaming';
const COUNT_MAX = 10_000_000;
/** Of one text that Node can hold, a part: a hundred of them fit into an answer. */
const MESSAGE_MAX_BYTES = 4_194_304;
const keys = [...Object.keys(usualSettings), 'objects', 'channels', 'addOn', 'forgetClients'];

export interface StreamingLevers {
  readonly org: Org;
  readonly streaming: Streaming;
  readonly cometd: Cometd;
}

export function streamingLevers(levers: StreamingLevers): Route[] {
  const lever = (method: 'GET' | 'POST', path: string, handle: (call: Call) => Answer): Route => ({
    method,
    path: `${PATH}${path}`,
    control: true,
    handle,
  });
  return [
    lever('GET', '', () => snapshot(levers)),
    lever('POST', '', (call) => pull(levers, call)),
    lever('POST', '/gap', (call) => publish(levers, [gapOf(levers, controlBody(call))])),
    lever('POST', '/overflow', (call) => publish(levers, overflowsOf(levers, controlBody(call)))),
  ];
}

function snapshot({ streaming, cometd }: StreamingLevers): Answer {
  const clients = cometd.clients.all().map(({ id, subscriptions, release }) => ({
    id,
    channels: [...subscriptions.keys()],
    waits: release !== undefined,
  }));
  return { status: 200, body: { ...streaming.snapshot(), clients } };
}

/** What is not named stays as it is. */
function pull(levers: StreamingLevers, call: Call): Answer {
  const { streaming, cometd } = levers;
  const body = controlBody(call);
  refuseUnknown(body, keys, 'Streaming');
  const settings = settingsOf(body, streaming.settings);
  const forget = optionalBoolean(body.forgetClients, 'forgetClients') === true;
  const problem = streaming.channels.select(selectionOf(body, streaming.channels.selection));
  if (problem !== undefined) throw new ControlError(problem);
  streaming.settings = settings;
  if (forget) cometd.clients.removeAll();
  streaming.wake();
  return snapshot(levers);
}

function settingsOf(body: Json, before: StreamingSettings): StreamingSettings {
  return {
    capture: optionalBoolean(body.capture, 'capture') ?? before.capture,
    paused: optionalBoolean(body.paused, 'paused') ?? before.paused,
    drop: between(body, 'drop', 0, 1) ?? before.drop,
    duplicate: between(body, 'duplicate', 0, 1) ?? before.duplicate,
    shuffle: optionalBoolean(body.shuffle, 'shuffle') ?? before.shuffle,
    gaps: between(body, 'gaps', 0, 1) ?? before.gaps,
    overflowFrom: whole(body, 'overflowFrom', 0, COUNT_MAX) ?? before.overflowFrom,
    messageMaxBytes: whole(body, 'messageMaxBytes', 1, MESSAGE_MAX_BYTES) ?? before.messageMaxBytes,
    retainedMax: whole(body, 'retainedMax', 0, COUNT_MAX) ?? before.retainedMax,
    clientsMax: whole(body, 'clientsMax', 0, COUNT_MAX) ?? before.clientsMax,
    dailyMax: dailyMaxOf(body, before),
  };
}

/** Null: no limit. */
function dailyMaxOf(body: Json, before: StreamingSettings): number | null {
  return body.dailyMax === null ? null : (whole(body, 'dailyMax', 0, COUNT_MAX) ?? before.dailyMax);
}

function selectionOf(body: Json, before: Selection): Selection {
  const channels = body.channels === undefined ? undefined : Object.entries(asObject(body.channels, 'channels'));
  return {
    objects: body.objects === undefined ? before.objects : texts(body.objects, 'objects'),
    channels:
      channels === undefined
        ? before.channels
        : Object.fromEntries(channels.map(([name, members]) => [name, texts(members, name)])),
    addOn: optionalBoolean(body.addOn, 'addOn') ?? before.addOn,
  };
}

function texts(value: unknown, what: string): string[] {
  return asList(value, what).map((one) => asText(one, what));
}

/** `{"object": "Account", "ids": […], "change": "UPDATE"}` */
function gapOf({ org }: StreamingLevers, body: Json): EventDraft {
  refuseUnknown(body, ['object', 'ids', 'change'], 'A gap');
  const kind = oneOf(body.change, ['UPDATE', 'CREATE', 'DELETE', 'UNDELETE'], 'change');
  return gapDraft(controlType(org, body.object), kind, texts(body.ids, 'ids'));
}

/** `{"objects": ["Account"]}`: as after a transaction of more than 100,000 changes. */
function overflowsOf({ org }: StreamingLevers, body: Json): EventDraft[] {
  refuseUnknown(body, ['objects'], 'An overflow');
  return texts(body.objects, 'objects').map((name, index) => overflowDraft(controlType(org, name), index + 1));
}

function publish(levers: StreamingLevers, drafts: readonly EventDraft[]): Answer {
  const { org, streaming } = levers;
  const at = Math.floor(org.now() / 1_000) * 1_000;
  streaming.publish(drafts, { actor: salesperson(org), at });
  return snapshot(levers);
}
