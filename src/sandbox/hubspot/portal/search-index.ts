/**
 * What a search looks at. Kept apart from the store because HubSpot's is apart too: there a write is found some seconds
 * later, and out of order (contract of the search API, HubSpot docs 2026-03, and estuary/connectors issue 1743). A
 * record that the index is behind on is kept here as it was; all others are looked up where they are.
 */
import type { PropertyVersion } from './property-history';
import type { RecordStore, RecordWatcher, StoredRecord } from './record-store';

/** One state of a record. `record` is null before it was created, and `live` for what it is now. */
interface Version {
  readonly visibleAt: number;
  record: StoredRecord | null | 'live';
}

/** Most values are one record's: a set for each would take more memory than the records do. */
type ValueIndex = Map<string, StoredRecord | Set<StoredRecord>>;

export class SearchIndex implements RecordWatcher {
  /** Property → value in lower case → records. Built on the first search by a property, kept up from then on. */
  private readonly byValue = new Map<string, ValueIndex>();
  /** Of records with changes that are not visible yet: their states, oldest first; the first is the visible one. */
  private readonly behind = new Map<string, Version[]>();
  private frozen = false;

  constructor(private readonly store: RecordStore) {
    store.watch(this);
  }

  /** Told before a record changes; `delayMs` is how long this change takes to be found. */
  changing(id: string, at: number, delayMs: number): void {
    if (!this.frozen) this.settleOne(id, at);
    const versions = this.behind.get(id);
    if (delayMs <= 0 && !this.frozen && versions === undefined) return;
    const record = this.store.find(id);
    // One that is to be restored cannot be found as what it was in the bin.
    const before = record?.archivedAt === null ? copyOf(record) : null;
    if (versions === undefined) {
      this.behind.set(id, [{ visibleAt: 0, record: before }]);
    } else {
      const latest = versions.at(-1);
      if (latest !== undefined) latest.record = before;
    }
    this.behind.get(id)?.push({ visibleAt: at + delayMs, record: 'live' });
  }

  /** From now on `stale` searches see what can be seen now. */
  freeze(now: number): void {
    this.settle(now);
    this.frozen = true;
  }

  thaw(): void {
    this.frozen = false;
  }

  /** Every record that can be found, as the index knows it, in ascending order of ids. */
  *all(view: IndexView): Generator<StoredRecord> {
    this.settle(view.now);
    for (const record of this.store.all()) {
      const seen = record.archivedAt === null ? this.seen(record, view) : null;
      if (seen !== null) yield seen;
    }
  }

  /** The records whose stored value is one of these, without case; a superset of an exact match. */
  *withValue(property: string, values: readonly string[], view: IndexView): Generator<StoredRecord> {
    this.settle(view.now);
    const index = this.byValue.get(property) ?? this.build(property);
    for (const value of new Set(values.map((each) => each.toLowerCase()))) {
      for (const record of holdersOf(index, value)) if (!this.behind.has(record.id)) yield record;
    }
    for (const id of this.behind.keys()) {
      const record = this.store.findLive(id);
      const seen = record === undefined ? null : this.seen(record, view);
      if (seen !== null) yield seen;
    }
  }

  changed(record: StoredRecord, property: string, before: string | undefined): void {
    const index = this.byValue.get(property);
    if (index === undefined || record.archivedAt !== null) return;
    if (before !== undefined) remove(index, before, record);
    this.add(index, record, property);
  }

  archived(record: StoredRecord): void {
    for (const [property, index] of this.byValue) {
      const value = record.properties.get(property);
      if (value !== undefined) remove(index, value, record);
    }
  }

  private seen(record: StoredRecord, { now, stale }: IndexView): StoredRecord | null {
    if (this.behind.size === 0) return record;
    const versions = this.behind.get(record.id);
    if (versions === undefined) return record;
    const version = stale ? versions[0] : versions.findLast(({ visibleAt }) => visibleAt <= now);
    const seen = version?.record ?? null;
    return seen === 'live' ? record : seen;
  }

  private settle(now: number): void {
    if (this.frozen) return;
    for (const id of this.behind.keys()) this.settleOne(id, now);
  }

  /** Forgets what is no longer seen: a change hides all before it, even those that were to be seen later. */
  private settleOne(id: string, now: number): void {
    const versions = this.behind.get(id);
    if (versions === undefined) return;
    const at = versions.findLastIndex(({ visibleAt }) => visibleAt <= now);
    if (at === versions.length - 1) this.behind.delete(id);
    else if (at > 0) versions.splice(0, at);
  }

  private build(property: string): ValueIndex {
    const index: ValueIndex = new Map();
    for (const record of this.store.all()) if (record.archivedAt === null) this.add(index, record, property);
    this.byValue.set(property, index);
    return index;
  }

  private add(index: ValueIndex, record: StoredRecord, property: string): void {
    const value = record.properties.get(property)?.toLowerCase();
    if (value === undefined) return;
    const held = index.get(value);
    if (held === undefined || held === record) index.set(value, record);
    else if (held instanceof Set) held.add(record);
    else index.set(value, new Set([held, record]));
  }
}

/** When a search looks, and whether at the frozen index. */
export interface IndexView {
  readonly now: number;
  readonly stale: boolean;
}

function copyOf(record: StoredRecord): StoredRecord {
  const { id, number, createdAt, updatedAt, archivedAt, source } = record;
  const versions = (property: string): PropertyVersion[] => record.versions(property);
  return { id, number, createdAt, updatedAt, archivedAt, source, versions, properties: new Map(record.properties) };
}

function holdersOf(index: ValueIndex, value: string): Iterable<StoredRecord> {
  const held = index.get(value) ?? [];
  return 'id' in held ? [held] : held;
}

function remove(index: ValueIndex, value: string, record: StoredRecord): void {
  const key = value.toLowerCase();
  const held = index.get(key);
  if (held instanceof Set) held.delete(record);
  else if (held === record) index.delete(key);
}
