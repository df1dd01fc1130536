import { cursorKinds } from './cursor';
import type { Failure } from './failure';
import {
  afterFailure,
  failuresToDisable,
  isEnabled,
  probeWaitMs,
  reschedule,
  secondsOf,
  standingOf,
  type CursorStanding,
  type PollHealth,
} from './schedule';

const start = Date.parse('2026-03-01T12:00:00Z');
const hourMs = 3_600_000;
const at = (ms: number): Date => new Date(start + ms);
const well: PollHealth = { failures: 0, failure: null, disabledAt: null, probes: 0 };
const no = { kind: 'rejected', code: 'VALIDATION_ERROR', message: 'HubSpot refused the request.' } as const;
const ill = { kind: 'retry', code: 'HTTP_503', message: 'HubSpot has trouble of its own.' } as const;

/** That many of it, one a second unless said otherwise. */
const refused = (failure: Failure, times: number, from = well, everyMs = 1_000): PollHealth => {
  let health = from;
  for (let n = 0; n < times; n += 1) health = afterFailure(health, failure, at(n * everyMs));
  return health;
};

describe('a cursor that is refused', () => {
  it('is disabled by the tenth refusal of one kind and code in a row', () => {
    expect(failuresToDisable).toBe(10);
    expect(refused(no, 9)).toMatchObject({ failures: 9, disabledAt: null });
    expect(refused(no, 10)).toEqual({
      failures: 10,
      failure: { ...no, since: at(0).toISOString(), at: at(9_000).toISOString() },
      disabledAt: at(9_000),
      probes: 0,
    });
  });

  it('begins to count anew with another code, with another kind, and after one that was answered', () => {
    const nine = refused(no, 9);
    expect(refused({ ...no, code: 'OTHER' }, 1, nine)).toMatchObject({ failures: 1, disabledAt: null });
    expect(refused({ ...no, kind: 'gone' }, 1, nine)).toMatchObject({ failures: 1, disabledAt: null });
    expect(refused(no, 1, { ...nine, failures: 0 })).toMatchObject({ failures: 1, disabledAt: null });
  });

  it('is not counted while the account is throttled or lets nobody in', () => {
    const nine = refused(no, 9);
    expect(refused({ kind: 'reauth', code: 'HTTP_401', message: '' }, 20, nine)).toBe(nine);
    const throttled = { kind: 'throttled', code: 'HTTP_429', message: '', until: at(0) } as const;
    expect(refused(throttled, 20, nine)).toBe(nine);
  });

  it('by what heals by itself is not disabled before that has lasted for six hours', () => {
    expect(refused(ill, 6 * 60, well, 60_000).disabledAt).toBeNull();
    expect(refused(ill, 6 * 60 + 1, well, 60_000)).toMatchObject({ failures: 361, disabledAt: at(6 * hourMs) });
    expect(refused(ill, 9, well, hourMs).disabledAt).toBeNull();
  });

  it('stays disabled since the first time, and its probes are counted', () => {
    const disabled = refused(no, 10);
    const later = refused(ill, 3, disabled);
    expect(later).toMatchObject({ failures: 3, probes: 3, disabledAt: disabled.disabledAt });
  });

  it('is probed after an hour, and ever more seldom, once a day at least', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 999].map((probes) => probeWaitMs(probes) / hourMs)).toEqual([
      1, 2, 4, 8, 16, 24, 24, 24,
    ]);
  });
});

describe('the schedule of a type', () => {
  it('is the connection’s, every minute unless said otherwise, where nobody has said of the type', () => {
    expect(secondsOf({}, 'order')).toBe(60);
    const settings = { pollSeconds: 20, schedule: { order: { seconds: 600 }, company: { enabled: false } } };
    expect((['company', 'customer', 'order'] as const).map((object) => secondsOf(settings, object))).toEqual([
      20, 20, 600,
    ]);
    expect((['company', 'customer', 'order'] as const).map((object) => isEnabled(settings, object))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('keeps what is not said anew, and nothing that goes without saying', () => {
    const off = reschedule({ company: { seconds: 30 } }, 'order', { enabled: false });
    expect(off).toEqual({ company: { seconds: 30 }, order: { enabled: false } });
    const both = reschedule(off, 'order', { seconds: 600 });
    expect(both.order).toEqual({ seconds: 600, enabled: false });
    expect(reschedule(both, 'order', { enabled: true }).order).toEqual({ seconds: 600 });
    expect(reschedule(both, 'order', { enabled: true, seconds: null })).toEqual({ company: { seconds: 30 } });
    expect(reschedule(both, 'order', {})).toEqual(both);
  });
});

describe('how a type stands', () => {
  const cursors = (over: { readonly [kind: string]: Partial<CursorStanding> } = {}): readonly CursorStanding[] =>
    cursorKinds.map((kind, n) => ({ ...well, kind, dueAt: at((n + 1) * 60_000), syncedAt: at(n), ...over[kind] }));

  it('is told by what is due first, and by the sweep for changes', () => {
    expect(standingOf({}, 'order', cursors())).toEqual({
      ...{ object: 'order', seconds: 60, dueNext: at(60_000), lastSyncedAt: at(0), lastError: null },
      ...{ state: 'active', reason: null, failures: 0 },
    });
  });

  it('names the last error, also one that is over', () => {
    const stands = standingOf(
      {},
      'order',
      cursors({ late: refused(ill, 2), changes: { ...refused(no, 1), failures: 0 } }),
    );
    expect(stands).toMatchObject({ state: 'active', reason: null, failures: 2 });
    expect(stands.lastError).toEqual({ sweep: 'late', ...ill, at: at(1_000).toISOString() });
  });

  it('is disabled as soon as one of its cursors is, until the probe of that one', () => {
    const stands = standingOf({}, 'order', cursors({ archived: refused(no, 10) }));
    expect(stands).toMatchObject({ state: 'disabled', failures: 10, dueNext: at(180_000) });
    expect(stands.reason?.code).toBe(no.code);
    expect(stands.reason?.message).toMatch(/^The CRM was asked for what was archived, and refused 10 times in a row/);
  });

  it('is disabled without a next time by a person, and by a mapping that lets nothing of it flow', () => {
    const settings = { schedule: { order: { enabled: false } } };
    expect(standingOf(settings, 'order', cursors())).toMatchObject({
      state: 'disabled',
      dueNext: null,
      reason: { code: 'BY_A_PERSON' },
    });
    const mapping = { version: 1, document: { objects: { order: { flows: false } } } };
    expect(standingOf({ mapping }, 'order', cursors())).toMatchObject({
      state: 'disabled',
      dueNext: null,
      reason: { code: 'not-flowing' },
    });
  });
});
