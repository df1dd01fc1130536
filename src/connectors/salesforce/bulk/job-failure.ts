/** What the `errorMessage` of a failed job means: `InvalidBatch : Field name not found : Foo__c` (contract 4.1). */
import type { Failure } from '../../../core/failure';

/** The file, not the moment, is what is wrong. Other words (quotas, locks, troubles of their own) pass. */
const lasting: ReadonlySet<string> = new Set([
  'InvalidBatch',
  'ClientInputError',
  'InvalidEntity',
  'InvalidField',
  'InvalidJob',
  'MALFORMED_QUERY',
  'INVALID_FIELD',
  'INVALID_TYPE',
  'FeatureNotEnabled',
]);

/** In these words in many reports, also of a field that is hidden from us; the text is unverified. */
const unknownField = /Field name not found : (\S+)/;

export function jobFailure(errorMessage: string | null): Failure {
  const code = /^\w+(?=\s*:)/.exec(errorMessage ?? '')?.[0] ?? 'JOB_FAILED';
  const property = unknownField.exec(errorMessage ?? '')?.[1];
  if (property !== undefined) {
    const message = `Salesforce has no such field, or hides it: ${property}`;
    return { kind: 'rejected', code, owner: 'crm-administrator', message, property };
  }
  const message = 'Salesforce gave the Bulk API job up.';
  return lasting.has(code)
    ? { kind: 'rejected', code, owner: 'us', message }
    : { kind: 'retry', code, owner: 'wait', message };
}

/**
 * Said when a job is made, of its file, and of a job that was taken (`ExceededQuota`): the batches or records of a day are used up
 * (contract 4.3). Nothing of these rows has landed. The codes are unverified.
 */
export function isOfJobQuota({ code }: Failure): boolean {
  return code.toUpperCase() === 'EXCEEDEDQUOTA';
}
