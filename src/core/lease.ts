/** What a call may take beyond its deadline until its socket is closed, and what clocks may differ. */
const slackMs = 2_000;

/**
 * Whether a call that begins now ends before the lease does, so that a process which stalls and wakes up sends nothing, and
 * keeps nothing, that is another's by then (architecture 5.1, rule 4).
 */
export function outlastsCall(leaseUntilMs: number, now: Date, callDeadlineMs: number): boolean {
  return leaseUntilMs - now.getTime() > callDeadlineMs + slackMs;
}
