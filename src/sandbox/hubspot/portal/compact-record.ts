/** A record in few bytes: the values that were written, and of those HubSpot computes only the ones that differ. */
import { computedValues } from './computed-values';
import type { PropertyChange, Stamp } from './mutations';
import type { HistoryLog, PropertyVersion } from './property-history';
import { changesOf, logOf, versionsOf, withChange } from './property-history';
import type { Source } from './source';
import type { StoredValue } from './property-values';
import type { Layout, RecordLayouts } from './record-layouts';
import type { StoredRecord } from './stored-record';

/** Ids are kept as what they exceed this by: up to 2^31 a number takes no memory of its own. */
const ID_BASE = 171_596_000_000;

/** HubSpot keeps the last 45 values of a contact's property and 20 of any other's (unverified). */
const VERSIONS_MAX = { contact: 45, other: 20 } as const;

export class CompactRecord implements StoredRecord {
  updatedAt: number;
  archivedAt: number | null = null;
  private readonly offset: number;
  private values: StoredValue[] = [];
  private log: HistoryLog | null = null;

  /** `created` is one for all records of a commit. */
  constructor(
    id: string,
    private created: Stamp,
    private layout: Layout,
  ) {
    const offset = Number(id) - ID_BASE;
    // The difference of two large numbers is a small one only when it is told so.
    this.offset = offset === (offset | 0) ? offset | 0 : offset;
    this.updatedAt = created.at;
  }

  get createdAt(): number {
    return this.created.at;
  }

  set createdAt(at: number) {
    if (at !== this.created.at) this.created = { at, source: this.created.source };
  }

  get source(): Source {
    return this.created.source;
  }

  get number(): number {
    return this.offset + ID_BASE;
  }

  get id(): string {
    return String(this.number);
  }

  get properties(): ReadonlyMap<string, string> {
    return new PropertyValues(this);
  }

  /** What is kept; `null` where HubSpot would compute a value and the record has none. `undefined`: nothing is kept. */
  kept(property: string): StoredValue | undefined {
    const slot = this.layout.slots.get(property);
    return slot === undefined ? undefined : this.values[slot];
  }

  keptEntries(): [string, StoredValue][] {
    return this.layout.names.map((name, slot) => [name, this.values[slot] ?? null]);
  }

  value(property: string): StoredValue {
    const kept = this.kept(property);
    return kept === undefined ? this.computed(property) : kept;
  }

  /** All that have a value. */
  entries(): Map<string, string> {
    const entries = new Map<string, string>();
    for (const [name, value] of this.keptEntries()) if (value !== null) entries.set(name, value);
    for (const [name, compute] of computedValues[this.layout.type.id]) {
      const value = this.layout.slots.has(name) ? null : compute(this);
      if (value !== null) entries.set(name, value);
    }
    return entries;
  }

  assign(changes: readonly (readonly [string, StoredValue])[], layouts: RecordLayouts): void {
    const computed = computedValues[this.layout.type.id];
    // Computed values follow from the others, which must stand first.
    this.keep(
      changes.filter(([name]) => !computed.has(name)).map(([name, value]) => [name, value ?? undefined]),
      layouts,
    );
    const own = changes.filter(([name]) => computed.has(name));
    this.keep(
      own.map(([name, value]) => [name, value === this.computed(name) ? undefined : value]),
      layouts,
    );
  }

  versions(property: string): PropertyVersion[] {
    const { log, created, versionsMax } = this;
    return versionsOf(log ?? [], { property, value: this.value(property), created }, versionsMax);
  }

  remember(change: PropertyChange): void {
    this.log = withChange(this.log ?? [], change, this.versionsMax);
  }

  forget(property: string, layouts: RecordLayouts): void {
    this.keep([[property, undefined]], layouts);
    if (this.log?.includes(property) === true)
      this.log = logOf(this.remembered().filter((each) => each.property !== property));
  }

  remembered(): PropertyChange[] {
    return changesOf(this.log ?? []);
  }

  private get versionsMax(): number {
    return this.layout.type.id === '0-1' ? VERSIONS_MAX.contact : VERSIONS_MAX.other;
  }

  private computed(property: string): StoredValue {
    return computedValues[this.layout.type.id].get(property)?.(this) ?? null;
  }

  /** `undefined` keeps nothing. */
  private keep(changes: readonly (readonly [string, StoredValue | undefined])[], layouts: RecordLayouts): void {
    const moved = changes.filter(([name, value]) => {
      const slot = this.layout.slots.get(name);
      if (slot === undefined || value === undefined) return (slot === undefined) !== (value === undefined);
      this.values[slot] = value;
      return false;
    });
    if (moved.length > 0) this.move(new Map(moved), layouts);
  }

  private move(moved: ReadonlyMap<string, StoredValue | undefined>, layouts: RecordLayouts): void {
    const gone = this.layout.names.filter((name) => !moved.has(name));
    const come = [...moved].filter(([, value]) => value !== undefined).map(([name]) => name);
    const layout = layouts.of([...gone, ...come]);
    this.values = layout.names.map((name) => moved.get(name) ?? this.kept(name) ?? null);
    this.layout = layout;
  }
}

/** Reads through to the record. Everything but a look at one value makes a copy first. */
class PropertyValues implements ReadonlyMap<string, string> {
  constructor(private readonly record: CompactRecord) {}

  get size(): number {
    return this.record.entries().size;
  }

  get(property: string): string | undefined {
    return this.record.value(property) ?? undefined;
  }

  has(property: string): boolean {
    return this.record.value(property) !== null;
  }

  keys(): MapIterator<string> {
    return this.record.entries().keys();
  }

  values(): MapIterator<string> {
    return this.record.entries().values();
  }

  entries(): MapIterator<[string, string]> {
    return this.record.entries().entries();
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }

  forEach(visit: (value: string, property: string, map: ReadonlyMap<string, string>) => void): void {
    for (const [property, value] of this.entries()) visit(value, property, this);
  }
}
