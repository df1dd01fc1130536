/** What waits for somebody: list it, by records and by families of reasons, and let it go again once the cause is mended. */
import { familyOf, type Family, type WaitingState } from '../core/reason-families';
import { valueCheckCodes } from '../core/value-fault';
import type { Clock } from '../platform/clock';
import { askToDescribe } from '../store/described';
import { inTenant, rowsOfSlice, type DataSource } from '../store/transaction';
import type { Waker } from '../store/wake';
import {
  connectionsWaitingFor,
  countFamilies,
  listWaitingLinks,
  markWaiting,
  type LinkName,
  type Marked,
  type WaitingChoice,
  type WaitingFamily,
  type WaitingLink,
} from '../store/waiting';
import { forgetEmailRefusals } from './email-refusals';

interface WaitingDeps {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly waker: Waker;
}

export type WaitingItem = WaitingLink & Family;
export type ShownFamily = WaitingFamily & Family;

/** Codes, fields and owners are few; who has more than this has other troubles. */
const mostFamilies = 1_000;

/** One page of links in a state, with the name after which the next page starts; null on the last. */
export async function listWaiting(
  { database }: Pick<WaitingDeps, 'database'>,
  tenantId: string,
  page: {
    readonly state: WaitingState;
    readonly choice: WaitingChoice;
    readonly after: LinkName | null;
    readonly limit: number;
  },
): Promise<{ readonly items: readonly WaitingItem[]; readonly next: LinkName | null }> {
  const items = await inTenant(database, tenantId, (tx) =>
    listWaitingLinks(tx, tenantId, { ...page, limit: page.limit + 1 }),
  );
  const shown = items.slice(0, page.limit).map((item) => ({ ...item, ...known(familyOf(item)) }));
  return { items: shown, next: items.length > page.limit ? (shown.at(-1) ?? null) : null };
}

/** The families of links in a state, the largest first. */
export async function listFamilies(
  { database }: Pick<WaitingDeps, 'database'>,
  tenantId: string,
  asked: { readonly state: WaitingState; readonly choice: WaitingChoice },
): Promise<readonly ShownFamily[]> {
  const families = await inTenant(database, tenantId, (tx) =>
    countFamilies(tx, tenantId, { ...asked, limit: mostFamilies }),
  );
  return families.map((family) => {
    const { state, code, field, owner } = family;
    const reason = { code: code ?? '', owner, ...(field !== null && { field }) };
    return { ...family, ...known(familyOf({ state, reason })) };
  });
}

function known(family: Family | null): Family {
  if (family === null) throw new Error('A link that waits has a family');
  return family;
}

/**
 * Looks again at links that wait in these states: all of the tenant, or those that are chosen. Answers how many. A record
 * that is still refused waits again. Should it end midway, those that it has not come to still wait, and are to be asked for again.
 */
export async function retryWaiting(
  { database, clock, waker }: WaitingDeps,
  tenantId: string,
  what: { readonly states: readonly WaitingState[]; readonly choice: WaitingChoice },
  atOnce = rowsOfSlice,
): Promise<number> {
  // What was found by what the CRM has said is found again, until the CRM is asked anew: then it goes by itself.
  await inTenant(database, tenantId, async (tx) => {
    for (const id of await connectionsWaitingFor(tx, tenantId, what, valueCheckCodes))
      await askToDescribe(tx, { tenantId, id }, clock.now());
  });
  let count = 0;
  for (const state of what.states) {
    let after: LinkName | null | undefined = null;
    while (after !== undefined) {
      const slice = { after, limit: atOnce, now: clock.now() };
      const marked: readonly Marked[] = await inTenant(database, tenantId, async (tx) => {
        const found = await markWaiting(tx, tenantId, { state, choice: what.choice }, slice);
        for (const { connectionId, object, ids } of found)
          await forgetEmailRefusals(tx, tenantId, { connectionId, type: object, ids });
        return found;
      });
      waker.wake(tenantId, marked);
      const size = marked.reduce((sum, { ids }) => sum + ids.length, 0);
      count += size;
      after = size < atOnce ? undefined : lastOf(marked);
    }
  }
  return count;
}

function lastOf(marked: readonly Marked[]): LinkName | undefined {
  const stream = marked.at(-1);
  const id = stream?.ids.at(-1);
  return stream && id !== undefined ? { connectionId: stream.connectionId, type: stream.object, id } : undefined;
}
