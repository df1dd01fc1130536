/** A sandbox with what a Bulk load of ours needs, and the loads of one worker after another. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Callout, Checkpoint } from '../../../src/connectors/connector';
import type { QueryPace } from '../../../src/connectors/salesforce/bulk/query';
import type { BulkPace } from '../../../src/connectors/salesforce/bulk/write';
import type { SalesforceSettings } from '../../../src/connectors/salesforce/call';
import { SalesforceClient } from '../../../src/connectors/salesforce/client';
import type { Reach } from '../../../src/connectors/salesforce/reach';
import { fixedToken, type AccessToken } from '../../../src/connectors/token';
import type { Outcome } from '../../../src/core/failure';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../src/sandbox/salesforce/server';

export const keyField = 'Tandem_Id__c';

export interface QuickPace extends BulkPace, QueryPace {
  /** All so far. */
  readonly waits: number[];
}

/** Waits are over at once, and count as what they were to be. */
export function quickPace(over: { readonly fileBytes?: number; readonly pageRows?: number } = {}): QuickPace {
  let nowMs = 0;
  const waits: number[] = [];
  return {
    fileBytes: over.fileBytes ?? 100_000_000,
    pageRows: over.pageRows ?? 50_000,
    waits,
    now: () => nowMs,
    wait: async (ms: number): Promise<void> => {
      nowMs += ms;
      waits.push(ms);
      await turn();
    },
  };
}

/** What a database would keep. */
export class Notes implements Checkpoint {
  note: string | null = null;
  readonly kept: (string | null)[] = [];

  read(): Promise<string | null> {
    return Promise.resolve(this.note);
  }

  keep(note: string | null): Promise<void> {
    this.note = note;
    this.kept.push(note);
    return Promise.resolve();
  }
}

export interface Worker extends Reach {
  readonly callouts: Callout[];
  readonly context: Reach['context'] & { readonly checkpoint: Notes };
}

export interface WorkerOptions {
  readonly notes?: Notes;
  readonly token?: AccessToken;
  readonly beforeCall?: () => Promise<void>;
}

export class BulkHouse {
  private readonly clients: SalesforceClient[] = [];

  private constructor(readonly sandbox: SalesforceSandbox) {}

  static async open(): Promise<BulkHouse> {
    const house = new BulkHouse(await startSalesforceSandbox({ port: 0, control: true }));
    for (const object of ['Contact', 'Opportunity', 'OpportunityLineItem']) {
      await house.control('POST', 'field', {
        object,
        name: keyField,
        type: 'string',
        length: 64,
        externalId: true,
        unique: true,
        caseSensitive: false,
      });
    }
    return house;
  }

  /** A process with a connector of its own. */
  worker(options: WorkerOptions = {}): Worker {
    return workerAt(this.sandbox.url, { token: fixedToken(this.sandbox.token), ...options }, this.clients);
  }

  async control<B = unknown>(method: string, lever: string, body?: unknown): Promise<B> {
    return (await this.request(method, `_sandbox/${lever}`, body)) as B;
  }

  async rest<B = unknown>(method: string, path: string, body?: unknown): Promise<B> {
    return (await this.request(method, `services/data/v67.0/${path}`, body)) as B;
  }

  async query<R>(soql: string): Promise<readonly R[]> {
    return (await this.rest<{ records: readonly R[] }>('GET', `query?q=${encodeURIComponent(soql)}`)).records;
  }

  async count(object: string, where = 'Id != null'): Promise<number> {
    const soql = `SELECT COUNT() FROM ${object} WHERE ${where}`;
    return (await this.rest<{ totalSize: number }>('GET', `query?q=${encodeURIComponent(soql)}`)).totalSize;
  }

  /** Of all ingest jobs, in the order in which they were made. */
  async jobs(): Promise<readonly { readonly id: string; readonly state: string }[]> {
    return (await this.rest<{ records: readonly { id: string; state: string }[] }>('GET', 'jobs/ingest')).records;
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.close();
    await this.sandbox.close();
  }

  private async request(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.sandbox.url}/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.sandbox.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : (JSON.parse(text) as unknown);
  }
}

export function workerAt(url: string, options: WorkerOptions, clients: SalesforceClient[]): Worker {
  const { notes = new Notes(), token = fixedToken('00D!session'), beforeCall = () => Promise.resolve() } = options;
  const settings: SalesforceSettings = {
    token,
    baseUrl: url,
    keyProperty: keyField,
    callDeadlineMs: 10_000,
    parallelCalls: 3,
    bulkFrom: 2_000,
  };
  const callouts: Callout[] = [];
  const context = {
    beforeCall,
    onCallout: (callout: Callout) => void callouts.push(callout),
    now: () => new Date('2026-03-10T22:30:00Z'),
    checkpoint: notes,
  };
  const client = new SalesforceClient(settings);
  clients.push(client);
  const notNeeded = (): never => {
    throw new Error('Bulk jobs ask for nothing of this');
  };
  return {
    send: client.begin(context),
    context,
    settings,
    callouts,
    userId: notNeeded,
    get describes(): never {
      return notNeeded();
    },
    get priceBook(): never {
      return notNeeded();
    },
  };
}

export function kinds(outcomes: readonly Outcome<unknown>[]): readonly string[] {
  return outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.failure.kind));
}

/** How often each. */
export function tally(outcomes: readonly Outcome<unknown>[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of kinds(outcomes)) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

export function failureOf(outcome: Outcome<unknown> | undefined): unknown {
  return outcome?.ok === false ? outcome.failure : null;
}

export function contacts(count: number, prefix = 'c'): { key: string; properties: Record<string, string> }[] {
  return Array.from({ length: count }, (_, n) => ({
    key: `${prefix}-${n}`,
    properties: { LastName: `Last ${prefix} ${n}`, Email: `${prefix}-${n}@example.com` },
  }));
}
