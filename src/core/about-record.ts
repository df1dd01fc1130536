/** What a failure says of the record itself, where it was met in something else. */
import type { Failure } from './failure';
import type { Write } from './plan';
import { ownerOf } from './reason-families';

/**
 * What was about to be adopted is gone or merged away: the record was never joined to it, has lost nothing, and is at first contact
 * again. A search may name what is gone for as long as its index lags, which may be an hour.
 */
export function aboutJoining(write: Write | null, failure: Failure): Failure {
  if (write?.how !== 'adopt' || failure.kind !== 'gone') return failure;
  return { kind: 'retry', code: failure.code, message: failure.message };
}

/** Something that hangs on the record is gone, or its key is taken: that says nothing of the record itself. */
export function aboutOther(failure: Failure): Failure {
  if (failure.kind !== 'gone' && failure.kind !== 'duplicate') return failure;
  const { code, message } = failure;
  // A taken key that does not go away is a matter of the CRM's records, as it is on the record itself.
  return { kind: 'stale', code, message, ...(failure.kind === 'duplicate' && { owner: ownerOf(failure) }) };
}
