import { standingFor } from './tracks';

const withJobs = { rows: 600, bulk: { from: 2_000, rows: 25_000 } };
const withoutJobs = { rows: 500, bulk: null };

describe('how what is due goes in a turn', () => {
  it.each([
    ['alone, when nothing may wait', withJobs, { urgent: 3, bulk: 0 }, { urgent: 'batches', bulk: 'none' }],
    ['beside what may wait', withJobs, { urgent: 3, bulk: 7 }, { urgent: 'batches', bulk: 'batches' }],
    ['beside a job of what may wait', withJobs, { urgent: 3, bulk: 2_000 }, { urgent: 'batches', bulk: 'pieces' }],
    ['by jobs, before all that may wait', withJobs, { urgent: 2_000, bulk: 2_000 }, { urgent: 'pieces', bulk: 'none' }],
    [
      'before what may wait, a batch of it and more',
      withJobs,
      { urgent: 600, bulk: 7 },
      { urgent: 'batches', bulk: 'none' },
    ],
    [
      'by batches where there are no jobs',
      withoutJobs,
      { urgent: 3, bulk: 9_000 },
      { urgent: 'batches', bulk: 'batches' },
    ],
  ] as const)('is, for what is urgent: %s', (_how, batches, due, standing) => {
    expect(standingFor(batches, due)).toEqual(standing);
  });
});
