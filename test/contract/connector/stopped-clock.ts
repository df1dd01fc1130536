/** Time that stands still in a sandbox, and goes on only where it is pushed. */
import { pullLever, type Sandbox } from '../../support/crms/levers';

/** Answers the moment at which it was stopped. */
export const stopClock = (sandbox: Sandbox): Promise<Date> => setClock(sandbox, { rate: 0 });

export const advanceClock = (sandbox: Sandbox, advanceMs: number): Promise<Date> => setClock(sandbox, { advanceMs });

async function setClock(sandbox: Sandbox, change: object): Promise<Date> {
  const { epochMs } = (await pullLever(sandbox, 'POST', 'clock', change)) as { readonly epochMs: number };
  return new Date(epochMs);
}
