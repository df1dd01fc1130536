/**
 * Whether an order system leaves what it is told unanswered. It shows by the oldest change that waits: nothing is stored of it, and
 * with the answer it is over.
 */
import type { News } from './news';

export const answeringStates = ['none', 'waiting', 'overdue'] as const;
/** `none`: nothing waits for an answer. `overdue`: something has waited for a week. */
export type AnsweringState = (typeof answeringStates)[number];

/** The change that has waited longest. */
export interface OldestOpen {
  readonly seq: number;
  readonly at: Date;
  readonly kind: News['kind'] | 'erased';
}

const dayMs = 86_400_000;
/** Shorter tells of holidays, longer of what sales have long stopped expecting. */
export const answerDays = 7;
export const answerPatienceMs = answerDays * dayMs;

export function answeringStateOf(oldest: Pick<OldestOpen, 'at'> | null, now: Date): AnsweringState {
  if (oldest === null) return 'none';
  return now.getTime() - oldest.at.getTime() >= answerPatienceMs ? 'overdue' : 'waiting';
}

/** What to do about it, for a person; null when there is nothing to be done. */
export function adviceOn(oldest: OldestOpen | null, acceptance: 'explicit' | 'on-delivery', now: Date): string | null {
  if (oldest === null || answeringStateOf(oldest, now) !== 'overdue') return null;
  const days = Math.floor((now.getTime() - oldest.at.getTime()) / dayMs);
  const waits = `change ${oldest.seq} has waited for an answer for ${days} days`;
  if (oldest.kind === 'created') {
    return `${waits}: accept it with your id of the record, or refuse it; newRecords says what becomes of others like it`;
  }
  if (acceptance === 'on-delivery') return `${waits}: it has not been delivered`;
  return `${waits}: accept or refuse it; for an order system that never refuses, set acceptance to on-delivery`;
}
