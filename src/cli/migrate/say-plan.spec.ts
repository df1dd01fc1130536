import { plannedEnds } from '../../core/migration-plan';
import { sayPlan, type PlanView } from './say-plan';

const none = Object.fromEntries(plannedEnds.map((end) => [end, 0])) as PlanView['ends']['company'];
const plan: PlanView = {
  hash: 'f00d',
  madeAt: '2026-11-26T09:00:00.000Z',
  expiresAt: '2026-12-03T09:00:00.000Z',
  mappingVersion: '1-x',
  records: { company: 0, customer: 20_000, order: 0 },
  ends: { company: none, customer: { ...none, create: 19_000, adopt: 700, held: 300 }, order: none },
  reasons: [
    {
      object: 'customer',
      end: 'held',
      code: 'no-email',
      message: 'it has no e-mail address',
      count: 300,
      examples: ['1042', '1043'],
    },
  ],
  calls: { total: 612, byEndpoint: { read: 12, create: 600 }, spent: 9 },
  asked: { company: 0, customer: 400, order: 0 },
  days: [
    { date: '2026-11-26', calls: 500, others: 120, left: 80 },
    { date: '2026-11-27', calls: 112, others: 120.4, left: 468 },
  ],
  finish: {
    expected: '2026-11-27T10:30:00.000Z',
    earliest: '2026-11-27T08:00:00.000Z',
    latest: '2026-11-27T16:00:00.000Z',
  },
  pilot: [
    { object: 'customer', sourceId: '1', branches: ['create'] },
    { object: 'customer', sourceId: '2', branches: ['create', 'phone blank'] },
  ],
};
const linesOf = (said: PlanView): readonly string[] => sayPlan(said, 'hubspot').split('\n');

describe('a plan that is said', () => {
  it('shows what becomes of how many, without types and ends of none', () => {
    const said = linesOf(plan);
    expect(said[1]!.split('│').map((cell) => cell.trim())).toEqual([
      '',
      '',
      'records',
      'created',
      'adopted',
      'held',
      '',
    ]);
    expect(said[3]!.split('│').map((cell) => cell.trim())).toEqual([
      '',
      'customers',
      '20,000',
      '19,000',
      '700',
      '300',
      '',
    ]);
    expect(said.join()).not.toContain('companies');
  });

  it('says why records do not go, what it costs, when it ends, and what comes next', () => {
    const said = linesOf(plan);
    expect(said).toEqual(
      expect.arrayContaining([
        '  300 customers held (no-email): it has no e-mail address, such as 1042, 1043',
        'The CRM was asked about 400 of 20,000 customers; of the others it is inferred (--thorough asks about all).',
        '612 calls; making this plan has cost 9 more. With over 5% more than planned it pauses.',
        'Started now it is done about 2026-11-27 10:30 UTC, on 2 days: between 2026-11-27 08:00 UTC and 2026-11-27 16:00 UTC.',
        'The pilot: 2 customers, in which 2 cases of the mapping occur.',
      ]),
    );
    expect(said.at(-1)).toBe('Approve it: tandem migrate approve hubspot --hash f00d');
  });

  it('shows of many days the first and the last', () => {
    const days = Array.from({ length: 30 }, (_, n) => ({ date: `day ${n + 1}.`, calls: 1, others: 1, left: 1 }));
    const shown = sayPlan({ ...plan, days }, 'hubspot').match(/day \d+\./g);
    expect(shown).toEqual(['day 1.', 'day 2.', 'day 3.', 'day 4.', 'day 5.', 'day 6.', 'day 7.', 'day 8.', 'day 30.']);
  });

  it('says so where the limits leave it no calls, and where there is nothing to bring', () => {
    const finish = { expected: null, earliest: null, latest: null };
    expect(sayPlan({ ...plan, finish }, 'hubspot')).toContain('It would never end');
    const records = { company: 0, customer: 0, order: 0 };
    expect(sayPlan({ ...plan, records, pilot: [] }, 'hubspot')).toContain('There is nothing to bring');
  });
});
