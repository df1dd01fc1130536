/** What surrounds a single call of the client under test. */
import type { CallContext, Callout } from '../../../src/connectors/connector';
import type { Answer, Request, SalesforceSettings } from '../../../src/connectors/salesforce/call';
import { fixedToken } from '../../../src/connectors/token';
import type { Failure } from '../../../src/core/failure';

export const now = new Date('2026-03-10T22:30:00Z');

export function settings(baseUrl: string, over: Partial<SalesforceSettings> = {}): SalesforceSettings {
  return {
    token: fixedToken('00D!session'),
    baseUrl,
    keyProperty: 'Tandem_Id__c',
    callDeadlineMs: 5_000,
    parallelCalls: 3,
    bulkFrom: 2_000,
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

/** A read of contacts that answers what the body says. */
export const aRead: Request<unknown> = {
  method: 'GET',
  path: 'query?q=SELECT+Id+FROM+Contact',
  endpoint: '/services/data/query',
  object: 'Contact',
  rows: 1,
  writes: false,
  read: (body) => (body === undefined ? null : body),
};

/** A write of two contacts. */
export const aWrite: Request<unknown> = {
  method: 'PATCH',
  path: 'composite/sobjects/Contact/Tandem_Id__c',
  endpoint: '/services/data/composite/sobjects/Contact',
  object: 'Contact',
  rows: 2,
  writes: true,
  json: { allOrNone: false, records: [] },
  read: (body) => (Array.isArray(body) ? body : null),
};

export function failureOf(answer: Answer<unknown>): Failure {
  if (answer.ok) throw new Error('No failure');
  return answer.failure;
}

export function valueOf<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(`No value: ${JSON.stringify(answer)}`);
  return answer.value;
}
