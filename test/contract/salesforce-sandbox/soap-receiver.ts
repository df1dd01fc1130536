/** What an integration puts behind the URL of an outbound message: it keeps what it gets and answers as it is told. */
import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Of the notifications. */
  readonly ids: readonly string[];
  readonly recordIds: readonly string[];
}

type Reply = 'ack' | 'no ack' | 'empty' | 'hang' | 'cut' | 'redirect' | number;

const answer = (ack: boolean): string =>
  `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>` +
  `<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>${ack}</Ack></notificationsResponse>` +
  `</soapenv:Body></soapenv:Envelope>`;

export class SoapReceiver {
  readonly messages: Received[] = [];
  reply: (message: Received, index: number) => Reply = () => 'ack';
  private readonly sockets = new Set<Socket>();
  private arrived: (() => void)[] = [];
  private readonly server = createServer((request, response) => void this.take(request, response));

  static async start(): Promise<SoapReceiver> {
    const receiver = new SoapReceiver();
    receiver.server.on('connection', (socket: Socket) => {
      receiver.sockets.add(socket);
      socket.on('close', () => receiver.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/salesforce/secret`;
  }

  get ids(): string[] {
    return this.messages.flatMap(({ ids }) => ids);
  }

  /** Once so many messages have come, since the beginning. */
  async received(count: number): Promise<readonly Received[]> {
    while (this.messages.length < count) await new Promise<void>((resolve) => this.arrived.push(resolve));
    return this.messages;
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
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const message = {
      url: request.url ?? '',
      headers: request.headers,
      body,
      ids: textsOf(body, 'Id'),
      recordIds: textsOf(body, 'sf:Id'),
    };
    const index = this.messages.push(message) - 1;
    for (const resolve of this.arrived.splice(0)) resolve();
    const reply = this.reply(message, index);
    const xml = { 'Content-Type': 'text/xml' };
    if (reply === 'cut') request.socket.resetAndDestroy();
    else if (reply === 'redirect') response.writeHead(302, { Location: '/elsewhere' }).end();
    else if (typeof reply === 'number') response.writeHead(reply, xml).end(answer(true));
    else if (reply !== 'hang') response.writeHead(200, xml).end(reply === 'empty' ? '' : answer(reply === 'ack'));
  }
}

export function textsOf(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, text]) => text ?? '');
}
