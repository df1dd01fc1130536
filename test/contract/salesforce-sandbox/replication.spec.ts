import { BulkBench } from './bulk-support';
import { startBench, type Bench, type Problems, type Reply, type Saved } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const MINUTE = 60_000;
const DAY = 86_400_000;
const from = (ms: number): Date => new Date(Date.now() + ms);
/** As they are written into addresses: whole seconds, the offset with a colon. */
const text = (date: Date): string => encodeURIComponent(date.toISOString().replace(/\.\d{3}Z$/, '+00:00'));
const path = (which: string, start: Date, end: Date): string =>
  `/sobjects/Contact/${which}/?start=${text(start)}&end=${text(end)}`;
const minute = (date: Date): string => `${date.toISOString().slice(0, 16)}:00.000+0000`;

async function saved(): Promise<string> {
  return (await bench.call<Saved>('POST', '/sobjects/Contact', { LastName: 'A' })).body.id;
}

describe('getUpdated and getDeleted', () => {
  it('tell jsforce which records were made, changed and deleted', async () => {
    const contacts = bench.connection.sobject('Contact');
    const [kept, gone] = [await saved(), await saved()];
    await contacts.destroy(gone);
    const updated = await contacts.updated(from(-MINUTE), from(2 * MINUTE));
    expect(updated.ids).toContain(kept);
    expect(updated.ids).not.toContain(gone);
    const deleted = await contacts.deleted(from(-MINUTE), from(2 * MINUTE));
    expect(deleted.deletedRecords).toEqual([
      { id: gone, deletedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/) as string },
    ]);
  });

  it('say how far they reach: to the minute that is over, and 15 days back', async () => {
    interface Told {
      readonly latestDateCovered: string;
      readonly earliestDateAvailable: string;
    }
    const before = new Date();
    const told = (await bench.call<Told>('GET', path('deleted', from(-DAY), from(DAY)))).body;
    const after = new Date();
    // The minute may have turned while the call was answered.
    expect([minute(before), minute(after)]).toContain(told.latestDateCovered);
    expect([minute(before), minute(after)].map((at) => Date.parse(at) - 15 * DAY)).toContain(
      Date.parse(told.earliestDateAvailable),
    );
    const end = from(-DAY / 2);
    const past = (await bench.call<Told>('GET', path('updated', from(-DAY), end))).body;
    expect(past).toEqual({ ids: [], latestDateCovered: minute(end) });
  });

  it('leave out a record that was undeleted or purged, and keep the purged one among the deleted', async () => {
    const bulk = new BulkBench(bench);
    const id = await saved();
    await bulk.load({ object: 'Contact', operation: 'hardDelete' }, `Id\n${id}\n`);
    const span = [from(-MINUTE), from(2 * MINUTE)] as const;
    const deleted = await bench.connection.sobject('Contact').deleted(...span);
    expect(deleted.deletedRecords.map((record) => record.id)).toContain(id);
    expect((await bench.connection.sobject('Contact').updated(...span)).ids).not.toContain(id);
  });

  it('name a contact role that was deleted directly, which no query finds', async () => {
    const create = async (type: string, fields: unknown): Promise<string> =>
      (await bench.call<Saved>('POST', `/sobjects/${type}`, fields)).body.id;
    const deal = { Name: 'Deal', StageName: 'Closed Won', CloseDate: '2026-12-31' };
    const OpportunityId = await create('Opportunity', deal);
    const id = await create('OpportunityContactRole', { OpportunityId, ContactId: await saved() });
    const roles = bench.connection.sobject('OpportunityContactRole');
    await roles.destroy(id);
    const { deletedRecords } = await roles.deleted(from(-MINUTE), from(2 * MINUTE));
    expect(deletedRecords.map((record) => record.id)).toEqual([id]);
    const found = (which: string): Promise<Reply<{ totalSize: number }>> =>
      bench.call(
        'GET',
        `/${which}?q=${encodeURIComponent(`SELECT Id FROM OpportunityContactRole WHERE Id = '${id}'`)}`,
      );
    expect([(await found('query')).body.totalSize, (await found('queryAll')).body.totalSize]).toEqual([0, 0]);
  });

  const noon = new Date(Math.floor(Date.now() / DAY) * DAY - DAY / 2);
  const after = (seconds: number): Date => new Date(noon.getTime() + seconds * 1_000);
  it.each([
    ['updated', 'the same minute at both ends, seconds apart', after(0), after(59)],
    ['updated', 'an end before the start', after(120), after(0)],
    ['updated', 'a start more than 30 days ago', from(-30 * DAY - MINUTE), from(-DAY)],
    ['deleted', 'the same minute at both ends, as seconds are cut off', after(1), after(58)],
    ['deleted', 'a start more than 15 days ago', from(-15 * DAY - MINUTE), from(-DAY)],
  ])('%s refuses %s', async (which, _what, start, end) => {
    const refusal = await bench.call<Problems>('GET', path(which, start, end));
    expect([refusal.status, refusal.body[0]?.errorCode]).toEqual([400, 'INVALID_REPLICATION_DATE']);
  });

  it.each([
    ['updated', 29],
    ['deleted', 14],
  ])('%s looks %d days back', async (which, days) => {
    expect((await bench.call('GET', path(which, from(-days * DAY), from(0)))).status).toBe(200);
  });

  it.each([
    ['no end', '/sobjects/Contact/updated?start=2026-11-01T00:00:00Z', 400, 'MISSING_ARGUMENT'],
    ['what is no time', '/sobjects/Contact/deleted?start=yesterday&end=today', 400, 'INVALID_REPLICATION_DATE'],
    ['an object nobody has', '/sobjects/Foo__c/updated?start=a&end=b', 404, 'NOT_FOUND'],
    ['an object that is not replicated', '/sobjects/Organization/updated?start=a&end=b', 400, 'INVALID_TYPE'],
  ])('are refused for %s', async (_what, url, status, errorCode) => {
    const refusal = await bench.call<Problems>('GET', url);
    expect([refusal.status, refusal.body[0]?.errorCode]).toEqual([status, errorCode]);
  });

  // The last one here: it cuts short how far the others look back.
  it('getDeleted looks back to the emptying of the recycle bin, though not of some records in it', async () => {
    const id = await saved();
    await bench.connection.sobject('Contact').destroy(id);
    await bench.control('POST', 'bin', { ids: [id] });
    expect((await bench.call('GET', path('deleted', from(-14 * DAY), from(0)))).status).toBe(200);
    const before = new Date();
    await bench.control('POST', 'bin');
    const emptied = [minute(before), minute(new Date())];
    const refusal = await bench.call<Problems>('GET', path('deleted', from(-14 * DAY), from(0)));
    expect([refusal.status, refusal.body[0]?.errorCode]).toEqual([400, 'INVALID_REPLICATION_DATE']);
    const told = await bench.call<{ earliestDateAvailable: string }>('GET', path('deleted', from(0), from(2 * MINUTE)));
    expect(emptied).toContain(told.body.earliestDateAvailable);
    expect((await bench.call('GET', path('updated', from(-29 * DAY), from(0)))).status).toBe(200);
  });
});
