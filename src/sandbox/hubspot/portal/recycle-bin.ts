/** What waits to be purged. An archived record is kept for 90 days, then it is gone (HubSpot docs 2026-03). */
import { DAY_MS } from '../../common/clock';
import type { RecordStore, RecordWatcher, StoredRecord } from './record-store';

const KEPT_DAYS = 90;

interface Binned {
  readonly store: RecordStore;
  readonly id: string;
  readonly archivedAt: number;
}

export class RecycleBin {
  /** Oldest first: the clock never runs backwards. What was restored stays here until its day comes. */
  private readonly queue: Binned[] = [];

  constructor(stores: Iterable<RecordStore>) {
    for (const store of stores) {
      for (const record of store.all()) this.put(store, record);
      store.watch(this.watcherOf(store));
    }
    this.queue.sort((a, b) => a.archivedAt - b.archivedAt);
  }

  /** The records whose days are over; each is told once. */
  due(nowMs: number): Binned[] {
    const end = this.queue.findIndex(({ archivedAt }) => archivedAt + KEPT_DAYS * DAY_MS > nowMs);
    if (end === 0) return [];
    const told = new Set<StoredRecord>();
    return this.queue.splice(0, end === -1 ? this.queue.length : end).filter(({ store, id, archivedAt }) => {
      const record = store.find(id);
      // It may wait twice: restored and archived again while the clock stood still.
      if (record?.archivedAt !== archivedAt || told.has(record)) return false;
      told.add(record);
      return true;
    });
  }

  private put(store: RecordStore, { id, archivedAt }: StoredRecord): void {
    if (archivedAt !== null) this.queue.push({ store, id, archivedAt });
  }

  private watcherOf(store: RecordStore): RecordWatcher {
    return { changed: () => undefined, archived: (record) => this.put(store, record) };
  }
}
