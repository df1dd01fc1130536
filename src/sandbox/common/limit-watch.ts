/**
 * Proof for whoever promises to leave calls to others: how often a call of an app, the neighbour's not among them, was let
 * in although fewer than `left` calls of the day were left after it.
 */
import { asObject, refuseUnknown, whole } from './control-body';
import { ControlError } from './control-error';

export interface LimitWatchView {
  readonly left: number;
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
  begin(left: number): void {
    this.watched = { left, calls: 0, below: 0, leastLeft: null };
  }

  /** @param leftAfter of the day, after a call that was let in; asked only while somebody watches */
  letIn(leftAfter: () => number): void {
    if (this.watched === null) return;
    const { left, calls, below, leastLeft } = this.watched;
    const now = leftAfter();
    this.watched = {
      left,
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
export function readWatch(given: unknown): number {
  const body = asObject(given, 'watch');
  refuseUnknown(body, ['left'], 'The watch');
  const left = whole(body, 'left', 0, Number.MAX_SAFE_INTEGER);
  if (left === undefined) throw new ControlError('left must be said: the calls that are to be left of the day');
  return left;
}

/** Of `GET limits/watch`. */
export function watchView({ view }: LimitWatch): LimitWatchView {
  if (view === null) throw new ControlError('Nobody watches the limits: POST limits/watch {"left"} begins', 404);
  return view;
}
