import { newMigration, migrationDefaults, type Migration } from './migration';
import { afterStep, callLimitOf, nextLook, stepOf, wantedAfter, wantedNext, withdrawn } from './migration-step';
import type { AtRest, MigrationFacts, MigrationStep, Portion } from './migration-step';

const now = new Date('2026-03-02T12:00:00Z'); // a Monday
const name = { tenantId: 'one', connectionId: 'crm', id: 'm' };
const later = (ms: number): Date => new Date(now.getTime() + ms);

const migration = (change: Partial<Migration> = {}): Migration => ({
  ...newMigration(name, { ...migrationDefaults, pilot: 10 }, now),
  state: 'ramp',
  rules: 'r',
  startedAt: now,
  wave: 2,
  waveSize: 20,
  waveReleased: 20,
  released: { object: 'customer', sourceId: 'm' },
  waveFrom: { object: 'customer', sourceId: 'f' },
  releasedCount: 40,
  callLimit: 100,
  ...change,
});
const rest = (change: Partial<AtRest> = {}): AtRest => ({
  unforeseen: { count: 0, reasons: [] },
  retrying: 0,
  retryAt: null,
  next: null,
  ...change,
});
const facts = (change: Partial<MigrationFacts> = {}): MigrationFacts => ({
  now,
  connection: 'active',
  callsFrom: null,
  rules: 'r',
  laneCalls: 0,
  atRest: rest(),
  ...change,
});
const portion: Portion = { object: 'customer', sourceIds: ['n', 'o'] };
const failed = (count: number): AtRest['unforeseen'] => ({ count, reasons: [`${count} × X (customer)`] });

describe('the next step of a migration', () => {
  const kindOf = (change: Partial<Migration>, at: Partial<MigrationFacts> = {}): string =>
    stepOf(migration(change), facts(at)).kind;

  it('is to wait while something that was released is still to be begun', () => {
    expect(stepOf(migration(), facts({ atRest: null }))).toEqual({ kind: 'wait', reason: null, until: later(500) });
  });

  it('says until when the account has no calls', () => {
    const step = stepOf(migration(), facts({ atRest: null, callsFrom: later(3_600_000) }));
    expect(step).toMatchObject({ kind: 'wait', reason: { code: 'no-calls-left' } });
    expect(stepOf(migration(), facts({ atRest: null, callsFrom: now }))).toMatchObject({ reason: null });
  });

  it.each(['paused', 'reauth'] as const)('is to wait while the connection is %s', (connection) => {
    const step = stepOf(migration(), facts({ connection, laneCalls: 1_000 }));
    expect(step).toMatchObject({ kind: 'wait', reason: { code: 'connection-rests' } });
  });

  it('is the next wave once the one before has come to rest, and the end when nothing is left', () => {
    expect(stepOf(migration(), facts({ atRest: rest({ next: portion }) }))).toEqual({
      kind: 'release',
      portion,
      isNewWave: true,
    });
    expect(kindOf({})).toBe('finish');
  });

  it('of a pilot is the rest of it, then a person’s word, or the ramp where a rule says so', () => {
    const pilot = { state: 'pilot', wave: 0 } as const;
    expect(stepOf(migration(pilot), facts({ atRest: rest({ next: portion }) }))).toEqual({
      kind: 'release',
      portion,
      isNewWave: false,
    });
    expect(kindOf(pilot)).toBe('ask-person');
    expect(kindOf({ ...pilot, settings: { ...migrationDefaults, check: 'rule' } })).toBe('begin-ramp');
  });

  it('is to pause when more of a wave failed than its limit, unforeseen', () => {
    const limit = { settings: { ...migrationDefaults, failureLimit: 0.1 }, failures: 5 };
    expect(kindOf(limit, { atRest: rest({ unforeseen: failed(7), next: portion }) })).toBe('release');
    const step = stepOf(migration(limit), facts({ atRest: rest({ unforeseen: failed(8), next: portion }) }));
    expect(step).toMatchObject({ kind: 'pause', reason: { code: 'too-many-failures' } });
    expect(JSON.stringify(step)).toContain('3 of 20 records of the wave were refused');
    expect(JSON.stringify(step)).toContain('8 × X (customer)');
  });

  it('does not wait for a record that is tried again, and waits for as many as could fail the wave', () => {
    const next = portion;
    expect(kindOf({}, { atRest: rest({ retrying: 1, next }) })).toBe('release');
    const step = stepOf(migration(), facts({ atRest: rest({ retrying: 2, retryAt: later(9_000), next }) }));
    expect(step).toMatchObject({ kind: 'wait', reason: { code: 'retrying' }, until: later(9_000) });
    const due = stepOf(migration(), facts({ atRest: rest({ retrying: 2, retryAt: now, next }) }));
    expect(due).toMatchObject({ until: later(30_000) });
    expect(kindOf({}, { atRest: rest({ retrying: 20 }) })).toBe('wait');
  });

  it('is to pause when more was called than was planned, also in the middle of a wave', () => {
    const plan = { calls: { total: 95, byEndpoint: {}, spent: 0 } } as Migration['plan'];
    const over = facts({ laneCalls: 601, atRest: null });
    expect(stepOf(migration({ plan, callsBefore: 500 }), over)).toMatchObject({
      kind: 'pause',
      reason: {
        code: 'calls-over-plan',
        message: expect.stringContaining('101 calls were made and 95 were planned') as string,
      },
    });
    expect(stepOf(migration({ plan, callsBefore: 501 }), over).kind).toBe('wait');
  });

  it('holds a plan to a twentieth more than its calls, and a small one to ten', () => {
    expect([1_000, 40, 0].map(callLimitOf)).toEqual([1_050, 50, 10]);
  });

  it('is to pause when the mapping has become another', () => {
    expect(stepOf(migration(), facts({ rules: 's' }))).toMatchObject({ reason: { code: 'mapping-changed' } });
  });

  it('is to withdraw outside of its windows, until the next one opens', () => {
    const windows = [{ timeZone: 'Europe/Berlin', from: '22:00', to: '06:00' }];
    const settings = { ...migrationDefaults, windows };
    const step = stepOf(migration({ settings }), facts({ atRest: null }));
    expect(step).toMatchObject({ kind: 'withdraw', until: new Date('2026-03-02T21:00:00Z') });
    expect(kindOf({ settings }, { now: new Date('2026-03-02T21:00:00Z') })).toBe('finish');
  });
});

describe('a migration after a step', () => {
  const after = (step: MigrationStep, change: Partial<Migration> = {}, at: Partial<MigrationFacts> = {}): Migration =>
    afterStep(migration(change), step, { facts: facts(at) });

  it('has doubled its wave, and stands behind what was released', () => {
    const step: MigrationStep = { kind: 'release', portion, isNewWave: true };
    expect(after(step, {}, { laneCalls: 7, atRest: rest({ unforeseen: failed(1) }) })).toMatchObject({
      wave: 3,
      waveSize: 40,
      waveReleased: 2,
      waveFrom: { object: 'customer', sourceId: 'm' },
      released: { object: 'customer', sourceId: 'o' },
      releasedCount: 42,
      failures: 1,
      calls: 7,
    });
    expect(nextLook(step, now)).toEqual(now);
  });

  it('begins its waves with the pilot’s size, and makes none larger than 20,000', () => {
    const first: MigrationStep = { kind: 'release', portion, isNewWave: true };
    expect(after(first, { wave: 0 }).waveSize).toBe(10);
    expect(wantedNext(migration({ wave: 0 }))).toBe(10);
    expect(after(first, { waveSize: 15_000 }).waveSize).toBe(20_000);
  });

  it('goes on with the rest of a wave from its beginning when some of it was taken back', () => {
    const back = withdrawn(migration(), 5);
    expect(back).toMatchObject({ isWithdrawn: true, waveReleased: 15, releasedCount: 35 });
    expect([wantedNext(back), wantedAfter(back)]).toEqual([5, { object: 'customer', sourceId: 'f' }]);
    const step = stepOf(back, facts({ atRest: rest({ next: portion }) }));
    expect(step).toMatchObject({ kind: 'release', isNewWave: false });
    const on = afterStep(back, step, { facts: facts() });
    expect(on).toMatchObject({ isWithdrawn: false, wave: 2, waveSize: 20, waveReleased: 17, releasedCount: 37 });
    expect(withdrawn(migration(), 0)).toEqual(migration());
  });

  it('says why it waits, and until when', () => {
    const reason = { code: 'retrying', message: '' };
    expect(after({ kind: 'wait', reason, until: later(9) })).toMatchObject({ reason, waitsUntil: later(9) });
    expect(after({ kind: 'wait', reason: null, until: later(9) }, { reason })).toMatchObject({
      reason: null,
      waitsUntil: null,
    });
  });

  it('asks a person and forgets what failed before, pauses where it was, or is done', () => {
    const some = { atRest: rest({ unforeseen: failed(1) }) };
    expect(after({ kind: 'ask-person' }, { state: 'pilot' }, some)).toMatchObject({ state: 'piloted', failures: 1 });
    expect(after({ kind: 'begin-ramp' }, { state: 'pilot' }, some)).toMatchObject({ state: 'ramp', failures: 1 });
    const reason = { code: 'x', message: '' };
    const paused = afterStep(migration(), { kind: 'pause', reason }, { facts: facts(), records: 4 });
    expect(paused).toMatchObject({ state: 'paused', pausedFrom: 'ramp', reason, isWithdrawn: true, waveReleased: 16 });
    expect(after({ kind: 'finish' })).toMatchObject({ state: 'done', finishedAt: now });
    expect(nextLook({ kind: 'finish' }, now)).toBeNull();
  });
});
