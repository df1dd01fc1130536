/**
 * An order system with an outbox: what it has to say is written down in its own transaction, and sent by a loop. Sending
 * may be repeated without harm, because each record carries its version; so the loop has nothing to remember but what was
 * not answered yet.
 */
import { createTandemClient, type Schemas, type TandemClient } from './index';

export interface Shop {
  /** Customers that changed and were not answered yet, oldest first. */
  nextChanges(limit: number): Schemas['CustomerRow'][];
  /** The service has them, at this version or a newer one. */
  done(ids: readonly string[]): void;
  /** A person must correct these: field and reason. */
  refused(id: string, problem: Schemas['Problem']): void;
}

export const connectToTandem = (url: string, apiKey: string): TandemClient => createTandemClient({ url, apiKey });

/** Sends what waits, up to 1,000 at once. Answers how many seconds to wait before the next time. */
export async function sendChanges(tandem: TandemClient, shop: Shop): Promise<number> {
  const records = shop.nextChanges(1_000);
  if (records.length === 0) return 1;
  const { data, error, response } = await tandem.POST('/v1/customers/batch', { body: { records } });
  if (!data) {
    const wait = Number(response.headers.get('retry-after') ?? 10);
    // 429 and 5xx: nothing was lost, it is sent again. Anything else is a mistake of ours.
    if (response.status === 429 || response.status >= 500) return wait;
    throw new Error(`${error.title}: ${error.detail}`);
  }
  // `stale` is as good as `stored`: something newer stands already.
  shop.done(data.results.flatMap((one) => (one.result === 'refused' ? [] : [one.id])));
  for (const one of data.results) if (one.result === 'refused') shop.refused(one.id, one.problem);
  return 0;
}

/** Where a customer is in the CRM, in words. */
export async function standing(tandem: TandemClient, id: string): Promise<string> {
  const { data, error } = await tandem.GET('/v1/customers/{id}/links', { params: { path: { id } } });
  if (!data) return error.detail;
  return data.links
    .map((link) => `${link.crm}: ${link.state}${link.reason ? ` (${link.reason.message})` : ''}`)
    .join(', ');
}
