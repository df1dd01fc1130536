/**
 * A GET that the official client has no route for. Its `apiRequest` takes no agent, so that it could not be cut at the
 * deadline (seen with client 13.5.0): such requests are built here.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { text } from 'node:stream/consumers';
import type { PerCall } from './client';

/** Goes through the same two doors as the client's requests: `pre` gives the agent, `post` takes the answer. */
export async function get(
  { url, token }: { readonly url: string; readonly token: string },
  { middleware }: PerCall,
): Promise<void> {
  const options: http.RequestOptions = {
    headers: { accept: 'application/json', authorization: `Bearer ${token}` },
  };
  for (const { pre } of middleware) await pre({ setAgent: (agent: http.Agent) => (options.agent = agent) });
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const { get: begin } = url.startsWith('https:') ? https : http;
    begin(url, options, resolve).on('error', reject);
  });
  const raw = await text(response);
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
  const body = { text: () => Promise.resolve(raw), binary: () => Promise.resolve(Buffer.from(raw)) };
  for (const { post } of middleware) await post({ httpStatusCode: response.statusCode ?? 0, headers, body });
}
