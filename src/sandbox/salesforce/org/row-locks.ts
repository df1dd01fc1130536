/**
 * Who writes a record locks it, and of a child its masters too: two writers under one account get in each other's way
 * (contract 10, 14). Nothing here takes time, so locks of other people are held by a lever.
 */
import type { Check, Saving } from './check';
import { recordError, type RecordError } from './refused';

/** Whose children lock them. */
const MASTERS: ReadonlySet<string> = new Set(['Account', 'Opportunity', 'Order']);

export class RowLocks {
  /** Ids of 15 characters, each until when. */
  private readonly held = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  hold(id: string, until: number): void {
    this.held.set(id.slice(0, 15), until);
  }

  release(): void {
    this.held.clear();
  }

  list(): { readonly id: string; readonly until: number }[] {
    return [...this.held].filter(([, until]) => until > this.now()).map(([id, until]) => ({ id, until }));
  }

  readonly check: Check = (saving) => {
    if (this.held.size === 0) return [];
    const locked = locksOf(saving).find((id) => (this.held.get(id.slice(0, 15)) ?? 0) > this.now());
    return locked === undefined ? [] : [unableToLock(locked)];
  };
}

/** Its own id, and its masters', those of before and those of now. */
export function locksOf({ type, row, values }: Saving): string[] {
  return [...(row === undefined ? [] : [type.idOf(row)]), ...mastersOf({ type, row, values })];
}

export function mastersOf({ type, row, values }: Pick<Saving, 'type' | 'row' | 'values'>): string[] {
  return type.everyField().flatMap((field) => {
    if (field.position < 0 || !field.referenceTo.some((name) => MASTERS.has(name))) return [];
    const before = row === undefined ? null : field.read(row);
    return [before, values.get(field) ?? null].filter((id) => typeof id === 'string');
  });
}

export function unableToLock(id: string): RecordError {
  return recordError('UNABLE_TO_LOCK_ROW', `unable to obtain exclusive access to this record or 1 records: ${id}`);
}
