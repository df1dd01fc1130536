/** An order system’s end of the webhooks: a server that keeps what it was sent, and answers what a test says. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChangeView } from './order-system';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly payload: { readonly type: string; readonly timestamp: string; readonly data: ChangeView };
}

/** A status, or that and header fields. Null: no answer ever. */
type Answer = number | { readonly status: number; readonly headers: Readonly<Record<string, string>> } | null;

export class Receiver {
  readonly received: Received[] = [];
  /** Asked once the whole delivery is there, before anything is answered. */
  answer: (received: Received) => Answer | Promise<Answer> = () => 204;

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const receiver = new Receiver(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const received = { headers: request.headers, body, payload: JSON.parse(body) as Received['payload'] };
        receiver.received.push(received);
        void Promise.resolve(receiver.answer(received)).then((answer) => {
          if (answer === null) return;
          const { status, headers } = typeof answer === 'number' ? { status: answer, headers: {} } : answer;
          response.writeHead(status, headers).end();
        });
      });
    });
    return receiver;
  }

  get seqs(): readonly number[] {
    return this.received.map(({ payload }) => payload.data.seq);
  }

  get ids(): readonly string[] {
    return this.received.map(({ headers }) => String(headers['webhook-id']));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
