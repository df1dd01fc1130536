/**
 * A server that says what a test tells it to, for the trouble that no well-behaved server makes: connections that end
 * in the middle, bodies that drip, answers in another order or without a row.
 */
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: RequestBody;
  /** As it was sent, of a request that is not JSON. */
  readonly form: string | null;
}

/** The parts of HubSpot's request bodies that tests look at. */
interface RequestBody {
  readonly inputs?: readonly Input[];
  readonly properties?: readonly string[];
  readonly idProperty?: string;
  readonly limit?: number;
  readonly after?: string;
  readonly filterGroups?: readonly { readonly filters: readonly { readonly values: readonly string[] }[] }[];
}

interface Input {
  readonly id: string;
  readonly idProperty?: string;
  readonly objectWriteTraceId?: string;
  readonly after?: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly name: string;
  readonly from: { readonly id: string };
  readonly to: { readonly id: string };
  readonly types: readonly unknown[];
}

export type Reply =
  | {
      readonly status?: number;
      /** Text is sent as it is, anything else as JSON. */
      readonly body?: unknown;
      /** Null: no `Content-Type` at all. */
      readonly type?: string | null;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** `cut` and `end`: half of a body, then a reset or a close. `drip`: a byte every few milliseconds, for ever. */
  | 'reset'
  | 'cut'
  | 'end'
  | 'hang'
  | 'drip';

/** A call that only a deadline ends gets a short one; the others must not meet theirs, however busy the machine. */
export const deadlineFor = (reply: Reply): number => (reply === 'hang' || reply === 'drip' ? 300 : 5_000);

const dripMs = 5;

export class ScriptedServer {
  readonly seen: Seen[] = [];
  connections = 0;
  answer: (request: Seen) => Reply | Promise<Reply> = () => ({ status: 500 });

  private readonly server = http.createServer((request, response) => {
    this.serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  private readonly drips = new Set<NodeJS.Timeout>();
  private waiting: (() => void)[] = [];

  async start(): Promise<string> {
    this.server.keepAliveTimeout = 0; // idle connections end on the other side only
    this.server.on('connection', (socket) => {
      this.connections++;
      socket.on('close', () => {
        for (const tell of this.waiting) tell();
        this.waiting = [];
      });
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const drip of this.drips) clearInterval(drip);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Resolves when the next connection has ended, on whichever side. */
  connectionEnded(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  count(pathPart: string): number {
    return this.seen.filter(({ path }) => path.includes(pathPart)).length;
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const raw = await text(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { method = '', headers } = request;
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
    const body = (raw === '' || isForm ? {} : JSON.parse(raw)) as RequestBody;
    const seen = { method, path: url.pathname, query: url.searchParams, headers, body, form: isForm ? raw : null };
    this.seen.push(seen);
    this.say(await this.answer(seen), response);
  }

  private say(reply: Reply, response: http.ServerResponse): void {
    if (typeof reply === 'object') respond(reply, response);
    else if (reply === 'reset') response.socket?.resetAndDestroy();
    else if (reply !== 'hang') this.begin(reply, response);
  }

  /** The headers and the start of a body that will never be whole. */
  private begin(reply: 'cut' | 'end' | 'drip', response: http.ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100000' });
    response.write('{"results":[');
    if (reply === 'cut') setImmediate(() => response.socket?.resetAndDestroy());
    if (reply === 'end') setImmediate(() => response.socket?.end());
    if (reply !== 'drip') return;
    const drip = setInterval(() => response.write(' '), dripMs);
    this.drips.add(drip);
    response.on('close', () => clearInterval(drip));
  }
}

function respond(reply: Exclude<Reply, string>, response: http.ServerResponse): void {
  const { status = 200, body, type = 'application/json;charset=utf-8', headers = {} } = reply;
  response.writeHead(status, { ...(type === null ? {} : { 'content-type': type }), ...headers });
  if (body === undefined) response.end();
  else response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** The frame of every answer to a batch. */
export function batch(results: readonly unknown[], errors: readonly unknown[] = []): Reply {
  const frame = { status: 'COMPLETE', startedAt: '2026-03-10T22:30:00Z', completedAt: '2026-03-10T22:30:00Z', results };
  return errors.length === 0 ? { body: frame } : { status: 207, body: { ...frame, numErrors: 1, errors } };
}

/** Of every record that does not say otherwise. */
export const modifiedAt = new Date('2026-03-10T22:30:00.000Z');

export function record(id: string, properties: Readonly<Record<string, string | null>>, more: object = {}): object {
  const at = modifiedAt.toISOString();
  return { id, properties, createdAt: at, updatedAt: at, archived: false, ...more };
}
