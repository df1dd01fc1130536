/** Sees all records once, to find examples of every branch of the mapping; the CRM is asked about a sample of them on the way. */
import { branchesOf } from '../core/mapping-branches';
import type { PlannedPilot } from '../core/migration-plan';
import { choosePilot, PilotCandidates, type Candidate, type RecordName } from '../core/pilot';
import { objectTypes } from '../core/record';
import { localFields } from '../core/seen';
import { sampleScope } from '../store/plan-scope';
import { Fates, parentsToBring, type DryLook, type DryRow } from './dry-look';
import type { Planning } from './planning';

/** So many records of a type are asked about; with no more of them it is all. */
export const sampleSize = 2_000;

export async function pilotOf(planning: Planning): Promise<readonly PlannedPilot[]> {
  const { pilot: size } = planning.wanted.settings;
  const candidates = new PilotCandidates(size);
  const fates = new Fates(planning.scope.records);
  for (const object of objectTypes) {
    const dry = planning.dryLook(object, fates);
    await askSample(planning, dry);
    for await (const rows of planning.all(dry)) {
      dry.conclude(rows);
      for (const candidate of rows.flatMap((row) => candidateOf(dry, row) ?? [])) candidates.offer(candidate);
    }
    dry.answers.restart('infer');
  }
  const all = candidates.all();
  const relatives = await relativesOf(planning, all, fates);
  const ready = all.filter((one) => isReady(one, relatives));
  return choosePilot(ready, size, (one) => ancestorsOf(one, relatives));
}

async function askSample(planning: Planning, dry: DryLook): Promise<void> {
  const { stream, mapping } = dry.batch;
  if (mapping.matchBy.length === 0) return;
  const sample = await planning.read((tx) => sampleScope(tx, stream.tenantId, stream, sampleSize));
  dry.answers.restart('remember');
  dry.learn(await planning.lookAt(dry, sample));
  dry.answers.isSure = sample.length < sampleSize;
  dry.answers.restart('infer');
}

/** Parents of candidates, and theirs, by name. */
async function relativesOf(
  planning: Planning,
  all: readonly Candidate[],
  fates: Fates,
): Promise<ReadonlyMap<string, Candidate>> {
  const relatives = new Map<string, Candidate>();
  const wanted: RecordName[] = all.flatMap(({ parents }) => parents);
  // A customer's parent is a company, which has none.
  for (const object of ['customer', 'company'] as const) {
    const ids = [...new Set(wanted.flatMap((one) => (one.object === object ? [one.sourceId] : [])))];
    const dry = planning.dryLook(object, fates);
    for (const row of await planning.lookAt(dry, ids)) {
      const relative = candidateOf(dry, row);
      if (!relative) continue;
      relatives.set(nameOf(relative), relative);
      wanted.push(...relative.parents);
    }
  }
  return relatives;
}

/** Its parents can go before it. */
const isReady = ({ parents }: Candidate, relatives: ReadonlyMap<string, Candidate>): boolean =>
  parents.every((parent) => {
    const relative = relatives.get(nameOf(parent));
    return relative !== undefined && isReady(relative, relatives);
  });

function ancestorsOf({ parents }: Candidate, relatives: ReadonlyMap<string, Candidate>): readonly Candidate[] {
  const found = parents.flatMap((parent) => relatives.get(nameOf(parent)) ?? []);
  const above = found.flatMap((parent) => ancestorsOf(parent, relatives));
  return [...new Map([...above, ...found].map((one) => [nameOf(one), one])).values()];
}

const nameOf = ({ object, sourceId }: RecordName): string => `${object} ${sourceId}`;

/** Null: it does not flow, or not before it is seen that its parent does not; then it is no example. */
function candidateOf({ batch, mapping }: DryLook, { planned, fate }: DryRow): Candidate | null {
  const { look, row } = planned.loaded;
  const { record, parents, url } = look;
  if (fate.asParent !== 'there' || record === null) return null;
  if (Object.values(parents).some(({ kind }) => kind === 'absent')) return null;
  const local = localFields(mapping, record, url);
  return {
    object: batch.stream.object,
    sourceId: row.sourceId,
    branches: branchesOf(mapping, { end: fate.end, record, local, parents }),
    parents: parentsToBring(mapping, look),
  };
}
