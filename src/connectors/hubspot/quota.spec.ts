import { quotaLeft } from './quota';

const burst = {
  'x-hubspot-ratelimit-interval-milliseconds': '10000',
  'x-hubspot-ratelimit-max': '190',
  'x-hubspot-ratelimit-remaining': '187',
};
const day = { 'x-hubspot-ratelimit-daily': '625000', 'x-hubspot-ratelimit-daily-remaining': '0' };

describe('what is left of the limits of HubSpot', () => {
  it('is told for the ten seconds and for the day', () => {
    expect(quotaLeft({ ...burst, ...day, 'x-hubspot-ratelimit-secondly-remaining': '18' })).toEqual([
      { window: 'burst', windowMs: 10_000, remaining: 187, limit: 190 },
      { window: 'day', kind: 'midnight', remaining: 0, limit: 625_000 },
    ]);
  });

  it('is told without a day to OAuth apps, and not at all after a search', () => {
    expect(quotaLeft(burst)).toEqual([{ window: 'burst', windowMs: 10_000, remaining: 187, limit: 190 }]);
    expect(quotaLeft({})).toEqual([]);
  });

  it.each(['', 'many', '-1', '1e3', '1.5', '9'.repeat(13)])('is not known from the header %j', (text) => {
    expect(quotaLeft({ 'x-hubspot-ratelimit-remaining': text })).toEqual([]);
    expect(quotaLeft({ ...burst, 'x-hubspot-ratelimit-max': text })).toMatchObject([{ limit: null }]);
    const odd = { ...burst, 'x-hubspot-ratelimit-interval-milliseconds': text };
    expect(quotaLeft(odd)).toMatchObject([{ windowMs: null, limit: 190 }]);
  });
});
