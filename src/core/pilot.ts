/**
 * Which records a migration begins with: few, and so chosen that every branch of the mapping is gone through by at least one, as
 * far as so many records can. Of the records that come by only some of each branch are kept, so that memory does not grow with
 * them.
 */
import { shareOf } from './id-filter';
import type { PlannedPilot } from './migration-plan';
import { objectTypes, type ObjectType } from './record';

export interface RecordName {
  readonly object: ObjectType;
  readonly sourceId: string;
}

export interface Candidate extends RecordName {
  /** What it is an example of. */
  readonly branches: readonly string[];
  /** Records that are not in the CRM yet, and have to be there before it. */
  readonly parents: readonly RecordName[];
}

/** Of each branch, so that one of them may have many branches at once. */
const keptPerBranch = 4;
/** A list of options may be long; what is beyond is not an example of anything. */
const mostBranches = 400;

export class PilotCandidates {
  private readonly byBranch = new Map<string, number>();
  private readonly kept = new Map<string, Candidate>();
  /** By object type, those with the smallest shares: what fills the pilot up, whatever order they come in. */
  private readonly spare = new Map<ObjectType, { readonly share: number; readonly candidate: Candidate }[]>();

  constructor(private readonly size: number) {}

  offer(candidate: Candidate): void {
    const { object, sourceId } = candidate;
    const fresh = candidate.branches.filter((branch) => this.wants(`${object} ${branch}`));
    if (fresh.length > 0) this.kept.set(nameOf(candidate), candidate);
    for (const branch of fresh) {
      const name = `${object} ${branch}`;
      this.byBranch.set(name, (this.byBranch.get(name) ?? 0) + 1);
    }
    this.keepSpare(object, { share: shareOf(`${object} ${sourceId}`), candidate });
  }

  /** All that are kept, in a fixed order. */
  all(): readonly Candidate[] {
    const spare = [...this.spare.values()].flat().map(({ candidate }) => candidate);
    const all = new Map([...this.kept, ...spare.map((one) => [nameOf(one), one] as const)]);
    return [...all.values()].sort(inOrder);
  }

  private wants(name: string): boolean {
    const count = this.byBranch.get(name);
    if (count === undefined) return this.byBranch.size < mostBranches;
    return count < keptPerBranch;
  }

  private keepSpare(object: ObjectType, one: { readonly share: number; readonly candidate: Candidate }): void {
    const spare = this.spare.get(object) ?? [];
    if (spare.length >= this.size && one.share >= (spare.at(-1)?.share ?? 1)) return;
    this.spare.set(object, [...spare, one].sort((a, b) => a.share - b.share).slice(0, this.size));
  }
}

/**
 * Goes by what is still missing: each time the candidate that adds most for the records it takes, its parents among them; then,
 * while there is room, object type by object type in turn.
 * @param familyOf parents, and theirs, of a candidate
 */
export function choosePilot(
  candidates: readonly Candidate[],
  size: number,
  familyOf: (candidate: Candidate) => readonly Candidate[] = ({ parents }) =>
    parents.map((parent) => ({ ...parent, branches: [], parents: [] })),
): readonly PlannedPilot[] {
  const chosen = new Map<string, Candidate>();
  const covered = new Set<string>();
  const missing = (candidate: Candidate): readonly Candidate[] =>
    [candidate, ...familyOf(candidate)].filter((one) => !chosen.has(nameOf(one)));
  const take = (some: readonly Candidate[]): void => {
    for (const one of some) {
      chosen.set(nameOf(one), one);
      for (const branch of one.branches) covered.add(`${one.object} ${branch}`);
    }
  };
  const worthOf = (some: readonly Candidate[]): number => {
    const added = new Set(some.flatMap(({ object, branches }) => branches.map((branch) => `${object} ${branch}`)));
    return [...added].filter((branch) => !covered.has(branch)).length;
  };
  for (;;) {
    const best = bestOf(candidates, size - chosen.size, { missing, worthOf });
    if (best === null) break;
    take(best);
  }
  for (const candidate of inTurn(candidates.filter((one) => !chosen.has(nameOf(one))))) {
    const some = missing(candidate);
    if (some.length > 0 && chosen.size + some.length <= size) take(some);
  }
  return [...chosen.values()].sort(inOrder).map(({ object, sourceId, branches }) => ({ object, sourceId, branches }));
}

function bestOf(
  candidates: readonly Candidate[],
  room: number,
  of: {
    readonly missing: (candidate: Candidate) => readonly Candidate[];
    readonly worthOf: (some: readonly Candidate[]) => number;
  },
): readonly Candidate[] | null {
  let best: { readonly some: readonly Candidate[]; readonly rate: number } | null = null;
  for (const candidate of candidates) {
    const some = of.missing(candidate);
    if (some.length === 0 || some.length > room) continue;
    const worth = of.worthOf(some);
    const rate = worth / some.length;
    if (worth > 0 && (best === null || rate > best.rate)) best = { some, rate };
  }
  return best?.some ?? null;
}

/** One of each object type after another, spread over their ids. */
function inTurn(candidates: readonly Candidate[]): readonly Candidate[] {
  const byType = objectTypes.map((object) =>
    candidates
      .filter((one) => one.object === object)
      .map((candidate) => ({ candidate, share: shareOf(nameOf(candidate)) }))
      .sort((a, b) => a.share - b.share)
      .map(({ candidate }) => candidate),
  );
  const longest = Math.max(0, ...byType.map(({ length }) => length));
  return Array.from({ length: longest }, (_, n) => byType.flatMap((some) => some[n] ?? [])).flat();
}

const nameOf = ({ object, sourceId }: RecordName): string => `${object} ${sourceId}`;

const inOrder = (a: RecordName, b: RecordName): number =>
  objectTypes.indexOf(a.object) - objectTypes.indexOf(b.object) || (a.sourceId < b.sourceId ? -1 : 1);
