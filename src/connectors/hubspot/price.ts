/** What work costs in calls, by the sizes by which the calls are made. */
import type { Pair, Price, Work } from '../connector';
import { mayBeJoined, pairsPerCall } from './associations';
import { folded, rowsPerCall } from './batch';
import { recordsPerRead } from './joined';
import { idsPerCall, isReadable } from './read';

/** Of work of which every row is taken: one that HubSpot refuses may take more. */
export function priceOf(work: Work): readonly Price[] {
  switch (work.method) {
    case 'find':
      return isReadable(work)
        ? records(work.object, 'batch/read', callsFor(distinct(work.values), rowsPerCall))
        : // One page each: records that share a value are few.
          records(work.object, 'search', callsFor(distinct(work.values.map(folded)), rowsPerCall));
    case 'read':
      return records(work.object, 'batch/read', callsFor(distinct(work.ids), idsPerCall(work)));
    case 'update':
    case 'upsert':
      return records(work.object, `batch/${work.method}`, callsFor(work.rows.length, rowsPerCall));
    case 'archive':
      return records(work.object, 'batch/archive', callsFor(work.ids.length, rowsPerCall));
    case 'associate':
      // Those that turn out to be joined already are not sent.
      return [
        ...pairs(work, 'read', callsFor(distinct(work.pairs.filter(mayBeJoined).map(fromId)), recordsPerRead)),
        ...pairs(work, 'create', callsFor(work.pairs.length, pairsPerCall)),
      ];
    case 'dissociate':
      return pairs(work, 'archive', callsFor(work.pairs.length, rowsPerCall));
  }
}

const fromId = (pair: Pair): string => pair.fromId;
const distinct = (values: readonly string[]): number => new Set(values).size;
const callsFor = (rows: number, size: number): number => Math.ceil(rows / size);

const records = (object: string, route: string, calls: number): readonly Price[] =>
  priced(`/crm/v3/objects/${object}/${route}`, calls);

const pairs = (
  { type: { from, to } }: Extract<Work, { readonly type: unknown }>,
  route: string,
  calls: number,
): readonly Price[] => priced(`/crm/v4/associations/${from}/${to}/batch/${route}`, calls);

const priced = (path: string, calls: number): readonly Price[] =>
  calls === 0 ? [] : [{ endpoint: `POST ${path}`, calls }];
