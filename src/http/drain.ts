/**
 * How the API stops: what was accepted is answered, and nothing else is taken. From the first moment the readiness check
 * says so; a client that still has a connection is served on it once more and told to close it, because a connection cut
 * at rest would fail whatever was already on its way.
 */
import { setMaxListeners } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { Server as ListeningServer } from 'node:net';
import { isStreamed, OpenConnections } from './open-connections';

/** Counted from the beginning of the end. */
export interface DrainTimes {
  /** Connections at rest are closed: longer than what a client sent meanwhile is under way. */
  readonly idleMs: number;
  /** Requests that have not arrived whole are cut. Nothing of them was accepted. */
  readonly partialMs: number;
  /** All others too: longer than any request takes; a batch of 1,000 records takes less than a second. */
  readonly wholeMs: number;
}

export const drainTimes: DrainTimes = { idleMs: 1_000, partialMs: 2_000, wholeMs: 10_000 };

export class Drain {
  readonly connections = new OpenConnections();
  private readonly servers: Server[] = [];
  private readonly stopping = new AbortController();
  private idleClosed = false;

  constructor() {
    // Each import and each reader of changes that waits listens: node would warn of the eleventh.
    setMaxListeners(Infinity, this.stopping.signal);
  }

  /** Aborted when the service stops: what may take hours ends at the next point where nothing is lost. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  get draining(): boolean {
    return this.signal.aborted;
  }

  watch(server: Server): void {
    this.servers.push(server);
    server.on('connection', (socket) => this.connections.opened(socket));
  }

  /** Every answer passes here before its request is looked at. */
  began(response: ServerResponse): void {
    if (this.draining) response.setHeader('connection', 'close');
    const { socket } = response.req;
    this.connections.began(response, () => {
      // An answer whose head was out when the end began could not say that its connection closes.
      if (this.idleClosed && this.connections.answersOn(socket).length === 0) socket.destroySoon();
    });
  }

  /** Resolves when all connections are closed, at the latest after `wholeMs`. */
  async finish(times: DrainTimes = drainTimes): Promise<void> {
    this.stopping.abort();
    // Only the listening ends: `close` of an HTTP server would at once cut the connections at rest as well.
    for (const server of this.servers) ListeningServer.prototype.close.call(server);
    for (const answer of this.connections.sockets.flatMap((socket) => this.connections.answersOn(socket)))
      if (!answer.headersSent) answer.setHeader('connection', 'close');
    const timers = [
      // After what has arrived was read: a busy process may have requests of these connections still to read.
      setTimeout(() => setImmediate(() => this.closeIdle()), times.idleMs),
      setTimeout(() => this.cut(({ req }) => req.complete || isStreamed(req)), times.partialMs),
      setTimeout(() => this.cut(() => false), times.wholeMs),
    ];
    await this.connections.allClosed();
    for (const timer of timers) clearTimeout(timer);
  }

  /** Not those in the middle of a request's head: they have until the partial ones are cut. */
  private closeIdle(): void {
    this.idleClosed = true;
    for (const server of this.servers) server.closeIdleConnections();
  }

  /** Closes all connections but those on which something is answered that is kept. */
  private cut(kept: (answer: ServerResponse) => boolean): void {
    for (const socket of this.connections.sockets) if (!this.connections.answersOn(socket).some(kept)) socket.destroy();
  }
}
