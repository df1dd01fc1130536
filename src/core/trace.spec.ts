import { said } from '../../test/support/sample-mapping';
import type { JournalEntry } from './conclude';
import type { Failure } from './failure';
import { traced, type Traced } from './trace';

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 1, 8, minute)).toISOString();
const record = said(
  { name: 'Anna', phone: '1' },
  { updatedAt: new Date(at(10)), fieldAt: { phone: at(5) }, requestId: 'last', requests: { [at(5)]: 'former' } },
);
const look = { record, signals: ['live'], mappingVersion: '1-x' } as const;
const none = { lines: new Map(), archived: new Map(), associations: new Map() };
const written = { ...none, write: { ok: true, value: { id: '7', properties: {}, requestId: 'call' } } } as const;
const failure = (requestId: string): Failure => ({ kind: 'rejected', code: 'X', message: 'x', requestId });
const refused = { ...none, write: { ok: false, failure: failure('refusal') } } as const;
const entry = (what: JournalEntry['what'], changes: JournalEntry['changes'] = {}, why = 'write 3'): JournalEntry => ({
  what,
  why,
  changes,
});
const both = { name: { from: null, to: 'Anna' }, phone: { from: null, to: '1' } };
const trace = (of: JournalEntry, more: Partial<Traced> = {}): object => traced(of, { ...look, ...more });

describe('a journal entry', () => {
  it.each(['created', 'adopted', 'updated', 'restored'] as const)(
    'of a record that is %s names the requests at both ends, and of a field its own',
    (what) => {
      expect(trace(entry(what, both), { results: written })).toEqual({
        what,
        why: 'write 3',
        changes: { name: both.name, phone: { ...both.phone, requestId: 'former' } },
        requestId: 'last',
        crmRequestId: 'call',
        signals: ['live'],
        mappingVersion: '1-x',
      });
    },
  );

  it('of a record that is parked names the call that was refused, of whatever hangs on it', () => {
    expect(trace(entry('parked'), { results: refused })).toMatchObject({ requestId: 'last', crmRequestId: 'refusal' });
    const line = { ...written, lines: new Map([['1', { ok: false, failure: failure('line') } as const]]) };
    expect(trace(entry('parked'), { results: line })).toMatchObject({ crmRequestId: 'line' });
  });

  it('of a record that the order system deleted names the request, and of one that the CRM deleted none', () => {
    expect(trace(entry('gone', {}, 'deleted-by-order-system'))).toMatchObject({ requestId: 'last' });
    expect(trace(entry('gone', {}, 'deleted-in-crm'))).not.toHaveProperty('requestId');
  });

  it.each(['offered', 'overwritten', 'asked', 'merged'] as const)('of what was %s names no request', (what) => {
    const of = trace(entry(what, both), { results: written });
    expect(of).toEqual({ ...entry(what, both), signals: ['live'], mappingVersion: '1-x' });
  });

  it('names nothing that is not known', () => {
    const unknown = { results: { ...none, write: { ok: true, value: { id: '7', properties: {} } } } } as const;
    const of = trace(entry('updated', both), { ...unknown, record: said({ name: 'Anna', phone: '1' }) });
    expect(of).toEqual({ ...entry('updated', both), signals: ['live'], mappingVersion: '1-x' });
    expect(trace(entry('gone'), { record: null })).not.toHaveProperty('requestId');
  });
});
