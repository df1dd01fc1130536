import fc from 'fast-check';
import { customFields, receive, type IncomingWrite } from './last-word';
import type { Fields, OrderLine, SourceRecord } from './record';

const now = new Date('2026-03-01T12:00:00Z');
const version = (minutes: number): Date => new Date(Date.parse('2026-03-01T08:00:00Z') + minutes * 60_000);
const at = (minutes: number): string => version(minutes).toISOString();
const line: OrderLine = { lineId: '1', sku: 'S', name: 'Screw', quantity: 2, unitPriceMinor: 10 };

const write = (verb: IncomingWrite['verb'], minutes: number | null, fields: Fields = {}): IncomingWrite => ({
  verb,
  object: 'customer',
  sourceId: '1042',
  fields,
  updatedAt: minutes === null ? null : version(minutes),
});
const put = (minutes: number | null, fields: Fields): IncomingWrite => write('put', minutes, fields);
/** The verdicts of some writes, one after the other, and the record at the end. */
function after(...writes: IncomingWrite[]): { verdicts: string[]; record: SourceRecord | null } {
  let record: SourceRecord | null = null;
  const verdicts = writes.map((one) => {
    const received = receive(record, one, now);
    record = received.record;
    return received.verdict;
  });
  return { verdicts, record };
}

describe('a version', () => {
  it('that is older or the same is stale, whatever its values', () => {
    const { verdicts, record } = after(put(5, { name: 'Anna' }), put(4, { name: 'Ann' }), put(5, { name: 'Bob' }));
    expect(verdicts).toEqual(['stored', 'stale', 'stale']);
    expect(record).toMatchObject({ fields: { name: 'Anna' }, revision: 1, updatedAt: version(5) });
  });

  it('that is newer with the same values is unchanged, and counts from then on', () => {
    const { verdicts, record } = after(
      put(5, { name: 'Anna', tags: ['a', 'b'] }),
      put(7, { name: 'Anna', tags: ['b', 'a'] }),
      put(6, { name: 'Ann' }),
    );
    expect(verdicts).toEqual(['stored', 'unchanged', 'stale']);
    expect(record).toMatchObject({ updatedAt: version(7), revision: 2, fieldAt: { name: at(5) } });
  });

  it('that is newer and sets a field back is stored', () => {
    const { verdicts, record } = after(put(1, { name: 'A' }), put(2, { name: 'B' }), put(3, { name: 'A' }));
    expect(verdicts).toEqual(['stored', 'stored', 'stored']);
    expect(record?.fields).toEqual({ name: 'A' });
  });

  it('that is not given is that of the arrival, and later than the one before', () => {
    const first = after(put(null, { name: 'A' })).record;
    expect(first?.updatedAt).toEqual(now);
    const second = receive(first, put(null, { name: 'B' }), new Date(now.getTime() - 1));
    expect(second).toMatchObject({ verdict: 'stored', record: { updatedAt: new Date(now.getTime() + 1) } });
  });
});

/** Since when each field has been as it is. */
const timesOf = (record: SourceRecord | null): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...Object.keys(record?.fields ?? {}), ...(record?.lines ? ['lines'] : [])].map((name) => [
      name,
      record?.fieldAt[name] ?? record?.updatedAt.toISOString() ?? '',
    ]),
  );

describe('a put', () => {
  it('replaces the record: a field that it does not hold is not held any more, and is no blank', () => {
    const { record } = after(put(1, { name: 'A', phone: '1' }), put(2, { name: 'A' }));
    expect(record?.fields).toEqual({ name: 'A' });
    expect(timesOf(record)).toEqual({ name: at(1) });
  });

  it('tells a blank from a field that is not there', () => {
    expect(after(put(1, {}), put(2, { name: null })).verdicts).toEqual(['stored', 'stored']);
    expect(after(put(1, { name: null }), put(2, {})).verdicts).toEqual(['stored', 'stored']);
  });

  it('without lines holds none', () => {
    const { record } = after({ ...put(1, {}), lines: [line] }, put(2, {}));
    expect(record).not.toHaveProperty('lines');
  });

  it('with the same lines is unchanged, in whatever order a store gives their names back', () => {
    const { lineId, sku, name, quantity, unitPriceMinor } = line;
    const shuffled = { sku, name, lineId, quantity, unitPriceMinor };
    expect(after({ ...put(1, {}), lines: [shuffled] }, { ...put(2, {}), lines: [line] }).verdicts[1]).toBe('unchanged');
  });

  it.each<[string, OrderLine[]]>([
    ['a changed line', [{ ...line, quantity: 3 }]],
    ['one line more', [line, { ...line, lineId: '2' }]],
    ['one line less', []],
    ['a line under another id', [{ ...line, lineId: '2' }]],
  ])('with %s is stored, and says when', (_, lines) => {
    const { verdicts, record } = after(
      { ...put(1, { name: 'A' }), lines: [line] },
      { ...put(2, { name: 'A' }), lines },
    );
    expect(verdicts[1]).toBe('stored');
    expect(timesOf(record)).toEqual({ name: at(1), lines: at(2) });
  });
});

describe('a patch', () => {
  it('changes what it names and nothing else', () => {
    const { record } = after(
      { ...put(1, { name: 'A', phone: '1', 'custom.tier': 'gold', 'custom.score': 1 }), lines: [line] },
      write('patch', 2, { phone: null, 'custom.score': 2 }),
    );
    expect(record?.fields).toEqual({ name: 'A', phone: null, 'custom.tier': 'gold', 'custom.score': 2 });
    expect(record?.lines).toEqual([line]);
    expect(timesOf(record)).toEqual({
      name: at(1),
      phone: at(2),
      'custom.tier': at(1),
      'custom.score': at(2),
      lines: at(1),
    });
  });

  it('may replace the lines', () => {
    const { record } = after({ ...put(1, { name: 'A' }), lines: [line] }, { ...write('patch', 2), lines: [] });
    expect(record).toMatchObject({ fields: { name: 'A' }, lines: [] });
  });

  it('of a record that is not there misses it', () => {
    expect(after(write('patch', 1, { name: 'A' }))).toEqual({ verdicts: ['missing'], record: null });
    expect(after(put(1, {}), write('delete', 2), write('patch', 3, { name: 'A' })).verdicts[2]).toBe('missing');
  });
});

describe('a delete', () => {
  it('leaves since when each field has been as it is', () => {
    const { record } = after(
      { ...put(1, { name: 'A', phone: '1' }), lines: [line] },
      write('patch', 2, { phone: '2' }),
      write('delete', 3),
    );
    expect(timesOf(record)).toEqual({ name: at(1), phone: at(2), lines: at(1) });
  });

  it('keeps the record and says when', () => {
    const { verdicts, record } = after(put(1, { name: 'A' }), write('delete', 2));
    expect(verdicts).toEqual(['stored', 'stored']);
    expect(record).toMatchObject({ fields: { name: 'A' }, deletedAt: version(2), updatedAt: version(2), revision: 2 });
  });

  it('of a record that was never there misses it', () => {
    expect(after(write('delete', 1))).toEqual({ verdicts: ['missing'], record: null });
  });

  it('is taken back by a newer put, even one of the same values, and not by an older', () => {
    const { verdicts, record } = after(
      put(1, { name: 'A' }),
      write('delete', 4),
      put(3, { name: 'B' }),
      put(5, { name: 'A' }),
    );
    expect(verdicts).toEqual(['stored', 'stored', 'stale', 'stored']);
    expect(record).toMatchObject({ deletedAt: null, fields: { name: 'A' } });
  });

  it('repeated in a newer version keeps a put between the two from bringing the record back', () => {
    const { verdicts, record } = after(put(1, {}), write('delete', 2), write('delete', 9), put(5, { name: 'A' }));
    expect(verdicts).toEqual(['stored', 'stored', 'missing', 'stale']);
    expect(record?.deletedAt).toEqual(version(9));
  });
});

describe('writes in any order', () => {
  const fields = fc.dictionary(fc.constantFrom('name', 'phone', 'custom.tier'), fc.constantFrom('a', 'b', null), {
    noNullPrototype: true,
  });

  it('make the same record, when they are puts of distinct versions', () => {
    const puts = fc.uniqueArray(fc.record({ minutes: fc.nat(50), fields }), {
      selector: (one) => one.minutes,
      minLength: 1,
    });
    const orders = puts.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(orders, ([some, shuffled]) => {
        const [one, other] = [some, shuffled].map(
          (all) => after(...all.map(({ minutes, fields }) => put(minutes, fields))).record!,
        );
        const stands = ({ fields, updatedAt, deletedAt }: SourceRecord): object => ({ fields, updatedAt, deletedAt });
        expect(stands(one!)).toEqual(stands(other!));
        const newest = [...some].sort((a, b) => b.minutes - a.minutes)[0]!;
        expect(one).toMatchObject({ fields: newest.fields, updatedAt: version(newest.minutes) });
      }),
    );
  });

  it('change nothing when they are repeated', () => {
    const verb = fc.constantFrom('put', 'patch', 'delete');
    const writes = fc.array(fc.tuple(verb, fc.nat(20), fields), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(writes, (some) => {
        const all = some.map(([one, minutes, values]) => write(one, minutes, one === 'delete' ? {} : values));
        const { record } = after(...all);
        if (!record) return;
        for (const each of all.filter(({ updatedAt }) => updatedAt! <= record.updatedAt)) {
          expect(receive(record, each, now)).toEqual({ verdict: 'stale', record });
        }
        const last = all.at(-1)!;
        expect(receive(record, last, now).record).toEqual(record);
      }),
    );
  });
});

describe('the custom fields of a record', () => {
  it('are named without their prefix', () => {
    expect(customFields({ name: 'A', 'custom.tier': 'gold', 'custom.custom.x': 0 })).toEqual({
      tier: 'gold',
      'custom.x': 0,
    });
  });
});
