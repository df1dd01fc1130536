/** What a batch is between the steps of its look. */
import type { Callout } from '../connectors/connector';
import type { SyncResults } from '../core/after-sync';
import { isOfAccount, type Failure } from '../core/failure';
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

/** Source id by CRM id: records that are held, or will be once their batch is settled. */
export type Acquired = ReadonlyMap<string, string>;

/** What batches have acquired, or are about to, and their links do not say yet. */
export function acquiredIn(batches: readonly (Asked | Pushed | null)[]): Acquired {
  return new Map(
    batches
      .flatMap(rowsOf)
      .flatMap((one) =>
        [acquiredBy(one), survivorOf(one), adoptedBy(one)].flatMap((id) =>
          id === undefined ? [] : [[id, one.loaded.row.sourceId] as const],
        ),
      ),
  );
}

function rowsOf(batch: Asked | Pushed | null): readonly Done[] {
  if (batch === null) return [];
  return 'done' in batch ? batch.done : batch.planned;
}

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

/** Whether an answer spoke of the account: then nothing more is sent to it before that is settled. */
export function speaksOfAccount(batch: Asked | Pushed): boolean {
  return rowsOf(batch).flatMap(failuresOf).some(isOfAccount);
}

function failuresOf({ plan, results }: Done): readonly Failure[] {
  if (plan.kind === 'fail') return [plan.failure];
  if (!results) return [];
  const { write, archive, lines, archived, associations } = results;
  const first = [...(write ? [write] : []), ...(archive ? [archive] : [])];
  const outcomes = [...first, ...lines.values(), ...archived.values(), ...associations.values()];
  return outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.failure]));
}
