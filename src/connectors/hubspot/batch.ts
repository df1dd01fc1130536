/**
 * Finds what an answer says of each row. Answers are matched to rows by what they name and never by their place:
 * HubSpot answers in another order, leaves rows out and groups errors (seen in recorded traffic, 2021-2026).
 */
import type { Problem } from './answer';

/** HubSpot: 101 inputs are refused — docs "Batch endpoints", 2026-03. */
export const rowsPerCall = 100;

/**
 * Finds what an answer says against a row: by our trace id, or by the id we asked for, in any case (e-mails come back
 * lower-cased). One grouped error may name many ids. `existingId` names someone else's record and is no match.
 */
export function problemOf(
  problems: readonly Problem[],
  row: { readonly id: string; readonly traceId?: string },
): Problem | null {
  const id = folded(row.id);
  const names = ({ context }: Problem): boolean =>
    (row.traceId !== undefined && (context['objectWriteTraceId'] ?? []).includes(row.traceId)) ||
    [...(context['ids'] ?? []), ...(context['id'] ?? [])].some((named) => folded(named) === id);
  return problems.find(names) ?? null;
}

/** HubSpot compares keys, e-mails and domains without case, and answers e-mails in lower case. */
export function folded(text: string): string {
  return text.toLowerCase();
}
