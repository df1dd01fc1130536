import { isOfJobQuota, jobFailure } from './job-failure';

describe('the failure of a whole Bulk job', () => {
  it.each([
    ['InvalidBatch : Field name not found : Foo__c', 'rejected', 'InvalidBatch', 'Foo__c'],
    ['InvalidBatch : A row has 2 values where the header has 3', 'rejected', 'InvalidBatch', undefined],
    ['ClientInputError : LineEnding is invalid on user data.', 'rejected', 'ClientInputError', undefined],
    ['ExceededQuota : more than 150000000 records in 24 hours', 'retry', 'ExceededQuota', undefined],
    ['InternalServerError : something', 'retry', 'InternalServerError', undefined],
    ['words without a code', 'retry', 'JOB_FAILED', undefined],
    [null, 'retry', 'JOB_FAILED', undefined],
  ])('%s: %s', (message, kind, code, property) => {
    const failure = jobFailure(message);
    expect(failure).toMatchObject({ kind, code });
    expect('property' in failure ? failure.property : undefined).toBe(property);
  });

  it('is of the quota of jobs where a day has no more of them', () => {
    expect(isOfJobQuota(jobFailure('ExceededQuota : more than 150000000 records in 24 hours'))).toBe(true);
    expect(isOfJobQuota(jobFailure('InternalServerError : something'))).toBe(false);
  });
});
