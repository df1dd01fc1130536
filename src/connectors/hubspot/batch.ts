/**
 * Finds what an answer says of each row. Answers are matched to rows by what they name and never by their place:
 * HubSpot answers in another order, leaves rows out and groups errors (seen in recorded traffic, 2021-2026).
 */
import type { Failure } from '../../core/failure';
import { failed, type Verdicts } from '../batches';
import type { Problem } from './answer';

/** HubSpot: 101 inputs are refused — docs "Batch endpoints", 2026-03. */
export const rowsPerCall = 100;

/** Finds what an answer says against a row of its call; null: nothing. */
export type ProblemOf = (id: string, traceId?: string) => Problem | null;

/**
 * By our trace id, or by the id we asked for, in any case (e-mails come back lower-cased). One grouped error may name many
 * ids: they are looked up, and not each compared with all. `existingId` names someone else's record and is no match.
 */
export function problemsByRow(problems: readonly Problem[]): ProblemOf {
  const byTrace = new Map<string, Problem>();
  const byId = new Map<string, Problem>();
  // The first that names a row is the one that counts.
  for (const problem of problems.toReversed()) {
    const { objectWriteTraceId = [], ids = [], id = [] } = problem.context;
    for (const traceId of objectWriteTraceId) byTrace.set(traceId, problem);
    for (const named of [...ids, ...id]) byId.set(folded(named), problem);
  }
  return (id, traceId = '') => byTrace.get(traceId) ?? byId.get(folded(id)) ?? null;
}

/** Codes of what is wrong with a property, whatever value a row has for it. */
const ofProperty: readonly string[] = ['PROPERTY_DOESNT_EXIST', 'PROPERTY_NOT_UNIQUE'];

/**
 * A property that an admin deleted fails every row that carries it, and so does our key: halving would spend 199 calls to
 * learn that 100 times. When all rows carry it, the verdict is theirs at once.
 */
export function oneForAll<R>(
  failure: Failure,
  rows: readonly R[],
  carries: (row: R, property: string) => boolean,
): Verdicts<never> {
  const { property } = failure.kind === 'rejected' && ofProperty.includes(failure.code) ? failure : {};
  if (property === undefined || !rows.every((row) => carries(row, property))) return failure;
  return rows.map(() => failed(failure));
}

/**
 * What may be a record's id in an error about associations. The keys under which a context names records differ by error (`id`,
 * `fromObjectId`), and some hide the id in a text (`CONTACT=999 is not valid`, hubspot-api-nodejs #646): so every number in it.
 */
export const numbersIn = ({ context }: Problem): readonly string[] =>
  Object.values(context)
    .flat()
    .flatMap((text) => text.match(/\d+/g) ?? []);

/** HubSpot compares keys, e-mails and domains without case, and answers e-mails in lower case. */
export function folded(text: string): string {
  return text.toLowerCase();
}
