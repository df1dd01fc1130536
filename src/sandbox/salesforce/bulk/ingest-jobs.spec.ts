import { setImmediate as turn } from 'node:timers/promises';
import { DAY_MS } from '../../common/clock';
import type { Tally } from '../../common/counters';
import type { Committed } from '../org/committed';
import { Org } from '../org/org';
import type { Row } from '../org/row';
import { Bulk } from './bulk';
import type { IngestJob } from './ingest-job';
import { failedRows, successfulRows, unprocessedRows } from './ingest-results';
import { salesforceLimits, type BulkLimits } from './limits';
import { noTrouble } from './pace';

const HOUR_MS = 3_600_000;

function setUp(limits: Partial<BulkLimits> = {}) {
  const org = new Org();
  const closing = new AbortController();
  const tallies: Tally[] = [];
  const bulk = new Bulk(org, {
    closing: closing.signal,
    tell: (tally) => tallies.push(tally),
    limits: { ...salesforceLimits, ...limits },
  });
  const maker = {
    actor: { userId: org.integrationUserId, origin: 'com/salesforce/api/bulkapi/64.0' },
    version: '64.0',
  };
  const open = (body: Readonly<Record<string, unknown>>): IngestJob => bulk.ingest.create(body, maker);
  const start = (body: Readonly<Record<string, unknown>>, csv: string): IngestJob => {
    const job = open(body);
    bulk.ingest.upload(job, csv);
    bulk.ingest.close(job);
    return job;
  };
  return {
    org,
    bulk,
    tallies,
    open,
    start,
    advance: (advanceMs: number) => org.clock.restore(org.clock.changed({ advanceMs })),
    rows: (type: string): Row[] => [...org.rows(org.sObjectType(type) as NonNullable<ReturnType<Org['sObjectType']>>)],
  };
}

/** What is at work gets on meanwhile. Far more turns than any job here takes, so that one that hangs fails. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turns = 0; !isSo(); turns++) {
    if (turns === 3_000_000) throw new Error('It never came true');
    await turn();
  }
}

const contacts = { object: 'Contact', operation: 'insert' };
const csvOf = (count: number): string =>
  `LastName\n${Array.from({ length: count }, (_, row) => `Row ${row}`).join('\n')}\n`;

describe('ingest jobs', () => {
  it('wait and work by the clock, and each chunk of 200 rows has its own transaction and time', async () => {
    const { org, bulk, start, advance, rows } = setUp();
    const told: Committed[] = [];
    org.watch((committed) => told.push(committed));
    bulk.pace.delays = { queuedMs: HOUR_MS, chunkMs: HOUR_MS };
    const job = start(contacts, csvOf(450));
    await turn();
    await turn();
    expect([job.state, job.outcomes.processed]).toEqual(['UploadComplete', 0]);
    for (const processed of [200, 400, 450]) {
      advance(HOUR_MS);
      await until(() => job.outcomes.processed === processed);
    }
    await until(() => job.state === 'JobComplete');
    expect(told.map(({ changes }) => changes.length)).toEqual([200, 200, 50]);
    expect(new Set(told.map(({ actor }) => actor.origin))).toEqual(new Set(['com/salesforce/api/bulkapi/64.0']));
    const stamps = [...new Set(rows('Contact').map(({ stampedAt }) => stampedAt))];
    expect(stamps.map((at) => Math.round((at - (stamps[0] ?? 0)) / HOUR_MS))).toEqual([0, 1, 2]);
    expect(Math.floor(job.processingMs / HOUR_MS)).toBe(2);
  });

  it('get nowhere while they are stuck', async () => {
    const { bulk, start } = setUp();
    bulk.pace.trouble = { ...noTrouble, isStuck: () => true };
    const job = start(contacts, csvOf(1));
    await until(() => job.state === 'InProgress');
    await turn();
    expect(job.outcomes.processed).toBe(0);
    bulk.pace.trouble = noTrouble;
    await until(() => job.state === 'JobComplete');
  });

  it('are aborted when nobody closes them for a day, and forgotten after seven', () => {
    const { bulk, open, advance } = setUp();
    const job = open(contacts);
    advance(DAY_MS - 1_000);
    expect(bulk.ingest.get(job.id).state).toBe('Open');
    advance(1_000);
    expect(bulk.ingest.get(job.id).state).toBe('Aborted');
    advance(6 * DAY_MS - 1_000);
    expect(bulk.ingest.get(job.id)).toBe(job);
    advance(1_000);
    expect(() => bulk.ingest.get(job.id)).toThrow('The requested resource does not exist');
  });

  it('fail where the rows of a day are used up, and go on a day later', async () => {
    const { start, advance } = setUp({ rowsPerDay: 250 });
    const first = start(contacts, csvOf(450));
    await until(() => first.state === 'Failed');
    expect(first.errorMessage).toMatch(/^ExceededQuota : /);
    expect([...successfulRows(first)].join('').split('\n')).toHaveLength(202);
    const rest = [...(await unprocessedRows(first))].join('');
    expect(rest.split('\n').filter((line) => line.startsWith('"Row'))).toHaveLength(250);
    advance(DAY_MS);
    const second = start(contacts, csvOf(250));
    await until(() => second.state === 'JobComplete');
  });

  it('take no file above the limit', () => {
    const { bulk, open } = setUp({ uploadMaxBytes: 12 });
    const job = open(contacts);
    expect(() => bulk.ingest.upload(job, 'LastName\nAdá\n')).toThrow('larger than 12 bytes');
    bulk.ingest.upload(job, 'LastName\nAd\n');
  });

  it('are listed a thousand to a page', () => {
    const { bulk, open } = setUp();
    const made = Array.from({ length: 1_001 }, () => open(contacts));
    const first = bulk.ingest.page(0);
    expect([first.jobs.length, first.next]).toEqual([1_000, 1_000]);
    expect(bulk.ingest.page(first.next ?? 0)).toEqual({ jobs: [made[1_000]], next: null });
  });

  it('find parents by an external id, and leave them with #N/A', async () => {
    const { org, tallies, start, rows } = setUp();
    org.sObjectType('Account')?.add({ name: 'Ext__c', type: 'string', length: 40, externalId: true, unique: true });
    org.sObjectType('Contact')?.add({ name: 'Ext__c', type: 'string', length: 40, externalId: true, unique: true });
    const upsert = (object: string) => ({ object, operation: 'upsert', externalIdFieldName: 'Ext__c' });
    const accounts = start(upsert('Account'), 'Ext__c,Name,Type\nA-1,Acme,Prospect\n');
    await until(() => accounts.state === 'JobComplete');
    expect(
      org
        .sObjectType('Account')
        ?.field('Type')
        ?.read(rows('Account')[0] as Row),
    ).toBe('Prospect');
    const people = start(
      upsert('Contact'),
      'Ext__c,LastName,Account.ext__c\nC-1,A,a-1\nC-2,B,A-2\nC-3,C,A-1\nC-3,D,\n',
    );
    await until(() => people.state === 'JobComplete');
    const parent = (row: Row | undefined): unknown => row && org.sObjectType('Contact')?.field('AccountId')?.read(row);
    const account = org.idOf(org.sObjectType('Account') as never, rows('Account')[0] as Row);
    expect(rows('Contact').map(parent)).toEqual([account, account]);
    const failed = [...failedRows(people)].join('');
    expect(failed).toContain(
      '"INVALID_FIELD:Foreign key external ID: A-2 not found for field Ext__c in entity Account:AccountId --","C-2"',
    );
    expect(failed).toContain('"DUPLICATE_VALUE:Duplicate external id specified: C-3:Ext__c --","C-3","D",""');
    expect(tallies).toEqual([
      { created: 1, changed: 0, archived: 0, failed: 0 },
      { created: 2, changed: 0, archived: 0, failed: 2 },
    ]);
    const left = start(upsert('Contact'), 'Ext__c,Account.Ext__c\nC-1,#N/A\n');
    await until(() => left.state === 'JobComplete');
    expect(rows('Contact').map(parent)).toEqual([null, account]);
  });

  it('say of each row what became of it', () => {
    const { open } = setUp();
    const { outcomes } = open(contacts);
    for (let row = 0; row < 1_000; row++) {
      const id = '0035g0000000001AAA';
      const place = { start: row, end: row + 1 };
      if (row % 2 === 0) outcomes.add(place, { ok: true, id, created: row % 4 === 0 });
      else outcomes.add(place, { ok: false, id, errors: [{ code: 'A', message: 'B', fields: [] }] });
    }
    expect(outcomes.at(0)).toEqual({ ok: true, ordinal: 1, created: true });
    expect(outcomes.at(2)).toEqual({ ok: true, ordinal: 1, created: false });
    expect(outcomes.at(3)).toEqual({ ok: false, id: '0035g0000000001AAA', error: 'A:B:--' });
    expect([outcomes.rows(true).length, outcomes.rows(false)[499]]).toEqual([500, 999]);
  });
});
