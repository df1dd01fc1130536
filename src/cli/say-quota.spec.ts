import type { QuotaView } from '../http/quota-bodies';
import { sayQuota } from './say-quota';

const day: NonNullable<QuotaView['day']> = {
  limit: 250_000,
  kind: 'midnight',
  timeZone: 'UTC',
  startsAt: '2026-11-22T00:00:00.000Z',
  resetsAt: '2026-11-23T00:00:00.000Z',
  used: 199_800,
  left: 50_200,
  ours: 120_300,
  others: 79_500,
  lanes: { live: 14_140, inbound: 2_200, retry: 0, migration: 103_960, audit: 0 },
  heardAt: '2026-11-22T22:29:41.000Z',
};
const quota = (over: Partial<QuotaView>): QuotaView => ({
  connectionId: 'crm',
  state: 'open',
  until: null,
  day,
  reserve: { share: 0.2, calls: 50_000 },
  dailyCalls: null,
  burst: { calls: 100, windowMs: 10_000 },
  expected: null,
  othersBurst: 400,
  bulk: { calls: 200, nextAt: null },
  ...over,
});
const sentence = (over: Partial<QuotaView>): string | undefined => sayQuota(quota(over)).split('\n')[0];

describe('what an operator reads of a quota', () => {
  it('is how much is left, as long as no limit holds anything back', () => {
    expect(sentence({})).toBe('crm: 50,200 calls are left until 2026-11-23 00:00 UTC; no limit holds anything back.');
    const rolling = { ...day, kind: 'rolling' as const, resetsAt: null };
    expect(sentence({ day: rolling })).toBe('crm: 50,200 calls are left; no limit holds anything back.');
    expect(sentence({ day: null })).toBe('crm: nothing limits the calls of a day.');
  });

  it('is when migrations go on, and who used what is gone', () => {
    const waiting = { state: 'bulk-waits', until: '2026-11-22T23:10:00.000Z' } as const;
    expect(sentence(waiting)).toBe(
      'crm: 50,200 calls are left until 2026-11-23 00:00 UTC, and they are kept for others and for live changes: ' +
        'migrations and audits wait until 2026-11-22 23:10 UTC. Most were made by Tandem (120,300 of 199,800).',
    );
    expect(sentence({ ...waiting, day: { ...day, ours: 1, others: 199_799 } })).toMatch(
      /Most were made by other programs \(199,799 of 199,800\)\.$/,
    );
  });

  it('is that nothing is sent, why, and until when', () => {
    const exhausted = { state: 'exhausted', until: '2026-11-23T00:00:00.000Z' } as const;
    expect(sentence({ ...exhausted, day: { ...day, left: 0 } })).toMatch(
      /^crm: nothing is sent to the CRM until 2026-11-23 00:00 UTC: the calls of the day are used up\. Most/,
    );
    expect(sentence(exhausted)).toMatch(/the CRM takes no calls for now\.$/);
  });

  it('has the figures under it, those of lanes that called among them', () => {
    const text = sayQuota(quota({ bulk: { calls: 0, nextAt: '2026-11-22T23:10:00.000Z' }, dailyCalls: 9_000 }));
    for (const figure of [
      'live 14,140, inbound 2,200, migration 103,960',
      '20%, 50,000',
      'not known yet',
      '100 in 10 s',
      '2026-11-22 23:10 UTC',
      '9,000',
    ])
      expect(text).toContain(figure);
  });

  it('does not call unknown calls of others none', () => {
    expect(sayQuota(quota({ day: { ...day, heardAt: null, others: 0 } }))).toContain(
      'not known: the CRM was not heard',
    );
  });
});
