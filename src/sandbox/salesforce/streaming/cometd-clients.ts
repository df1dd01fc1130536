/**
 * The clients of CometD: who has shaken hands, what they subscribe to and how far they have come. A client that does not
 * connect again within 40 seconds is forgotten (contract 7.3), by the sandbox's clock; while its call is held it counts
 * as connected, however far the clock is moved meanwhile. It is held for 110 seconds of our time, not of the sandbox's: the
 * client's own timers run by ours.
 */
import { randomBytes } from 'node:crypto';
import type { Org } from '../org/org';

const RECONNECT_MS = 40_000;
export const HELD_MS = 110_000;

export interface Subscription {
  readonly channel: string;
  /** The replay id up to which it was told everything. */
  upTo: number;
}

export interface CometdClient {
  readonly id: string;
  readonly cookie: string;
  readonly subscriptions: Map<string, Subscription>;
  /** Its first connect is answered at once, with advice. */
  isNew: boolean;
  /** By the sandbox's clock, when it was last answered. */
  seenAt: number;
  /** Ends the call that is held. */
  release: (() => void) | undefined;
  /** It has said goodbye. */
  isOver: boolean;
}

export class CometdClients {
  private readonly byId = new Map<string, CometdClient>();

  constructor(private readonly org: Org) {}

  add(): CometdClient {
    const client: CometdClient = {
      id: idOf(14),
      cookie: idOf(8),
      subscriptions: new Map(),
      isNew: true,
      seenAt: this.org.now(),
      release: undefined,
      isOver: false,
    };
    this.byId.set(client.id, client);
    return client;
  }

  find(id: string): CometdClient | undefined {
    this.forgetSilent();
    return this.byId.get(id);
  }

  seen(client: CometdClient): void {
    client.seenAt = this.org.now();
  }

  /** Until there is something to tell, or time is up, or nobody is there any more to be told. */
  hold(client: CometdClient, signal: AbortSignal): Promise<void> {
    // One that is held already makes room.
    client.release?.();
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        if (client.release === done) client.release = undefined;
        this.seen(client);
        resolve();
      };
      const timer = setTimeout(done, HELD_MS).unref();
      signal.addEventListener('abort', done);
      client.release = done;
    });
  }

  remove(client: CometdClient): void {
    this.byId.delete(client.id);
    client.release?.();
  }

  /** As when Salesforce moves an org to other servers. */
  removeAll(): void {
    for (const client of [...this.byId.values()]) this.remove(client);
  }

  all(): readonly CometdClient[] {
    this.forgetSilent();
    return [...this.byId.values()];
  }

  private forgetSilent(): void {
    const now = this.org.now();
    for (const client of this.byId.values()) {
      if (client.release === undefined && now - client.seenAt > RECONNECT_MS) this.byId.delete(client.id);
    }
  }
}

function idOf(bytes: number): string {
  return BigInt(`0x${randomBytes(bytes).toString('hex')}`).toString(36);
}
