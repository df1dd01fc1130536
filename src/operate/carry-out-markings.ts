/** Carries out what was asked to be marked of a connection as a whole, slice by slice: by whoever asked, or by another when it dies. */
import type { Clock } from '../platform/clock';
import { markSlice, waitForWriters, type Marking } from '../store/markings';
import { inTenant, rowsOfSlice, type DataSource } from '../store/transaction';

export interface MarkingDeps {
  readonly database: DataSource;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * To be called once they are committed. Answers how many records were marked. Should it fail or end before its time, they are carried
 * out by the job `Markings`, a minute later.
 * @param of.goesOn asked before each slice
 * @param of.atOnce records of a slice
 */
export async function carryOutMarkings(
  { database, clock }: MarkingDeps,
  markings: readonly Marking[],
  { goesOn = () => true, atOnce = rowsOfSlice }: { readonly goesOn?: () => boolean; readonly atOnce?: number } = {},
): Promise<number> {
  const [first] = markings;
  if (!first) return 0;
  await inTenant(database, first.tenantId, waitForWriters);
  let count = 0;
  for (const marking of markings) {
    let isLast = false;
    while (!isLast && goesOn()) {
      const slice = await inTenant(database, marking.tenantId, (tx) =>
        markSlice(tx, marking, { now: clock.now(), atOnce }),
      );
      count += slice.marked;
      ({ isLast } = slice);
    }
  }
  return count;
}
