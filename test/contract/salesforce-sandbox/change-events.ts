/** A subscriber as jsforce makes it, and plain Bayeux for what jsforce hides. */
import type { Bench } from './support';

export interface ChangeMessage {
  readonly schema: string;
  readonly payload: Readonly<Record<string, unknown>> & { readonly ChangeEventHeader: ChangeHeader };
  readonly event: { readonly replayId: number };
}

export interface ChangeHeader {
  readonly entityName: string;
  readonly recordIds: readonly string[];
  readonly changeType: string;
  readonly changeOrigin: string;
  readonly transactionKey: string;
  readonly sequenceNumber: number;
  readonly commitTimestamp: number;
  readonly commitNumber: number;
  readonly commitUser: string;
  readonly changedFields: readonly string[];
}

/** jsforce gives no types for what it takes from faye. */
interface FayeClient {
  subscribe(channel: string, listener: (message: ChangeMessage) => void): PromiseLike<void>;
  setHeader(name: string, value: string): void;
  disconnect(): PromiseLike<void> | undefined;
}

export class Subscriber {
  readonly events: ChangeMessage[] = [];
  readonly failures: BayeuxMessage[] = [];
  private waiting: (() => void)[] = [];
  private client!: FayeClient;
  /** Connects that were not answered yet: what is left of them at the end would be sent again. */
  private connects = 0;

  /** Once Salesforce has confirmed it. */
  static async start(bench: Bench, channel: string, replayId = -1): Promise<Subscriber> {
    const { StreamingExtension } = await import('jsforce/api/streaming');
    const subscriber = new Subscriber();
    const replay = new StreamingExtension.Replay(channel, replayId);
    const failed = new StreamingExtension.AuthFailure((message: BayeuxMessage) => {
      subscriber.failures.push(message);
      subscriber.wake();
    });
    const { streaming } = bench.connection as unknown as { streaming: { createClient(with_: unknown[]): FayeClient } };
    subscriber.client = streaming.createClient([subscriber.counter(), replay, failed]);
    try {
      await subscriber.client.subscribe(channel, (message) => {
        subscriber.events.push(message);
        subscriber.wake();
      });
    } catch (error) {
      await subscriber.close();
      throw error;
    }
    return subscriber;
  }

  /** Once so many have come, since the beginning. */
  async received(count: number): Promise<readonly ChangeMessage[]> {
    while (this.events.length < count) await this.somethingNew();
    return this.events;
  }

  async failed(): Promise<BayeuxMessage> {
    for (;;) {
      const [failure] = this.failures;
      if (failure !== undefined) return failure;
      await this.somethingNew();
    }
  }

  useToken(token: string): void {
    this.client.setHeader('Authorization', `OAuth ${token}`);
  }

  async close(): Promise<void> {
    await this.client.disconnect();
    while (this.connects > 0) await this.somethingNew();
  }

  private counter(): object {
    const count = (by: number) => (message: BayeuxMessage, next: (message: BayeuxMessage) => void) => {
      if (message.channel === '/meta/connect') this.connects += by;
      this.wake();
      next(message);
    };
    return { outgoing: count(1), incoming: count(-1) };
  }

  private somethingNew(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

export interface BayeuxMessage {
  readonly channel: string;
  readonly successful?: boolean;
  readonly clientId?: string;
  readonly error?: string;
  readonly advice?: Readonly<Record<string, unknown>>;
  readonly ext?: Readonly<Record<string, unknown>>;
  readonly data?: ChangeMessage;
  readonly id?: string;
}

/** A client that says what the test says, and keeps its cookie. */
export class PlainClient {
  clientId = '';
  token: string;
  cookie = '';
  version = '68.0';

  constructor(private readonly bench: Bench) {
    this.token = bench.sandbox.token;
  }

  static async start(bench: Bench, channel?: string, replayId = -1): Promise<PlainClient> {
    const client = new PlainClient(bench);
    await client.handshake();
    await client.connect();
    if (channel !== undefined) await client.subscribe(channel, replayId);
    return client;
  }

  async post(messages: readonly object[], signal?: AbortSignal): Promise<BayeuxMessage[]> {
    const response = await this.raw(messages, signal);
    const [cookie] = (response.headers.get('set-cookie') ?? '').split(';');
    if (cookie !== undefined && cookie !== '') this.cookie = cookie;
    return (await response.json()) as BayeuxMessage[];
  }

  raw(messages: readonly object[], signal?: AbortSignal): Promise<Response> {
    const { sandbox } = this.bench;
    return fetch(`${sandbox.url}/cometd${this.version === '' ? '' : `/${this.version}`}`, {
      method: 'POST',
      headers: {
        ...(this.token !== '' && { Authorization: `OAuth ${this.token}` }),
        'Content-Type': 'application/json',
        ...(this.cookie !== '' && { Cookie: this.cookie }),
      },
      body: JSON.stringify(messages),
      ...(signal && { signal }),
    });
  }

  async handshake(): Promise<BayeuxMessage> {
    const message = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'], id: '1' };
    const [reply] = await this.post([message]);
    this.clientId = reply?.clientId ?? this.clientId;
    return reply!;
  }

  /** Answered at once, or when there is something. */
  connect(wait: 'wait' | 'at once' = 'at once', signal?: AbortSignal): Promise<BayeuxMessage[]> {
    return this.post([this.message('/meta/connect', wait === 'wait' ? {} : { advice: { timeout: 0 } })], signal);
  }

  async subscribe(channel: unknown, replayId?: number): Promise<BayeuxMessage> {
    const ext = replayId === undefined ? {} : { ext: { replay: { [String(channel)]: replayId } } };
    const [reply] = await this.post([this.message('/meta/subscribe', { subscription: channel, ...ext })]);
    return reply!;
  }

  async send(channel: string, more: object = {}): Promise<BayeuxMessage> {
    const [reply] = await this.post([this.message(channel, more)]);
    return reply!;
  }

  /** What has come by now. */
  async news(): Promise<ChangeMessage[]> {
    return dataOf(await this.connect());
  }

  private message(channel: string, more: object): object {
    return { channel, clientId: this.clientId, connectionType: 'long-polling', id: '9', ...more };
  }
}

export function dataOf(messages: readonly BayeuxMessage[]): ChangeMessage[] {
  return messages.flatMap(({ data }) => data ?? []);
}

export function headersOf(events: readonly ChangeMessage[]): ChangeHeader[] {
  return events.map(({ payload }) => payload.ChangeEventHeader);
}
