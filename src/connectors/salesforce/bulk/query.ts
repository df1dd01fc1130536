/** Reads by a Bulk API 2.0 query job, for more records than pages of 2,000 or lists of ids would do. */
import type { Failure } from '../../../core/failure';
import type { Reach } from '../reach';

/**
 * Hands over every record of the answer as it comes, its values as texts (blank: an empty one), in no order. Null when all
 * have come; else why not: what was handed over until then is not all.
 */
export function queryInBulk(
  _reach: Reach,
  _query: { readonly object: string; readonly soql: string; readonly all?: boolean },
  _onRecord: (record: Readonly<Record<string, string>>) => void,
): Promise<Failure | null> {
  throw new Error('not yet');
}
