/** The levers of the webhooks, under `/_sandbox/webhooks`: trouble on the way, what became of the events, the Test button. */
import { DAY_MS } from '../../common/clock';
import type { Portal } from '../portal/portal';
import type { WebhookDelivery } from '../webhooks/delivery';
import type { WebhookFeed } from '../webhooks/feed';
import type { Trouble } from '../webhooks/trouble';
import { EVENTS_MAX, WAITING_MAX } from '../webhooks/trouble';
import type { Json } from './body';
import { asObject, optionalBoolean, optionalText } from './body';
import { between } from '../../common/control-body';
import { ControlError } from '../../common/control-error';
import type { Answer, Call, Route } from './route';

const TIMEOUT_MAX_MS = 60_000;

export interface WebhookLevers {
  readonly portal: Portal;
  readonly feed: WebhookFeed;
  readonly delivery: WebhookDelivery;
}

export function webhookControlRoutes(levers: WebhookLevers): Route[] {
  return [
    { method: 'GET', path: '/_sandbox/webhooks', handle: () => snapshot(levers) },
    { method: 'POST', path: '/_sandbox/webhooks', handle: (call) => pull(levers, call) },
  ];
}

function snapshot({ portal, delivery }: WebhookLevers): Answer {
  const targetUrl = portal.webhooks.settings?.targetUrl ?? null;
  return { status: 200, body: { targetUrl, ...(delivery.snapshot() as object) } };
}

/** What is not named stays as it is. */
function pull(levers: WebhookLevers, call: Call): Answer {
  const { portal, feed, delivery } = levers;
  const body = asObject(call.body, 'webhooks');
  const trouble = asTrouble(body, delivery.trouble);
  const tested = optionalText(body.test, 'test');
  const subscription = tested === undefined ? undefined : portal.webhooks.find(tested);
  if (tested !== undefined && subscription === undefined) {
    throw new ControlError(`There is no subscription ${tested}`, 404);
  }
  delivery.trouble = trouble;
  if (subscription !== undefined) feed.test(subscription);
  if (optionalBoolean(body.flush, 'flush') === true) delivery.flush();
  delivery.wake();
  return snapshot(levers);
}

function asTrouble(body: Json, before: Trouble): Trouble {
  return {
    delayMs: whole(body, 'delayMs', 0, DAY_MS) ?? before.delayMs,
    shuffle: optionalBoolean(body.shuffle, 'shuffle') ?? before.shuffle,
    duplicate: between(body, 'duplicate', 0, 1) ?? before.duplicate,
    drop: between(body, 'drop', 0, 1) ?? before.drop,
    paused: optionalBoolean(body.paused, 'paused') ?? before.paused,
    batchMax: whole(body, 'batchMax', 1, EVENTS_MAX) ?? before.batchMax,
    timeoutMs: whole(body, 'timeoutMs', 1, TIMEOUT_MAX_MS) ?? before.timeoutMs,
    waitingMax: whole(body, 'waitingMax', 0, WAITING_MAX) ?? before.waitingMax,
    settingsCacheMs: whole(body, 'settingsCacheMs', 0, DAY_MS) ?? before.settingsCacheMs,
    signatureVersion: asVersion(body.signatureVersion) ?? before.signatureVersion,
  };
}

function asVersion(value: unknown): Trouble['signatureVersion'] | undefined {
  if (value === undefined || value === 'v1' || value === 'v2') return value;
  throw new ControlError('signatureVersion must be v1 or v2');
}

function whole(body: Json, key: string, min: number, max: number): number | undefined {
  const value = between(body, key, min, max);
  if (value !== undefined && !Number.isInteger(value)) throw new ControlError(`${key} must be a whole number`);
  return value;
}
