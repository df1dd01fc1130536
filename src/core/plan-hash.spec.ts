import { planHash } from './plan-hash';

const plan = {
  mappingVersion: 'v1',
  records: { company: 1, customer: 2, order: 3 },
  ends: {},
  reasons: [],
  calls: { total: 3, byEndpoint: { 'POST /a': 3 }, spent: 1 },
  asked: { company: 1, customer: 2, order: 3 },
  days: [],
  finish: { expected: null, earliest: null, latest: null },
  pilot: [],
} as unknown as Parameters<typeof planHash>[0];

describe('the hash of a plan', () => {
  it('is the same after it was kept, in whatever order', () => {
    const kept = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(plan).toReversed()))) as typeof plan;
    expect(planHash(kept)).toBe(planHash(plan));
    expect(planHash(plan)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is another one of another plan', () => {
    expect(planHash({ ...plan, calls: { ...plan.calls, total: 4 } })).not.toBe(planHash(plan));
  });
});
