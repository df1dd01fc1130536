/** Why a row could not be written that seems not to be there: the refusal may be of a record that it refers to as well. */
import type { Failure, Outcome } from '../../core/failure';
import { failed } from '../batches';
import { deleted, fatesOf, merged, unseen, type Fate } from './fates';
import type { Reach } from './reach';

/**
 * Codes and fields do not always tell of which id it is said, of the row's own or of one in its fields, and a record that our
 * user may not see is an id of nobody too (unverified). The recycle bin is asked once for all that seem to be gone: it knows also
 * what they were merged into.
 */
export async function withFates<T>(
  reach: Reach,
  object: string,
  ids: readonly string[],
  outcomes: readonly Outcome<T>[],
): Promise<readonly Outcome<T>[]> {
  const suspects = ids.filter((_, at) => isGone(outcomes[at]));
  if (suspects.length === 0) return outcomes.map(aboutReference);
  const fates = await fatesOf(reach, object, suspects);
  return outcomes.map((outcome, at) => {
    if (isOfReference(outcome)) return aboutReference(outcome);
    if (outcome.ok || !isGone(outcome)) return outcome;
    if (!fates.ok) return failed(fates.failure); // who says gone buries it, and it may be merged, or its parent gone
    const fate = fates.of(ids[at] ?? '');
    if (fate.kind === 'merged') return failed(merged(fate.into));
    return failed(failuresOf[fate.kind] ?? referenceGone(outcome.failure));
  });
}

/** Of one that is here, what it refers to is gone. */
const failuresOf: Readonly<Partial<Record<Fate['kind'], Failure>>> = { gone: deleted, 'not-shown': unseen };

function isGone(outcome: Outcome<unknown> | undefined): boolean {
  return outcome?.ok === false && outcome.failure.kind === 'gone';
}

/** Of a row without an id of its own: what is gone is what it refers to. */
export function aboutReference<T>(outcome: Outcome<T>): Outcome<T> {
  return !outcome.ok && (isGone(outcome) || isOfReference(outcome)) ? failed(referenceGone(outcome.failure)) : outcome;
}

/** Said of a field, these codes are about the record that it points to. */
const referenceCodes: ReadonlySet<string> = new Set(['INVALID_CROSS_REFERENCE_KEY', 'ENTITY_IS_DELETED']);

/** The parent may have been deleted or merged since it was looked at: that is no fault of the value. */
export function isOfReference(outcome: Outcome<unknown>): boolean {
  return !outcome.ok && outcome.failure.kind === 'rejected' && referenceCodes.has(outcome.failure.code);
}

/** Whoever looks again sees that a parent is gone. */
function referenceGone({ code }: Failure): Failure {
  return { kind: 'stale', code, message: 'Salesforce has no such record as one that this refers to.' };
}
