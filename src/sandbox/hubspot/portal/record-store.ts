/**
 * The records of one object type, and who holds which unique value. Only `Portal.commit` changes it; everything is
 * found by a map, never by a scan, so a write costs the same at ten thousand records as at ten.
 */
import type { ObjectType } from './object-types';
import type { StoredValue } from './property-values';

export interface StoredRecord {
  readonly id: string;
  /** Blank properties are absent. */
  readonly properties: Map<string, string>;
  /** Moves only when an older record is merged into this one. */
  createdAt: number;
  updatedAt: number;
  archivedAt: number | null;
}

export interface RecordChange {
  readonly id: string;
  readonly at: number;
  readonly properties: Iterable<readonly [string, StoredValue]>;
  /** Only of a merge, and when a state file is replayed. */
  readonly createdAt?: number | undefined;
  /** Only when a state file is replayed. */
  readonly archivedAt?: number | null | undefined;
}

export const emailProperties = ['email', 'hs_additional_emails'];

/** Told of every change, so that an index can keep up. `before` is `undefined` where nothing was. */
export interface RecordWatcher {
  changed(record: StoredRecord, property: string, before: string | undefined): void;
  archived(record: StoredRecord): void;
}

export class RecordStore {
  /** In the order of their ids: ids only grow and a record never moves. */
  private readonly records = new Map<string, StoredRecord>();
  private readonly holders = new Map<string, Map<string, string>>();
  private readonly watchers: RecordWatcher[] = [];
  /** Whether archived records keep their unique values from others. */
  private archivedHold = false;

  constructor(
    readonly type: ObjectType,
    private readonly isUnique: (property: string) => boolean,
  ) {}

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

  get size(): number {
    return this.records.size;
  }

  /**
   * The record that holds a unique value; `email` finds additional addresses too. Compared without case. An archived
   * one only while archived records hold theirs.
   */
  holder(property: string, value: string): string | undefined {
    return this.holders.get(property)?.get(value.toLowerCase());
  }

  apply(change: RecordChange): void {
    let record = this.records.get(change.id);
    if (record === undefined) {
      record = {
        id: change.id,
        properties: new Map(),
        createdAt: change.createdAt ?? change.at,
        updatedAt: change.at,
        archivedAt: change.archivedAt ?? null,
      };
      this.records.set(change.id, record);
    }
    record.updatedAt = change.at;
    record.createdAt = change.createdAt ?? record.createdAt;
    for (const [property, value] of change.properties) this.set(record, property, value);
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
    this.records.delete(id);
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

  private set(record: StoredRecord, property: string, value: StoredValue): void {
    const before = record.properties.get(property);
    if (before === (value ?? undefined)) return;
    if (before !== undefined) this.release(record, property, before);
    if (value === null) record.properties.delete(property);
    else record.properties.set(property, value);
    if (value !== null) this.claim(record, property, value);
    this.claimAddresses(record, property);
    for (const watcher of this.watchers) watcher.changed(record, property, before);
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
      const values = this.holders.get(name) ?? new Map<string, string>();
      this.holders.set(name, values);
      if (!archived || !values.has(claimed)) values.set(claimed, record.id);
    }
  }

  private releaseAll(record: StoredRecord): void {
    for (const [property, value] of record.properties) this.release(record, property, value);
  }

  /** What another record holds by now is not given free. */
  private release(record: StoredRecord, property: string, value: string): void {
    for (const [name, claimed] of this.claims(property, value)) {
      const values = this.holders.get(name);
      if (values?.get(claimed) === record.id) values.delete(claimed);
    }
  }
}
