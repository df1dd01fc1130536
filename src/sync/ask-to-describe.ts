/** When a look wants the descriptions that it went by read anew: they are old, or did not agree with what the CRM says. */
import type { Outcome } from '../core/failure';
import { isBulk } from '../core/lane';
import { askToDescribe, type DescribedConnection } from '../store/described';
import type { EntityManager } from '../store/transaction';
import type { Batch, Engine } from './engine';
import type { Done } from './in-hand';

/** However many records are refused: a CRM is asked so seldom on their account. */
const restMs = 300_000;
/** What may wait goes by what was said a day ago: a migration of weeks would ask each hour. */
const dayMs = 86_400_000;

/** The last statements of a settle but for the lease: others lock marks first and connections then. */
export async function askWhenOld(
  { clock, describeSeconds }: Pick<Engine, 'clock' | 'describeSeconds'>,
  { connection, describing, lane }: Batch,
  done: readonly Done[],
  tx: EntityManager,
): Promise<void> {
  const refused = done.some(wasRefused);
  if (!refused && !done.some(isWritten)) return;
  const now = clock.now().getTime();
  const dueMs = Math.max(freshUntil(describing, refused ? restMs : isBulk(lane) ? dayMs : describeSeconds * 1000), now);
  // What is due later is asked for by a later write, so that a connection by which nothing goes is not read anew.
  if (!refused && dueMs > now) return;
  const { describeDueAt } = describing;
  if (describeDueAt !== null && describeDueAt.getTime() <= dueMs) return;
  await askToDescribe(tx, connection, new Date(dueMs), describing);
}

function freshUntil({ describedAt, describeTriedAt }: DescribedConnection, ageMs: number): number {
  const readMs = describedAt?.getTime() ?? -Infinity;
  const triedMs = describeTriedAt?.getTime() ?? -Infinity;
  return Math.max(readMs + ageMs, triedMs + restMs);
}

/** Something of it was sent, or would have been. */
const isWritten = ({ results }: Done): boolean => results !== undefined;

/** Before the call, or by the CRM itself for a value of a property that it named. */
function wasRefused({ plan, results }: Done): boolean {
  // A read by a key that is none any more.
  if (plan.kind === 'fail') return plan.failure.kind === 'rejected' && plan.failure.properties !== undefined;
  if (plan.kind !== 'sync' || !results) return false;
  if (plan.refusal !== null) return true;
  return isOfValue(results.write) || [...results.lines.values()].some(isOfValue);
}

const isOfValue = (outcome: Outcome<unknown> | undefined): boolean =>
  outcome?.ok === false && outcome.failure.kind === 'rejected' && outcome.failure.property !== undefined;
