/** The levers that every sandbox has. */
import type { Calls } from './remote-account';

export interface Sandbox {
  readonly url: string;
  readonly token: string;
}

export const pullLever = (sandbox: Sandbox, method: string, lever: string, body?: unknown): Promise<unknown> =>
  ask(sandbox, method, `/_sandbox/${lever}`, body);

/** A call of the account's own API. */
export async function ask({ url, token }: Sandbox, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return text === '' ? null : (JSON.parse(text) as unknown);
}

interface Counters {
  readonly calls: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export async function countedCalls(sandbox: Sandbox): Promise<Calls> {
  const { calls } = (await pullLever(sandbox, 'GET', 'counters')) as Counters;
  const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
  return Object.fromEntries(Object.entries(calls).map(([endpoint, outcomes]) => [endpoint, sum(outcomes)]));
}

export async function faultsLeft(sandbox: Sandbox): Promise<readonly string[]> {
  const { faults } = (await pullLever(sandbox, 'GET', 'faults')) as {
    faults: { path: string; remaining: number | null }[];
  };
  return faults.filter(({ remaining }) => remaining !== 0).map(({ path }) => path);
}

export async function sandboxTime(sandbox: Sandbox): Promise<Date> {
  const { epochMs } = (await pullLever(sandbox, 'GET', 'clock')) as { epochMs: number };
  return new Date(epochMs);
}

/** Those of these calls whose endpoint is wanted. */
export const among = (calls: Calls, isWanted: (endpoint: string) => boolean): Calls =>
  Object.fromEntries(Object.entries(calls).filter(([endpoint]) => isWanted(endpoint)));
