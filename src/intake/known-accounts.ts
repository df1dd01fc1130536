/**
 * Whose CRM accounts are, kept for a moment, so that a delivery of webhooks costs one call of the database and not two. What is
 * kept may let a delivery in and never refuses one: whoever has just connected, or has another secret now, is asked for anew.
 * So a connection that was removed, or its former secret, is trusted for a second more, and no longer.
 */
import type { Crm } from '../core/crm';
import { findAccounts, type NamedAccount } from '../store/webhooks';
import type { IntakeDeps } from './records';

const keptMs = 1_000;

interface Kept {
  readonly connections: readonly NamedAccount[];
  readonly until: number;
}

export class KnownAccounts {
  /** By CRM and account, those alone that somebody has connected: what deliveries name may be anything. */
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly deps: Pick<IntakeDeps, 'database' | 'clock'>) {}

  /** The connections of these accounts, as they were a moment ago; null unless all of the accounts are known. */
  recall(crm: Crm, accountIds: readonly string[]): readonly NamedAccount[] | null {
    const now = this.deps.clock.now().getTime();
    const known = accountIds.map((accountId) => this.kept.get(nameOf(crm, accountId)));
    return known.every((one) => one !== undefined && now < one.until)
      ? known.flatMap((one) => one?.connections ?? [])
      : null;
  }

  /** The connections of these accounts. */
  async find(crm: Crm, accountIds: readonly string[]): Promise<readonly NamedAccount[]> {
    const { database, clock } = this.deps;
    const until = clock.now().getTime() + keptMs; // from before it was asked
    const found = await findAccounts(database, crm, accountIds);
    for (const accountId of accountIds) {
      const connections = found.filter((account) => account.accountId === accountId);
      if (connections.length > 0) this.kept.set(nameOf(crm, accountId), { connections, until });
      else this.kept.delete(nameOf(crm, accountId));
    }
    return found;
  }
}

const nameOf = (crm: Crm, accountId: string): string => `${crm}/${accountId}`;
