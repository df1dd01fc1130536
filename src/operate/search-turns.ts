/**
 * A CRM may limit searches by themselves, beside all calls, of an account and whoever makes them (`catalog/quotas`), and no answer
 * says how many are left. They are few, so that each is taken by itself in the account's book, and none ahead.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { quotaDefaults } from '../catalog/quotas';
import type { AccountFailure } from '../core/failure';
import type { Lane } from '../core/lane';
import { blockLifeMs, fullBucket, nextTokens, takeTokens } from '../core/quota-bucket';
import type { AccountLimits, BurstLimit } from '../core/quota-standing';
import type { Clock } from '../platform/clock';
import { lockQuota, storeSearches, type QuotaOwner } from '../store/quota';
import { inTenant, type DataSource, type EntityManager } from '../store/transaction';
import { limitsOf } from './quota-book';
import type { Desk } from './quota-desk';
import { pauseMs, refusal, stopped } from './quota-wait';

/** A batch of 500 rows that is looked for by two properties makes ten, and is not to be broken off in the middle. */
const patienceDefaultMs = 15_000;

export class SearchTurns {
  private closed = false;

  constructor(
    private readonly deps: { readonly database: DataSource; readonly clock: Clock; readonly patienceMs?: number },
  ) {}

  /** Waits for the turn; answers why there is none, or null. */
  async take(desk: Desk, lane: Lane): Promise<AccountFailure | null> {
    const { database, clock, patienceMs = patienceDefaultMs } = this.deps;
    const untilMs = performance.now() + patienceMs;
    return desk.searching(async () => {
      let again = new Date(0);
      // What limits there are may be heard meanwhile.
      while (!isEndless(desk.limits)) {
        if (this.closed) return stopped(clock.now());
        if (clock.now() >= again) {
          const { connection } = desk;
          const next = await inTenant(database, connection.tenantId, (tx) => takeSearch(tx, connection, clock));
          if (next === null) return null;
          again = next;
        } else if (performance.now() > untilMs) {
          return refusal(lane, { of: 'burst', again, isOfAll: false });
        } else {
          await wait(pauseMs(again, clock));
        }
      }
      return null;
    });
  }

  /** Nobody waits any more. */
  close(): void {
    this.closed = true;
  }
}

/** Answers when to ask again, when there is none now; null: it was taken, or nothing limits it. */
async function takeSearch(
  tx: EntityManager,
  connection: Pick<QuotaOwner, 'tenantId' | 'id'>,
  clock: Clock,
): Promise<Date | null> {
  const found = await lockQuota(tx, connection, clock.now());
  if (found === null) return null;
  const { owner, book } = found;
  const limit = searchesOf(owner, limitsOf(owner, book.learned));
  if (limit === null) return null;
  // After the lock: whoever waited for it is later.
  const now = clock.now();
  const one = { lane: 'live', calls: 1 } as const;
  const { given, bucket } = takeTokens(book.searches ?? fullBucket(limit, now), limit, one, now);
  if (given === 0) return nextTokens(bucket, limit, one, now);
  await storeSearches(tx, connection, bucket);
  return null;
}

/** One that was taken leaves at once: there are no blocks, whose life would count to the window. */
function searchesOf({ crm, credential }: QuotaOwner, limits: AccountLimits): BurstLimit | null {
  const { searches } = quotaDefaults(crm, credential);
  if (searches === null || isEndless(limits)) return null;
  return { ...searches, windowMs: searches.windowMs - blockLifeMs };
}

/** Who allows so many calls in seconds limits nothing: a sandbox without limits says so. */
const endless = 1_000_000;

const isEndless = (limits: AccountLimits | null): boolean => (limits?.burst?.calls ?? 0) >= endless;
