/** What an app puts behind its webhook URL: a real server that keeps what it gets and answers as it is told. */
import { once } from 'node:events';
import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Bench } from './support';

export interface ReceivedEvent {
  readonly eventId: number;
  readonly subscriptionId: number;
  readonly occurredAt: number;
  readonly subscriptionType: string;
  readonly attemptNumber: number;
  readonly objectId: number;
  readonly objectTypeId?: string;
  readonly propertyName?: string;
  readonly propertyValue?: string;
  readonly changeSource: string;
  readonly [key: string]: unknown;
}

export interface Received {
  readonly method: string;
  /** As the sandbox called it. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly events: readonly ReceivedEvent[];
}

/** A status, or no answer at all: until the sandbox has had enough, or cut at once. */
type Reply = number | 'hang' | 'cut';

export class Receiver {
  readonly requests: Received[] = [];
  /** Most at one time. */
  busiest = 0;
  reply: (request: Received, index: number) => Reply = () => 200;
  /** While set, answers are held back. */
  gate: Promise<void> | undefined;
  private open = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((request, response) => void this.take(request, response));
  private arrived: (() => void)[] = [];

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    receiver.server.on('connection', (socket: Socket) => {
      receiver.sockets.add(socket);
      socket.on('close', () => receiver.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `${this.origin}/webhooks/hubspot`;
  }

  get events(): ReceivedEvent[] {
    return this.requests.flatMap((request) => request.events);
  }

  /** Once so many POSTs have come, since the beginning. */
  async received(count: number): Promise<void> {
    while (this.requests.length < count) await new Promise<void>((resolve) => this.arrived.push(resolve));
  }

  /** Once no connection is open. */
  async quiet(): Promise<void> {
    while (this.sockets.size > 0) await Promise.all([...this.sockets].map((socket) => once(socket, 'close')));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.busiest = Math.max(this.busiest, ++this.open);
    response.on('close', () => this.open--);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const { method = '', url = '', headers } = request;
    const received = { method, url: this.origin + url, headers, body, events: JSON.parse(body) as ReceivedEvent[] };
    const index = this.requests.push(received) - 1;
    for (const resolve of this.arrived.splice(0)) resolve();
    await this.gate;
    const reply = this.reply(received, index);
    if (reply === 'cut') request.socket.resetAndDestroy();
    else if (reply !== 'hang') response.writeHead(reply).end();
  }
}

/** Both signatures, computed here from the published rules. The targets of the specs have nothing to decode. */
export function signaturesOf(clientSecret: string, { method, url, headers, body }: Received): Record<string, string> {
  const signed = `${method}${url}${body}${String(headers['x-hubspot-request-timestamp'])}`;
  return {
    'x-hubspot-signature': createHash('sha256')
      .update(clientSecret + body)
      .digest('hex'),
    'x-hubspot-signature-v3': createHmac('sha256', clientSecret).update(signed).digest('base64'),
  };
}

export interface WebhookState {
  readonly targetUrl: string | null;
  readonly trouble: Record<string, unknown>;
  readonly counters: Record<string, number>;
  readonly deliveries: readonly Record<string, unknown>[];
}

export async function webhookState(bench: Bench): Promise<WebhookState> {
  return (await bench.control('GET', 'webhooks')).body as unknown as WebhookState;
}

/** Once nothing is on its way and nothing could go now; what is due later may still wait. */
export async function settled(bench: Bench): Promise<Record<string, number>> {
  let { counters } = await webhookState(bench);
  while (counters.due! > 0) ({ counters } = await webhookState(bench));
  return counters;
}
