/** An answer of HubSpot as somebody recorded or documented it, and how to bring the sandbox to the same one. */
import type { HubspotSandboxOptions } from '../../../../src/sandbox/hubspot/server';
import type { Exchange } from '../exchange';
import type { Free } from '../shape';
import type { Stage } from '../stage';

export interface Sample {
  readonly source: string;
  readonly sandbox?: Partial<HubspotSandboxOptions>;
  readonly ask: (stage: Stage) => Promise<Exchange>;
  readonly status: number;
  /** Absent: an empty body. */
  readonly body?: unknown;
  readonly free?: Free;
}

/** By what the call is. */
export type Samples = Readonly<Record<string, Sample>>;

export const time = '2025-11-03T23:36:13.632Z';
export const uuid = '20f98dfa-91ba-4c1d-a7c8-8a3bb4ee0f39';

/** What HubSpot wraps the results of a batch in. */
export function batch(results: readonly unknown[], errors: readonly unknown[] = []): unknown {
  const more = errors.length === 0 ? {} : { numErrors: errors.length, errors };
  return { completedAt: time, status: 'COMPLETE', startedAt: time, results, ...more };
}

export function refusal(message: string, more: object = {}): unknown {
  return { status: 'error', message, correlationId: uuid, ...more };
}

/** The frame of a record. */
export function record(object: string, properties: object, more: object = {}): unknown {
  const url = `https://app.hubspot.com/contacts/44237313/record/${object}/171596044869`;
  return { id: '171596044869', properties, createdAt: time, updatedAt: time, archived: false, url, ...more };
}

export function contactProperties(more: object): object {
  return { createdate: time, lastmodifieddate: time, hs_object_id: '171596044869', ...more };
}
