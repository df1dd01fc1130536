import fc from 'fast-check';
import {
  isEnded,
  isMoving,
  migrationDefaults,
  newMigration,
  type Migration,
  type ParkedCount,
  type Released,
} from './migration';
import { cancelled, paused, resumed, started, type CommandFacts, type Commanded } from './migration-commands';
import { unforeseen } from './migration-failures';
import type { MigrationPlan } from './migration-plan';
import {
  afterStep,
  stepOf,
  wantedAfter,
  wantedNext,
  withdrawn,
  type AtRest,
  type MigrationFacts,
  type Portion,
} from './migration-step';
import { objectTypes } from './record';

const hourMs = 3_600_000;
const windows = [{ timeZone: 'UTC', from: '00:00', to: '12:00' }];

type Lane = 'live' | 'migration';

/** A dirty set, links and workers, as small as a migration needs them; each action is a transaction. */
class World {
  now = new Date('2026-03-02T00:00:00Z');
  migration: Migration;
  readonly marks = new Map<string, Lane>();
  readonly links = new Set<string>();
  readonly inHand = new Set<string>();
  /** Released, and not taken back since. */
  readonly released = new Set<string>();
  isActive = true;
  rules = 'r';
  calls = 0;
  failures = 0;

  constructor(readonly records: readonly Released[]) {
    const pilot = records.filter((_, index) => index % 7 === 0).map((one) => ({ ...one, branches: [] }));
    const plan = {
      records: { company: 0, customer: records.length, order: 0 },
      calls: { total: 1_000 },
      reasons: [],
      pilot,
      expiresAt: '2027-01-01T00:00:00.000Z',
    } as unknown as MigrationPlan;
    const settings = { ...migrationDefaults, pilot: 3, windows };
    const begun = newMigration({ tenantId: 'one', connectionId: 'crm', id: 'm' }, settings, this.now);
    this.migration = { ...begun, state: 'approved', plan, rules: 'r', unlinked: records.length };
  }

  private isUnbegun(one: Released): boolean {
    return !this.marks.has(nameOf(one)) && !this.links.has(nameOf(one));
  }

  private next(): Portion | null {
    const after = wantedAfter(this.migration);
    const isPilot = this.migration.state === 'pilot';
    const from = isPilot ? (this.migration.plan?.pilot ?? []) : this.records.filter((one) => isAfter(one, after));
    const open = from.filter((one) => this.isUnbegun(one));
    const object = objectTypes.find((type) => open.some((one) => one.object === type));
    if (object === undefined) return null;
    const ids = open.filter((one) => one.object === object).map(({ sourceId }) => sourceId);
    return { object, sourceIds: isPilot ? ids : ids.slice(0, wantedNext(this.migration)) };
  }

  private parked(): readonly ParkedCount[] {
    return [{ object: 'customer', code: 'X', message: '', count: this.failures }];
  }

  private facts(): MigrationFacts {
    const isOpen = [...this.marks.values()].includes('migration');
    const unexpected = unforeseen(this.migration, this.parked());
    const atRest: AtRest | null = isOpen
      ? null
      : { unforeseen: unexpected, retrying: 0, retryAt: null, next: this.next() };
    return {
      now: this.now,
      connection: this.isActive ? 'active' : 'paused',
      callsFrom: null,
      rules: this.rules,
      laneCalls: this.calls,
      atRest,
    };
  }

  /** @param dies before the commit: nothing of it has happened */
  step(dies: boolean): void {
    if (!isMoving(this.migration.state)) return;
    const facts = this.facts();
    const step = stepOf(this.migration, facts);
    if (dies) return;
    if (step.kind === 'release') this.release(step.portion);
    const records = step.kind === 'pause' || step.kind === 'withdraw' ? this.withdraw() : 0;
    this.migration = afterStep(this.migration, step, { facts, records });
  }

  private release({ object, sourceIds }: Portion): void {
    for (const sourceId of sourceIds) {
      const name = nameOf({ object, sourceId });
      if (this.links.has(name) || this.released.has(name)) throw new Error(`${name} is released twice`);
      this.released.add(name);
      this.marks.set(name, 'migration');
    }
  }

  private withdraw(): number {
    const back = [...this.marks].filter(
      ([name, lane]) => lane === 'migration' && !this.inHand.has(name) && !this.links.has(name),
    );
    for (const [name] of back) {
      this.marks.delete(name);
      this.released.delete(name);
    }
    return back.length;
  }

  say(command: (migration: Migration, facts: CommandFacts) => Commanded): void {
    const { now, rules, calls: laneCalls } = this;
    const parked = this.parked();
    const said = command(this.migration, {
      now,
      rules,
      laneCalls,
      countedFrom: now,
      unlinked: this.records.length,
      parked,
    });
    if (!said.ok) return;
    const isStopped = said.migration.state === 'paused' || said.migration.state === 'cancelled';
    this.migration = isStopped ? withdrawn(said.migration, this.withdraw()) : said.migration;
  }

  take(count: number): void {
    if (this.isActive) for (const name of [...this.marks.keys()].slice(0, count)) this.inHand.add(name);
  }

  /** @param dies with what it has in hand: the next owner looks at it */
  settle(dies: boolean): void {
    if (!dies) {
      for (const name of this.inHand) {
        this.links.add(name);
        this.marks.delete(name);
      }
    }
    this.inHand.clear();
  }

  change(n: number): void {
    const one = this.records[n % this.records.length];
    if (one) this.marks.set(nameOf(one), 'live');
  }
}

const nameOf = ({ object, sourceId }: Released): string => `${object}/${sourceId}`;

const isAfter = (one: Released, after: Released | null): boolean => {
  if (after === null) return true;
  const order = objectTypes.indexOf(one.object) - objectTypes.indexOf(after.object);
  return order > 0 || (order === 0 && one.sourceId > after.sourceId);
};

type Action = (world: World) => void;

const acts = {
  step: fc.boolean().map(
    (dies): Action =>
      (world) =>
        world.step(dies),
  ),
  take: fc.integer({ min: 1, max: 6 }).map(
    (count): Action =>
      (world) =>
        world.take(count),
  ),
  settle: fc.boolean().map(
    (dies): Action =>
      (world) =>
        world.settle(dies),
  ),
  change: fc.nat(39).map(
    (n): Action =>
      (world) =>
        world.change(n),
  ),
  time: fc.integer({ min: 1, max: 9 }).map(
    (hours): Action =>
      (world) =>
        passes(world, hours),
  ),
  start: fc.constant<Action>((world) => world.say(started)),
  pause: fc.constant<Action>((world) => world.say((one) => paused(one, undefined))),
  resume: fc.constant<Action>((world) => world.say(resumed)),
  connection: fc.boolean().map(
    (isActive): Action =>
      (world) =>
        void (world.isActive = isActive),
  ),
  rules: fc.constantFrom('r', 's').map(
    (rules): Action =>
      (world) =>
        void (world.rules = rules),
  ),
  calls: fc.integer({ min: 1, max: 400 }).map(
    (more): Action =>
      (world) =>
        void (world.calls += more),
  ),
  failures: fc.integer({ min: 1, max: 3 }).map(
    (more): Action =>
      (world) =>
        void (world.failures += more),
  ),
};
const often: Readonly<Record<string, number | undefined>> = { step: 8, take: 4, settle: 5 };
const action = fc.oneof(...Object.entries(acts).map(([name, arbitrary]) => ({ weight: often[name] ?? 2, arbitrary })));

const passes: (world: World, hours: number) => void = (world, hours) => {
  world.now = new Date(world.now.getTime() + hours * hourMs);
};

const records = (counts: readonly [number, number, number]): readonly Released[] =>
  objectTypes.flatMap((object, index) =>
    Array.from({ length: counts[index] ?? 0 }, (_, n) => ({ object, sourceId: String(n).padStart(2, '0') })),
  );
const world = fc
  .tuple(fc.nat(4), fc.integer({ min: 1, max: 20 }), fc.nat(15))
  .map((counts) => new World(records(counts)));

/** Whatever was said before, a person wants it done; nobody dies any more. */
function carryOn(one: World): void {
  one.isActive = true;
  one.rules = 'r';
  one.migration = { ...one.migration, plan: one.migration.plan && { ...one.migration.plan, expiresAt: '2100-01-01' } };
  for (let turns = 0; turns < 400 && one.migration.state !== 'done'; turns += 1) {
    one.say(started);
    one.say(resumed);
    one.step(false);
    one.take(5);
    one.settle(false);
    passes(one, 1);
  }
}

describe('a migration, in whatever order things happen,', () => {
  it('releases no record twice, and leaves none out', () => {
    fc.assert(
      fc.property(world, fc.array(action, { maxLength: 60 }), (one, actions) => {
        for (const act of actions) act(one);
        carryOn(one);
        expect(one.migration.state).toBe('done');
        expect(one.links.size).toBe(one.records.length);
        expect(one.marks.size).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  it('releases nothing more once it is cancelled', () => {
    fc.assert(
      fc.property(
        world,
        fc.array(action, { maxLength: 30 }),
        fc.array(action, { maxLength: 30 }),
        (one, before, after) => {
          for (const act of before) act(one);
          one.say((migration, { now }) => cancelled(migration, undefined, now));
          if (!isEnded(one.migration.state)) throw new Error('it goes on');
          const released = new Set(one.released);
          for (const act of after) act(one);
          expect([...one.released].filter((name) => !released.has(name))).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
