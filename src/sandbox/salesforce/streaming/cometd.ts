/**
 * Bayeux over long polling, as Salesforce speaks it (contract 7.3; texts of refusals from Salesforce's list of streaming
 * error codes, Summer '26).
 */
import type { Org } from '../org/org';
import { CometdClients, HELD_MS, type CometdClient, type Subscription } from './cometd-clients';
import type { ChangeEvent } from './event-log';
import type { Streaming } from './streaming';

const OLDEST_VERSION = 37;
/** Of one answer, of each subscription (unverified); the next connect brings the rest at once. */
const EVENTS_MAX = 1_000;
export const COOKIE = 'BAYEUX_BROWSER';
const capabilities = { replay: true, 'payload.format': true };
const advice = { interval: 0, timeout: HELD_MS, reconnect: 'retry' };

type Message = Readonly<Record<string, unknown>>;

export interface CometdCall {
  /** `68.0`; empty where the address has none. */
  readonly version: string;
  readonly token: string | undefined;
  /** The cookie that came with the handshake. */
  readonly cookie: string | undefined;
  readonly signal: AbortSignal;
}

export interface CometdAnswer {
  /** The messages, as JSON. */
  readonly text: string;
  /** Of a new client. */
  readonly cookie: string | undefined;
}

export class Cometd {
  readonly clients: CometdClients;

  constructor(
    private readonly org: Org,
    private readonly streaming: Streaming,
  ) {
    this.clients = new CometdClients(org);
    streaming.listen(() => this.releaseInformed());
  }

  /** What a call's messages are answered with: what is new first, the connect that waited for it last. */
  async answer(messages: readonly Message[], call: CometdCall): Promise<CometdAnswer> {
    const connects = messages.filter(({ channel }) => channel === '/meta/connect');
    let cookie: string | undefined;
    const replies = messages.flatMap((message) => {
      if (message.channel === '/meta/connect') return [];
      const reply = this.handle(message, call);
      if ('cookie' in reply) cookie = reply.cookie;
      return [JSON.stringify(reply.message)];
    });
    const connected: string[] = [];
    for (const connect of connects) connected.push(...(await this.connect(connect, call)));
    return { text: `[${[...replies, ...connected].join(',')}]`, cookie };
  }

  private handle(message: Message, call: CometdCall): { readonly message: object; readonly cookie?: string } {
    if (message.channel === '/meta/handshake') return this.handshake(message, call);
    const client = this.clientOf(message, call);
    if ('successful' in client) return { message: client };
    if (message.channel === '/meta/subscribe') return { message: this.subscribe(client, message) };
    if (message.channel === '/meta/unsubscribe') return { message: this.unsubscribe(client, message) };
    if (message.channel === '/meta/disconnect') {
      client.isOver = true;
      this.clients.remove(client);
      return { message: { ...replyTo(message), clientId: client.id, successful: true } };
    }
    // Nobody may publish (text unverified).
    return { message: failure(message, '403::Restricted channel') };
  }

  private handshake(
    message: Message,
    { version, token }: CometdCall,
  ): { readonly message: object; readonly cookie?: string } {
    const problem = versionProblem(version);
    if (problem !== undefined) return { message: failure(message, problem, { reconnect: 'none' }) };
    const reason = this.handshakeProblem(token);
    if (reason !== undefined) {
      const ext = { sfdc: { failureReason: reason }, ...capabilities };
      return { message: { ext, ...failure(message, '403::Handshake denied', { reconnect: 'none' }) } };
    }
    const client = this.clients.add();
    const reply = {
      ...replyTo(message),
      clientId: client.id,
      ext: capabilities,
      minimumVersion: '1.0',
      supportedConnectionTypes: ['long-polling'],
      version: '1.0',
      successful: true,
    };
    return { message: reply, cookie: client.cookie };
  }

  private handshakeProblem(token: string | undefined): string | undefined {
    if (token === undefined) return '401::Request requires authentication';
    if (this.org.sessions.find(token) === undefined) return '401::Authentication invalid';
    const isFull = this.clients.all().length >= this.streaming.settings.clientsMax;
    return isFull ? '403::Organization concurrent user limit exceeded' : undefined;
  }

  /** The client that speaks, or why it is not heard. */
  private clientOf(message: Message, { token, cookie }: CometdCall): CometdClient | Failure {
    if (token === undefined || this.org.sessions.find(token) === undefined) {
      return failure(message, '401::Authentication invalid', { reconnect: 'none' });
    }
    const { clientId } = message;
    if (typeof clientId !== 'string') return failure(message, '403::Client has not completed handshake');
    const client = this.clients.find(clientId);
    if (client === undefined) {
      return failure(message, '403::Unknown client', { interval: 0, reconnect: 'handshake' });
    }
    if (cookie === client.cookie) return client;
    return failure(message, `400::Client ${client.id} has established a session, but no ${COOKIE} cookie present`);
  }

  private subscribe(client: CometdClient, message: Message): object {
    const { subscription: channel } = message;
    const reply = { ...replyTo(message), clientId: client.id, subscription: channel };
    const failed = (error: string): object => ({ ...reply, error, successful: false });
    if (typeof channel !== 'string' || channel === '') return failed('400::Channel name not specified');
    if (!channel.startsWith('/')) return failed("400::Channel subscriptions must start with a leading '/'");
    if (this.streaming.channels.carriedBy(channel) === undefined) {
      return failed(`400::The channel you requested to subscribe to does not exist {${channel}}`);
    }
    const from = replayFrom(message, channel);
    const upTo = this.placeOf(from);
    if (upTo === undefined) return failed(invalidReplayId(from));
    client.subscriptions.set(channel, { channel, upTo });
    this.streaming.wake();
    return { ...reply, successful: true };
  }

  private unsubscribe(client: CometdClient, message: Message): object {
    const { subscription } = message;
    client.subscriptions.delete(String(subscription));
    return { ...replyTo(message), clientId: client.id, subscription, successful: true };
  }

  /** -1: what comes from now on. -2: all there is. Else what comes after that event, which must still be there. */
  private placeOf(replayId: number): number | undefined {
    if (replayId === -1) return this.streaming.newest;
    if (replayId === -2) return this.streaming.oldest;
    return this.streaming.retains(replayId) ? replayId : undefined;
  }

  private async connect(message: Message, call: CometdCall): Promise<string[]> {
    const client = this.clientOf(message, call);
    if ('successful' in client) return [JSON.stringify(client)];
    if (message.connectionType !== 'long-polling') {
      return [JSON.stringify(failure(message, `400::Invalid connection type {${String(message.connectionType)}}`))];
    }
    const { isNew } = client;
    client.isNew = false;
    const hurried = (message.advice as { readonly timeout?: unknown } | undefined)?.timeout === 0;
    if (!isNew && !hurried && !this.hasNews(client)) await this.clients.hold(client, call.signal);
    // It may have been thrown out, or its session ended, while it waited. A client that is gone is told nothing.
    if (call.signal.aborted) return [];
    if (client.isOver) return [JSON.stringify({ ...replyTo(message), clientId: client.id, successful: true })];
    const still = this.clientOf(message, call);
    if ('successful' in still) return [JSON.stringify(still)];
    return this.deliver(client, message, isNew);
  }

  private deliver(client: CometdClient, message: Message, isNew: boolean): string[] {
    this.clients.seen(client);
    const { deliverable } = this.streaming;
    if (deliverable === 0 && this.hasNews(client)) {
      this.clients.remove(client);
      // Whether advice comes along is unverified; without it the client would ask again at once, for a day.
      const exceeded = '403::Organization total events daily limit exceeded';
      return [JSON.stringify(failure(message, exceeded, { reconnect: 'none' }))];
    }
    const news = [...client.subscriptions.values()]
      .flatMap((subscription) => this.take(subscription, Math.min(EVENTS_MAX, deliverable)))
      .toSorted((a, b) => a.event.replayId - b.event.replayId);
    const arriving = this.streaming.troubled(news.slice(0, deliverable));
    this.streaming.countDelivered(arriving.length);
    const reply = { ...replyTo(message), clientId: client.id, successful: true, ...(isNew && { advice }) };
    const data = arriving.map(({ channel, event }) => `{"data":${event.text},"channel":${JSON.stringify(channel)}}`);
    return [...data, JSON.stringify(reply)];
  }

  private take(subscription: Subscription, limit: number): { readonly channel: string; readonly event: ChangeEvent }[] {
    const { channel, upTo } = subscription;
    const carried = this.streaming.channels.carriedBy(channel);
    if (carried === undefined) return [];
    const found = this.streaming.after(upTo, carried, limit);
    subscription.upTo = found.upTo;
    return found.events.map((event) => ({ channel, event }));
  }

  private hasNews({ subscriptions }: CometdClient): boolean {
    return [...subscriptions.values()].some((subscription) => {
      const carried = this.streaming.channels.carriedBy(subscription.channel);
      if (carried === undefined) return false;
      const { events, upTo } = this.streaming.after(subscription.upTo, carried, 1);
      // What is not for it need not be looked at again.
      if (events.length === 0) subscription.upTo = upTo;
      return events.length > 0;
    });
  }

  private releaseInformed(): void {
    for (const client of this.clients.all()) {
      if (client.release !== undefined && this.hasNews(client)) client.release();
    }
  }
}

interface Failure {
  readonly channel: unknown;
  readonly error: string;
  readonly successful: false;
}

function failure(message: Message, error: string, advised?: Readonly<Record<string, unknown>>): Failure {
  return { ...replyTo(message), ...(advised && { advice: advised }), error, successful: false };
}

function replyTo({ channel, id }: Message): { readonly channel: unknown } {
  return { channel, ...(id !== undefined && { id }) };
}

function versionProblem(version: string): string | undefined {
  if (version === '') return "400::API version in the URI is mandatory. URI format: '/cometd/68.0'";
  if (/^\d{2}\.0$/.test(version) && Number(version) >= OLDEST_VERSION) return undefined;
  return "400::Unsupported API version. Only API versions '37.0' and later are supported. URI format: '/cometd/68.0'";
}

function replayFrom({ ext }: Message, channel: string): number {
  const { replay } = (ext ?? {}) as { readonly replay?: Readonly<Record<string, unknown>> };
  const from = replay?.[channel];
  return typeof from === 'number' || typeof from === 'string' ? Number(from) : -1;
}

/** Braces and both blanks are Salesforce's own (recorded). */
function invalidReplayId(replayId: number): string {
  return `400::The replayId {${replayId}} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.`;
}
