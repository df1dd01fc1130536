/** Verbs that talk to the running service do so with the key of its data folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { readConfig } from '../platform/config';

export async function callService(method: string, path: string, body?: unknown): Promise<unknown> {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return (await ask(path, { method, headers, ...sent })).json();
}

/** A document of another type than JSON, as it comes. */
export async function download(path: string, accept: string): Promise<AsyncIterable<Uint8Array>> {
  const { body } = await ask(path, { headers: { accept } });
  return body ?? Readable.from([]);
}

async function ask(path: string, request: Omit<RequestInit, 'headers'> & { headers: object }): Promise<Response> {
  const { host, port, dataDir } = readConfig();
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const headers = { authorization: `Bearer ${readKey(join(dataDir, 'api-key'))}`, ...request.headers };
  const response = await fetch(`${url}/v1/${path}`, { ...request, headers }).catch((cause: unknown) => {
    throw new Error(`no service answers at ${url}; start it, or set HOST and PORT as it has them`, { cause });
  });
  if (!response.ok) throw new ServiceRefused(response.status, await response.json());
  return response;
}

interface Refusal {
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly reason: string }[];
}

/** What the service says of a request that it does not carry out, with each mistake at a line of its own. */
export class ServiceRefused extends Error {
  readonly errors: NonNullable<Refusal['errors']>;

  constructor(
    readonly status: number,
    answer: unknown,
  ) {
    const { detail, title, errors = [] } = (answer ?? {}) as Refusal;
    const said = detail ?? title ?? `the service answered ${status}`;
    super([said, ...errors.map(({ field, reason }) => `  ${field}: ${reason}`)].join('\n'));
    this.errors = errors;
  }
}

/** All pages of a list. */
export async function listAll<T>(path: string): Promise<readonly T[]> {
  const items: T[] = [];
  const first = path.includes('?') ? '&' : '?';
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = (await callService('GET', `${path}${first}limit=1000${cursor && `&cursor=${cursor}`}`)) as {
      items: T[];
      cursor: string | null;
    };
    items.push(...page.items);
    cursor = page.cursor;
  }
  return items;
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new Error(`there is no API key in ${file}; set DATA_DIR as the service has it`, { cause });
  }
}
