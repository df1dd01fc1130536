/** What surrounds the calls of a connector under test. */
import type { CallContext, Callout, PropertyDefinition } from '../../../src/connectors/connector';
import { fixedToken } from '../../../src/connectors/token';
import type { HubspotSettings } from '../../../src/connectors/hubspot/connector';
import type { Failure, Outcome } from '../../../src/core/failure';
import type { HubspotSandbox } from '../../../src/sandbox/hubspot/server';

export const now = new Date('2026-03-10T22:30:00Z');

/** Our unique property, as it is provisioned. */
export const key: PropertyDefinition = {
  name: 'tandem_id',
  label: 'Tandem id',
  description: 'The id of the order system',
  type: 'text',
  unique: true,
};

export function settings(baseUrl: string, over: Partial<HubspotSettings> = {}): HubspotSettings {
  return {
    token: fixedToken('pat-na1-test'),
    baseUrl,
    keyProperty: 'tandem_id',
    callDeadlineMs: 5_000,
    parallelCalls: 3,
    ...over,
  };
}

export interface Watched extends CallContext {
  readonly callouts: Callout[];
}

export function watched(beforeCall: () => Promise<void> = () => Promise.resolve()): Watched {
  const callouts: Callout[] = [];
  return { callouts, beforeCall, onCallout: (callout) => callouts.push(callout), now: () => now };
}

/** Short for comparing: the value, or the kind of the failure. */
export function kinds(outcomes: readonly Outcome<unknown>[]): readonly string[] {
  return outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.failure.kind));
}

export function failureOf(outcome: Outcome<unknown> | undefined): Failure {
  if (outcome === undefined || outcome.ok) throw new Error('No failure');
  return outcome.failure;
}

export function valueOf<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.ok !== true) throw new Error(`No value: ${JSON.stringify(outcome)}`);
  return outcome.value;
}

/** A plain call with the sandbox's token; throws where the answer is no success. */
export async function portalCall(
  portal: HubspotSandbox,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetch(`${portal.url}/${path}`, {
    method,
    headers: { authorization: `Bearer ${portal.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}

/** Seeds rows of one object type and answers their ids. */
export async function seedPortal(
  portal: HubspotSandbox,
  object: string,
  rows: readonly Readonly<Record<string, string>>[],
): Promise<readonly string[]> {
  const objects = { [object]: rows.map((properties) => ({ properties })) };
  const answer = (await portalCall(portal, 'POST', '_sandbox/seed', { objects })) as {
    readonly ids: Readonly<Record<string, readonly string[]>>;
  };
  return answer.ids[object] ?? [];
}
