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

export class Callers {
  /**
   * By hash. Those who ask at the same time share one look-up; one that is under way when all is forgotten is answered to
   * those who asked, and not kept.
   */
  private readonly known = new LRUCache<string, Promise<Caller | null>>({ max: keysKept, ttl: keepMs });
  private readonly unlisten: () => void;

  constructor(private readonly deps: Pick<HttpDeps, 'database' | 'clock' | 'waker' | 'logger'>) {
    this.unlisten = deps.waker.onKeysChanged(() => this.known.clear());
  }

  find(key: string): Promise<Caller | null> {
    const hash = hashKey(key);
    const name = hash.toString('base64');
    const kept = this.known.get(name);
    if (kept) return kept;
    const looking = this.look(hash);
    this.known.set(name, looking);
    const isKept = (): boolean => this.known.peek(name) === looking;
    looking.then(
      (caller) => {
        if (caller === null && isKept()) this.known.set(name, looking, { ttl: keepUnknownMs });
      },
      () => {
        if (isKept()) this.known.delete(name);
      },
    );
    return looking;
  }

  close(): void {
    this.unlisten();
  }

  private async look(hash: Buffer): Promise<Caller | null> {
    const caller = await findCaller(this.deps.database, hash);
    if (caller) this.noteUse(caller);
    return caller;
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
