/**
 * Records that have values for the same properties share one layout, which says where in a record's array each value
 * stands. So a record holds its values and nothing about their names.
 */
import type { ObjectType } from './object-types';

export interface Layout {
  readonly type: ObjectType;
  readonly names: readonly string[];
  readonly slots: ReadonlyMap<string, number>;
}

/** Values that many records share are kept once: of each property the first few that come. */
const SHARED_PER_PROPERTY = 256;

export class RecordLayouts {
  /** Every name of a layout in the order in which it was first seen, so that the order of a write plays no part. */
  private readonly columns = new Map<string, number>();
  private readonly layouts = new Map<string, Layout>();
  private readonly shared = new Map<string, Map<string, string> | 'many'>();
  readonly empty: Layout;

  constructor(private readonly type: ObjectType) {
    this.empty = this.of([]);
  }

  of(names: readonly string[]): Layout {
    const columns = names.map((name) => this.column(name)).sort((a, b) => a - b);
    const key = columns.join();
    const known = this.layouts.get(key);
    if (known !== undefined) return known;
    const sorted = names.toSorted((a, b) => this.column(a) - this.column(b));
    const slots = new Map(sorted.map((name, slot) => [name, slot]));
    const layout: Layout = { type: this.type, names: sorted, slots };
    this.layouts.set(key, layout);
    return layout;
  }

  /** The same text, as one string in memory where it stands on many records. */
  shareable(property: string, value: string): string {
    const values = this.shared.get(property) ?? new Map<string, string>();
    if (values === 'many') return value;
    const known = values.get(value);
    if (known !== undefined) return known;
    values.set(value, value);
    // As good as unique: looking them up would cost more than it saves.
    this.shared.set(property, values.size > SHARED_PER_PROPERTY ? 'many' : values);
    return value;
  }

  private column(name: string): number {
    const column = this.columns.get(name) ?? this.columns.size;
    this.columns.set(name, column);
    return column;
  }
}
