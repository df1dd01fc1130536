import { migrationDefaults, migrationStates, newMigration, type Migration, type MigrationState } from './migration';
import {
  approved,
  cancelled,
  paused,
  resumed,
  started,
  whyNotReplaced,
  type CommandFacts,
  type Commanded,
} from './migration-commands';
import type { MigrationPlan } from './migration-plan';

const now = new Date('2026-03-02T12:00:00Z');
const plan = {
  hash: 'h',
  expiresAt: '2026-03-09T12:00:00.000Z',
  records: { company: 100, customer: 800, order: 100 },
  reasons: [],
  calls: { total: 1_000, byEndpoint: {}, spent: 0 },
} as unknown as MigrationPlan;
const migration = (state: MigrationState, change: Partial<Migration> = {}): Migration => ({
  ...newMigration({ tenantId: 'one', connectionId: 'crm', id: 'm' }, migrationDefaults, now),
  state,
  plan,
  rules: 'r',
  unlinked: 1_000,
  ...change,
});
const facts = (change: Partial<CommandFacts> = {}): CommandFacts => ({
  now,
  rules: 'r',
  unlinked: 1_000,
  laneCalls: 0,
  countedFrom: now,
  parked: [],
  ...change,
});
/** The state it has come to, or the code of the refusal. */
const told = (done: Commanded): string => (done.ok ? done.migration.state : done.code);
const become = (done: Commanded): Migration => {
  if (!done.ok) throw new Error(done.message);
  return done.migration;
};

describe('what a person says of a migration', () => {
  it.each([
    [
      'approve',
      (one: Migration) => approved(one, 'h', facts()),
      {
        planning: 'migration-not-planned',
        planned: 'approved',
        approved: 'approved',
        pilot: 'migration-not-planned',
        piloted: 'migration-not-planned',
        ramp: 'migration-not-planned',
        paused: 'migration-not-planned',
        done: 'migration-not-planned',
        cancelled: 'migration-not-planned',
      },
    ],
    [
      'start',
      (one: Migration) => started(one, facts()),
      {
        planning: 'migration-not-planned',
        planned: 'migration-not-planned',
        approved: 'pilot',
        pilot: 'pilot',
        piloted: 'ramp',
        ramp: 'ramp',
        paused: 'migration-running',
        done: 'migration-not-planned',
        cancelled: 'migration-not-planned',
      },
    ],
    [
      'pause',
      (one: Migration) => paused(one, undefined),
      {
        planning: 'migration-not-running',
        planned: 'migration-not-running',
        approved: 'migration-not-running',
        pilot: 'paused',
        piloted: 'paused',
        ramp: 'paused',
        paused: 'paused',
        done: 'migration-not-running',
        cancelled: 'migration-not-running',
      },
    ],
    [
      'resume',
      (one: Migration) => resumed(one, facts()),
      {
        planning: 'migration-not-running',
        planned: 'migration-not-running',
        approved: 'migration-not-running',
        pilot: 'pilot',
        piloted: 'piloted',
        ramp: 'ramp',
        paused: 'ramp',
        done: 'migration-not-running',
        cancelled: 'migration-not-running',
      },
    ],
    [
      'cancel',
      (one: Migration) => cancelled(one, undefined, now),
      {
        planning: 'cancelled',
        planned: 'cancelled',
        approved: 'cancelled',
        pilot: 'cancelled',
        piloted: 'cancelled',
        ramp: 'cancelled',
        paused: 'cancelled',
        done: 'migration-not-running',
        cancelled: 'cancelled',
      },
    ],
  ] as const)('%s is done, or refused with what to do, in each state', (_, say, wanted) => {
    const found = migrationStates.map((state) => [state, told(say(migration(state, { pausedFrom: 'ramp' })))]);
    expect(Object.fromEntries(found)).toEqual(wanted);
  });

  it('plans another one in place of one that was not started, and of no other', () => {
    const free = migrationStates.filter((state) => whyNotReplaced({ state }) === null);
    expect(free).toEqual(['planning', 'planned', 'approved', 'done', 'cancelled']);
  });

  it('approves the plan that was read, and no other', () => {
    expect(told(approved(migration('planned'), 'another', facts()))).toBe('plan-hash-differs');
    expect(told(approved(migration('approved'), 'another', facts()))).toBe('migration-not-planned');
  });

  it('knows a plan by the first twelve digits of its hash, and by no fewer', () => {
    const one = migration('planned', { plan: { ...plan, hash: '6f1c2a9e0b7dffff' } });
    expect(told(approved(one, '6f1c2a9e0b7d', facts()))).toBe('approved');
    expect(told(approved(one, '6f1c2a9e0b7', facts()))).toBe('plan-hash-differs');
    expect(told(approved(one, '6f1c2a9e0b7e', facts()))).toBe('plan-hash-differs');
  });

  it.each([
    ['is a week old', { now: new Date('2026-03-09T12:00:00Z') }],
    ['was made by another mapping', { rules: 's' }],
    ['was made for fewer records', { unlinked: 1_051 }],
    ['was made for more records', { unlinked: 949 }],
  ])('neither approves nor starts by a plan that %s', (_, moved) => {
    expect(told(approved(migration('planned'), 'h', facts(moved)))).toBe('plan-expired');
    expect(told(started(migration('approved'), facts(moved)))).toBe('plan-expired');
  });

  it('starts from what was called and parked before', () => {
    const parked = [{ object: 'customer', code: 'X', message: '', count: 3 }] as const;
    expect(become(started(migration('approved'), facts({ laneCalls: 40, parked, unlinked: 1_020 })))).toMatchObject({
      state: 'pilot',
      startedAt: now,
      callsBefore: 40,
      countedFrom: now,
      callLimit: 1_050,
      parkedBefore: parked,
    });
  });

  it('pauses where it is, with the person’s words', () => {
    expect(become(paused(migration('pilot'), 'until Monday'))).toMatchObject({
      pausedFrom: 'pilot',
      reason: { code: 'PAUSED', message: 'until Monday' },
    });
  });

  it('resumes knowing what has failed, by the mapping that holds, and counts its calls on', () => {
    const parked = [{ object: 'customer', code: 'X', message: '', count: 3 }] as const;
    const before = migration('paused', { pausedFrom: 'ramp', calls: 30, callLimit: 1_050 });
    const after = become(resumed(before, facts({ parked, rules: 's', laneCalls: 7 })));
    expect(after).toMatchObject({ failures: 3, rules: 's', callsBefore: -23, callLimit: 1_050, pausedFrom: null });
  });

  it('resumes after too many calls with those that the plan gives for what is left', () => {
    const before = migration('paused', {
      pausedFrom: 'ramp',
      reason: { code: 'calls-over-plan', message: '' },
      calls: 1_060,
      callLimit: 1_050,
      releasedCount: 600,
    });
    expect(become(resumed(before, facts())).callLimit).toBe(1_060 + 420);
  });
});
