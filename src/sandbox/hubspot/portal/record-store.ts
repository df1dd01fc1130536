/**
 * The records of one object type, and who holds which unique value. Only `Portal.commit` changes it; everything is
 * found by a map or by halving, never by a scan, so a write costs the same at a million records as at ten.
 */
import { CompactRecord } from './compact-record';
import type { PropertyChange, Stamp } from './mutations';
import type { Source } from './source';
import type { ObjectType } from './object-types';
import type { StoredValue } from './property-values';
import { RecordLayouts } from './record-layouts';
import { RecordTable } from './record-table';
import type { StoredRecord } from './stored-record';

export type { StoredRecord } from './stored-record';

export interface RecordChange {
  readonly id: string;
  readonly at: number;
  readonly source: Source;
  readonly properties: Iterable<readonly [string, StoredValue]>;
  /** Only of a merge, and when a state file is replayed. */
  readonly createdAt?: number | undefined;
  /** Only when a state file is replayed. */
  readonly archivedAt?: number | null | undefined;
  readonly history?: readonly PropertyChange[] | undefined;
}

export const emailProperties = ['email', 'hs_additional_emails'];

/** Told of every change, so that an index can keep up. `before` is `undefined` where nothing was. */
export interface RecordWatcher {
  changed(record: StoredRecord, property: string, before: string | undefined): void;
  archived(record: StoredRecord): void;
}

export class RecordStore {
  private readonly records = new RecordTable<CompactRecord>();
  private readonly layouts: RecordLayouts;
  private readonly holders = new Map<string, Map<string, StoredRecord>>();
  private readonly watchers: RecordWatcher[] = [];
  private stamp: Stamp | undefined;
  /** Whether archived records keep their unique values from others. */
  private archivedHold = false;

  constructor(
    readonly type: ObjectType,
    private readonly isUnique: (property: string) => boolean,
  ) {
    this.layouts = new RecordLayouts(type);
  }

  watch(watcher: RecordWatcher): void {
    this.watchers.push(watcher);
  }

  /** Archived or not. */
  find(id: string): StoredRecord | undefined {
    return this.records.get(id);
  }

  findLive(id: string): StoredRecord | undefined {
    const record = this.records.get(id);
    return record?.archivedAt === null ? record : undefined;
  }

  /** In ascending order of ids, archived ones included. */
  all(): IterableIterator<StoredRecord> {
    return this.records.values();
  }

  /** The same, from an id on. */
  from(id: number): Iterable<StoredRecord> {
    return this.records.from(id);
  }

  get size(): number {
    return this.records.size;
  }

  /**
   * The record that holds a unique value; `email` finds additional addresses too. Compared without case. An archived
   * one only while archived records hold theirs.
   */
  holder(property: string, value: string): string | undefined {
    return this.holders.get(property)?.get(value.toLowerCase())?.id;
  }

  apply(change: RecordChange): void {
    const existing = this.records.get(change.id);
    const record = existing ?? this.create(change);
    record.updatedAt = change.at;
    record.createdAt = change.createdAt ?? record.createdAt;
    const changes = Array.from(
      change.properties,
      ([name, value]) => [name, value === null ? null : this.layouts.shareable(name, value)] as const,
    );
    const before = existing === undefined ? [] : changes.map(([name]) => record.value(name));
    record.assign(changes, this.layouts);
    for (const [index, [property]] of changes.entries()) {
      const was = before[index] ?? null;
      const value = record.value(property);
      if (value === was) continue;
      this.settle(record, property, was, value);
      if (existing !== undefined) {
        record.remember({ property, before: was, stamp: this.stampOf(change.at, change.source) });
      }
    }
    for (const each of change.history ?? []) record.remember(each);
  }

  archive(id: string, at: number): void {
    const record = this.findLive(id);
    if (record === undefined) return;
    // An archived record gives its e-mail address and unique values free (unverified, HubSpot docs 2026-03 are silent).
    if (!this.archivedHold) this.releaseAll(record);
    record.archivedAt = at;
    for (const watcher of this.watchers) watcher.archived(record);
  }

  /** Out of the recycle bin, with the id and the values it had. The caller has checked that nobody took them. */
  restore(id: string, at: number): void {
    const record = this.records.get(id);
    if (record === undefined || record.archivedAt === null) return;
    record.archivedAt = null;
    record.updatedAt = at;
    this.claimAll(record);
    for (const watcher of this.watchers) {
      for (const property of record.properties.keys()) watcher.changed(record, property, undefined);
    }
  }

  /** For good: merged into another, purged, or deleted for privacy. */
  remove(id: string): void {
    const record = this.records.get(id);
    if (record === undefined) return;
    this.releaseAll(record);
    this.records.delete(record);
    if (record.archivedAt === null) for (const watcher of this.watchers) watcher.archived(record);
  }

  /** Turns on or off that archived records keep their unique values. What a live record has meanwhile is its own. */
  holdArchived(hold: boolean): void {
    this.archivedHold = hold;
    for (const record of this.records.values()) {
      if (record.archivedAt === null) continue;
      if (hold) this.claimAll(record);
      else this.releaseAll(record);
    }
  }

  /** Takes a purged property from all records, without a trace. Rare enough to look at each of them. */
  forget(property: string): void {
    for (const record of this.records.values()) {
      const value = record.value(property);
      record.forget(property, this.layouts);
      if (value === null) continue;
      this.release(record, property, value);
      for (const watcher of this.watchers) watcher.changed(record, property, value);
    }
  }

  /** The unique values that a property value takes up, as [property, value in lower case]. */
  claims(property: string, value: string): readonly (readonly [string, string])[] {
    if (this.type.id === '0-1' && emailProperties.includes(property)) {
      return value
        .toLowerCase()
        .split(';')
        .map((address) => ['email', address] as const);
    }
    return this.isUnique(property) ? [[property, value.toLowerCase()]] : [];
  }

  /** What a line of a state file needs to say about a record. */
  remains(record: StoredRecord): {
    readonly properties: Record<string, StoredValue>;
    readonly history?: readonly PropertyChange[];
  } {
    const compact = record as CompactRecord;
    const history = compact.remembered();
    const properties = Object.fromEntries(compact.keptEntries());
    return history.length === 0 ? { properties } : { properties, history };
  }

  private create({ id, at, source, createdAt = at, archivedAt = null }: RecordChange): CompactRecord {
    const record = new CompactRecord(id, this.stampOf(createdAt, source), this.layouts.empty);
    record.archivedAt = archivedAt;
    this.records.add(record);
    return record;
  }

  /** Moves what depends on a value that has just been written. */
  private settle(record: StoredRecord, property: string, before: StoredValue, value: StoredValue): void {
    if (before !== null) this.release(record, property, before);
    if (value !== null) this.claim(record, property, value);
    this.claimAddresses(record, property);
    for (const watcher of this.watchers) watcher.changed(record, property, before ?? undefined);
  }

  private stampOf(at: number, source: Source): Stamp {
    if (this.stamp?.at !== at || this.stamp.source !== source) this.stamp = { at, source };
    return this.stamp;
  }

  /** An address may stand in both e-mail properties: taking it out of one must not free it. */
  private claimAddresses(record: StoredRecord, property: string): void {
    if (this.type.id !== '0-1' || !emailProperties.includes(property)) return;
    for (const name of emailProperties) this.claim(record, name, record.properties.get(name) ?? '');
  }

  private claimAll(record: StoredRecord): void {
    for (const [property, value] of record.properties) this.claim(record, property, value);
  }

  private claim(record: StoredRecord, property: string, value: string): void {
    const archived = record.archivedAt !== null;
    if ((archived && !this.archivedHold) || value === '') return;
    for (const [name, claimed] of this.claims(property, value)) {
      const values = this.holders.get(name) ?? new Map<string, StoredRecord>();
      this.holders.set(name, values);
      if (!archived || !values.has(claimed)) values.set(claimed, record);
    }
  }

  private releaseAll(record: StoredRecord): void {
    for (const [property, value] of record.properties) this.release(record, property, value);
  }

  /** What another record holds by now is not given free. */
  private release(record: StoredRecord, property: string, value: string): void {
    for (const [name, claimed] of this.claims(property, value)) {
      const values = this.holders.get(name);
      if (values?.get(claimed) === record) values.delete(claimed);
    }
  }
}
