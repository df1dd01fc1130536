import { upsertInBulk } from '../../../src/connectors/salesforce/bulk/write';
import { createSalesforceConnector } from '../../../src/connectors/salesforce/connector';
import { fixedToken } from '../../../src/connectors/token';
import { BulkHouse, contacts, failureOf, keyField, Notes, quickPace, tally } from './bulk-support';

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

const fault = (spec: object): Promise<unknown> => house.control('POST', 'faults', spec);
const landed = (prefix: string): Promise<number> => house.count('Contact', `${keyField} LIKE '${prefix}-%'`);

/** What a load under trouble comes to, and the same rows loaded once more when the trouble is over. */
async function loadTwice(prefix: string, count: number) {
  const before = (await house.jobs()).length;
  const rows = contacts(count, prefix);
  const worker = house.worker();
  const first = await upsertInBulk(worker, 'Contact', rows, quickPace());
  const jobs = (await house.jobs()).length - before;
  const landedFirst = await landed(prefix);
  await house.control('DELETE', 'faults');
  const second = await upsertInBulk(house.worker(), 'Contact', rows, quickPace());
  expect(tally(second)).toEqual({ ok: count });
  expect(await landed(prefix)).toBe(count); // none lost, none twice
  return { first, jobs, landedFirst, note: worker.context.checkpoint.note, callouts: worker.callouts };
}

describe('a bulk load whose answers are lost', () => {
  it('asks the job where nobody heard whether it was closed', async () => {
    await fault({ kind: 'reset', when: 'after', method: 'PATCH', path: jobPath, times: 1 });
    const { first, jobs, note } = await loadTwice('closed', 30);
    expect([tally(first), jobs, note]).toEqual([{ ok: 30 }, 1, null]);
  });

  it('closes a job again that is open still', async () => {
    await fault({ kind: 'reset', when: 'before', method: 'PATCH', path: jobPath, times: 1 });
    const { first, jobs, note } = await loadTwice('reclosed', 30);
    expect([tally(first), jobs, note]).toEqual([{ ok: 30 }, 1, null]);
  });

  it('gives a job up that cannot be closed: nothing of it landed', async () => {
    await fault({ kind: 'status', status: 503, method: 'PATCH', path: jobPath, times: 3 });
    const { first, jobs, landedFirst, note } = await loadTwice('unclosed', 30);
    expect([tally(first), jobs, landedFirst, note]).toEqual([{ retry: 30 }, 1, 0, null]);
  });

  it('does not know what landed when neither closing nor asking is answered, and keeps its note', async () => {
    await fault({ kind: 'reset', when: 'after', method: 'PATCH', path: jobPath });
    await fault({ kind: 'status', status: 503, method: 'GET', path: jobPath });
    const worker = house.worker();
    const outcomes = await upsertInBulk(worker, 'Contact', contacts(5, 'unheard'), quickPace());
    expect(tally(outcomes)).toEqual({ unknown: 5 });
    expect(worker.context.checkpoint.note).toContain('750');
  });

  it('begins anew where nobody heard the id of the job', async () => {
    await fault({ kind: 'reset', when: 'after', method: 'POST', path: jobPath, times: 1 });
    const { first, landedFirst, note } = await loadTwice('unnamed', 30);
    expect([tally(first), landedFirst, note]).toEqual([{ retry: 30 }, 0, null]);
  });

  it.each([['before' as const], ['after' as const]])(
    'gives the job up where the answer to its file is lost: reset %s',
    async (when) => {
      await fault({ kind: 'reset', when, method: 'PUT', path: jobPath, times: 1 });
      const { first, landedFirst, note } = await loadTwice(`file-${when}`, 30);
      expect([tally(first), landedFirst, note]).toEqual([{ retry: 30 }, 0, null]);
      expect((await house.jobs()).at(-2)?.state).toBe('Aborted');
    },
  );

  it('looks again where a look fails', async () => {
    await fault({ kind: 'reset', when: 'before', method: 'GET', path: `${jobPath}/750`, times: 2 });
    const { first, jobs } = await loadTwice('looked', 30);
    expect([tally(first), jobs]).toEqual([{ ok: 30 }, 1]);
  });

  it.each([
    ['missing', { kind: 'results-missing', times: 2 }],
    ['reset', { kind: 'reset', when: 'after', method: 'GET', path: `${jobPath}/*/successfulResults`, times: 2 }],
  ])('reads results again that are %s', async (what, trouble) => {
    await fault(trouble);
    const { first, jobs } = await loadTwice(`again-${what}`, 30);
    expect([tally(first), jobs]).toEqual([{ ok: 30 }, 1]);
  });

  it('does not know what landed when results stay missing, and has nothing under way', async () => {
    await fault({ kind: 'results-missing' });
    const { first, jobs, landedFirst, note } = await loadTwice('gone', 30);
    expect([tally(first), jobs, landedFirst, note]).toEqual([{ unknown: 30 }, 1, 30, null]);
    expect(failureOf(first[0])).toMatchObject({ code: 'ROW_NOT_ANSWERED' });
  });
});

describe('a bulk load in trouble', () => {
  it('goes on with another token when the session ends in the middle', async () => {
    const { accessToken } = await house.control<{ accessToken: string }>('POST', 'install', {});
    const asked: (string | undefined)[] = [];
    const worker = house.worker({
      token: (expired) => {
        asked.push(expired);
        const value = asked.some((one) => one !== undefined) ? accessToken : house.sandbox.token;
        return Promise.resolve({ ok: true, value });
      },
    });
    const before = (await house.jobs()).length;
    await fault({ kind: 'expired-token', method: 'GET', path: jobPath, times: 1 });
    const outcomes = await upsertInBulk(worker, 'Contact', contacts(20, 'session'), quickPace());
    expect([tally(outcomes), asked.filter((one) => one !== undefined).length]).toEqual([{ ok: 20 }, 1]);
    expect((await house.jobs()).length - before).toBe(1);
    expect(await landed('session')).toBe(20);
  });

  it('does not know what landed when the account is refused after the job was closed', async () => {
    await fault({ kind: 'limit', policy: 'daily', method: 'GET', path: jobPath });
    const worker = house.worker();
    const outcomes = await upsertInBulk(worker, 'Contact', contacts(5, 'limit'), quickPace());
    expect([tally(outcomes), worker.context.checkpoint.note !== null]).toEqual([{ unknown: 5 }, true]);
  });

  it('says of each row what is wrong with the account when it is refused before', async () => {
    await fault({ kind: 'limit', policy: 'daily', method: 'PATCH', path: jobPath });
    const worker = house.worker();
    const outcomes = await upsertInBulk(worker, 'Contact', contacts(5, 'limited'), quickPace());
    expect([tally(outcomes), await landed('limited')]).toEqual([{ throttled: 5 }, 0]);
    // The job is open still, and nobody could give it up.
    expect(worker.context.checkpoint.note).not.toBeNull();
  });

  it('loses no row in a storm of locks', async () => {
    const { id: AccountId } = await house.rest<{ id: string }>('POST', 'sobjects/Account', { Name: 'Stormy' });
    const rows = contacts(600, 'storm').map((row, n) =>
      n % 2 === 0 ? row : { ...row, properties: { ...row.properties, AccountId } },
    );
    await fault({ kind: 'lock-storm', parents: [AccountId], path: jobPath });
    const first = await upsertInBulk(house.worker(), 'Contact', rows, quickPace());
    expect(tally(first)).toEqual({ ok: 300, retry: 300 });
    expect(failureOf(first[1])).toMatchObject({ code: 'UNABLE_TO_LOCK_ROW' });
    await house.control('DELETE', 'faults');
    const left = rows.filter((_, n) => first[n]?.ok === false);
    expect(tally(await upsertInBulk(house.worker(), 'Contact', left, quickPace()))).toEqual({ ok: 300 });
    expect(await landed('storm')).toBe(600);
  });

  it('waits for a job that is stuck for ten minutes and no longer, and begins no other', async () => {
    await fault({ kind: 'job-stuck', times: 1 });
    const worker = house.worker();
    const pace = quickPace({ fileBytes: 2_000 });
    const before = (await house.jobs()).length;
    const outcomes = await upsertInBulk(worker, 'Contact', contacts(60, 'stuck'), pace);
    const { unknown = 0, retry = 0, ...others } = tally(outcomes);
    expect([unknown > 0, retry > 0, unknown + retry, others]).toEqual([true, true, 60, {}]);
    expect(pace.now()).toBeGreaterThan(560_000);
    expect(pace.now()).toBeLessThanOrEqual(600_000);
    expect((await house.jobs()).length - before).toBe(1);
    expect(worker.context.checkpoint.note).not.toBeNull();
    expect(worker.callouts.length).toBeLessThan(35);
  });

  it('reads what was written of a job that somebody aborted, and sends the rest again', async () => {
    await house.control('PUT', 'bulk', { chunkMs: 1e12 });
    const rows = contacts(450, 'aborted');
    const pace = quickPace();
    const worker = house.worker();
    const wait = async (ms: number): Promise<void> => {
      await pace.wait(ms);
      const job = (await house.jobs()).at(-1);
      const { numberRecordsProcessed: done } = await house.rest<{ numberRecordsProcessed: number }>(
        'GET',
        `jobs/ingest/${job?.id}`,
      );
      if (done > 0 && job?.state === 'InProgress')
        await house.rest('PATCH', `jobs/ingest/${job.id}`, { state: 'Aborted' });
    };
    const outcomes = await upsertInBulk(worker, 'Contact', rows, { ...pace, wait });
    expect(tally(outcomes)).toEqual({ ok: 200, retry: 250 });
    expect(await landed('aborted')).toBe(200);
  });

  it.each([
    ['of the day', 'POST', jobPath],
    ['of a file', 'PUT', `${jobPath}/*/batches`],
  ])('goes on in collections where the quota of jobs is used up: that %s', async (which, method, path) => {
    const body = [{ errorCode: 'EXCEEDEDQUOTA', message: 'ApiBatchItems Limit exceeded.' }];
    await fault({ kind: 'status', status: 400, body, method, path });
    const { url: baseUrl, token } = house.sandbox;
    const settings = { token: fixedToken(token), baseUrl, keyProperty: keyField, callDeadlineMs: 10_000 };
    const connector = createSalesforceConnector({ ...settings, parallelCalls: 3, bulkFrom: 30 });
    const worker = house.worker();
    const rows = contacts(30, `used-up-${method}`);
    const made = await connector.upsert(worker.context, 'Contact', rows);
    expect([tally(made), await landed(`used-up-${method}`)]).toEqual([{ ok: 30 }, 30]);
    const updates = made.flatMap((row) => (row.ok ? [{ id: row.value.id, properties: { LastName: which } }] : []));
    const updated = await connector.update(worker.context, 'Contact', updates);
    expect([tally(updated), await house.count('Contact', `LastName = '${which}'`)]).toEqual([{ ok: 30 }, 30]);
    expect(worker.context.checkpoint.note).toBeNull();
    connector.close();
  });

  it('stops where the worker may write no more, its note kept', async () => {
    const notes = new Notes();
    const over = new Error('The lease is over');
    let calls = 0;
    const beforeCall = (): Promise<void> => (++calls > 3 ? Promise.reject(over) : Promise.resolve());
    const worker = house.worker({ notes, beforeCall });
    await expect(upsertInBulk(worker, 'Contact', contacts(5, 'lease'), quickPace())).rejects.toBe(over);
    expect(notes.note).not.toBeNull();
  });
});
