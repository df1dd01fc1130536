/** Why a row could not be written that seems not to be there: the refusal may be of a record that it refers to as well. */
import type { Failure } from '../../core/failure';
import { unanswered, type Saved } from './collections';
import { deleted, fatesOf, merged } from './fates';
import type { Reach } from './reach';

/** Said of the row's own id and of ids in its fields (contract 6); fields are named of the latter, not by every version (unverified). */
const codes: ReadonlySet<string> = new Set(['ENTITY_IS_DELETED', 'NOT_FOUND', 'INVALID_CROSS_REFERENCE_KEY']);

export function isSuspect(row: Saved | undefined): boolean {
  return row?.ok === false && row.problem !== null && codes.has(row.problem.code);
}

/** What to answer for a row that was refused. The recycle bin is asked once for all that seem to be gone. */
export async function explainAbsence(
  reach: Reach,
  object: string,
  suspects: readonly string[],
): Promise<(id: string, row: Saved | undefined) => Failure> {
  const fates = suspects.length === 0 ? null : await fatesOf(reach, object, suspects);
  return (id, row) => {
    if (row?.ok !== false) return unanswered;
    if (fates === null || !isSuspect(row)) return row.failure;
    if (!fates.ok) return isOwn(row) ? row.failure : referenceGone(row);
    const fate = fates.of(id);
    if (fate.kind === 'merged') return merged(fate.into);
    return fate.kind === 'gone' ? deleted : referenceGone(row);
  };
}

function isOwn({ problem }: Extract<Saved, { ok: false }>): boolean {
  return problem === null || problem.fields.every((field) => field === 'Id');
}

/** The record is there, and what it was to refer to is not: whoever looks again sees that its parent is gone. */
function referenceGone({ failure: { code }, problem }: Extract<Saved, { ok: false }>): Failure {
  const [field] = problem?.fields ?? [];
  const named = field !== undefined && /^\w+$/.test(field) ? ` in "${field}"` : '';
  return { kind: 'stale', code, message: `Salesforce has no such record as the one referred to${named}.` };
}
