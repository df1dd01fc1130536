/**
 * What a search looks at. Kept apart from the store because HubSpot's is apart too: there a write is found some seconds
 * later, and out of order. Here the index sees every commit at once; a lag belongs in this file.
 */
import type { RecordStore, RecordWatcher, StoredRecord } from './record-store';

export class SearchIndex implements RecordWatcher {
  /** Property → value in lower case → records. Built on the first search by a property, kept up from then on. */
  private readonly byValue = new Map<string, Map<string, Set<StoredRecord>>>();

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
    for (const value of new Set(values.map((each) => each.toLowerCase()))) yield* index.get(value) ?? [];
  }

  changed(record: StoredRecord, property: string, before: string | undefined): void {
    const index = this.byValue.get(property);
    if (index === undefined || record.archivedAt !== null) return;
    if (before !== undefined) index.get(before.toLowerCase())?.delete(record);
    this.add(index, record, property);
  }

  archived(record: StoredRecord): void {
    for (const [property, index] of this.byValue) {
      const value = record.properties.get(property);
      if (value !== undefined) index.get(value.toLowerCase())?.delete(record);
    }
  }

  private build(property: string): Map<string, Set<StoredRecord>> {
    const index = new Map<string, Set<StoredRecord>>();
    for (const record of this.all()) this.add(index, record, property);
    this.byValue.set(property, index);
    return index;
  }

  private add(index: Map<string, Set<StoredRecord>>, record: StoredRecord, property: string): void {
    const value = record.properties.get(property)?.toLowerCase();
    if (value === undefined) return;
    const holders = index.get(value);
    if (holders === undefined) index.set(value, new Set([record]));
    else holders.add(record);
  }
}
