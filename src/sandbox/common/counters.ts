/** What the sandbox was asked and what it really did, so that a test can say "and the second run wrote nothing". */

import { OwnTime, processUse } from './own-time';

type RowOutcome = 'created' | 'changed' | 'unchanged' | 'archived' | 'read' | 'failed';
/** How the rows of one call ended. */
export type Tally = Readonly<Partial<Record<RowOutcome, number>>>;

export class Counters {
  readonly ownTime = new OwnTime();
  private readonly calls = new Map<string, Map<string, number>>();
  private readonly rows = new Map<string, Map<string, number>>();
  private writes = 0;

  /** `outcome` is the status, or `reset` where a fault cut the connection. */
  count(endpoint: string, outcome: string, tally: Tally): void {
    add(this.calls, endpoint, outcome, 1);
    this.countRows(endpoint, tally);
  }

  /** Of rows that are written behind the answer: what the call brought, it could not tell yet. */
  countRows(endpoint: string, tally: Tally): void {
    for (const [row, count] of Object.entries(tally)) if (count > 0) add(this.rows, endpoint, row, count);
    this.writes += (tally.created ?? 0) + (tally.changed ?? 0) + (tally.archived ?? 0);
  }

  reset(): void {
    this.calls.clear();
    this.rows.clear();
    this.writes = 0;
    this.ownTime.reset();
  }

  snapshot(): unknown {
    return {
      calls: plain(this.calls),
      rows: plain(this.rows),
      writes: this.writes,
      ownTime: this.ownTime.snapshot(),
      process: processUse(),
    };
  }
}

function add(counts: Map<string, Map<string, number>>, endpoint: string, outcome: string, count: number): void {
  const outcomes = counts.get(endpoint) ?? new Map<string, number>();
  counts.set(endpoint, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + count));
}

function plain(counts: ReadonlyMap<string, ReadonlyMap<string, number>>): Record<string, Record<string, number>> {
  return Object.fromEntries([...counts].map(([endpoint, outcomes]) => [endpoint, Object.fromEntries(outcomes)]));
}
