/**
 * Proof for whoever promises to leave calls to others: how often a call of an app, the neighbour's not among them, was let
 * in although fewer than `left` calls of the day were left after it.
 */
import { asObject, refuseUnknown, whole } from './control-body';
import { ControlError } from './control-error';

export interface Watched {
  readonly left: number;
  /** Calls of paths that begin so, and no others; null: all. */
  readonly under: string | null;
}

export interface LimitWatchView extends Watched {
  /** Let in since then that count for the day. */
  readonly calls: number;
  /** Of them, those that left fewer than `left`. */
  readonly below: number;
  /** The least that was left after one; null: none was let in yet. */
  readonly leastLeft: number | null;
}

export class LimitWatch {
  private watched: LimitWatchView | null = null;

  /** Begins anew. */
  begin(watched: Watched): void {
    this.watched = { ...watched, calls: 0, below: 0, leastLeft: null };
  }

  /** @param leftAfter of the day, after a call that was let in; asked only while somebody watches */
  letIn(path: string, leftAfter: () => number): void {
    if (this.watched === null || !path.startsWith(this.watched.under ?? '')) return;
    const { left, calls, below, leastLeft } = this.watched;
    const now = leftAfter();
    this.watched = {
      ...this.watched,
      calls: calls + 1,
      below: below + (now < left ? 1 : 0),
      leastLeft: leastLeft === null ? now : Math.min(leastLeft, now),
    };
  }

  /** Null: nobody watches. */
  get view(): LimitWatchView | null {
    return this.watched;
  }
}

/** Of `POST limits/watch`. */
export function readWatch(given: unknown): Watched {
  const body = asObject(given, 'watch');
  refuseUnknown(body, ['left', 'under'], 'The watch');
  const left = whole(body, 'left', 0, Number.MAX_SAFE_INTEGER);
  if (left === undefined) throw new ControlError('left must be said: the calls that are to be left of the day');
  const { under = null } = body;
  if (under !== null && typeof under !== 'string') throw new ControlError('under must be the beginning of a path');
  return { left, under };
}

/** Of `GET limits/watch`. */
export function watchView({ view }: LimitWatch): LimitWatchView {
  if (view === null) throw new ControlError('Nobody watches the limits: POST limits/watch {"left"} begins', 404);
  return view;
}
