/** Waits for news in a tenant's change feed: whoever has read all of it may stay on the line until there is more. */
import type { Change } from '../store/changes';
import { listChanges } from '../store/changes';
import { inTenant } from '../store/transaction';
import type { HttpDeps } from './http-deps';

/** A wake may be lost (a notification is no promise): then the next look finds what it told of. */
const lookAgainMs = 1_000;

/** Who waits: the answer that is to be given. */
interface Caller {
  readonly destroyed: boolean;
  once(name: 'close', listener: () => void): unknown;
  off(name: 'close', listener: () => void): unknown;
}

export class ChangeFeed {
  /** By tenant, those who wait for it. */
  private readonly waiting = new Map<string, Set<() => void>>();
  private readonly unlisten: () => void;

  constructor(
    private readonly deps: Pick<HttpDeps, 'database' | 'waker' | 'drain'>,
    private readonly againAfterMs = lookAgainMs,
  ) {
    this.unlisten = deps.waker.onChanges((tenantId) => this.wake(tenantId));
  }

  /**
   * The changes after a number, in order: at once if there are any, else as soon as there are, at the latest after `waitMs`. None
   * once the caller has hung up: whoever asks again and again would be looked for several times.
   */
  async after(
    tenantId: string,
    page: { readonly after: number; readonly limit: number },
    { waitMs, caller }: { readonly waitMs: number; readonly caller: Caller },
  ): Promise<readonly Change[]> {
    const endMs = performance.now() + waitMs;
    while (!caller.destroyed) {
      // Listens before it looks: what comes between the two is heard.
      const { heard, leave } = this.listen(tenantId);
      try {
        const changes = await inTenant(this.deps.database, tenantId, (tx) => listChanges(tx, tenantId, page));
        const leftMs = endMs - performance.now();
        if (changes.length > 0 || leftMs <= 0 || this.deps.drain.draining) return changes;
        await this.patience(heard, Math.min(leftMs, this.againAfterMs), caller);
      } finally {
        leave();
      }
    }
    return [];
  }

  close(): void {
    this.unlisten();
    this.wake(null);
  }

  private listen(tenantId: string): { readonly heard: Promise<void>; readonly leave: () => void } {
    const listeners = this.waiting.get(tenantId) ?? new Set();
    this.waiting.set(tenantId, listeners);
    let hear: () => void = () => undefined;
    const heard = new Promise<void>((resolve) => {
      hear = resolve;
    });
    listeners.add(hear);
    const leave = (): void => {
      listeners.delete(hear);
      if (listeners.size === 0) this.waiting.delete(tenantId);
    };
    return { heard, leave };
  }

  private async patience(heard: Promise<void>, ms: number, caller: Caller): Promise<void> {
    const { signal } = this.deps.drain;
    let end: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    caller.once('close', end);
    if (caller.destroyed) end();
    await Promise.race([heard, over]);
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    caller.off('close', end);
  }

  private wake(tenantId: string | null): void {
    const found =
      tenantId === null ? [...this.waiting.values()] : [this.waiting.get(tenantId) ?? new Set<() => void>()];
    for (const listeners of found) for (const hear of listeners) hear();
  }
}
