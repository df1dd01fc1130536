import * as fc from 'fast-check';
import type { PropertyDefinition } from '../../../src/connectors/connector';
import { findFaults, prepareChecks, type ObjectCheck } from '../../../src/core/value-check';
import type { Outcome } from '../../../src/core/failure';
import { concerning } from '../../../src/core/described';
import type { Properties, PropertyValue } from '../../../src/core/record';
import { keyOf, propertyOf, watched, type Bench } from './bench';
import { benches } from './benches';

type Word = 'text' | 'number' | 'whole' | 'boolean' | 'date' | 'datetime' | 'list';

const day = fc.oneof(
  fc
    .date({ min: new Date('1980-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10)),
  fc.constantFrom('2024-02-29', '2026-02-29', '2026-13-01', '10.03.2026', '2026-3-10', 'tomorrow', ''),
);
const moment = fc.oneof(
  fc
    .date({ min: new Date('1980-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString()),
  day,
  fc.constantFrom(
    '2026-03-10T22:30:00Z',
    '2026-03-10T22:30:00+0200',
    '2026-03-10T22:30Z',
    '2026-03-10T22:30:00',
    '2026-03-10T00:00:00.000Z',
    '1773100800000',
    '17',
  ),
);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value.toFixed(3)),
  fc.constantFrom('1,234', 'many', '1e3', '1e400', '.5', '5.', '+7', '0x10', '--1', '999999999999999999', '12.0'),
);
const values: Readonly<Record<Word, fc.Arbitrary<PropertyValue>>> = {
  text: fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.integer({ min: 250, max: 260 }).map((length) => 'x'.repeat(length)),
    fc.constant('y'.repeat(65_537)),
    fc.integer(),
  ),
  number,
  whole: fc.oneof(fc.integer(), fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String), fc.constantFrom('12.0', 'x')),
  boolean: fc.oneof(fc.boolean(), fc.constantFrom('true', 'false', 'yes', '1', 'TRUE', '')),
  date: day,
  datetime: moment,
  list: fc.array(fc.constantFrom('tea', 'coffee', 'milk', 'Tea'), { maxLength: 3 }).map((items) => items.join(';')),
};
const words = Object.keys(values) as readonly Word[];

describe.each(benches)('values before a call to $title', (kind) => {
  let bench: Bench;
  let check: ObjectCheck;
  const object = kind.objects.customer;
  const named = { [propertyOf(kind, 'customer', 'name')]: 'Ana' };

  beforeAll(async () => {
    bench = await kind.start();
    const definitions = words.map((word): PropertyDefinition => ({
      name: kind.ownName(word),
      label: word,
      description: 'made by Tandem',
      type: word === 'whole' ? 'number' : word,
      unique: false,
      ...(word === 'whole' && { whole: true }),
      ...(word === 'list' && { options: ['tea', 'coffee'] }),
    }));
    await bench.connector.provision(watched(bench), object, [keyOf(kind), ...definitions]);
    check = await checkOf(...words.map((word) => kind.ownName(word)));
  });
  afterAll(() => bench.close());

  async function checkOf(...written: readonly string[]): Promise<ObjectCheck> {
    const all = await bench.connector.describe(watched(bench), object);
    const mapping = { ...kind.catalog.mappings.customer, lines: undefined } as never;
    const described = { [object]: concerning(new Set(written), all, bench.now()) };
    return prepareChecks(mapping, described).record!;
  }

  let keys = 0;
  const write = (rows: readonly Properties[]): Promise<readonly Outcome<unknown>[]> =>
    bench.connector.upsert(
      watched(bench),
      object,
      rows.map((properties) => ({ key: `v${(keys += 1)}`, properties })),
    );
  const say = (outcome: Outcome<unknown> | undefined): string =>
    outcome?.ok === true
      ? 'taken'
      : outcome?.ok === false
        ? `${outcome.failure.kind} ${outcome.failure.code}`
        : 'nothing';

  it.each(words)('are judged as the CRM does: %s', async (word) => {
    const sample = [...new Set(fc.sample(values[word], { numRuns: 80, seed: 20_261_126 }))];
    const rows = sample.map((value) => ({ ...named, [kind.ownName(word)]: value }));
    const outcomes = await write(rows);
    const judged = rows.map((row, index) => {
      const found = findFaults(check, row, true).map(({ code }) => code);
      return {
        value: String(sample[index]).slice(0, 60),
        found: found.length > 0,
        refused: outcomes[index]?.ok !== true,
        said: say(outcomes[index]),
        codes: found,
      };
    });
    // What passes is taken: nothing is sent that the CRM refuses for its value.
    expect(judged.filter(({ found, refused }) => refused && !found)).toEqual([]);
    // What is found would be refused: nothing is kept back that the CRM takes, but for what it would round or misread.
    const spared = judged.filter(({ found, refused, codes }) => found && !refused && !codes.includes('NOT_WHOLE'));
    expect(spared).toEqual([]);
    if (word !== 'text' || kind.crm === 'hubspot') return;
    expect(new Set(judged.map(({ refused }) => refused))).toEqual(new Set([true, false]));
  });

  it('that a new record has to say are found to lack', async () => {
    const [bare, said] = await write([{ [kind.ownName('text')]: 'a' }, { ...named, [kind.ownName('text')]: 'a' }]);
    expect([bare?.ok, said?.ok]).toEqual([false, true]);
    expect(findFaults(check, { [kind.ownName('text')]: 'a' }, true)).toMatchObject([{ code: 'REQUIRED_MISSING' }]);
    expect(findFaults(check, named, true)).toEqual([]);
  });

  it('of properties that are not there, or not ours to write, are found', async () => {
    const all = await bench.connector.describe(watched(bench), object);
    const readOnly = all.find(({ writable, type }) => !writable.onCreate && type === 'datetime')!;
    const strict = await checkOf('nowhere', readOnly.name);
    for (const [property, code] of [
      ['nowhere', 'PROPERTY_MISSING'],
      [readOnly.name, 'PROPERTY_READ_ONLY'],
    ] as const) {
      const row = { ...named, [property]: '2026-03-10T22:30:00.000Z' };
      const [outcome] = await write([row]);
      expect(say(outcome)).not.toBe('taken');
      expect(findFaults(strict, row, true)).toMatchObject([{ code, property }]);
    }
  });
});
