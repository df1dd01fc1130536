/**
 * Who the token belongs to. The official client has no route for this, and its `apiRequest` takes no agent, so that it
 * could not be cut at the deadline (seen with client 13.5.0): this one request is built here.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { text } from 'node:stream/consumers';
import { CallFailure, type Account } from '../connector';
import { asJson, asText } from '../json';
import type { PerCall, Send } from './client';

const path = '/account-info/v3/details';

/** Every other is a production account, STANDARD and what HubSpot may add alike — HubSpot docs, 2026-03. */
const testTypes: readonly (string | null)[] = ['DEVELOPER_TEST', 'SANDBOX', 'APP_DEVELOPER'];

/** Throws `CallFailure`. */
export async function readAccount(send: Send, baseUrl: string): Promise<Account> {
  const answer = await send<Account>({
    method: 'GET',
    endpoint: path,
    object: 'account',
    rows: 0,
    writes: false,
    send: (_client, perCall, token) => get({ baseUrl, token }, perCall),
    read: (body) => {
      const json = asJson(body);
      const accountId = asText(json?.['portalId']);
      const timeZone = asText(json?.['timeZone']);
      if (accountId === null || timeZone === null) return null;
      const isTest = testTypes.includes(asText(json?.['accountType']));
      return {
        accountId,
        kind: isTest ? 'test' : 'production',
        timeZone,
        currency: asText(json?.['companyCurrency']),
      };
    },
  });
  if (!answer.ok) throw new CallFailure(answer.failure);
  return answer.value;
}

/** Goes through the same two doors as the client's requests: `pre` gives the agent, `post` takes the answer. */
async function get(
  { baseUrl, token }: { readonly baseUrl: string; readonly token: string },
  { middleware }: PerCall,
): Promise<void> {
  const options: http.RequestOptions = {
    headers: { accept: 'application/json', authorization: `Bearer ${token}` },
  };
  for (const { pre } of middleware) await pre({ setAgent: (agent: http.Agent) => (options.agent = agent) });
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const { get: begin } = baseUrl.startsWith('https:') ? https : http;
    begin(`${baseUrl}${path}`, options, resolve).on('error', reject);
  });
  const raw = await text(response);
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
  const body = { text: () => Promise.resolve(raw), binary: () => Promise.resolve(Buffer.from(raw)) };
  for (const { post } of middleware) await post({ httpStatusCode: response.statusCode ?? 0, headers, body });
}
