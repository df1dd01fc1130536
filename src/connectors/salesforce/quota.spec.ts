import { quotaLeft } from './quota';

const told = (text: string): ReturnType<typeof quotaLeft> => quotaLeft({ 'sforce-limit-info': text });

describe('what is left of the limits of Salesforce', () => {
  it('is told of the day', () => {
    expect(told('api-usage=25/15000')).toEqual([{ window: 'day', kind: 'rolling', remaining: 14_975, limit: 15_000 }]);
  });

  it('is of the app where less is left to it than to the org', () => {
    expect(told('api-usage=25/5000; per-app-api-usage=17/250(appName=sample-app)')).toEqual([
      { window: 'day', kind: 'rolling', remaining: 233, limit: 250 },
    ]);
  });

  it('is of the org where less is left to it than to the app', () => {
    expect(told('api-usage=4990/5000; per-app-api-usage=17/250(appName=sample-app)')).toEqual([
      { window: 'day', kind: 'rolling', remaining: 10, limit: 5_000 },
    ]);
  });

  it('is nothing, and not less, above the limit', () => {
    expect(told('api-usage=15010/15000')).toEqual([{ window: 'day', kind: 'rolling', remaining: 0, limit: 15_000 }]);
  });

  it.each([
    '',
    'api-usage=',
    'api-usage=many/15000',
    'api-usage=1/',
    `api-usage=1${'0'.repeat(13)}/2`,
    'xapi-usage=1/2',
  ])('is not known from %j', (text) => {
    expect(told(text)).toEqual([]);
  });

  it('is not known from an answer that does not say', () => {
    expect(quotaLeft({})).toEqual([]);
  });
});
