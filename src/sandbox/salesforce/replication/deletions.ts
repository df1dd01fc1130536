/** What was deleted and is not even in the recycle bin any more: getDeleted knows it all the same (contract 3.4). */
import type { Org } from '../org/org';
import type { Committed } from '../org/committed';
import type { SObject } from '../org/sobject';

/** Of one object: ordinals of records, and when they were deleted. */
type Log = Map<number, number>;

export class Deletions {
  private readonly logs = new Map<SObject, Log>();

  constructor(
    private readonly org: Org,
    private readonly keptMs: number,
  ) {
    org.watch((committed) => this.note(committed));
  }

  /** Those whose rows are gone. */
  *purged(type: SObject): Generator<{ readonly ordinal: number; readonly at: number }, void, undefined> {
    const table = this.org.table(type);
    for (const [ordinal, at] of this.logs.get(type) ?? []) if (table.get(ordinal) === undefined) yield { ordinal, at };
  }

  private note({ changes, at }: Committed): void {
    for (const { kind, type, row } of changes) {
      if (kind === 'DELETE') this.logOf(type).set(row.ordinal, at);
      else if (kind === 'UNDELETE') this.logs.get(type)?.delete(row.ordinal);
    }
  }

  /** Shortened as it grows: entries stand in the order of their times. */
  private logOf(type: SObject): Log {
    const log = this.logs.get(type) ?? new Map<number, number>();
    this.logs.set(type, log);
    const since = this.org.now() - this.keptMs;
    for (const [ordinal, at] of log) {
      if (at >= since) break;
      log.delete(ordinal);
    }
    return log;
  }
}
