/** An org to make calls to as the connector does, and the levers behind it. */
import type { Send } from '../../../src/connectors/salesforce/call';
import { SalesforceClient } from '../../../src/connectors/salesforce/client';
import { CallFailure, type Callout } from '../../../src/connectors/connector';
import { fixedToken } from '../../../src/connectors/token';
import type { Failure } from '../../../src/core/failure';
import { startSalesforceSandbox, type SalesforceSandboxOptions } from '../../../src/sandbox/salesforce/server';
import { settings, watched } from './client-calls';

export interface Org {
  readonly url: string;
  /** For one method of the connector; `allowed` is what `beforeCall` says. */
  begin(allowed?: () => Promise<void>): Send;
  /** Of all calls. */
  readonly callouts: Callout[];
  lever<T = unknown>(method: string, lever: string, body?: unknown): Promise<T>;
  /** `path` below the version. */
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  close(): Promise<void>;
}

export async function startOrg(options: Partial<SalesforceSandboxOptions> = {}): Promise<Org> {
  const sandbox = await startSalesforceSandbox({ port: 0, control: true, ...options });
  const client = new SalesforceClient(settings(sandbox.url, { token: fixedToken(sandbox.token) }));
  const callouts: Callout[] = [];
  const request = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  };
  return {
    url: sandbox.url,
    begin: (allowed) => client.begin({ ...watched(allowed), onCallout: (callout) => callouts.push(callout) }),
    callouts,
    lever: (method, lever, body) => request(method, `/_sandbox/${lever}`, body),
    call: (method, path, body) => request(method, `/services/data/v67.0/${path}`, body),
    close: async () => {
      client.close();
      await sandbox.close();
    },
  };
}

export async function failing(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CallFailure)) throw new Error('No CallFailure', { cause: error });
  return error.failure;
}
