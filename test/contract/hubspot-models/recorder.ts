/** Stands between a client and the sandbox, passes everything on and keeps it. */
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Exchange } from './exchange';

export class Recorder {
  readonly exchanges: Exchange[] = [];

  private readonly server = http.createServer((request, response) => {
    this.pass(request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  private constructor(private readonly target: string) {}

  static async before(target: string): Promise<Recorder> {
    const recorder = new Recorder(target);
    await new Promise<void>((resolve) => recorder.server.listen(0, '127.0.0.1', resolve));
    return recorder;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const body = await text(request);
    const passed = await fetch(this.target + url, {
      method,
      headers: { authorization: headers.authorization ?? '', 'content-type': headers['content-type'] ?? '' },
      ...(body === '' ? {} : { body }),
    });
    const answer = await passed.text();
    const { pathname, searchParams } = new URL(url, this.target);
    const contentType = passed.headers.get('content-type');
    this.exchanges.push({
      method,
      path: pathname,
      query: searchParams,
      request: body,
      status: passed.status,
      contentType,
      location: passed.headers.get('location'),
      answer,
    });
    response.writeHead(passed.status, contentType === null ? {} : { 'content-type': contentType });
    response.end(answer);
  }
}
