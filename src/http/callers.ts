/**
 * Who calls, by API key. A key is looked up by its SHA-256, so how long a look-up takes says nothing about a key that is
 * nearly right. What was found is kept for a while, because a look-up would be half the cost of a small request; a
 * revocation empties it at once through the database's notification, and without one after `keepMs`.
 */
import { LRUCache } from 'lru-cache';
import { findCaller, hashKey, touchKey, type Caller } from '../store/api-keys';
import { inTenant } from '../store/transaction';
import type { HttpDeps } from './http-deps';

const keepMs = 5_000;
/** A key without an owner is asked for again sooner: it may just be about to be made. */
const keepUnknownMs = 500;
const keysKept = 10_000;
/** The last use of a key is noted once in this time. */
const touchEveryMs = 60_000;

interface Found {
  readonly caller: Caller | null;
}

export class Callers {
  /** By hash. Those who ask at the same time share one look-up; what is forgotten meanwhile is not kept. */
  private readonly known = new LRUCache<string, Found>({
    max: keysKept,
    ttl: keepMs,
    fetchMethod: async (hash, _stale, { options }) => {
      const caller = await findCaller(this.deps.database, Buffer.from(hash, 'base64'));
      if (caller) this.noteUse(caller);
      else options.ttl = keepUnknownMs;
      return { caller };
    },
  });
  private readonly unlisten: () => void;

  constructor(private readonly deps: Pick<HttpDeps, 'database' | 'clock' | 'waker' | 'logger'>) {
    this.unlisten = deps.waker.onKeysChanged(() => this.known.clear());
  }

  async find(key: string): Promise<Caller | null> {
    const found = await this.known.forceFetch(hashKey(key).toString('base64'));
    return found.caller;
  }

  close(): void {
    this.unlisten();
  }

  /** Nobody waits for it: a request is not slower, or refused, because its key's last use could not be noted. */
  private noteUse({ tenantId, keyId, lastUsedAt }: Caller): void {
    const { database, clock, logger } = this.deps;
    const now = clock.now();
    if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < touchEveryMs) return;
    inTenant(database, tenantId, (tx) => touchKey(tx, tenantId, keyId, now)).catch((error: unknown) => {
      logger.warn({ event: 'key.use-not-noted', tenantId, keyId, err: error });
    });
  }
}
