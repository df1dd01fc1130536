import { resumeJobs } from '../../../src/connectors/salesforce/bulk/resume';
import { upsertInBulk } from '../../../src/connectors/salesforce/bulk/write';
import { CallFailure } from '../../../src/connectors/connector';
import { BulkHouse, contacts, keyField, Notes, quickPace, tally } from './bulk-support';

let house: BulkHouse;
beforeAll(async () => {
  house = await BulkHouse.open();
});
afterAll(() => house.close());
afterEach(async () => {
  await house.control('DELETE', 'faults');
  await house.control('PUT', 'bulk', { queuedMs: 0, chunkMs: 0 });
});

const jobPath = '/services/data/*/jobs/ingest';
const landed = (prefix: string): Promise<number> => house.count('Contact', `${keyField} LIKE '${prefix}-%'`);

/** A worker that dies before its nth call; what it leaves is its note. */
async function dieBefore(call: number, prefix: string, count: number): Promise<Notes> {
  const notes = new Notes();
  let calls = 0;
  const beforeCall = (): Promise<void> =>
    ++calls >= call ? Promise.reject(new Error('The process is gone')) : Promise.resolve();
  const worker = house.worker({ notes, beforeCall });
  await expect(upsertInBulk(worker, 'Contact', contacts(count, prefix), quickPace())).rejects.toThrow('gone');
  return notes;
}

const counted = async (): Promise<{ readonly jobs: number; readonly created: number }> => {
  const { rows } = await house.control<{ rows: Record<string, { created?: number }> }>('GET', 'counters');
  const created = Object.values(rows).reduce((sum, row) => sum + (row.created ?? 0), 0);
  return { jobs: (await house.jobs()).length, created };
};

describe('a restart', () => {
  it('waits for the job that is under way and sends nothing again', async () => {
    await house.control('PUT', 'bulk', { chunkMs: 1e12 });
    const before = await counted();
    const notes = await dieBefore(4, 'restart', 700);
    const worker = house.worker({ notes });
    const pace = quickPace();
    const wait = async (ms: number): Promise<void> => {
      await pace.wait(ms);
      if (pace.waits.length === 3) await house.control('PUT', 'bulk', { chunkMs: 0 });
    };
    await resumeJobs(worker, 'Contact', { ...pace, wait });
    expect(notes.note).toBeNull();
    expect(new Set(worker.callouts.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(await landed('restart')).toBe(700);
    const after = await counted();
    expect([after.jobs - before.jobs, after.created - before.created]).toEqual([1, 700]);
    // What is asked for again finds what is there.
    const again = await upsertInBulk(house.worker({ notes }), 'Contact', contacts(700, 'restart'), quickPace());
    expect(again.some((outcome) => outcome.ok && outcome.value.created)).toBe(false);
    expect(await landed('restart')).toBe(700);
  });

  it.each([
    ['without its file', 2],
    ['with its file', 3],
  ])('gives up a job that was not handed over: %s', async (_what, call) => {
    const notes = await dieBefore(call, `open-${call}`, 10);
    await resumeJobs(house.worker({ notes }), 'Contact', quickPace());
    expect([notes.note, (await house.jobs()).at(-1)?.state, await landed(`open-${call}`)]).toEqual([
      null,
      'Aborted',
      0,
    ]);
  });

  it('is done with a job that has ended, and with one that nobody knows any more', async () => {
    const notes = await dieBefore(4, 'ended', 10);
    const [ended] = JSON.parse(String(notes.note)) as { id: string; object: string }[];
    notes.note = JSON.stringify([{ id: '750000000000999AAA', object: 'Contact' }, ended]);
    await resumeJobs(house.worker({ notes }), 'Contact', quickPace());
    expect([notes.note, await landed('ended')]).toEqual([null, 10]);
  });

  it('says that a job is still under way after ten minutes, and keeps its note', async () => {
    await house.control('POST', 'faults', { kind: 'job-stuck', times: 1 });
    const notes = await dieBefore(4, 'stuck', 10);
    const { note } = notes;
    const pace = quickPace();
    const failed = resumeJobs(house.worker({ notes }), 'Contact', pace);
    await expect(failed).rejects.toThrow(CallFailure);
    await expect(failed).rejects.toMatchObject({ failure: { kind: 'retry', code: 'JOB_UNDER_WAY' } });
    expect(pace.now()).toBeLessThanOrEqual(600_000);
    expect(notes.note).toBe(note);
    await house.control('DELETE', 'faults');
    await resumeJobs(house.worker({ notes }), 'Contact', quickPace());
    expect([notes.note, await landed('stuck')]).toEqual([null, 10]);
  });

  it('keeps its note while nobody can say', async () => {
    const notes = await dieBefore(4, 'silent', 10);
    await house.control('POST', 'faults', { kind: 'status', status: 503, method: 'GET', path: jobPath });
    await expect(resumeJobs(house.worker({ notes }), 'Contact', quickPace())).rejects.toMatchObject({
      failure: { kind: 'retry' },
    });
    expect(notes.note).not.toBeNull();
  });

  it('asks nothing where nothing is noted', async () => {
    const worker = house.worker();
    await resumeJobs(worker, 'Contact', quickPace());
    expect([worker.callouts, worker.context.checkpoint.kept]).toEqual([[], []]);
  });

  it('keeps what an earlier load left noted while another goes', async () => {
    await house.control('POST', 'faults', { kind: 'job-stuck', times: 1 });
    const notes = await dieBefore(4, 'left', 10);
    const left = JSON.parse(String(notes.note)) as unknown[];
    const outcomes = await upsertInBulk(house.worker({ notes }), 'Contact', contacts(5, 'other'), quickPace());
    expect(tally(outcomes)).toEqual({ ok: 5 });
    expect(JSON.parse(String(notes.note))).toEqual(left);
  });
});
