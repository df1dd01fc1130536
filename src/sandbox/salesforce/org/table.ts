/** The rows of one object and their indices. A row's place is its ordinal, which its id says: nothing is looked up. */
import type { Row, Value } from './row';
import type { Field } from './schema';

/** Of one field: from its value in normal form to the ordinals of the rows that hold it, one bare, several as a set. */
type Index = Map<string, number | Set<number>>;

export class Table {
  private readonly byOrdinal: (Row | undefined)[] = [];
  private readonly indices = new Map<Field, Index>();
  private count = 0;

  /** Rows that are there, those in the recycle bin among them. */
  get size(): number {
    return this.count;
  }

  get nextOrdinal(): number {
    return Math.max(1, this.byOrdinal.length);
  }

  get(ordinal: number): Row | undefined {
    return this.byOrdinal[ordinal];
  }

  *rows(): Iterable<Row> {
    for (const row of this.byOrdinal) if (row !== undefined) yield row;
  }

  put(row: Row): void {
    // Without holes the array stays a flat block of memory.
    while (this.byOrdinal.length < row.ordinal) this.byOrdinal.push(undefined);
    if (this.byOrdinal[row.ordinal] === undefined) this.count++;
    this.byOrdinal[row.ordinal] = row;
    for (const [field, index] of this.indices) addTo(index, keyOf(field, field.read(row)), row.ordinal);
  }

  /** As if it had never been. */
  remove(row: Row): void {
    for (const [field, index] of this.indices) removeFrom(index, keyOf(field, field.read(row)), row.ordinal);
    if (this.byOrdinal[row.ordinal] !== undefined) this.count--;
    this.byOrdinal[row.ordinal] = undefined;
  }

  setValue(row: Row, field: Field, value: Value): void {
    const index = this.indices.get(field);
    if (index !== undefined) removeFrom(index, keyOf(field, field.read(row)), row.ordinal);
    while (row.values.length <= field.position) row.values.push(null);
    row.values[field.position] = value;
    if (index !== undefined) addTo(index, keyOf(field, value), row.ordinal);
  }

  /** By an index that is made when it is first asked for. Those in the recycle bin too. */
  *where(field: Field, value: string): Iterable<Row> {
    const found = this.index(field).get(keyOf(field, value) ?? '');
    if (found === undefined) return;
    for (const ordinal of typeof found === 'number' ? [found] : found) {
      const row = this.byOrdinal[ordinal];
      if (row !== undefined) yield row;
    }
  }

  /** A field that was described anew is another field: its index is made again when it is asked for. */
  private index(field: Field): Index {
    const known = this.indices.get(field);
    if (known !== undefined) return known;
    const index: Index = new Map();
    for (const row of this.rows()) addTo(index, keyOf(field, field.read(row)), row.ordinal);
    this.indices.set(field, index);
    return index;
  }
}

/** Null is in no index: it may repeat in a unique field (unverified, contract 8.5). */
function keyOf(field: Field, value: Value): string | undefined {
  if (value === null) return undefined;
  const text = String(value);
  if (field.type === 'reference') return text.slice(0, 15);
  return field.caseSensitive ? text : text.toLowerCase();
}

function addTo(index: Index, key: string | undefined, ordinal: number): void {
  if (key === undefined) return;
  const held = index.get(key);
  if (held === undefined) index.set(key, ordinal);
  else if (typeof held !== 'number') held.add(ordinal);
  else if (held !== ordinal) index.set(key, new Set([held, ordinal]));
}

function removeFrom(index: Index, key: string | undefined, ordinal: number): void {
  if (key === undefined) return;
  const held = index.get(key);
  if (held === ordinal) index.delete(key);
  else if (typeof held === 'object') {
    held.delete(ordinal);
    if (held.size === 0) index.delete(key);
  }
}
