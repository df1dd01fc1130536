import type { Connection } from 'jsforce';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../../src/sandbox/salesforce/server';

export interface Bench {
  readonly sandbox: SalesforceSandbox;
  readonly connection: Connection;
  /** Plain HTTP: `path` from `/services/data/v68.0` on, or whole when it begins with `//`. */
  call<B = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply<B>>;
  control<B = unknown>(method: string, lever: string, body?: unknown): Promise<Reply<B>>;
  close(): Promise<void>;
}

export interface Reply<B> {
  readonly status: number;
  readonly headers: Headers;
  /** What JSON says; text where the answer is none. */
  readonly body: B;
}

export type Problems = readonly { readonly errorCode: string; readonly message: string; readonly fields?: string[] }[];

export interface Saved {
  readonly id: string;
  readonly success: boolean;
  readonly created: boolean;
  readonly errors: readonly { readonly statusCode: string; readonly message: string; readonly fields: string[] }[];
}

export const VERSION = '68.0';

export async function startBench(): Promise<Bench> {
  const jsforce = await import('jsforce');
  const sandbox = await startSalesforceSandbox({ port: 0, control: true });
  const connection = new jsforce.Connection({
    version: VERSION,
    instanceUrl: sandbox.url,
    loginUrl: sandbox.url,
    accessToken: sandbox.token,
  });
  const request = async <B>(method: string, url: string, body?: unknown, headers = {}): Promise<Reply<B>> => {
    const response = await fetch(url, {
      method,
      headers: { Authorization: `Bearer ${sandbox.token}`, 'Content-Type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson && text !== '' ? JSON.parse(text) : text) as B,
    };
  };
  return {
    sandbox,
    connection,
    call: (method, path, body, headers) =>
      request(
        method,
        path.startsWith('//') ? sandbox.url + path.slice(1) : `${sandbox.url}/services/data/v${VERSION}${path}`,
        body,
        headers,
      ),
    control: (method, lever, body) => request(method, `${sandbox.url}/_sandbox/${lever}`, body),
    close: () => sandbox.close(),
  };
}
