/** Bulk jobs that get nowhere, and pages of their results that are not there. */
import type { SandboxClock } from '../../common/clock';
import type { Faults } from '../../common/faults';
import type { JobTrouble } from '../bulk/pace';
import type { Fault } from './fault-effects';

interface Stuck {
  /** Aborts when the faults are cleared. */
  readonly cleared: AbortSignal;
  /** Null: until then. */
  readonly until: number | null;
}

/** A fault holds as many jobs, or takes as many pages, as it has `times`. Its path is that of the job: `*` is any. */
export function bulkTrouble(faults: Faults<Fault>, clock: SandboxClock): JobTrouble {
  const held = new Map<string, Stuck>();
  const strike = (kind: Fault['kind'], jobId: string): Fault | undefined =>
    faults.strike('GET', `/jobs/${jobId}`, (fault) => fault.kind === kind);
  return {
    isStuck: (jobId) => {
      if (!held.has(jobId)) {
        const fault = strike('job-stuck', jobId);
        if (fault === undefined) return false;
        held.set(jobId, { cleared: faults.cleared, until: fault.forMs === null ? null : clock.now() + fault.forMs });
      }
      const stuck = held.get(jobId);
      if (stuck === undefined) return false;
      if (!stuck.cleared.aborted && (stuck.until === null || clock.now() < stuck.until)) return true;
      held.delete(jobId);
      return false;
    },
    pageIsMissing: (jobId) => strike('results-missing', jobId) !== undefined,
  };
}
