/** What was deleted, for the 15 days in which it can be brought back (contract 8.8). */
import { DAY_MS } from '../../common/clock';
import type { Actor, Committed } from './committed';
import type { Row } from './row';
import type { SObject } from './sobject';
import type { Storage } from './storage';
import { Transaction } from './transaction';

const KEPT_MS = 15 * DAY_MS;
/** How many of the oldest entries may be gone before the list is made anew. */
const SPENT_MAX = 10_000;

interface Deletion {
  readonly type: SObject;
  readonly row: Row;
}

/** An org that tells what is done to it. */
interface Watched extends Storage {
  watch(watcher: (committed: Committed) => void): void;
}

const nobody: Actor = { userId: '', origin: '' };

export class RecycleBin {
  /** Oldest first. Also those that were brought back since: they are passed over. */
  private deletions: Deletion[] = [];
  private spent = 0;
  private emptied: number | null = null;

  constructor(private readonly org: Watched) {
    org.watch(({ changes }) => {
      for (const { kind, type, row } of changes) if (kind === 'DELETE') this.deletions.push({ type, row });
    });
  }

  /** When all of it was last thrown away by hand: what was deleted before cannot be told any more. */
  get emptiedAt(): number | null {
    return this.emptied;
  }

  get size(): number {
    const held = this.deletions.slice(this.spent).filter((one) => this.holds(one));
    return new Set(held.map(({ row }) => row)).size;
  }

  /** What has been in it for too long goes for ever. Cheap when nothing has. */
  purgeOld(): void {
    const last = this.org.now() - KEPT_MS;
    for (let next = this.deletions[this.spent]; next !== undefined; next = this.deletions[this.spent]) {
      if (this.holds(next)) {
        if ((next.row.deletedAt ?? 0) > last) break;
        this.purge(next);
      }
      this.spent++;
    }
    if (this.spent < SPENT_MAX) return;
    this.deletions = this.deletions.slice(this.spent);
    this.spent = 0;
  }

  /** Of these ids, or of everything. Answers how many are gone for ever. */
  empty(ids?: readonly string[]): number {
    const wanted = ids === undefined ? undefined : new Set(ids.map((id) => id.slice(0, 15)));
    const gone = this.deletions
      .slice(this.spent)
      .filter((one) => wanted === undefined || wanted.has(one.type.idOf(one.row).slice(0, 15)))
      .filter((one) => this.holds(one) && this.purge(one));
    if (ids === undefined) this.emptied = Math.floor(this.org.now() / 1_000) * 1_000;
    return gone.length;
  }

  private holds({ type, row }: Deletion): boolean {
    return row.deletedAt !== null && this.org.table(type).get(row.ordinal) === row;
  }

  private purge({ type, row }: Deletion): true {
    new Transaction(this.org, nobody).purge(type, row);
    return true;
  }
}
