import fc from 'fast-check';
import { CursorModel, lawful, type Broken, type Happening } from '../../test/support/cursor-model';
import { afterPage, cursorKinds, dueAt, everyMs, isWithin, restMs, sweepOf, type Cursor } from './cursor';

const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 1, 12, minute));
const cursor = (over: Partial<Cursor> = {}): Cursor => ({
  kind: 'changes',
  seenUntil: at(30),
  sweep: null,
  pages: 0,
  ...over,
});

describe('a sweep', () => {
  it.each([
    ['changes', 25],
    ['late', -35],
    ['archived', 25],
  ] as const)('for %s begins before the last one did', (kind, minute) => {
    expect(sweepOf(cursor({ kind }), at(31))).toEqual({ startedAt: at(31), since: at(minute), after: null });
  });

  it('goes on where it was, in its own window, whenever that is', () => {
    const sweep = { startedAt: at(31), since: at(25), after: '17' };
    expect(sweepOf(cursor({ sweep }), at(300))).toBe(sweep);
  });

  it('keeps its window and its start from page to page, and the cursor with it', () => {
    const sweep = sweepOf(cursor(), at(31));
    const moved = afterPage(cursor(), sweep, '17');
    expect(moved).toEqual(cursor({ sweep: { ...sweep, after: '17' }, pages: 1 }));
    expect(sweepOf(moved, at(99))).toEqual({ startedAt: at(31), since: at(25), after: '17' });
  });

  it('that is finished moves the cursor to where it began, and not to where it ended', () => {
    const sweep = { startedAt: at(31), since: at(25), after: '17' };
    expect(afterPage(cursor({ sweep, pages: 3 }), sweep, null)).toEqual(cursor({ seenUntil: at(31), pages: 4 }));
  });

  it('begins in no future that a clock was put back from, and in no time before all time', () => {
    expect(sweepOf(cursor({ seenUntil: at(90) }), at(31)).since).toEqual(at(26));
    expect(sweepOf(cursor({ seenUntil: new Date(1_000) }), at(31)).since).toEqual(new Date(0));
  });
});

describe('a cursor', () => {
  it('is due a while after its last sweep began, by the connection’s own rhythm', () => {
    const dues = cursorKinds.map((kind) => dueAt(cursor({ kind }), at(30), 120));
    expect(dues).toEqual([at(32), at(90), at(90)]);
  });

  it('of a type that is asked for seldom is due no more often than that, whatever its kind', () => {
    expect(cursorKinds.map((kind) => everyMs(kind, 86_400))).toEqual([86_400_000, 86_400_000, 86_400_000]);
  });

  it('is due at once within a sweep, and when a sweep took longer than the while', () => {
    const sweep = { startedAt: at(31), since: at(25), after: '17' };
    expect(dueAt(cursor({ sweep }), at(32), 60)).toEqual(at(32));
    expect(dueAt(cursor(), at(45), 60)).toEqual(at(45));
  });

  it('rests after a sweep of many pages, and for no longer than sweeps overlap', () => {
    const dues = [1, 10, 20, 1_000].map((pages) => dueAt(cursor({ pages }), at(31), 60));
    expect(dues).toEqual([at(31), at(31), at(32), at(35)]);
    expect(dueAt(cursor({ pages: 1_000 }), at(31), 3_600)).toEqual(at(90));
  });

  it('for archived records rests for longer, so that a bin of any size costs a hundred pages an hour, or one sweep a day', () => {
    const hours = (pages: number): number =>
      (dueAt(cursor({ kind: 'archived', pages }), at(31), 60).getTime() - at(30).getTime()) / 3_600_000;
    expect([1, 100, 250, 2_400, 5_000].map(hours)).toEqual([1, 1, 2.5, 24, 24]);
  });

  it('counts the pages of each sweep anew', () => {
    const long = cursor({ pages: 40 });
    expect(afterPage(long, sweepOf(long, at(35)), null)).toMatchObject({ pages: 1 });
  });

  /** An hour in which so many records a minute are changed, 200 to a page: sweeps, and how often each record is seen. */
  const loaded = (perMinute: number): { readonly sweeps: number; readonly seen: number } => {
    const from = at(0).getTime();
    let [now, sweeps, seen, moved] = [from, 0, 0, cursor({ seenUntil: at(0) })];
    while (now < from + 3_600_000) {
      const sweep = sweepOf(moved, new Date(now));
      const records = (perMinute * (now - Math.max(from, sweep.since.getTime()))) / 60_000;
      const pages = Math.max(1, Math.ceil(records / 200));
      for (let page = 1; page <= pages; page++) moved = afterPage(moved, sweep, page < pages ? String(page) : null);
      now = dueAt(moved, new Date(now + pages * (50 + restMs(1))), 60).getTime();
      [sweeps, seen] = [sweeps + 1, seen + records];
    }
    return { sweeps, seen: seen / (perMinute * 60) };
  };

  it('comes each minute where little is changed, and sees each record of a load twice and not six times', () => {
    expect(loaded(100).sweeps).toBe(60);
    for (const perMinute of [1_000, 5_000, 20_000]) expect(loaded(perMinute).seen).toBeLessThan(2.5);
  });

  it('rests so that four calls a second are made at most', () => {
    expect([1, 4].map(restMs)).toEqual([250, 1_000]);
  });
});

describe('an archived record', () => {
  it('is news when it was archived within the window, or at a time that nobody says', () => {
    const sweep = { startedAt: at(31), since: at(25), after: null };
    expect([at(24), at(25), at(31), null].map((date) => isWithin(sweep, date))).toEqual([false, true, true, true]);
  });
});

/**
 * THE LAW: whatever is changed is seen after it was changed, however records share ids' order and times, pages are cut, processes
 * die between any two, polls fail, and the index is behind, up to an hour.
 */
describe('the law of polling', () => {
  const happening: fc.Arbitrary<Happening> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('change' as const),
        id: fc.nat(12),
        lagMinutes: fc.oneof(fc.constant(0), fc.nat(60)),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('import' as const), ids: fc.nat(12), lagMinutes: fc.nat(60) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('pass' as const), seconds: fc.oneof(fc.nat(90), fc.nat(7_200)) }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('page' as const),
        of: fc.constantFrom('changes' as const, 'late' as const),
        dies: fc.boolean(),
      }),
    },
  );
  const story = fc.array(happening, { maxLength: 60 });
  const sizes = fc.integer({ min: 1, max: 5 });

  const holds = (broken: Broken = {}, runs = 10_000, seed?: number): fc.RunDetails<[Happening[], number]> =>
    fc.check(
      fc.property(story, sizes, (happenings, pageSize) => {
        const model = new CursorModel({ ...lawful, ...broken }, pageSize);
        for (const one of happenings) model.happen(one);
        model.comeToRest();
        return model.unseen.length === 0;
      }),
      { numRuns: runs, ...(seed !== undefined && { seed }) },
    );

  it('sees every change at least once', () => {
    expect(holds()).toMatchObject({ failed: false });
  });

  it('asks once when there is nothing new', () => {
    fc.assert(
      fc.property(story, sizes, (happenings, pageSize) => {
        const model = new CursorModel(lawful, pageSize);
        for (const one of happenings) model.happen(one);
        model.comeToRest();
        model.pass(3 * 3_600);
        for (const kind of ['changes', 'late'] as const) model.sweep(kind);
        model.pass(3 * 3_600);
        for (const kind of ['changes', 'late'] as const) expect(model.sweep(kind)).toBe(1);
      }),
    );
  });

  it('lets a window begin no earlier than the one before it, but for the overlap', () => {
    fc.assert(
      fc.property(story, sizes, (happenings, pageSize) => {
        const model = new CursorModel(lawful, pageSize);
        for (const one of happenings) model.happen(one);
        for (const { kind, windows } of model.windowsByKind()) {
          const sorted = [...windows].sort((a, b) => a - b);
          expect({ kind, windows }).toEqual({ kind, windows: sorted });
        }
      }),
    );
  });

  it.each<[string, Broken]>([
    ['no second sweep is made', { late: false }],
    ['the second sweep overlaps by less than the index is behind', { lateOverlapMs: 30 * 60_000 }],
    ['the cursor moves to where a sweep ended', { moveTo: 'end' }],
    ['the cursor moves before the last page', { moveTo: 'first-page' }],
    ['a new window begins when a sweep goes on after a death', { windowOnResume: 'new' }],
    ['a page goes on by time', { order: 'time' }],
  ])('is broken when %s', (_what, broken) => {
    // The same stories each time: that which one in thousands shows is not left to chance.
    expect(holds(broken, 20_000, 1)).toMatchObject({ failed: true });
  });

  it('knows the rhythms that it was tried with', () => {
    expect(cursorKinds.map((kind) => everyMs(kind, 60))).toEqual([60_000, 3_600_000, 3_600_000]);
  });
});
