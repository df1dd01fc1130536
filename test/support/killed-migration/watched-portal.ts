/**
 * A HubSpot sandbox behind a thin proxy that sees each call when it comes. What was passed on is answered by the sandbox even
 * when its caller has died meanwhile, as a CRM's work goes on; so the sandbox's own counters tell of every call that was sent.
 */
import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Crm, type Calls } from '../crm';

/** Calls about records: what a plan counts. Others (descriptions, usage) come with each start of a service. */
const aboutRecords = /^\/crm\/(v3\/objects|v4\/associations|v3\/associations)\//;

export class WatchedPortal {
  /** Calls about records that have come. */
  came = 0;
  private open = 0;
  private next: { readonly at: number; readonly tell: () => void } | null = null;

  private constructor(
    readonly crm: Crm,
    private readonly server: Server,
    private readonly agent: Agent,
  ) {}

  /** @param takesMs what an answer takes on its way back; so that there is a time at which a call is under way */
  static async start(takesMs: number): Promise<WatchedPortal> {
    const crm = await Crm.start();
    const agent = new Agent({ keepAlive: true });
    const server = createServer((incoming, outgoing) => void portal.pass(incoming, outgoing, takesMs));
    const portal = new WatchedPortal(crm, server, agent);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return portal;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves when so many more calls have come, and are not answered yet. */
  async hears(calls: number): Promise<void> {
    if (calls === 0) return;
    await new Promise<void>((resolve) => (this.next = { at: this.came + calls, tell: resolve }));
  }

  /** Resolves when the sandbox has answered all that it was sent. */
  async atRest(): Promise<void> {
    while (this.open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** Of those that have come, by the sandbox's own count. */
  async counted(): Promise<Calls> {
    const calls = Object.entries(await this.crm.calls());
    return Object.fromEntries(calls.filter(([endpoint]) => isAboutRecords(endpoint)));
  }

  async close(): Promise<void> {
    await this.atRest();
    this.agent.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.crm.close();
  }

  private async pass(incoming: IncomingMessage, outgoing: ServerResponse, takesMs: number): Promise<void> {
    const { method = 'GET', headers, url: path = '/' } = incoming;
    const body: Buffer[] = [];
    try {
      for await (const chunk of incoming) body.push(chunk as Buffer);
    } catch {
      return; // its caller died before it was sent
    }
    const isCounted = aboutRecords.test(path);
    this.open += 1;
    if (isCounted) this.hear();
    try {
      const { status, answer, answered } = await this.ask({ method, path, headers, body: Buffer.concat(body) });
      await new Promise((resolve) => setTimeout(resolve, isCounted ? takesMs : 0));
      outgoing.writeHead(status, answered).end(answer);
    } catch {
      outgoing.destroy();
    } finally {
      this.open -= 1;
    }
  }

  private hear(): void {
    this.came += 1;
    if (this.next === null || this.came < this.next.at) return;
    this.next.tell();
    this.next = null;
  }

  private async ask(sent: {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingMessage['headers'];
    readonly body: Buffer;
  }): Promise<{ status: number; answer: Buffer; answered: IncomingMessage['headers'] }> {
    const { method, path, headers, body } = sent;
    const forwarded = request(`${this.crm.url}${path}`, { method, headers, agent: this.agent });
    forwarded.end(body);
    const [reply] = (await once(forwarded, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of reply) chunks.push(chunk as Buffer);
    return { status: reply.statusCode ?? 502, answer: Buffer.concat(chunks), answered: reply.headers };
  }
}

/** `POST /crm/v3/objects/contacts/batch/upsert` */
const isAboutRecords = (endpoint: string): boolean => aboutRecords.test(endpoint.replace(/^[A-Z]+ /, ''));
