import { setTimeout as pause } from 'node:timers/promises';

const lookMs = 10;

export interface Patience {
  /** Default: a minute, for a machine that has much else to do; what is waited for comes within a tick or two. */
  readonly withinMs?: number;
  /** What the error says besides: what was waited for, or a log. */
  readonly told?: () => string;
}

/** Resolves once it holds; throws when it does not in time. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  { withinMs = 60_000, told = () => '' }: Patience = {},
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${withinMs} ms\n${told()}`);
    await pause(lookMs);
  }
}
