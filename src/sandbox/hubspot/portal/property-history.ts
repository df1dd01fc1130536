/** What the properties of one record were. Most records have none: what stands since the creation needs no memory. */
import type { PropertyChange, Stamp } from './mutations';
import type { StoredValue } from './property-values';

export interface PropertyVersion extends Stamp {
  readonly value: StoredValue;
}

/** Three entries a change, oldest first, without objects around them. */
export type HistoryLog = readonly (string | null | Stamp)[];

const STEP = 3;

/** The log with one more change; without the oldest of the property when there are more than `max`. */
export function withChange(log: HistoryLog, { property, before, stamp }: PropertyChange, max: number): HistoryLog {
  // `concat` makes an array as long as it must be: one that grows, or is spread, keeps room for five changes more.
  const longer = log.concat([property, before, stamp]);
  if (longer.length <= max * STEP) return longer;
  const of = [...positions(longer, property)];
  if (of.length > max) longer.splice(of[0] as number, STEP);
  return longer;
}

export function changesOf(log: HistoryLog): PropertyChange[] {
  const changes: PropertyChange[] = [];
  for (let at = 0; at < log.length; at += STEP) {
    changes.push({ property: log[at] as string, before: log[at + 1] as StoredValue, stamp: log[at + 2] as Stamp });
  }
  return changes;
}

export function logOf(changes: readonly PropertyChange[]): HistoryLog {
  return changes.flatMap(({ property, before, stamp }) => [property, before, stamp]);
}

/** Newest first, at most `max`. `created` is the stamp of what was there from the start. */
export function versionsOf(
  log: HistoryLog,
  now: { readonly property: string; readonly value: StoredValue; readonly created: Stamp },
  max: number,
): PropertyVersion[] {
  const versions: PropertyVersion[] = [];
  let value = now.value;
  for (const at of [...positions(log, now.property)].reverse()) {
    versions.push({ value, ...(log[at + 2] as Stamp) });
    value = log[at + 1] as StoredValue;
  }
  // Who wrote the value before the oldest change that is kept is known only when nothing was forgotten.
  if (value !== null && versions.length < max) versions.push({ value, ...now.created });
  return versions;
}

function* positions(log: HistoryLog, property: string): Generator<number> {
  for (let at = 0; at < log.length; at += STEP) if (log[at] === property) yield at;
}
