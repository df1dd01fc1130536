/**
 * What a search looks at. Kept apart from the store because HubSpot's is apart too: there a write is found some seconds
 * later, and out of order. Here the index sees every commit at once; a lag belongs in this file.
 */
import type { RecordStore, RecordWatcher, StoredRecord } from './record-store';

/** Most values are one record's: a set for each would take more memory than the records do. */
type ValueIndex = Map<string, StoredRecord | Set<StoredRecord>>;

export class SearchIndex implements RecordWatcher {
  /** Property → value in lower case → records. Built on the first search by a property, kept up from then on. */
  private readonly byValue = new Map<string, ValueIndex>();

  constructor(private readonly store: RecordStore) {
    store.watch(this);
  }

  /** Every record that can be found, in ascending order of ids. */
  *all(): Generator<StoredRecord> {
    for (const record of this.store.all()) if (record.archivedAt === null) yield record;
  }

  byId(id: string): StoredRecord | undefined {
    return this.store.findLive(id);
  }

  /** The records whose stored value is one of these, without case; a superset of an exact match. */
  *withValue(property: string, values: readonly string[]): Generator<StoredRecord> {
    const index = this.byValue.get(property) ?? this.build(property);
    for (const value of new Set(values.map((each) => each.toLowerCase()))) yield* holdersOf(index, value);
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

  private build(property: string): ValueIndex {
    const index: ValueIndex = new Map();
    for (const record of this.all()) this.add(index, record, property);
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
