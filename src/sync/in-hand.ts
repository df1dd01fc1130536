/** What a batch is between the steps of its look. */
import type { Callout } from '../connectors/connector';
import type { SyncResults } from '../core/after-sync';
import { isOfAccount, type AccountFailure, type Failure } from '../core/failure';
import type { Plan } from '../core/plan';
import type { Batch } from './engine';
import type { Loaded } from './loaded';

/** What we know was read. */
export interface Read {
  readonly batch: Batch;
  readonly loaded: readonly Loaded[];
  /** Calls that were made for it; there will be more. */
  readonly callouts: readonly Callout[];
  readonly startMs: number;
}

export interface Planned {
  readonly loaded: Loaded;
  readonly plan: Plan;
}

/** The CRM was asked what it had to be asked, and nothing was changed there yet. */
export interface Asked {
  readonly read: Read;
  readonly planned: readonly Planned[];
}

/** What is about to be sent was written down. */
export interface Noted extends Asked {
  /** Where it stands; null when nothing is to be sent. */
  readonly note: string | null;
}

export interface Done extends Planned {
  readonly results?: SyncResults;
}

/** Everything was sent, and is to be settled. */
export interface Pushed extends Pick<Noted, 'read' | 'note'> {
  readonly done: readonly Done[];
}

/** CRM records that rows in hand hold, or will once they are settled, although no link says so yet. */
export interface Acquisitions {
  /** Those of these records that one holds: its source id by CRM id. */
  among(externalIds: readonly string[]): ReadonlyMap<string, string>;
  acquire(externalId: string, sourceId: string): void;
}

/** What a batch has acquired, or is about to. */
export function acquireAll(batch: Asked | Pushed, acquisitions: Acquisitions): void {
  for (const one of rowsOf(batch)) {
    for (const id of [acquiredBy(one), survivorOf(one), adoptedBy(one)]) {
      if (id !== undefined) acquisitions.acquire(id, one.loaded.row.sourceId);
    }
  }
}

const rowsOf = (batch: Asked | Pushed): readonly Done[] => ('done' in batch ? batch.done : batch.planned);

/** The id that a record did not have before: from its write, or from the read that found an earlier one. */
export function acquiredBy({ loaded, plan, results }: Done): string | undefined {
  const id = results?.write?.ok ? results.write.value.id : plan.link.externalId;
  return id === null || id === loaded.look.link.externalId ? undefined : id;
}

/** The record that this one was merged into. */
export function survivorOf({ plan, results }: Done): string | undefined {
  if (plan.kind === 'relink') return plan.to;
  const write = results?.write;
  return write && !write.ok && write.failure.kind === 'gone' ? write.failure.mergedInto : undefined;
}

/** The record that it is about to make its own. */
function adoptedBy({ plan }: Planned): string | undefined {
  return (plan.kind === 'sync' && plan.write?.how === 'adopt' && plan.write.externalId) || undefined;
}

/** What answers said of the account: then nothing more is sent to it before that is settled. */
export function saidOfAccount(batch: Asked | Pushed): readonly AccountFailure[] {
  return rowsOf(batch).flatMap(failuresOf).filter(isOfAccount);
}

function failuresOf({ plan, results }: Done): readonly Failure[] {
  if (plan.kind === 'fail') return [plan.failure];
  if (!results) return [];
  const { write, archive, lines, archived, associations } = results;
  const first = [...(write ? [write] : []), ...(archive ? [archive] : [])];
  const outcomes = [...first, ...lines.values(), ...archived.values(), ...associations.values()];
  return outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.failure]));
}
