/** Sees the jobs to their end that an earlier process has left under way. */
import { isOfAccount, type Failure } from '../../../core/failure';
import { CallFailure } from '../../connector';
import type { Send } from '../call';
import type { Reach } from '../reach';
import { askJob, followJob, hasEnded, isMissing, setJobState, stillUnderWay, type JobRef } from './job';
import { JobsUnderWay } from './jobs-under-way';
import { realPace, type Pace } from './pace';

/** As `Connector.resume`. The note names the object of each of its jobs, whichever is asked about. */
export async function resumeJobs({ send, context }: Reach, _object: string, pace: Pace = realPace): Promise<void> {
  const jobs = await JobsUnderWay.find(context.checkpoint);
  for (const { id, object } of jobs.all) {
    const failure = await endOf({ send, pace }, { kind: 'ingest', object, id });
    if (failure !== null) throw new CallFailure(failure);
    jobs.over(id);
  }
  await jobs.keep();
}

const tries = 3;
const betweenTriesMs = 1_000;

interface Desk {
  readonly send: Send;
  readonly pace: Pace;
}

/** Null once nothing will come of the job any more. */
async function endOf(desk: Desk, ref: JobRef): Promise<Failure | null> {
  for (let tried = 1; ; tried++) {
    const failure = await settle(desk, ref);
    if (failure === null || isOfAccount(failure) || failure === stillUnderWay || tried === tries) return failure;
    await desk.pace.wait(betweenTriesMs * tried);
  }
}

async function settle(desk: Desk, ref: JobRef): Promise<Failure | null> {
  const look = await askJob(desk.send, ref);
  if (!look.ok) return isMissing(look.failure) ? null : look.failure;
  if (hasEnded(look.value)) return null;
  if (look.value.state !== 'Open') return followToEnd(desk, ref);
  // Its rows were never handed over. One that is handed over this very moment refuses, or stops half-way.
  const aborted = await setJobState(desk.send, ref, { state: 'Aborted', rows: 0 });
  return aborted.ok ? null : aborted.failure;
}

/** Nobody reads its results: reads of the records tell what landed. */
async function followToEnd(desk: Desk, ref: JobRef): Promise<Failure | null> {
  const end = await followJob(desk, ref, null);
  return end.ok || end.isMissing ? null : end.failure;
}
