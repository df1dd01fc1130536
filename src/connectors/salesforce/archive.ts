/** Moves records to the recycle bin. */
import type { Outcome } from '../../core/failure';
import { chunked, failed, inBatches, type Verdicts } from '../batches';
import { rowsPerCall, saveSome } from './collections';
import { toLongId } from './ids';
import type { Reach } from './reach';

/** As `Connector.archive`. One call after another: whose children they are is not known, and a deletion locks the parent. */
export async function archiveEach(
  reach: Reach,
  object: string,
  ids: readonly string[],
): Promise<readonly Outcome<null>[]> {
  const distinct = [...new Set(ids.map(toLongId))];
  const byId = new Map<string, Outcome<null>>();
  for (const some of chunked(distinct, rowsPerCall)) {
    const outcomes = await inBatches(some, rowsPerCall, (part) => archiveSome(reach, object, part));
    some.forEach((id, at) => byId.set(id, outcomes[at] ?? done));
  }
  return ids.map((id) => byId.get(toLongId(id)) ?? done);
}

async function archiveSome(reach: Reach, object: string, ids: readonly string[]): Promise<Verdicts<null>> {
  const saved = await saveSome(reach, {
    method: 'DELETE',
    path: `composite/sobjects?ids=${ids.map(encodeURIComponent).join(',')}&allOrNone=false`,
    endpoint: '/services/data/composite/sobjects',
    object,
    ids,
  });
  if ('kind' in saved) return saved;
  return saved.map((row) => (row.ok || row.failure.kind === 'gone' ? done : failed(row.failure)));
}

const done: Outcome<null> = { ok: true, value: null };
