/**
 * THE LAW of the sync, held against a small model of a CRM that rewrites, loses and delays (test/support/sync-model.ts).
 * Each law names the rules of architecture 5.1 that it guards; the last block breaks these rules one at a time and sees
 * the law fail. Rule 2 (the remote baseline is what the CRM answered) cannot be seen here: while every field is
 * push-only nothing is decided by the remote baseline, so `conclude.spec.ts` holds it by example.
 */
import fc from 'fast-check';
import {
  fates,
  habits,
  sourceId,
  SyncModel,
  type Broken,
  type Fate,
  type Habit,
  type Habits,
  type Step,
} from '../../test/support/sync-model';
import { own, sample as mapping } from '../../test/support/sample-mapping';
import { toFields, type FieldMapping } from './mapping';
import { planSync, type Plan } from './plan';
import type { Fields, OrderLine, Properties, PropertyValue, Value } from './record';
import { sameValue } from './values';

const cases = 2_000;

const oneOf = (
  ...values: readonly (string | number | boolean | null)[]
): fc.Arbitrary<string | number | boolean | null> => fc.constantFrom(...values);
/**
 * Any of these, each held or not. An amount comes with its currency: one that is said alone is written with two digits,
 * whatever currency the CRM holds.
 */
const fieldsOf = (values: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Fields> =>
  fc.record(values, { requiredKeys: [], noNullPrototype: true }).map(({ money, ...rest }) => {
    const fields = rest as Fields;
    if (money === undefined) return fields;
    const [currency, totalMinor] = money as [Value, Value];
    return { ...fields, currency, totalMinor };
  });
const anyFields = fieldsOf({
  name: fc.oneof(fc.string({ maxLength: 6 }), oneOf('Anna', ' anna ', 'A-n.na', null)),
  note: oneOf('first', 'second', '', null),
  email: oneOf('Anna@Example.com', 'bob@example.com', null),
  phone: oneOf('030 1234567', '+49 30 1234567', '+1 212 555 0100', 'reception', null),
  country: oneOf('DE', 'US', null),
  status: oneOf('new', 'placed', 'Paid', null),
  money: fc.tuple(
    oneOf('JPY', 'eur', 'BHD', null),
    fc.oneof(fc.integer({ min: -100_000, max: 100_000 }), oneOf(0, null)),
  ),
  placedAt: oneOf('2026-01-02T03:04:05Z', '2026-01-02T04:04:05+01:00', null),
  points: oneOf(0, 7, null),
  vip: oneOf(true, false, null),
});
const anyHabits: fc.Arbitrary<Habits> = fc.dictionary(
  fc.constantFrom(...mapping.fields.map((line) => line.property)),
  fc.constantFrom(...(Object.keys(habits) as Habit[])),
  { maxKeys: 4 },
);
const anyStranger = fc.record(
  { p_email: oneOf('ANNA@example.com', 'bob@example.com'), p_name: oneOf('Anna', 'Someone'), p_stage: oneOf('won') },
  { requiredKeys: ['p_email'] },
) as fc.Arbitrary<Record<string, PropertyValue>>;
const anyStrangers = fc.array(anyStranger, { maxLength: 1 });
const anyLines: fc.Arbitrary<readonly OrderLine[]> = fc.uniqueArray(
  fc.record({
    lineId: fc.constantFrom('1', '2', 'A', 'a'),
    sku: fc.constant(null),
    name: fc.constantFrom('Screw', ' Nail ', '', null),
    quantity: fc.constantFrom(0, 2.5, null),
    unitPriceMinor: fc.constantFrom(0, 1250, null),
  }),
  { selector: (line) => line.lineId },
);
/** Values repeat on purpose: that an edit is taken back is what a sync loses most easily. */
const fewFields = fieldsOf({
  name: oneOf('Anna', 'Ann', null),
  note: oneOf('first', null),
  status: oneOf('placed', 'paid'),
  money: fc.tuple(oneOf('EUR', 'JPY'), oneOf(1234, 5)),
});
const lifeMs = 120_000;
const anyStep = (fields: fc.Arbitrary<Fields>): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('say' as const), verb: fc.constantFrom('put', 'patch'), fields }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('look' as const),
        fate: fc.constantFrom('answered', 'request-lost', ...fates),
        landsInMs: fc.option(fc.integer({ min: 0, max: lifeMs - 1 }), { freq: 4 }),
        late: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1, 20_000, 60_000, 130_000) }),
    },
  );
const anyStory = fc.oneof(fewFields, anyFields).chain((first) =>
  fc.record({
    first: fc.constant(first),
    habits: anyHabits,
    strangers: anyStrangers,
    steps: fc.oneof(
      fc.array(anyStep(fewFields), { maxLength: 14, size: 'max' }),
      fc.array(anyStep(anyFields), { maxLength: 8 }),
    ),
  }),
);
type Story = typeof anyStory extends fc.Arbitrary<infer T> ? T : never;

const say = (fields: Fields): Step => ({ kind: 'say', verb: 'put', fields });
const look = (fate: Fate, more: { landsInMs?: number; late?: boolean } = {}): Step => ({
  kind: 'look',
  fate,
  landsInMs: more.landsInMs ?? null,
  late: more.late ?? false,
});
const storyOf = (first: Fields, ...steps: Step[]): [Story] => [{ first, habits: {}, strangers: [], steps }];
/** Stories that once broke the law, tried before any other. */
const hardStories: [Story][] = [
  // A lost write lands between the read and the write of the next look, under whose number it is hidden.
  storyOf(
    { status: 'placed' },
    look('answered'),
    say({ status: 'paid' }),
    look('request-lost', { landsInMs: 0 }),
    say({ status: 'placed', note: 'first' }),
    look('answered', { late: true }),
  ),
  // The same, of a field that the record does not hold meanwhile.
  storyOf(
    { status: 'placed', note: 'first' },
    look('answered'),
    say({ status: 'paid', note: 'first' }),
    look('request-lost', { landsInMs: 0 }),
    say({ note: 'second' }),
    look('answered', { late: true }),
    say({ status: 'placed', note: 'second' }),
  ),
  // A lost create lands after the record was made by another, and brings with it what the CRM required of it.
  storyOf({}, look('request-lost', { landsInMs: 60_000 }), say({ status: 'paid' }), look('answered')),
  // An amount is written by its currency: when that goes blank, the amount is another.
  storyOf({ currency: 'JPY', totalMinor: 5 }, look('answered'), say({ currency: null, totalMinor: 5 })),
  // A late write of a field that the record holds no longer: the looks come to an end all the same.
  storyOf({ name: 'Ann' }, look('request-lost', { landsInMs: 1 }), say({})),
];

/** What is wrong with the CRM, given the order system's last word: nothing, when the law holds. */
function wrongs(model: SyncModel): string[] {
  const found: string[] = [];
  const ours = model.ours();
  if (ours.length !== 1) found.push(`${ours.length} records carry the key`);
  const [id, stored] = ours[0] ?? ['', {}];
  if (model.link.externalId !== id) found.push('the link points elsewhere');
  if (model.link.intents.length > 0) found.push('an intent is left');
  return [...found, ...mapping.fields.flatMap((line) => wrongValue(model, line, stored))];
}

/** A blank changes nothing in the CRM, unless its line says `clear`; a field that is not held neither. */
function wrongValue(model: SyncModel, line: FieldMapping, stored: Properties): string[] {
  const { field, property, convert, clear } = line;
  const local = model.local();
  const value = local[field];
  if (value === undefined || (value === null && !clear)) return [];
  const sent = value === null ? { value: '' } : convert.toRemote(value, local);
  if (!('value' in sent)) throw new Error(`${field} cannot be written`);
  const expected = model.asStored(property, sent.value);
  const actual = String(stored[property] ?? '');
  // A record that was adopted may say the same in another spelling.
  const isSame = actual === expected || sameValue(toFields(mapping, stored, local)[field], value);
  return isSame ? [] : [`${property} is "${actual}", not "${expected}"`];
}

/** What a plan would still do. */
function owed(plan: Plan): string[] {
  if (plan.kind !== 'sync') return [plan.kind];
  const { write, lines, associate } = plan;
  return [
    ...Object.keys(write?.properties ?? {}),
    ...lines.upsert.map(({ key }) => key),
    ...lines.archive.map(({ key }) => key),
    ...Object.keys(associate),
  ];
}

function runStory(story: Story, broken: Broken = {}): SyncModel {
  const model = new SyncModel({ habits: story.habits, strangers: story.strangers, broken });
  model.say('put', story.first);
  for (const step of story.steps) model.step(step);
  model.quiet();
  return model;
}

const theLaw = (broken: Broken = {}): fc.IPropertyWithHooks<[Story]> =>
  fc.property(anyStory, (story) => {
    const model = runStory(story, broken);
    expect(wrongs(model)).toEqual([]);
  });

describe('the law', () => {
  // The two baselines: each side is compared with what it said itself, so what the CRM makes of a value is no move.
  it('plans nothing in the look after a successful one, whatever the CRM makes of the values', () => {
    const said = fc.tuple(anyFields, fc.option(anyLines, { nil: undefined }));
    fc.assert(
      fc.property(said, said, anyHabits, anyStrangers, (first, second, rewrites, strangers) => {
        const parents = { customerId: { kind: 'ready', externalId: '70' } } as const;
        const model = new SyncModel({ habits: rewrites, strangers, parents });
        const found = [first, second].flatMap(([fields, lines]) => {
          model.say('put', fields, lines);
          model.look('answered');
          const [id, properties] = model.ours()[0]!;
          const { record, link } = model;
          const look = { record, link, parents, match: null, url: null, now: new Date(model.now) };
          const views = [{ kind: 'unread' }, { kind: 'found', record: { id, properties } }] as const;
          return [link.state, ...views.flatMap((remote) => owed(planSync(mapping, own, { ...look, remote })))];
        });
        expect(found).toEqual(['synced', 'synced']);
      }),
      { numRuns: cases },
    );
  });

  // Rules 1 and 15: lost answers, deaths of the worker and late landings, over a CRM that rewrites what it stores.
  it('brings the CRM to the last word of the order system after any trouble, in one record, and then rests', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const model = runStory(story);
        expect(wrongs(model)).toEqual([]);

        model.plans = [];
        for (const ms of [0, 1_000, 200_000]) {
          model.pass(ms);
          model.look('answered');
        }
        expect(model.plans.map((plan) => plan.kind === 'sync' && plan.write)).toEqual([null, null, null]);
        expect(model.due).toBeNull();
      }),
      { numRuns: cases, examples: hardStories },
    );
  });

  // A write is made of what the record says now: neither a baseline nor an intent ever becomes a value.
  it('lets no value into the CRM that the order system never said', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const model = runStory({ ...story, strangers: [] });
        const required = mapping.onCreate(sourceId, new Date(0));
        const strange = [...model.crm.values()].flatMap((stored) =>
          mapping.fields.filter(({ property }) => {
            const value = String(stored[property] ?? '');
            const isRequired = value === model.asStored(property, required[property] ?? '');
            return !isRequired && !model.ever.get(property)?.has(value);
          }),
        );
        expect(strange).toEqual([]);
      }),
      { numRuns: cases },
    );
  });

  it.each<[string, Broken]>([
    ['1, intent before the call', { intentBeforeCall: true }],
    ['1, intent kept until a read settles it', { intentKept: true }],
    ['15, a number tells our last write', { number: true }],
  ])('fails without rule %s', (_, broken) => {
    expect(fc.check(theLaw(broken), { numRuns: cases, endOnFailure: true }).failed).toBe(true);
  });
});
