/** An org with our key on its objects, and the connector's methods before it, over HTTP. */
import type { CallContext, Callout } from '../../../src/connectors/connector';
import { readUserId } from '../../../src/connectors/salesforce/account';
import { SalesforceClient } from '../../../src/connectors/salesforce/client';
import { Describes } from '../../../src/connectors/salesforce/describe';
import { PriceBook } from '../../../src/connectors/salesforce/price-book';
import type { SalesforceSettings } from '../../../src/connectors/salesforce/call';
import type { Reach } from '../../../src/connectors/salesforce/reach';
import { fixedToken } from '../../../src/connectors/token';
import type { Failure, Outcome } from '../../../src/core/failure';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../src/sandbox/salesforce/server';

export const keyProperty = 'Tandem_Id__c';
const keyed = ['Account', 'Contact', 'Opportunity', 'OpportunityLineItem'];

/** Looks at a job again at once. */
const queryPace = { now: () => performance.now(), wait: () => Promise.resolve(), pageRows: 50_000 };

type Fields = Readonly<Record<string, unknown>>;

export interface Org {
  readonly sandbox: SalesforceSandbox;
  readonly callouts: Callout[];
  /** The sandbox's clock. */
  at: Date;
  reach(over?: Partial<SalesforceSettings>): Reach;
  control<T = unknown>(method: string, lever: string, body?: unknown): Promise<T>;
  /** Through the API as our user, past the connector. */
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  seed(object: string, ...rows: readonly Fields[]): Promise<readonly string[]>;
  /** As a salesperson. */
  edit(object: string, id: string, more: Fields): Promise<void>;
  advance(ms: number): Promise<void>;
  /** How often the routes were called whose endpoint has these words. */
  calls(words: string): Promise<number>;
  close(): Promise<void>;
}

export async function startOrg(): Promise<Org> {
  const sandbox = await startSalesforceSandbox({ port: 0, control: true, edition: 'none' });
  const clients: SalesforceClient[] = [];
  const callouts: Callout[] = [];
  const request = async <T>(method: string, url: string, body?: unknown): Promise<T> => {
    const response = await fetch(sandbox.url + url, {
      method,
      headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  };
  const org: Org = {
    sandbox,
    callouts,
    at: new Date(0),
    reach: (over = {}) => {
      const settings: SalesforceSettings = {
        token: fixedToken(sandbox.token),
        baseUrl: sandbox.url,
        keyProperty,
        callDeadlineMs: 10_000,
        parallelCalls: 3,
        bulkFrom: 50_000,
        ...over,
      };
      const client = new SalesforceClient(settings);
      clients.push(client);
      const context: CallContext = {
        beforeCall: () => Promise.resolve(),
        onCallout: (callout) => callouts.push(callout),
        now: () => org.at,
      };
      const describes = new Describes();
      const priceBook = new PriceBook({ describes, keyProperty });
      const send = client.begin(context);
      return { send, context, settings, describes, priceBook, userId: () => readUserId(send), queryPace };
    },
    control: (method, lever, body) => request(method, `/_sandbox/${lever}`, body),
    call: (method, path, body) => request(method, `/services/data/v67.0/${path}`, body),
    seed: async (object, ...rows) => {
      const { ids } = await org.control<{ ids: Record<string, string[]> }>('POST', 'seed', {
        objects: { [object]: rows },
      });
      return ids[object] ?? [];
    },
    edit: async (object, id, more) => {
      await org.control('POST', 'edit', { object, id, ...more });
    },
    advance: async (ms) => {
      const { now } = await org.control<{ now: string }>('POST', 'clock', { advanceMs: ms });
      org.at = new Date(now);
    },
    calls: async (words) => {
      const counters = await org.control<{ calls: Record<string, Record<string, number>> }>('GET', 'counters');
      const counted = Object.entries(counters.calls).filter(([endpoint]) => endpoint.includes(words));
      return counted.flatMap(([, statuses]) => Object.values(statuses)).reduce((sum, count) => sum + count, 0);
    },
    close: async () => {
      for (const client of clients) client.close();
      await sandbox.close();
    },
  };
  for (const object of keyed) {
    const field = { type: 'string', length: 64, externalId: true, unique: true, caseSensitive: false };
    await org.control('POST', 'field', { object, name: keyProperty, label: 'Tandem Id', ...field });
  }
  await org.advance(10_000);
  return org;
}

/** Short for comparing: `ok`, or the kind of the failure. */
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
