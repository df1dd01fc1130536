/** The jobs of one kind: found by id, listed page by page, forgotten after seven days of the sandbox's clock. */
import type { SandboxClock } from '../../common/clock';
import { hasEnded, jobKey, noSuchJob, type Job } from './job';

const LIST_PAGE = 1_000;

export class JobRegistry<J extends Job> {
  /** In the order of their making. */
  private readonly byId = new Map<string, J>();
  private sweptAt = 0;

  constructor(
    private readonly clock: SandboxClock,
    private readonly rules: {
      readonly keptMs: number;
      /** Asked when time has passed, of every job that has not ended. */
      readonly age: (job: J, now: number) => void;
    },
  ) {}

  add(job: J): void {
    this.byId.set(job.id, job);
  }

  /** Throws a 404 for an id that is nobody's. */
  get(id: string): J {
    this.sweep();
    const job = this.byId.get(jobKey(id) ?? '');
    if (job === undefined) throw noSuchJob();
    return job;
  }

  remove(job: J): void {
    this.byId.delete(job.id);
  }

  page(from: number): { readonly jobs: readonly J[]; readonly next: number | null } {
    this.sweep();
    const all = [...this.byId.values()];
    const next = from + LIST_PAGE;
    return { jobs: all.slice(from, next), next: next < all.length ? next : null };
  }

  private sweep(): void {
    const now = this.clock.now();
    if (now === this.sweptAt) return;
    this.sweptAt = now;
    for (const job of this.byId.values()) {
      if (!hasEnded(job)) this.rules.age(job, now);
      // One that is at work is let finish.
      if (job.createdAt + this.rules.keptMs <= now && job.state !== 'InProgress') this.byId.delete(job.id);
    }
  }
}
