/** The note of the jobs that are under way: kept before they can change anything, so that a restart finds them. */
import type { Checkpoint } from '../../connector';

export interface NotedJob {
  readonly id: string;
  readonly object: string;
}

/** Those of one method, and those that were noted before and nobody has seen the end of. */
export class JobsUnderWay {
  /** What the checkpoint has is not these. */
  private isStale = false;

  private constructor(
    private readonly checkpoint: Checkpoint | undefined,
    private jobs: readonly NotedJob[],
  ) {}

  static async find(checkpoint: Checkpoint | undefined): Promise<JobsUnderWay> {
    const note = (await checkpoint?.read()) ?? null;
    return new JobsUnderWay(checkpoint, note === null ? [] : parseNote(note));
  }

  get all(): readonly NotedJob[] {
    return this.jobs;
  }

  /** It is kept when this answers. */
  async add(job: NotedJob): Promise<void> {
    this.jobs = [...this.jobs, job];
    this.isStale = true;
    await this.keep();
  }

  /** Nothing will come of it any more. The note says so with the next `keep`. */
  over(id: string): void {
    this.jobs = this.jobs.filter((job) => job.id !== id);
    this.isStale = true;
  }

  async keep(): Promise<void> {
    if (!this.isStale) return;
    await this.checkpoint?.keep(this.jobs.length === 0 ? null : JSON.stringify(this.jobs));
    this.isStale = false;
  }
}

function parseNote(note: string): readonly NotedJob[] {
  const jobs: unknown = JSON.parse(note);
  if (!Array.isArray(jobs) || !jobs.every(isNoted))
    throw new Error('The checkpoint of a Salesforce stream is no list of jobs');
  return jobs;
}

function isNoted(job: unknown): job is NotedJob {
  return (
    typeof job === 'object' &&
    job !== null &&
    typeof (job as Partial<NotedJob>).id === 'string' &&
    typeof (job as Partial<NotedJob>).object === 'string'
  );
}
