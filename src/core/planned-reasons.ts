/** What a plan counts: how many records come to which end, and why some do not flow, with examples. */
import { plannedEnds, type MigrationPlan, type PlannedReason } from './migration-plan';
import type { PlannedFate } from './planned-end';
import { eachType, objectTypes, type ObjectType } from './record';

const mostExamples = 5;
/** One for each code and field of the mapping; should a CRM have more, the rest is counted by its code. */
const mostReasons = 500;

interface Counted extends Omit<PlannedReason, 'count' | 'examples'> {
  count: number;
  readonly examples: string[];
}

export class PlannedCounts {
  private readonly counts = new Map<string, number>();
  private readonly reasonsSeen = new Map<string, Counted>();

  add(object: ObjectType, sourceId: string, { end, reason }: PlannedFate): void {
    const name = `${object} ${end}`;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    if (reason === null || !isReasoned(end)) return;
    const counted = this.reasonFor(object, end, reason);
    counted.count += 1;
    if (counted.examples.length < mostExamples) counted.examples.push(sourceId);
  }

  get records(): MigrationPlan['records'] {
    const of = (object: ObjectType): number =>
      plannedEnds.reduce((sum, end) => sum + (this.counts.get(`${object} ${end}`) ?? 0), 0);
    return eachType(of);
  }

  get ends(): MigrationPlan['ends'] {
    const of = (object: ObjectType): MigrationPlan['ends'][ObjectType] =>
      Object.fromEntries(
        plannedEnds.map((end) => [end, this.counts.get(`${object} ${end}`) ?? 0]),
      ) as MigrationPlan['ends'][ObjectType];
    return eachType(of);
  }

  /** The most frequent first. */
  get reasons(): readonly PlannedReason[] {
    return [...this.reasonsSeen.values()].sort(
      (a, b) =>
        b.count - a.count ||
        objectTypes.indexOf(a.object) - objectTypes.indexOf(b.object) ||
        (a.code + a.message < b.code + b.message ? -1 : 1),
    );
  }

  private reasonFor(
    object: ObjectType,
    end: PlannedReason['end'],
    { code, message }: NonNullable<PlannedFate['reason']>,
  ): Counted {
    // The same sentence about another record is the same reason.
    const full = `${object} ${end} ${code} ${message.replace(/\S*\d\S*/g, '#')}`;
    const name = this.reasonsSeen.has(full) || this.reasonsSeen.size < mostReasons ? full : `${object} ${end} ${code}`;
    const counted = this.reasonsSeen.get(name) ?? { object, end, code, message, count: 0, examples: [] };
    this.reasonsSeen.set(name, counted);
    return counted;
  }
}

const isReasoned = (end: PlannedFate['end']): end is PlannedReason['end'] =>
  end === 'held' || end === 'skipped' || end === 'refused' || end === 'waits';
