/**
 * Wakes workers when something was marked: one LISTEN connection per process, outside the pool. A wake is a hint, sent
 * after the commit and at most once per stream in 25 ms (NOTIFY inside each transaction cut commits from 3,500 to 1,300
 * per second when measured, 2026-11); a slow poll backs it up, so losing one costs a second and nothing else.
 */
import { Client } from 'pg';
import { clientOptions, type DatabaseAddress } from './data-source';
import type { StreamName } from './dirty-set';

const channel = 'tandem_wake';
/** Names a tenant whose change feed has grown. */
const changesChannel = 'tandem_changes';
/** Sent by whoever makes or revokes an API key. */
export const keysChannel = 'tandem_keys';
const gatherMs = 25;
const reconnectMs = 1_000;

/** How a stream is called in a wake. */
export const nameOf = (tenantId: string, { connectionId, object }: StreamName): string =>
  `${tenantId}/${connectionId}/${object}`;

export class Waker {
  private client: Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private readonly waiting = new Set<string>();
  private readonly waitingTenants = new Set<string>();
  private readonly listeners = new Set<(stream: string) => void>();
  private readonly changeListeners = new Set<(tenantId: string | null) => void>();
  private readonly keyListeners = new Set<() => void>();
  private sending = false;
  private closed = false;

  constructor(private readonly address: DatabaseAddress) {}

  async start(): Promise<void> {
    const client = new Client(clientOptions(this.address));
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    client.on('notification', ({ channel: heard, payload }) => {
      if (heard === changesChannel) this.hearChange(payload ?? null);
      else if (heard === keysChannel) for (const listener of this.keyListeners) listener();
      else for (const listener of this.listeners) listener(payload ?? '');
    });
    try {
      await client.connect();
      await client.query(`listen ${channel}; listen ${keysChannel}; listen ${changesChannel}`);
    } catch (error) {
      this.leave(client);
      throw error;
    }
    if (this.closed) this.leave(client);
    else this.client = client;
  }

  /** Tells all processes that these streams have something due. Call it after the commit. */
  wake(tenantId: string, streams: readonly StreamName[]): void {
    for (const stream of streams) this.waiting.add(nameOf(tenantId, stream));
    this.sendSoon();
  }

  /** Tells all processes that the tenant's change feed has grown. Call it after the commit. */
  tellOfChanges(tenantId: string): void {
    this.waitingTenants.add(tenantId);
    this.sendSoon();
  }

  /** Calls back on every wake, of this process or another, with the name of the stream. Answers how to stop. */
  onWake(listener: (stream: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls back when API keys were made or revoked, and when that may have been missed. Answers how to stop. */
  onKeysChanged(listener: () => void): () => void {
    this.keyListeners.add(listener);
    return () => this.keyListeners.delete(listener);
  }

  /** Calls back when a tenant's change feed has grown; with null when that of any may have. Answers how to stop. */
  onChanges(listener: (tenantId: string | null) => void): () => void {
    this.changeListeners.add(listener);
    return () => this.changeListeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private hearChange(tenantId: string | null): void {
    for (const listener of this.changeListeners) listener(tenantId);
  }

  private sendSoon(): void {
    if (this.waiting.size + this.waitingTenants.size > 0) this.timer ??= setTimeout(() => this.send(), gatherMs);
  }

  private send(): void {
    this.timer = null;
    if (this.sending) return; // those that wait meanwhile go together afterwards
    const names = [...this.waiting, ...this.waitingTenants];
    const channels = [...[...this.waiting].map(() => channel), ...[...this.waitingTenants].map(() => changesChannel)];
    this.waiting.clear();
    this.waitingTenants.clear();
    this.sending = true;
    const notify = 'select pg_notify(t.channel, t.name) from unnest($1::text[], $2::text[]) as t (channel, name)';
    // Failing to wake is no failure: the poll finds the marks.
    Promise.resolve(this.client?.query(notify, [channels, names]))
      .catch(() => undefined)
      .finally(() => {
        this.sending = false;
        this.sendSoon();
      });
  }

  /** One loss is told by several events, and each would begin a reconnecting of its own. */
  private lost(client: Client): void {
    if (this.closed || this.client !== client) return;
    this.client = null;
    for (const listener of this.keyListeners) listener();
    this.hearChange(null);
    this.reconnectLater();
  }

  private reconnectLater(): void {
    setTimeout(() => {
      if (!this.closed) this.start().catch(() => this.reconnectLater());
    }, reconnectMs).unref();
  }

  private leave(client: Client): void {
    void client.end().catch(() => undefined);
  }
}
