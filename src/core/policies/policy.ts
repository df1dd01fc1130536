/**
 * Who is right about a field when both sides have moved to different values. One file per policy; a new one is a file and
 * its line in `policies.ts`.
 */
import type { Value } from '../record';

/** Both values in normal form, and since when each side has said so; null where that is not known. */
export interface Clash {
  readonly ours: Value;
  readonly theirs: Value;
  readonly oursAt: Date | null;
  readonly theirsAt: Date | null;
}

/** `ours` is the order system's value, `theirs` the CRM's. */
export type Verdict = 'ours' | 'theirs' | 'ask';

export type Policy = (clash: Clash) => Verdict;
