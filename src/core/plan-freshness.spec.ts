import { expiryOf, reasonExpired } from './plan-freshness';

const madeAt = new Date('2026-11-26T12:00:00Z');
const plan = {
  expiresAt: expiryOf(madeAt).toISOString(),
  mappingVersion: 'v1',
  records: { company: 100, customer: 700, order: 200 },
};
const at = (over: Partial<Parameters<typeof reasonExpired>[1]> = {}): ReturnType<typeof reasonExpired> =>
  reasonExpired(plan, { now: madeAt, mappingVersion: 'v1', moved: 0, ...over });

describe('a plan', () => {
  it('holds for seven days', () => {
    expect(at({ now: new Date('2026-12-03T11:59:59Z') })).toBeNull();
    expect(at({ now: new Date('2026-12-03T12:00:00Z') })).toMatchObject({ code: 'plan-expired' });
  });

  it('holds for its mapping alone', () => {
    expect(at({ mappingVersion: 'v2' })?.message).toContain('mapping');
  });

  it('holds until more than 5 % of its records have moved', () => {
    expect(at({ moved: 50 })).toBeNull();
    expect(at({ moved: 51 })?.message).toContain('51 of its 1000 records');
  });

  it('of few records is not held to a share', () => {
    const few = { ...plan, records: { company: 0, customer: 10, order: 0 } };
    expect(reasonExpired(few, { now: madeAt, mappingVersion: 'v1', moved: 20 })).toBeNull();
    expect(reasonExpired(few, { now: madeAt, mappingVersion: 'v1', moved: 21 })).not.toBeNull();
  });
});
