import { adviceOn, answeringStateOf, type OldestOpen } from './unanswered';

const now = new Date('2026-03-08T12:00:00Z');
const day = 86_400_000;
const ago = (ms: number, kind: OldestOpen['kind'] = 'changed'): OldestOpen => ({
  seq: 17,
  at: new Date(now.getTime() - ms),
  kind,
});

describe('what the order system leaves unanswered', () => {
  it.each([
    ['none', null],
    ['waiting', ago(0)],
    ['waiting', ago(7 * day - 1)],
    ['overdue', ago(7 * day)],
    ['waiting', ago(-1)],
  ] as const)('is %s by the oldest that waits', (state, oldest) => {
    expect(answeringStateOf(oldest, now)).toBe(state);
  });

  it('comes with advice once it is overdue', () => {
    expect(adviceOn(null, 'explicit', now)).toBeNull();
    expect(adviceOn(ago(7 * day - 1), 'explicit', now)).toBeNull();
    expect(adviceOn(ago(9.5 * day), 'explicit', now)).toBe(
      'change 17 has waited for an answer for 9 days: accept or refuse it; for an order system that never refuses, set acceptance to on-delivery',
    );
  });

  it('is not advised to be accepted on delivery where it is, or where that answers nothing', () => {
    expect(adviceOn(ago(7 * day), 'on-delivery', now)).toContain('has not been delivered');
    for (const acceptance of ['explicit', 'on-delivery'] as const) {
      const advice = adviceOn(ago(7 * day, 'created'), acceptance, now);
      expect(advice).toContain('accept it with your id');
      expect(advice).not.toContain('on-delivery');
    }
  });
});
