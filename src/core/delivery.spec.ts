import fc from 'fast-check';
import {
  afterFailure,
  deliveryId,
  failureOf,
  giveUpAfterMs,
  stateOf,
  type AfterFailure,
  type Trouble,
} from './delivery';

const now = new Date('2026-11-26T09:30:00Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const usual = { isFinal: false, retryAfterMs: null };
const waitOf = (after: AfterFailure, at = now): number | null =>
  after.kind === 'retry' ? after.at.getTime() - at.getTime() : null;

describe('a delivery that failed', () => {
  it('is tried again after 1 s, 2 s, 4 s … 1 h, spread over the later half of that', () => {
    const waits = [0, 1, 2, 3, 11, 12, 13, 60].map((attempts) => {
      const before = attempts === 0 ? null : { attempts, since: now };
      return [0, 1].map((random) => waitOf(afterFailure(before, usual, { now, random })));
    });
    expect(waits).toEqual([
      [500, 1_000],
      [1_000, 2_000],
      [2_000, 4_000],
      [4_000, 8_000],
      [1_024_000, 2_048_000],
      [1_800_000, 3_600_000],
      [1_800_000, 3_600_000],
      [1_800_000, 3_600_000],
    ]);
  });

  it('is counted since its first try', () => {
    const first = afterFailure(null, usual, { now, random: 0 });
    expect(first.trouble).toEqual({ attempts: 1, since: now });
    const second = afterFailure(first.trouble, usual, { now: later(5_000), random: 0 });
    expect(second.trouble).toEqual({ attempts: 2, since: now });
  });

  it('waits as long as the receiver asks for, and an hour at the most', () => {
    const asked = (retryAfterMs: number): number | null =>
      waitOf(afterFailure(null, { ...usual, retryAfterMs }, { now, random: 0 }));
    expect([0, 100, 30_000, 86_400_000].map(asked)).toEqual([500, 500, 30_000, 3_600_000]);
  });

  it('parks a day after its first try and not before, whatever was waited for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ random: fc.double({ min: 0, max: 0.999, noNaN: true }), asked: fc.nat(7_200_000) })),
        (tries) => {
          let [at, trouble, tried] = [now, null as Trouble | null, 0];
          for (;;) {
            const { random, asked } = tries[tried++ % (tries.length || 1)] ?? { random: 0.5, asked: 0 };
            const after = afterFailure(trouble, { ...usual, retryAfterMs: asked }, { now: at, random });
            if (after.kind === 'park') break;
            expect(after.at.getTime()).toBeGreaterThan(at.getTime());
            [at, trouble] = [after.at, after.trouble];
          }
          expect(at).toEqual(later(giveUpAfterMs)); // the last try is at the very end
          expect(tried).toBeLessThan(100);
        },
      ),
    );
  });

  it('parks at once when the receiver wants no more', () => {
    expect(afterFailure(null, { ...usual, isFinal: true }, { now, random: 0 }).kind).toBe('park');
  });
});

describe('what comes back', () => {
  it.each([200, 201, 202, 204, 299])('says with %i that the change was delivered', (status) => {
    expect(failureOf({ status, retryAfter: '5' }, now)).toBeNull();
  });

  it.each([
    [{ status: 500, retryAfter: null }, 'HTTP_500', 'The receiver answered 500.'],
    [{ status: 404, retryAfter: null }, 'HTTP_404', 'The receiver answered 404.'],
    [{ status: 302, retryAfter: null }, 'HTTP_302', 'The receiver answered 302 and redirects are not followed.'],
    [{ error: 'ECONNREFUSED' }, 'ECONNREFUSED', 'The receiver could not be reached: ECONNREFUSED.'],
    [{ error: 'DEADLINE' }, 'DEADLINE', 'The receiver did not answer in time.'],
  ])('says with %j that it was not, and may yet be', (posted, code, message) => {
    expect(failureOf(posted, now)).toEqual({ code, message, isFinal: false, retryAfterMs: null });
  });

  it('says with 410 that the receiver wants no more', () => {
    expect(failureOf({ status: 410, retryAfter: null }, now)).toMatchObject({ code: 'HTTP_410', isFinal: true });
  });

  it.each([
    ['30', 30_000],
    ['Thu, 26 Nov 2026 09:31:00 GMT', 60_000],
    ['Thu, 26 Nov 2026 09:29:00 GMT', null],
    ['0', null],
    ['-5', null],
    ['soon', null],
    [null, null],
  ])('may say when to come back: %s', (retryAfter, retryAfterMs) => {
    expect(failureOf({ status: 503, retryAfter }, now)).toMatchObject({ retryAfterMs });
  });
});

describe('the state of a destination', () => {
  const trouble = { attempts: 1, since: now };
  it.each([
    ['none', { url: null, parkedAt: null, trouble: null }],
    ['active', { url: 'https://a.example', parkedAt: null, trouble: null }],
    ['retrying', { url: 'https://a.example', parkedAt: null, trouble }],
    ['parked', { url: 'https://a.example', parkedAt: now, trouble }],
  ])('is %s', (state, destination) => {
    expect(stateOf(destination)).toBe(state);
  });
});

describe('the id of a delivery', () => {
  it('is one per change, without a full stop', () => {
    const ids = [deliveryId('a', 11), deliveryId('a-1', 1), deliveryId('a', 1)];
    expect(new Set(ids).size).toBe(3);
    expect(ids.join('')).not.toContain('.');
  });
});
