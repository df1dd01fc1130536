/**
 * A CRM whose index is behind and out of order, and a poller that dies between any two pages, for the law of `core/cursor`.
 * Some of what makes the law hold can be left out, to see that it then does not.
 */
import { afterPage, dueAt, sweepOf, type Cursor, type CursorKind, type Sweep } from '../../src/core/cursor';

export type PolledKind = Extract<CursorKind, 'changes' | 'late'>;

export type Happening =
  | { readonly kind: 'change'; readonly id: number; readonly lagMinutes: number }
  /** Records 0 to `ids`, all in one millisecond. */
  | { readonly kind: 'import'; readonly ids: number; readonly lagMinutes: number }
  | { readonly kind: 'pass'; readonly seconds: number }
  /** `dies`: after the CRM's answer, before anything of it is kept. */
  | { readonly kind: 'page'; readonly of: PolledKind; readonly dies: boolean };

export interface Rules {
  readonly late: boolean;
  /** Null: as core has it. */
  readonly lateOverlapMs: number | null;
  readonly moveTo: 'start' | 'end' | 'first-page';
  readonly windowOnResume: 'same' | 'new';
  readonly order: 'id' | 'time';
}
export type Broken = Partial<Rules>;

export const lawful: Rules = {
  late: true,
  lateOverlapMs: null,
  moveTo: 'start',
  windowOnResume: 'same',
  order: 'id',
};

interface Version {
  readonly atMs: number;
  readonly visibleMs: number;
}

interface Row {
  readonly id: number;
  readonly atMs: number;
}

const startMs = Date.UTC(2026, 2, 1, 12);
const kinds: readonly PolledKind[] = ['changes', 'late'];
/** So long after the last change its place in the index is known, and the second sweep has come by. */
const restMs = 4 * 3_600_000;
const restStepMs = 20 * 60_000;

export class CursorModel {
  private nowMs = startMs;
  private readonly records = new Map<number, Version[]>();
  private readonly seen = new Set<Version>();
  private readonly windows: Record<PolledKind, number[]> = { changes: [], late: [] };
  private readonly cursors: Record<PolledKind, Cursor> = {
    changes: { kind: 'changes', seenUntil: new Date(startMs), sweep: null, pages: 0 },
    late: { kind: 'late', seenUntil: new Date(startMs), sweep: null, pages: 0 },
  };

  constructor(
    private readonly rules: Rules,
    private readonly pageSize: number,
  ) {}

  get unseen(): readonly Version[] {
    return [...this.records.values()].flat().filter((version) => !this.seen.has(version));
  }

  happen(one: Happening): void {
    if (one.kind === 'pass') this.pass(one.seconds);
    else if (one.kind === 'change') this.change(one.id, one.lagMinutes);
    else if (one.kind === 'import') for (let id = 0; id <= one.ids; id += 1) this.change(id, one.lagMinutes);
    else if (one.of === 'changes' || this.rules.late) this.page(one.of, one.dies);
  }

  pass(seconds: number): void {
    this.nowMs += seconds * 1_000;
  }

  /** Nothing is changed any more, and the polls go on by their rhythm. */
  comeToRest(): void {
    for (const endMs = this.nowMs + restMs; this.nowMs < endMs; this.nowMs += restStepMs) {
      for (const kind of kinds.filter((one) => one === 'changes' || this.rules.late)) {
        if (dueAt(this.cursors[kind], new Date(this.nowMs), 60).getTime() <= this.nowMs) this.sweep(kind);
      }
    }
  }

  /** To its end; answers how many calls that took. */
  sweep(kind: PolledKind): number {
    for (let calls = 1; ; calls += 1) {
      this.page(kind, false);
      if (this.cursors[kind].sweep === null) return calls;
    }
  }

  /** Where the windows of the sweeps began, one after the other. */
  windowsByKind(): readonly { readonly kind: PolledKind; readonly windows: readonly number[] }[] {
    return kinds.map((kind) => ({ kind, windows: this.windows[kind] }));
  }

  private change(id: number, lagMinutes: number): void {
    const versions = this.records.get(id) ?? [];
    this.records.set(id, versions);
    versions.push({ atMs: this.nowMs, visibleMs: this.nowMs + lagMinutes * 60_000 });
  }

  private page(kind: PolledKind, dies: boolean): void {
    const cursor = this.cursors[kind];
    const sweep = this.sweepOf(cursor);
    const rows = this.ask(sweep);
    if (dies) return;
    if (cursor.sweep === null) this.windows[kind].push(sweep.since.getTime());
    for (const { id, atMs } of rows) this.see(id, atMs);
    const last = rows.at(-1);
    const isFull = rows.length === this.pageSize && last !== undefined;
    const next = isFull ? String(this.rules.order === 'id' ? last.id : last.atMs) : null;
    this.cursors[kind] = this.moved(cursor, sweep, next);
  }

  private sweepOf(cursor: Cursor): Sweep {
    const now = new Date(this.nowMs);
    const fresh = this.withOverlap(cursor.kind, sweepOf({ ...cursor, sweep: null }, now));
    if (cursor.sweep === null) return fresh;
    if (this.rules.windowOnResume === 'same') return sweepOf(cursor, now);
    const since = this.withOverlap(cursor.kind, sweepOf({ ...cursor, seenUntil: now, sweep: null }, now)).since;
    return { ...cursor.sweep, since };
  }

  private withOverlap(kind: CursorKind, sweep: Sweep): Sweep {
    const { lateOverlapMs } = this.rules;
    if (kind !== 'late' || lateOverlapMs === null) return sweep;
    return { ...sweep, since: new Date(Math.max(0, this.cursors.late.seenUntil.getTime() - lateOverlapMs)) };
  }

  private moved(cursor: Cursor, sweep: Sweep, next: string | null): Cursor {
    if (this.rules.moveTo === 'first-page') return afterPage(cursor, sweep, null);
    const moved = afterPage(cursor, sweep, next);
    return next === null && this.rules.moveTo === 'end' ? { ...moved, seenUntil: new Date(this.nowMs) } : moved;
  }

  /** The index knows of each record the last version that has come to light. */
  private ask({ since, after }: Sweep): readonly Row[] {
    const shown = [...this.records].flatMap(([id, versions]): Row[] => {
      const version = versions.findLast(({ visibleMs }) => visibleMs <= this.nowMs);
      return version === undefined || version.atMs < since.getTime() ? [] : [{ id, atMs: version.atMs }];
    });
    const place = ({ id, atMs }: Row): number => (this.rules.order === 'id' ? id : atMs);
    return shown
      .filter((row) => after === null || place(row) > Number(after))
      .sort((a, b) => place(a) - place(b) || a.id - b.id)
      .slice(0, this.pageSize);
  }

  /** Whoever is looked at is read as it is, so what was changed before is seen with it. */
  private see(id: number, atMs: number): void {
    for (const version of this.records.get(id) ?? []) if (version.atMs <= atMs) this.seen.add(version);
  }
}
