/** How fast jobs get on. At once, unless somebody wants to see them wait: then by the sandbox's clock. */
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { SandboxClock } from '../../common/clock';
import { refused } from '../org/refused';

export interface BulkDelays {
  /** From `UploadComplete` to `InProgress`. */
  readonly queuedMs: number;
  /** Between one chunk of a job and its next. */
  readonly chunkMs: number;
}

/** Trouble on demand; who arms it is not the jobs' affair. */
export interface JobTrouble {
  /** Stays `InProgress` and gets nowhere while it is. */
  isStuck(jobId: string): boolean;
  /** `locator` as the client sends it; empty for the first page, and for the results of an ingest job. */
  pageIsMissing(jobId: string, locator: string): boolean;
}

export const noTrouble: JobTrouble = { isStuck: () => false, pageIsMissing: () => false };

/** A wait ends by the clock, a lever, an abort or the sandbox's end: who waits looks again, rather than listen to all of them. */
const LOOK_AGAIN_MS = 5;

export class Pace {
  delays: BulkDelays = { queuedMs: 0, chunkMs: 0 };
  trouble: JobTrouble = noTrouble;

  constructor(
    private readonly clock: SandboxClock,
    /** Aborts when the sandbox closes. */
    readonly closing: AbortSignal,
  ) {}

  /** Until the delay `since` then is over, however it is changed meanwhile; or the sandbox closes, or `isOff` says so. */
  async delay(which: keyof BulkDelays, since: number, isOff: () => boolean): Promise<void> {
    await this.until(() => isOff() || this.clock.now() >= since + this.delays[which]);
  }

  async unstuck(jobId: string, isOff: () => boolean): Promise<void> {
    await this.until(() => isOff() || !this.trouble.isStuck(jobId));
  }

  /** Status, code and text are unverified. */
  requirePage(jobId: string, locator: string): void {
    if (this.trouble.pageIsMissing(jobId, locator))
      throw refused(404, 'NOT_FOUND', 'The requested resource does not exist');
  }

  /** Calls that have come in meanwhile are answered. */
  async breathe(): Promise<void> {
    await turn();
  }

  private async until(isDue: () => boolean): Promise<void> {
    while (!this.closing.aborted && !isDue()) {
      await wait(LOOK_AGAIN_MS, undefined, { ref: false });
    }
  }
}
