/**
 * An order system with an outbox: what it has to say is written down in its own transaction, and sent by a loop. Sending
 * may be repeated without harm, because each record carries its version; so the loop has nothing to remember but what was
 * not answered yet. A second loop reads what sales have changed, and answers.
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
  if (!data) return waitAfter(response, error);
  // `stale` is as good as `stored`: something newer stands already.
  shop.done(data.results.flatMap((one) => (one.result === 'refused' ? [] : [one.id])));
  for (const one of data.results) if (one.result === 'refused') shop.refused(one.id, one.problem);
  return 0;
}

/** 429 and 5xx: nothing was lost, it is asked again. Anything else is a mistake of ours. */
function waitAfter(response: Response, error: Schemas['Problem']): number {
  // The person was erased meanwhile: what is read next says so.
  if (response.status === 410) return 0;
  if (response.status === 429 || response.status >= 500) return Number(response.headers.get('retry-after') ?? 10);
  throw new Error(`${error.title}: ${error.detail}`);
}

export interface Desk {
  /** The last change that was worked off; 0 in the beginning. */
  lastChange(): number;
  /**
   * In one transaction: takes the values over and answers the version that the record has with them, or why it does not.
   * It is asked again when an answer got lost.
   */
  decide(change: Schemas['Change']): { readonly updatedAt: string } | { readonly reason: string };
  /** Tandem has the answer. */
  done(seq: number): void;
}

/**
 * Reads what sales have changed and answers it, one change after the other. Answers how many seconds to wait before the
 * next time: none, since the service holds its answer back until there is something.
 */
export async function answerChanges(tandem: TandemClient, desk: Desk, wait = 30): Promise<number> {
  const query = { after: desk.lastChange(), wait };
  const { data, error, response } = await tandem.GET('/v1/changes', { params: { query } });
  if (!data) return waitAfter(response, error);
  for (const change of data.changes) {
    // What a later change has taken the place of is left to that one.
    const answer = change.status === 'open' ? await answerChange(tandem, desk, change) : null;
    if (answer?.error) return waitAfter(answer.response, answer.error);
    desk.done(change.seq);
  }
  return 0;
}

function answerChange(tandem: TandemClient, desk: Desk, change: Schemas['Change']) {
  const params = { path: { id: change.seq } };
  const decision = desk.decide(change);
  return 'reason' in decision
    ? tandem.POST('/v1/changes/{id}/refuse', { params, body: decision })
    : tandem.POST('/v1/changes/{id}/accept', { params, body: decision });
}

/** Where a customer is in the CRM, in words. */
export async function standing(tandem: TandemClient, id: string): Promise<string> {
  const { data, error } = await tandem.GET('/v1/customers/{id}/links', { params: { path: { id } } });
  if (!data) return error.detail;
  return data.links
    .map((link) => `${link.crm}: ${link.state}${link.reason ? ` (${link.reason.message})` : ''}`)
    .join(', ');
}
