import fc from 'fast-check';
import { acceptInto } from './accept';
import { receive, type IncomingWrite } from './last-word';
import type { Fields, SourceRecord } from './record';
import { requestOf, sinceOf } from './said-in';

const now = new Date('2026-03-01T12:00:00Z');
const version = (minutes: number): Date => new Date(Date.parse('2026-03-01T08:00:00Z') + minutes * 60_000);
const write = (
  minutes: number,
  requestId: string | null,
  fields: Fields,
  verb: 'put' | 'patch' | 'delete' = 'put',
) => ({
  verb,
  object: 'customer' as const,
  sourceId: '1042',
  fields,
  updatedAt: version(minutes),
  ...(requestId !== null && { requestId }),
});
const after = (...writes: IncomingWrite[]): SourceRecord =>
  writes.reduce<SourceRecord | null>((record, one) => receive(record, one, now).record, null)!;
const byField = (record: SourceRecord): Record<string, string | undefined> =>
  Object.fromEntries(Object.keys(record.fields).map((field) => [field, requestOf(record, field)]));

describe('the request of a field', () => {
  it('is the one that last changed it, and of the record the one of its present version', () => {
    const record = after(
      write(1, 'first', { name: 'A', phone: '1' }),
      write(2, 'second', { name: 'B', phone: '1' }),
      write(3, 'third', { name: 'B', phone: '1' }),
    );
    expect(byField(record)).toEqual({ name: 'second', phone: 'first' });
    expect(requestOf(record)).toBe('third');
  });

  it('is forgotten once no field is of it any more', () => {
    const record = after(write(1, 'first', { name: 'A' }), write(2, 'second', { name: 'B' }));
    expect(record).toMatchObject({ requestId: 'second' });
    expect(record).not.toHaveProperty('requests');
  });

  it('is not known when nobody named one, and the others keep theirs', () => {
    const record = after(write(1, 'first', { name: 'A', phone: '1' }), write(2, null, { name: 'B', phone: '1' }));
    expect(byField(record)).toEqual({ name: undefined, phone: 'first' });
    expect(after(write(1, null, { name: 'A' }))).not.toHaveProperty('requestId');
  });

  it('is not the one of a write that came too late', () => {
    expect(byField(after(write(2, 'first', { name: 'A' }), write(1, 'late', { name: 'B' })))).toEqual({
      name: 'first',
    });
  });

  it('of a deletion is the one of the record as it is then', () => {
    const record = after(write(1, 'first', { name: 'A' }), write(2, 'gone', {}, 'delete'));
    expect([requestOf(record), requestOf(record, 'name')]).toEqual(['gone', 'first']);
  });

  it('that accepts a change is that of the fields which it changes, with and without a version', () => {
    const record = after(write(1, 'first', { name: 'A', phone: '1' }));
    for (const versioned of [version(9), null]) {
      const taken = acceptInto(record, { phone: '2' }, { version: versioned, now, requestId: 'accepted' })!;
      expect(byField(taken)).toEqual({ name: 'first', phone: 'accepted' });
    }
  });

  it('is named for every field, and for none that is not of it, whatever was said in whichever order', () => {
    const words = fc.array(
      fc.record({
        minutes: fc.integer({ min: 0, max: 12 }),
        verb: fc.constantFrom('put' as const, 'patch' as const, 'delete' as const),
        fields: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 1 }), { maxKeys: 3 }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(words, (said) => {
        const named = new Map<string, string>();
        const held = said.reduce<SourceRecord | null>((record, { minutes, verb, fields }, index) => {
          const next = receive(record, write(minutes, `r${index}`, fields, verb), now).record;
          if (next !== null && next !== record) named.set(next.updatedAt.toISOString(), `r${index}`);
          return next;
        }, null);
        if (held === null) return;
        for (const field of Object.keys(held.fields)) {
          expect(requestOf(held, field)).toBe(named.get(sinceOf(held, field)));
        }
        const versions = new Set(Object.values(held.fieldAt));
        expect(Object.keys(held.requests ?? {}).every((one) => versions.has(one))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
