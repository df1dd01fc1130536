/** What the CRM refuses although the gate let it pass is learned: that address is not sent there again until somebody says so. */
import type { SyncResults } from './after-sync';
import type { Conclusion } from './conclude';
import type { EmailGate, RefusedEmails } from './email-gate';
import type { ObjectMapping } from './mapping';
import type { Plan } from './plan';

export interface RefusedEmail {
  readonly address: string;
  readonly code: string;
}

/** The address that this write was refused for; null when it was not for an address. */
export function refusedEmail(
  gate: EmailGate | null,
  mapping: ObjectMapping,
  plan: Plan,
  results: SyncResults | undefined,
): RefusedEmail | null {
  if (gate === null || plan.kind !== 'sync' || !plan.write || !results?.write || results.write.ok) return null;
  const { failure } = results.write;
  if (failure.kind !== 'rejected' || !gate.rules.refusals.includes(failure.code)) return null;
  const line = mapping.fields.find(
    ({ field, property }) => property === failure.property && gate.fields.includes(field),
  );
  const address = line && plan.write.fields[line.field];
  return typeof address === 'string' ? { address, code: failure.code } : null;
}

/**
 * Looked at again at once, now that it is known: held, or sent without the address. One that was sent although it was known, as a
 * value that the CRM has held before, is parked as everything that it refuses.
 */
export function afterRefusal(
  conclusion: Conclusion,
  refused: RefusedEmail | null,
  known: RefusedEmails,
  now: Date,
): Conclusion {
  if (refused === null || Object.hasOwn(known, refused.address) || conclusion.link.state !== 'parked')
    return conclusion;
  return {
    ...conclusion,
    link: { ...conclusion.link, state: 'pending', attempts: 0 },
    next: { kind: 'again', dueAt: now, attempts: 0 },
    journal: null,
  };
}
