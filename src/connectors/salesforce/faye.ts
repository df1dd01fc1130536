/** The CometD client that jsforce brings along, opened for one channel, and shut so that nothing of it goes on. */
import type { ClientRequest } from 'node:http';

export interface BayeuxMessage {
  readonly channel: string;
  readonly successful?: boolean;
  readonly error?: string;
  readonly advice?: { readonly reconnect?: string };
  readonly ext?: { readonly sfdc?: { readonly failureReason?: string } };
  readonly data?: unknown;
}

export interface Faye {
  close(): Promise<void>;
}

interface Wanted {
  readonly url: string;
  readonly token: string;
  readonly channel: string;
  /** A replay id, or -1: what comes from now on. */
  readonly after: number;
  /** Sees every message first, until it is closed; when it answers false the client does not see it. */
  readonly hear: (message: BayeuxMessage) => boolean;
}

/** jsforce gives no types for it. What begins with _ is not of its API: faye 1.4.1, which jsforce 3.10 pins. */
interface Client {
  disable(feature: string): void;
  setHeader(name: string, value: string): void;
  addExtension(extension: object): void;
  subscribe(channel: string, listener: () => void): PromiseLike<void>;
  disconnect(): PromiseLike<void> | undefined;
  _state: number;
  readonly _dispatcher: {
    readonly _envelopes: Map<string, Envelope>;
    close(): void;
  };
}
interface Envelope {
  readonly timer: NodeJS.Timeout | null;
  readonly request: Promise<ClientRequest | undefined> | null;
}
type ClientClass = new (url: string, options: object) => Client;

const disconnected = 4;
/** What a goodbye may take; whoever does not hear it throws us out by himself after 40 s. */
const goodbyeMs = 1_000;

export async function openFaye({ url, token, channel, after, hear }: Wanted): Promise<Faye> {
  const { Client, StreamingExtension } = (await import('jsforce/api/streaming')) as unknown as {
    readonly Client: ClientClass;
    readonly StreamingExtension: { readonly Replay: new (channel: string, after: number) => object };
  };
  // Not by `createClient`, which tries a websocket first: Salesforce has none, and the attempt may stay open.
  const client = new Client(url, {});
  client.disable('websocket');
  client.setHeader('Authorization', `OAuth ${token}`);
  let isClosing = false;
  client.addExtension({
    incoming: (message: BayeuxMessage, next: (message: BayeuxMessage) => void) => {
      if (isClosing ? message.channel === '/meta/disconnect' : hear(message)) next(message);
    },
  });
  client.addExtension(new StreamingExtension.Replay(channel, after));
  // What becomes of it is heard above, also of those that the client makes by itself.
  client.subscribe(channel, () => undefined).then(undefined, () => undefined);
  const shut = (): Promise<void> => {
    isClosing = true;
    return close(client);
  };
  return { close: shut };
}

async function close(client: Client): Promise<void> {
  await said(client);
  client._state = disconnected;
  client._dispatcher.close();
  const { _envelopes: envelopes } = client._dispatcher;
  for (const { timer, request } of envelopes.values()) {
    if (timer) clearTimeout(timer);
    void request?.then((sent) => sent?.destroy());
  }
  envelopes.clear();
}

/** Once it has said goodbye, or nobody answers. */
async function said(client: Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, goodbyeMs)));
  const goodbye = client.disconnect();
  if (goodbye) await Promise.race([goodbye.then(undefined, () => undefined), patience]);
  clearTimeout(timer);
}
