import { outlastsCall } from './lease';

it('a lease outlasts a call by two seconds more than its deadline, and not by less', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const lasts = (ms: number): boolean => outlastsCall(now.getTime() + ms, now, 15_000);
  expect([lasts(17_001), lasts(17_000), lasts(0), lasts(-1)]).toEqual([true, false, false, false]);
});
