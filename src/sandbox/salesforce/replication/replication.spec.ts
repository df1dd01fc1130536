import { DAY_MS } from '../../common/clock';
import { parseId } from '../org/ids';
import { Org } from '../org/org';
import type { SObject } from '../org/sobject';
import { writeRecords, type WriteRequest } from '../org/write-records';
import { Deletions } from './deletions';
import { updatedIds } from './replication-routes';
import { coveredUntil, daysBack, windowOf } from './window';

const org = new Org();
const contacts = org.sObjectType('Contact') as SObject;
const deletions = new Deletions(org, 15 * DAY_MS);

function write(...requests: WriteRequest[]): string[] {
  const transaction = org.begin({ userId: org.integrationUserId, origin: '' });
  const options = { allOrNone: true, format: 'json', allowSave: false } as const;
  const outcomes = writeRecords(org, transaction, requests, options);
  transaction.commit();
  return outcomes.map((outcome) => outcome.id ?? '');
}

const insert = { operation: 'insert', type: contacts, fields: { LastName: 'A' } } as const;
const purgedOrdinals = (): number[] => [...deletions.purged(contacts)].map(({ ordinal }) => ordinal);

describe('replication', () => {
  it('refuses more ids than the limit', () => {
    write(insert, insert, insert);
    const window = { start: org.now() - DAY_MS, end: org.now() + DAY_MS };
    expect(updatedIds(org, contacts, { window, maxIds: 3 })).toHaveLength(3);
    expect(() => updatedIds(org, contacts, { window, maxIds: 2 })).toThrow('more than 2 records');
  });

  it('remembers what was purged for 15 days, and nothing that is in the recycle bin', () => {
    const [id = ''] = write(insert);
    write({ operation: 'delete', id });
    expect(purgedOrdinals()).toEqual([]);
    const [other = ''] = write(insert);
    write({ operation: 'delete', id: other, hard: true });
    expect(purgedOrdinals()).toHaveLength(1);
    org.clock.restore(org.clock.changed({ advanceMs: 16 * DAY_MS }));
    const [later = ''] = write(insert);
    write({ operation: 'delete', id: later, hard: true });
    expect(purgedOrdinals()).toEqual([parseId(later)?.ordinal]);
  });

  it('cuts the seconds off both ends, and covers no minute that is not over', () => {
    const query = new URLSearchParams({ start: '2026-11-21T10:00:59.999Z', end: '2026-11-21T12:02:01+0100' });
    const now = Date.parse('2026-11-21T11:01:30Z');
    const window = windowOf(query, daysBack(now, 30));
    expect(window).toEqual({ start: Date.parse('2026-11-21T10:00Z'), end: Date.parse('2026-11-21T11:02Z') });
    expect(coveredUntil(window, now)).toBe(Date.parse('2026-11-21T11:01Z'));
    expect(coveredUntil(window, now + DAY_MS)).toBe(window.end);
  });
});
