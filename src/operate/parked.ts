/** What waits for a person: list it, and let it go again once the cause is mended. */
import type { LinkState } from '../core/link';
import type { Clock } from '../platform/clock';
import { markWaiting } from '../store/dirty-set';
import { listLinks, type ParkedLink } from '../store/links';
import { inTenant, type DataSource } from '../store/transaction';
import type { Waker } from '../store/wake';
import { forgetEmailRefusals } from './email-refusals';

interface ParkedDeps {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly waker: Waker;
}

export type LinkName = Pick<ParkedLink, 'connectionId' | 'type' | 'id'>;

/** One page of links in a state, with the name after which the next page starts; null on the last. */
export async function listWaiting(
  { database }: Pick<ParkedDeps, 'database'>,
  tenantId: string,
  page: { readonly state: LinkState; readonly after: LinkName | null; readonly limit: number },
): Promise<{ readonly items: readonly ParkedLink[]; readonly next: LinkName | null }> {
  const items = await inTenant(database, tenantId, (tx) => listLinks(tx, tenantId, { ...page, limit: page.limit + 1 }));
  const shown = items.slice(0, page.limit);
  return { items: shown, next: items.length > page.limit ? (shown.at(-1) ?? null) : null };
}

/**
 * Looks again at parked and held links and at conflicts: all of the tenant, or those that are named. Answers how many. A record
 * that is still refused is parked again, and one whose e-mail the CRM has refused is sent once more.
 */
export async function retryWaiting(
  { database, clock, waker }: ParkedDeps,
  tenantId: string,
  chosen: Partial<LinkName>,
): Promise<number> {
  const streams = await inTenant(database, tenantId, async (tx) => {
    const { id, ...others } = chosen;
    await forgetEmailRefusals(tx, tenantId, { ...others, ...(id !== undefined && { ids: [id] }) });
    return markWaiting(tx, tenantId, chosen, clock.now());
  });
  waker.wake(tenantId, streams);
  return streams.reduce((sum, { count }) => sum + count, 0);
}
