/** Sends requests as they are told, also those that a well-made client would never send, and hears the whole answer. */
import { request as httpRequest, type Agent, type OutgoingHttpHeaders } from 'node:http';

export interface Sent {
  readonly method: string;
  readonly path: string;
  /** A list is sent as a field per entry. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export function send(url: string, { method, path, headers = {}, body }: Sent, agent?: Agent): Promise<Reply> {
  const { hostname, port } = new URL(url);
  const all = { ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }), ...headers };
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path, headers: all as OutgoingHttpHeaders, ...(agent && { agent }) };
    const sending = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const fields = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(fields) as Record<string, string>,
          text: Buffer.concat(chunks).toString(),
        });
      });
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

/** Sends a body that is announced longer than it is, and closes the connection as soon as all of it has left. */
export async function cut(url: string, { method, path, headers, body = '' }: Sent): Promise<void> {
  const { hostname, port } = new URL(url);
  const all = { ...headers, 'content-length': Buffer.byteLength(body) + 1 };
  const sending = httpRequest({ hostname, port, method, path, headers: all as OutgoingHttpHeaders, agent: false });
  const closed = new Promise<void>((resolve) => sending.on('close', resolve));
  sending.on('error', () => undefined).on('response', (response) => response.resume());
  sending.write(body, () => sending.destroy());
  await closed;
}
