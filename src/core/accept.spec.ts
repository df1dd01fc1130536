import { said } from '../../test/support/sample-mapping';
import { acceptInto, acceptNew } from './accept';
import { receive } from './last-word';
import type { SourceRecord } from './record';

const minute = (count: number): Date => new Date(Date.parse('2026-03-01T08:00:00Z') + count * 60_000);
const at = (count: number): string => minute(count).toISOString();
const now = minute(30);
/** The order system's word of minute 10, of which the name is older. */
const record = said(
  { name: 'Anna', phone: '1' },
  { updatedAt: minute(10), fieldAt: { name: at(5) }, revision: 4, lines: [] },
);
const accept = (fields: SourceRecord['fields'], version: Date | null, of = record): SourceRecord | null =>
  acceptInto(of, fields, { version, now });

describe('an accepted change', () => {
  it('is the order system’s last word, of the version that it names', () => {
    expect(accept({ phone: '2' }, minute(12))).toEqual({
      ...record,
      fields: { name: 'Anna', phone: '2' },
      updatedAt: minute(12),
      fieldAt: { name: at(5), lines: at(10) },
      revision: 5,
    });
  });

  it('of an older or equal version than the record overwrites nothing', () => {
    expect(accept({ phone: '2' }, minute(10))).toBeNull();
    expect(accept({ phone: '2' }, minute(9))).toBeNull();
  });

  it('without a version keeps the one of the record, so that any newer word of the order system is newer', () => {
    const taken = accept({ phone: '2' }, null);
    expect(taken).toMatchObject({ fields: { phone: '2' }, updatedAt: minute(10), revision: 5 });
    const write = { verb: 'put', object: 'order', sourceId: '4711', fields: { phone: '3' } } as const;
    expect(receive(taken, { ...write, updatedAt: minute(11) }, now).verdict).toBe('stored');
    expect(receive(taken, { ...write, updatedAt: minute(10) }, now).verdict).toBe('stale');
  });

  it('without a version dates the fields that it changed, and no others, by its arrival', () => {
    expect(accept({ name: 'Anna', phone: '2' }, null)?.fieldAt).toEqual({ name: at(5), lines: at(10), phone: at(30) });
  });

  it('of what the record says already counts for its version only', () => {
    expect(accept({ phone: '1' }, minute(12))).toEqual({
      ...record,
      updatedAt: minute(12),
      fieldAt: { name: at(5), phone: at(10), lines: at(10) },
      revision: 5,
    });
    expect(accept({ phone: '1' }, null)).toBeNull();
  });

  it('brings a field that the record does not hold, and takes none away', () => {
    expect(accept({ note: 'new' }, minute(12))?.fields).toEqual({ name: 'Anna', phone: '1', note: 'new' });
    expect(accept({ phone: null }, minute(12))?.fields).toEqual({ name: 'Anna', phone: null });
  });

  it('of a deleted record is stored nowhere', () => {
    expect(accept({ phone: '2' }, minute(12), { ...record, deletedAt: minute(10) })).toBeNull();
    expect(accept({ phone: '2' }, null, { ...record, deletedAt: minute(10) })).toBeNull();
  });
});

describe('a new record of the CRM that is accepted', () => {
  const offered = { object: 'order', sourceId: '4711', fields: { name: 'Augusta' } } as const;
  const take = (standing: SourceRecord | null, version: Date | null): SourceRecord | null =>
    acceptNew(standing, offered, { version, now });

  it('is the order system’s first word, of the version that it names or of now', () => {
    expect(take(null, minute(12))).toMatchObject({ ...offered, updatedAt: minute(12), deletedAt: null, revision: 1 });
    expect(take(null, null)).toMatchObject({ ...offered, updatedAt: now });
  });

  it('gives way to what the order system has said of it already, unless its version is newer', () => {
    expect(take(record, null)).toBeNull();
    expect(take(record, minute(10))).toBeNull();
    expect(take(record, minute(11))).toMatchObject({ fields: { name: 'Augusta', phone: '1' }, updatedAt: minute(11) });
  });

  it('brings back a record that was deleted only under a newer version', () => {
    const deleted = { ...record, deletedAt: minute(10) };
    expect(take(deleted, null)).toBeNull();
    expect(take(deleted, minute(10))).toBeNull();
    expect(take(deleted, minute(11))).toMatchObject({ fields: offered.fields, deletedAt: null, revision: 5 });
  });
});
