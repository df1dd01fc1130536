/**
 * What to ask a CRM for next, and how a cursor moves. A sweep looks at everything that changed since a moment, page by page in
 * the order of ids: times do not do for pages, because an import gives thousands of records one millisecond. The window has
 * no end, and begins before the last sweep did, because the index that is asked is behind, and clocks differ.
 *
 *     sweep 1      |<------- since its own window's begin ------- ...
 *     sweep 2            |<- overlap ->|started 1   started 2|
 *
 * What a sweep has passed by is seen by the next one: it has changed since, or has come to light since and the overlap is longer
 * than that took.
 */

export const cursorKinds = ['changes', 'late', 'archived'] as const;
/**
 * `changes`: what was changed in the last minutes. `late`: the same once more, as far back as the index may be behind.
 * `archived`: what is in the recycle bin, which no search finds.
 */
export type CursorKind = (typeof cursorKinds)[number];

/** One way through all pages of a window. */
export interface Sweep {
  readonly startedAt: Date;
  /** Where its window begins. */
  readonly since: Date;
  /** Where the next page begins, in the connector's words; null: with the first. */
  readonly after: string | null;
}

export interface Cursor {
  readonly kind: CursorKind;
  /** When the last finished sweep began: what had come to light by then was seen. */
  readonly seenUntil: Date;
  /** The one that is under way; null between two. */
  readonly sweep: Sweep | null;
  /** How many pages of it were seen, or of the last one. */
  readonly pages: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export const pollSecondsDefault = 60;

/**
 * Of the slowest index that a connector asks (its changes.ts says which), results are missing for up to an hour; so late sweeps
 * overlap by an hour and what clocks differ. How often they come does not matter for that: each begins where the one before
 * it began. The list of archived records is no index, it is up to date.
 *
 * After many pages each rests, for no longer than the overlap: what is changed once is then seen twice. Ten pages a minute of 200
 * records are 2,000. The list of archived records may be whole in each sweep, whenever they were archived: a hundred pages an hour,
 * or a bin of 500,000 would cost 5,000 calls an hour with nothing new in it. A CRM keeps them for longer than the day.
 */
const rhythms: Readonly<Record<CursorKind, Rhythm>> = {
  changes: { everyMs: null, overlapMs: 5 * minuteMs, restPerPageMs: 6_000, restAtMostMs: 5 * minuteMs },
  late: { everyMs: hourMs, overlapMs: hourMs + 5 * minuteMs, restPerPageMs: 6_000, restAtMostMs: 5 * minuteMs },
  archived: { everyMs: hourMs, overlapMs: 5 * minuteMs, restPerPageMs: 36_000, restAtMostMs: dayMs },
};

interface Rhythm {
  readonly everyMs: number | null;
  readonly overlapMs: number;
  /** Of the sweep before. */
  readonly restPerPageMs: number;
  readonly restAtMostMs: number;
}

/** Of a type that is polled so often. Sweeps that come seldom come no more often than that. */
export function everyMs(kind: CursorKind, pollSeconds: number): number {
  return Math.max(rhythms[kind].everyMs ?? 0, pollSeconds * 1_000);
}

/** The sweep to go on with, whoever began it, or a new one. */
export function sweepOf({ kind, seenUntil, sweep }: Cursor, now: Date): Sweep {
  if (sweep !== null) return sweep;
  // A clock that was put back must not leave a window that begins in its future.
  const from = Math.min(seenUntil.getTime(), now.getTime());
  return { startedAt: now, since: new Date(Math.max(0, from - rhythms[kind].overlapMs)), after: null };
}

/** Where the cursor stands once a page of this sweep was seen. `next` as the page had it: null on the last. */
export function afterPage(cursor: Cursor, sweep: Sweep, next: string | null): Cursor {
  const { kind, seenUntil } = cursor;
  const pages = (cursor.sweep === null ? 0 : cursor.pages) + 1;
  if (next !== null) return { kind, seenUntil, sweep: { ...sweep, after: next }, pages };
  return { kind, seenUntil: sweep.startedAt, sweep: null, pages };
}

/** Lists of archived records take no date: whether one of them was archived within the window. */
export function isWithin({ since }: Sweep, archivedAt: Date | null): boolean {
  return archivedAt === null || archivedAt >= since;
}

/**
 * When the cursor is to be looked at again: at once within a sweep, else a while after the last one began, and after one of many pages
 * a longer while. What we load ourselves comes back in the sweeps, and each sees again what was changed within its overlap: with
 * one a minute six see a record, so that 5,000 records a minute take 150 searches of 200 beside the 110 calls that load them.
 */
export function dueAt({ kind, seenUntil, sweep, pages }: Cursor, now: Date, pollSeconds: number): Date {
  if (sweep !== null) return now;
  const { restPerPageMs, restAtMostMs } = rhythms[kind];
  const restsMs = Math.min(pages * restPerPageMs, restAtMostMs);
  return new Date(Math.max(now.getTime(), seenUntil.getTime() + Math.max(everyMs(kind, pollSeconds), restsMs)));
}

/**
 * How long the polls of a connection rest after so many calls: the strictest CRM takes five searches a second from all apps of an
 * account together, and first contacts search too.
 */
export function restMs(calls: number): number {
  return calls * 250;
}
