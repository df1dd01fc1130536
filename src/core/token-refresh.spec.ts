import { refreshDelayMs, tokenLife, tokenStep, type TokenStanding } from './token-refresh';

const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 1, 12, minute));
/** A token of 30 minutes, asked for at 12:00. */
const standing = (over: Partial<TokenStanding> = {}): TokenStanding => ({
  ...tokenLife(at(0), 30 * 60_000),
  leaseUntil: null,
  retryAt: null,
  ...over,
});
const step = (minute: number, over: Partial<TokenStanding> = {}, expired = false): string => {
  const { kind, ...rest } = tokenStep(standing(over), { now: at(minute), expired });
  return 'until' in rest ? `${kind} until ${rest.until.toISOString().slice(11, 16)}` : kind;
};

describe('an access token', () => {
  it('is to be refreshed after four fifths of its life', () => {
    expect(standing()).toMatchObject({ refreshAt: at(24), expiresAt: at(30) });
  });

  it.each([
    [0, 'use'],
    [23, 'use'],
    [24, 'refresh'],
    [29, 'refresh'],
    [30, 'refresh'],
    [90, 'refresh'],
  ])('at minute %d of 30 calls for: %s', (minute, wanted) => {
    expect(step(minute)).toBe(wanted);
  });

  it('serves on while somebody refreshes it, and as long as it lasts', () => {
    const over = { leaseUntil: at(31) };
    expect([23, 24, 29, 30, 31].map((minute) => step(minute, over))).toEqual([
      'use',
      'use',
      'use',
      'wait until 12:31',
      'refresh',
    ]);
  });

  it('serves on after a refresh that failed, and then is waited for', () => {
    const over = { retryAt: at(31) };
    expect([24, 29, 30, 31].map((minute) => step(minute, over))).toEqual(['use', 'use', 'none until 12:31', 'refresh']);
  });

  it('that the CRM calls expired is not used, whatever its time says', () => {
    expect(step(1, {}, true)).toBe('refresh');
    expect(step(1, { leaseUntil: at(2) }, true)).toBe('wait until 12:02');
    expect(step(1, { retryAt: at(2) }, true)).toBe('none until 12:02');
  });
});

describe('the wait after a refresh that failed', () => {
  it('doubles from a second to a minute', () => {
    expect([1, 2, 3, 6, 7, 100].map((attempts) => refreshDelayMs(attempts, 1))).toEqual([
      1_000, 2_000, 4_000, 32_000, 60_000, 60_000,
    ]);
  });

  it('is spread, and never nothing', () => {
    expect([0, 0.5].map((random) => refreshDelayMs(1, random))).toEqual([500, 750]);
  });
});
