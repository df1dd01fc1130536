/**
 * Changes that come true together or not at all. They are made at once, because nothing here waits, and unmade from the
 * last to the first when one of them is refused; who watches the org is told when the whole is there.
 */
import type { Actor, Change } from './committed';
import type { Row, Value } from './row';
import type { Field } from './schema';
import type { SObject } from './sobject';
import type { Storage } from './storage';

export class Transaction {
  readonly at: number;
  private readonly undo: (() => void)[] = [];
  private changes: Change[] = [];

  constructor(
    private readonly org: Storage,
    readonly actor: Actor,
  ) {
    // Whole seconds: Salesforce's times have no other (contract 3.2).
    this.at = Math.floor((org.now() - org.commitDelayMs) / 1_000) * 1_000;
  }

  insert(type: SObject, values: ReadonlyMap<Field, Value>): Row {
    const table = this.org.table(type);
    const { userId } = this.actor;
    const row: Row = {
      ordinal: this.org.takeOrdinal(type),
      values: [],
      createdAt: this.at,
      createdBy: userId,
      modifiedAt: this.at,
      modifiedBy: userId,
      stampedAt: this.at,
      deletedAt: null,
      mergedInto: null,
    };
    for (const [field, value] of values) {
      while (row.values.length <= field.position) row.values.push(null);
      row.values[field.position] = value;
    }
    table.put(row);
    this.undo.push(() => table.remove(row));
    this.changes.push({ kind: 'CREATE', type, row, changed: [] });
    return row;
  }

  /** Salesforce stamps a row that was written with the values it had too: it does not compare (unverified). */
  update(type: SObject, row: Row, values: ReadonlyMap<Field, Value>): void {
    const changed: Field[] = [];
    for (const [field, value] of values) if (this.set(type, row, field, value)) changed.push(field);
    const byAnother = row.modifiedBy !== this.actor.userId;
    this.stamp(row, { byUser: true });
    this.changes.push({ kind: 'UPDATE', type, row, changed, byAnother });
  }

  /** What the org does by itself: SystemModstamp moves, nobody is named (contract 3.2). */
  derive(type: SObject, row: Row, values: ReadonlyMap<Field, Value>): void {
    const changed: Field[] = [];
    for (const [field, value] of values) if (this.set(type, row, field, value)) changed.push(field);
    if (changed.length > 0) this.stamp(row, { byUser: false });
  }

  delete(type: SObject, row: Row, mergedInto: string | null = null): void {
    const before = { deletedAt: row.deletedAt, mergedInto: row.mergedInto };
    row.deletedAt = this.at;
    row.mergedInto = mergedInto;
    this.undo.push(() => Object.assign(row, before));
    this.stamp(row, { byUser: true });
    this.changes.push({ kind: 'DELETE', type, row, changed: [] });
  }

  undelete(type: SObject, row: Row): void {
    const before = { deletedAt: row.deletedAt, mergedInto: row.mergedInto };
    row.deletedAt = null;
    row.mergedInto = null;
    this.undo.push(() => Object.assign(row, before));
    this.stamp(row, { byUser: true });
    this.changes.push({ kind: 'UNDELETE', type, row, changed: [] });
  }

  /** Out of the recycle bin for ever. Nobody is told: the event was the deletion's. */
  purge(type: SObject, row: Row): void {
    const table = this.org.table(type);
    table.remove(row);
    this.undo.push(() => table.put(row));
  }

  savepoint(): Savepoint {
    return { undone: this.undo.length, changes: this.changes.length };
  }

  rollbackTo({ undone, changes }: Savepoint): void {
    while (this.undo.length > undone) this.undo.pop()?.();
    this.changes.length = changes;
  }

  /** What was made so far, for who watches. */
  commit(): void {
    if (this.changes.length === 0) return;
    const { changes, actor, at } = this;
    this.changes = [];
    this.undo.length = 0;
    this.org.tell({ actor, at, changes });
  }

  private set(type: SObject, row: Row, field: Field, value: Value): boolean {
    const before = row.values[field.position] ?? null;
    if (before === value) return false;
    const table = this.org.table(type);
    table.setValue(row, field, value);
    this.undo.push(() => table.setValue(row, field, before));
    return true;
  }

  private stamp(row: Row, { byUser }: { readonly byUser: boolean }): void {
    const { stampedAt, modifiedAt, modifiedBy } = row;
    this.undo.push(() => Object.assign(row, { stampedAt, modifiedAt, modifiedBy }));
    // A slow transaction began before what it finds was written: its row is not older for that.
    row.stampedAt = Math.max(stampedAt, this.at);
    if (!byUser) return;
    row.modifiedAt = Math.max(modifiedAt, this.at);
    row.modifiedBy = this.actor.userId;
  }
}

export interface Savepoint {
  readonly undone: number;
  readonly changes: number;
}
