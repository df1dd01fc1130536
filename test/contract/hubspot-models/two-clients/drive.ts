/** Takes the steps, and keeps what a caller sees of each. */
import type { PlainClient } from '../../hubspot-sandbox/support';
import type { Ids, Plain, Step } from './steps';
import { steps } from './steps';

export type Outcome =
  | { readonly returned: unknown }
  /** An answer that is an error. Of the headers, the names of HubSpot's own. */
  | { readonly thrown: { readonly code: number; readonly body: unknown; readonly headers: readonly string[] } }
  /** No answer at all. */
  | { readonly broken: { readonly name: string; readonly code: string } };

export interface Named {
  readonly name: string;
  readonly outcome: Outcome;
}

export function driveClient(client: PlainClient): Promise<Named[]> {
  return drive(async (step, ids) => ({ returned: withDates(await step.call(client, ids)) }));
}

export function driveFetch(url: string, token: string): Promise<Named[]> {
  return drive((step, ids) => fetched(url, token, step.fetch(ids)));
}

async function drive(take: (step: Step, ids: Ids) => Promise<Outcome>): Promise<Named[]> {
  const ids: Record<string, string> = {};
  const outcomes: Named[] = [];
  for (const step of steps) {
    const outcome = await take(step, ids).catch(asThrown);
    if (step.keep !== undefined && 'returned' in outcome) ids[step.keep] = (outcome.returned as { id: string }).id;
    outcomes.push({ name: step.name, outcome });
  }
  return outcomes;
}

async function fetched(url: string, token: string, [method, path, body]: Plain): Promise<Outcome> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const response = await fetch(url + path, init);
  const text = await response.text();
  const parsed: unknown = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text || undefined;
  if (response.ok) return { returned: parsed };
  const names = hubspotNames([...response.headers.keys()]);
  return { thrown: { code: response.status, body: parsed, headers: names } };
}

/** The client's `ApiException` is known by its keys: every generated module has a class of its own. */
function asThrown(error: unknown): Outcome {
  const { code, body, headers, name, cause } = error as Error & {
    code?: number | string;
    body?: unknown;
    headers?: Record<string, string>;
    cause?: { code?: string };
  };
  if (typeof code === 'number') return { thrown: { code, body, headers: hubspotNames(Object.keys(headers ?? {})) } };
  return { broken: { name, code: String(code ?? cause?.code) } };
}

function hubspotNames(names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith('x-hubspot')).sort();
}

/** JSON has no dates: the word before the time tells that it was one. */
function withDates(value: unknown): unknown {
  if (value instanceof Date) return `Date ${value.toISOString()}`;
  if (Array.isArray(value)) return value.map(withDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withDates(each)]));
}
