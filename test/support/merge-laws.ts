/** The laws of the three-way merge, over generated cases. Each holds of the core and fails of one with a flaw in it. */
import fc from 'fast-check';
import { directions, type FieldRule } from '../../src/core/field-rule';
import type { FieldView, Owed } from '../../src/core/merge';
import { policyNames, type PolicyName } from '../../src/core/policies/policies';
import type { Value } from '../../src/core/record';
import type { Standing } from '../../src/core/standing';
import { sameValue } from '../../src/core/values';
import { oracle } from './merge-oracle';
import { MergeWorld, minute, shouted, type Event, type MergeCore } from './merge-world';

export const lawNames = ['equals the oracle', 'is idempotent', 'is commutative', 'invents nothing'] as const;
export type LawName = (typeof lawNames)[number];
export type Law = fc.IPropertyWithHooks<[unknown]>;

export function mergeLaws(core: MergeCore): Readonly<Record<LawName, Law>> {
  return {
    'equals the oracle': equalsOracle(core),
    'is idempotent': isIdempotent(core),
    'is commutative': isCommutative(core),
    'invents nothing': inventsNothing(core),
  };
}

const words: readonly Value[] = ['a', 'b', 'c', 0, false, ['x', 'y'], ['y', 'x', 'x'], ['x']];
/** Few at a time, so that they are often the same. A blank is in most. */
const anyPool = fc
  .tuple(fc.shuffledSubarray([...words], { minLength: 1, maxLength: 3 }), fc.constantFrom(true, true, false))
  .map(([some, hasBlank]): Value[] => (hasBlank ? [null, ...some] : some));
const anyRule = (policies: readonly PolicyName[]): fc.Arbitrary<FieldRule> =>
  fc.record({
    direction: fc.constantFrom('both', 'both', ...directions),
    policy: fc.constantFrom(...policies),
    enforce: fc.boolean(),
    clear: fc.boolean(),
  });
const anyTime = fc.option(fc.integer({ min: 0, max: 2 }).map(minute), { freq: 3 });

const viewOf = (pool: Value[]): fc.Arbitrary<FieldView> => {
  const value = fc.constantFrom(...pool);
  const maybe = fc.option(value, { nil: undefined, freq: 4 });
  const seldom = fc.oneof(fc.constant(undefined), maybe);
  return fc.record({
    local: maybe,
    localBase: maybe,
    localAt: anyTime,
    remote: maybe,
    remoteBase: maybe,
    remoteAt: anyTime,
    isOurs: fc.constantFrom(false, false, true),
    offered: seldom,
    offeredOver: seldom,
    refused: seldom,
    resolution: fc.option(fc.record({ ours: value, theirs: value, side: fc.constantFrom('ours', 'theirs') })),
  });
};
const anyCase = fc.record({ rule: anyRule(policyNames), view: anyPool.chain(viewOf) });

function equalsOracle({ mergeField }: MergeCore): Law {
  return fc.property(anyCase, ({ rule, view }) => {
    expect(mergeField(rule, view)).toEqual(oracle({ ...rule, ...view }));
  });
}

/** What was owed has been done, and both sides have been silent since: nothing new is owed. */
function isIdempotent(core: MergeCore): Law {
  return fc.property(fc.record({ of: anyCase, shouts: fc.boolean() }), ({ of: { rule, view }, shouts }) => {
    const keeps = shouts ? shouted : (value: Value): Value => value;
    const standing = standingOf(view);
    const first = core.mergeField(rule, view);
    const after = afterwards(core, { view, standing, owed: first, keeps });
    const second = core.mergeField(rule, after.view);
    expect(second.kind).toBe(first.kind === 'ask' ? 'ask' : second.kind === 'rest' ? 'rest' : 'settle');
    expect(afterwards(core, { ...after, owed: second, keeps })).toEqual(after);
  });
}

function standingOf({ offered, offeredOver: over, refused }: FieldView): Standing {
  return {
    ...(offered !== undefined && { offers: [{ seq: 1, value: offered, ...(over !== undefined && { over }) }] }),
    ...(refused !== undefined && { refused }),
  };
}

interface Done {
  readonly view: FieldView;
  readonly standing: Standing;
  readonly owed: Owed;
  readonly keeps: (value: Value) => Value;
}

function afterwards(core: MergeCore, { view, standing, owed, keeps }: Done): Pick<Done, 'view' | 'standing'> {
  const stands = core.standAfter(standing, owed, 2);
  const moved = baselines(view, owed, keeps);
  const { value: offered, over: offeredOver } = core.openOffer(stands) ?? {};
  // What a person has decided is done, and over.
  const resolution = 'why' in owed && owed.why === 'resolved' ? null : view.resolution;
  return { standing: stands, view: { ...view, ...moved, offered, offeredOver, refused: stands.refused, resolution } };
}

function baselines(view: FieldView, owed: Owed, keeps: Done['keeps']): Partial<FieldView> {
  const { local = view.localBase, remote = view.remoteBase } = view;
  if (owed.kind === 'settle') return { localBase: local, remoteBase: remote };
  if (owed.kind !== 'push') return {};
  const stored = keeps(owed.value);
  // A look that could not read reads the next time.
  return { localBase: local, remote: stored, remoteBase: stored, isOurs: true };
}

/**
 * Both sides have been edited, two offers are answered: in whatever order that is heard of, and some of it twice, all come
 * to the same end. So they do when it is looked at in between, as long as every blank counts and salespeople's one edit has
 * been offered: else a look decides knowing less than the next one, and what it wrote stays.
 */
function isCommutative(core: MergeCore): Law {
  return fc.property(anyHistory(['order-system', 'crm', 'newest']), (history) => {
    const { events, order, looks } = history;
    const jumbled = order.flatMap((index): Event[] => {
      const event = events[index % events.length];
      return [...(event ? [event] : []), ...(looks[index] ? [{ kind: 'look' } as const] : [])];
    });
    expect(endOf(core, history, jumbled)).toEqual(endOf(core, history, events));
  });
}

interface History {
  readonly rule: FieldRule;
  readonly base: Value;
  readonly shouts: boolean;
  readonly offers: readonly Value[];
  /** What salespeople have edited last; undefined: nothing that was not offered. */
  readonly sales: Value | undefined;
  readonly events: readonly Event[];
  /** Of their arrival, each twice. */
  readonly order: readonly number[];
  /** After which of them it is looked at. */
  readonly looks: readonly boolean[];
}

const lastVersion = 20;
const distinct: readonly Value[] = ['p', 'q', ['x', 'y'], null];

function anyHistory(policies: readonly PolicyName[]): fc.Arbitrary<History> {
  return fc
    .record({
      values: fc.shuffledSubarray([...distinct], { minLength: 4 }),
      versions: fc.shuffledSubarray([4, 6, 8, 10, 12], { minLength: 5 }),
      offers: fc.constantFrom([], ['s'], ['s', 't'], ['s', 's2']),
      answers: fc.tuple(fc.constantFrom('accept', 'refuse', 'none'), fc.constantFrom('accept', 'refuse', 'none')),
    })
    .chain(({ values: [base = null, ...said], versions: [one = 0, two = 0, ...later], offers, answers }) => {
      const puts = said.slice(0, 2).map((value, index): Event => ({ kind: 'put', version: [one, two][index]!, value }));
      const answered = answers.slice(0, offers.length);
      const events = [...puts, ...answered.flatMap((kind, index) => answer(kind, index + 1, later))];
      const indices = events.flatMap((_, index) => [index, index + events.length]);
      return fc.record({
        rule: anyRule(policies),
        base: fc.constant(base),
        shouts: fc.boolean(),
        offers: fc.constant(offers),
        sales: fc.constantFrom<Value>('s', 't', 'u', base, said[0] ?? null),
        events: fc.constant(events),
        order: fc.shuffledSubarray(indices, { minLength: indices.length }),
        looks: fc.oneof(
          fc.constant([]),
          fc.array(fc.boolean(), { minLength: indices.length, maxLength: indices.length }),
        ),
      });
    })
    .map((history) => (history.looks.length > 0 ? between(history) : history));
}

const between = (history: History): History => ({
  ...history,
  rule: { ...history.rule, clear: true },
  offers: history.offers.slice(0, 1),
  events: history.events.filter((event) => !('seq' in event) || event.seq === 1),
  sales: undefined,
});

function answer(kind: 'accept' | 'refuse' | 'none', seq: number, versions: readonly number[]): Event[] {
  const sorted = [...versions].sort((a, b) => a - b);
  if (kind === 'none') return [];
  return [kind === 'accept' ? { kind, seq, version: sorted[seq]! } : { kind, seq }];
}

/** Up to what the CRM makes of a value. */
function endOf(core: MergeCore, history: History, events: readonly Event[]): object {
  const world = begin(core, history);
  for (const event of events) world.happen(event);
  const isQuiet = world.quiet(lastVersion);
  const { local, remote, base, standing } = world;
  const kept = [remote.value, base.remote ?? null].map(history.shouts ? shouted : (value) => value);
  return { isQuiet, local, localBase: base.local, kept, standing };
}

/** The world when salespeople have edited it, and some of that has been offered. */
function begin(core: MergeCore, { rule, base, shouts, offers, sales }: History): MergeWorld {
  const world = new MergeWorld(core, rule, { value: base, keeps: shouts ? shouted : (value) => value });
  for (const value of offers) {
    world.happen({ kind: 'sales', value, at: 5 });
    world.look();
  }
  if (sales !== undefined) world.happen({ kind: 'sales', value: sales, at: 7 });
  return world;
}

/** Whatever is written or offered was said by one of the sides. */
function inventsNothing(core: MergeCore): Law {
  const anyStory = fc.record({ of: anyCase, history: anyHistory(policyNames), edits: fc.array(fc.nat(9)) });
  return fc.property(anyStory, ({ of: { rule, view }, history, edits }) => {
    const owed = core.mergeField(rule, view);
    if (owed.kind === 'offer') expect(owed.value).toBe(view.remote);
    if (owed.kind === 'push')
      expect(owed.why === 'put-right' ? [view.local, view.remoteBase] : [view.local]).toContain(owed.value);

    const { events, order, base, offers, sales } = history;
    const world = begin(core, history);
    const edit = sales ?? 'u';
    const said = [base, edit, ...offers, ...events.flatMap((event) => ('value' in event ? [event.value] : []))];
    for (const [step, index] of order.entries()) {
      world.happen(events[index % events.length] ?? { kind: 'look' });
      if (edits.includes(step)) world.happen({ kind: 'sales', value: edit, at: 7 });
      world.look();
    }
    const found = [world.local, world.remote.value, ...world.feed];
    const isSaid = (value: Value): boolean =>
      said.some((one) => sameValue(one, value) || sameValue(shouted(one), value));
    expect(found.filter((value) => !isSaid(value))).toEqual([]);
  });
}
