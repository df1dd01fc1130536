/**
 * The order system of the demo: it says what it knows, reads what was changed in the CRM, and answers each change. It is a
 * careful consumer: a change is taken over only where the order system still says what the change may replace.
 */
import { plain, type Said } from './agreement';
import type { Api } from './api';
import { hasOpenInvoice, nameOf, type Meeting, type ShopSides, type Text } from './sales-story';
import type { ShopRecord } from './shop';

interface Change {
  readonly seq: number;
  readonly kind: string;
  readonly connectionId: string;
  readonly type: 'company' | 'customer' | 'order';
  readonly id: string | null;
  readonly fields: Readonly<
    Record<string, { readonly from: Text; readonly orFrom?: readonly Text[]; readonly to: Text }>
  >;
  readonly status: 'open' | 'accepted' | 'refused' | 'superseded' | 'mixed';
}

/** How the changes of a connection stand: by kind, and by status. */
export type ChangeCounts = Readonly<Record<string, Readonly<Partial<Record<Change['status'], number>>>>>;

const kindOf = { company: 'companies', customer: 'customers', order: null } as const;
const changesAtOnce = 1_000;
/** Later than everything that the shop said in the first act. */
const firstVersion = Date.parse('2026-11-03T09:00:00Z');

export class OrderDesk {
  private readonly records: Map<string, ShopRecord>;
  private readUpTo = 0;
  private versions = 0;

  /** @param careless how many changes it says it has taken over, and has not: for the demo's test of itself */
  constructor(
    private readonly api: Api,
    shop: ShopSides,
    private careless: number,
  ) {
    const kinds = ['companies', 'customers'] as const;
    this.records = new Map(kinds.flatMap((kind) => shop[kind].map((record) => [nameOf(kind, record.id), record])));
  }

  get said(): Said {
    return this.records;
  }

  /** Changes a field of each of these records, and says so. */
  async change(edits: readonly Pick<Meeting, 'kind' | 'id' | 'field' | 'ours'>[]): Promise<void> {
    for (const kind of ['companies', 'customers'] as const) {
      const changed = edits.flatMap((edit) => {
        const record = edit.kind === kind && this.records.get(nameOf(kind, edit.id));
        return record ? [{ ...record, [edit.field]: edit.ours, updatedAt: this.nextVersion() }] : [];
      });
      for (const record of changed) this.records.set(nameOf(kind, record.id), record);
      await this.api.send(kind, changed);
    }
  }

  /** Reads all changes that it has not read yet, in their order, and answers them. */
  async catchUp(): Promise<void> {
    for (;;) {
      const { changes, after } = await this.read(this.readUpTo);
      for (const change of changes) if (change.status === 'open') await this.answer(change);
      if (changes.length === 0) return;
      this.readUpTo = after;
    }
  }

  /** How all changes of a connection stand, as the feed has it. */
  async count(connectionId: string): Promise<ChangeCounts> {
    const counts: Record<string, Partial<Record<Change['status'], number>>> = {};
    for (let from = 0; ;) {
      const { changes, after } = await this.read(from);
      if (changes.length === 0) return counts;
      for (const { kind, status } of changes.filter((change) => change.connectionId === connectionId)) {
        counts[kind] = { ...counts[kind], [status]: (counts[kind]?.[status] ?? 0) + 1 };
      }
      from = after;
    }
  }

  private async read(after: number): Promise<{ readonly changes: readonly Change[]; readonly after: number }> {
    const answer = await this.api.call('GET', `changes?after=${after}&limit=${changesAtOnce}&wait=0`);
    return answer as { changes: readonly Change[]; after: number };
  }

  private async answer(change: Change): Promise<void> {
    const { seq, kind, type, id, fields } = change;
    const of = kindOf[type];
    const record = of !== null && id !== null ? this.records.get(nameOf(of, id)) : undefined;
    // What was merged or deleted in the CRM stays a customer of the shop.
    if (kind !== 'changed' || of === null || !record) return this.accept(seq);
    if (hasOpenInvoice(record.id)) {
      await this.api.call('POST', `changes/${seq}/refuse`, { reason: 'an invoice is open' });
      return;
    }
    // Its own newer word is on its way to the service, which will offer anew what is left to say.
    if (!Object.entries(fields).every(([field, offer]) => mayReplace(field, record[field], offer))) return;
    const taken = Object.fromEntries(Object.entries(fields).map(([field, { to }]) => [field, to]));
    const updatedAt = this.nextVersion();
    if (this.careless > 0) this.careless -= 1;
    else this.records.set(nameOf(of, record.id), { ...record, ...taken, updatedAt });
    await this.accept(seq, updatedAt);
  }

  private async accept(seq: number, updatedAt?: string): Promise<void> {
    await this.api.call('POST', `changes/${seq}/accept`, { ...(updatedAt !== undefined && { updatedAt }) });
  }

  private nextVersion(): string {
    this.versions += 1;
    return new Date(firstVersion + this.versions * 1_000).toISOString();
  }
}

function mayReplace(field: string, present: unknown, { from, orFrom = [] }: Change['fields'][string]): boolean {
  const own = plain(field, typeof present === 'string' ? present : null);
  return [from, ...orFrom].some((value) => plain(field, value) === own);
}
