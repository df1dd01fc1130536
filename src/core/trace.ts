/** How a journal entry came about, for whoever looks into the logs at either end of the chain. Pure. */
import type { JournalChange, JournalEntry } from './conclude';
import type { SyncResults } from './after-sync';
import type { Outcome } from './failure';
import { mapValues } from './map-values';
import type { SourceRecord } from './record';
import { requestOf } from './said-in';

/** What is absent is not known, or has no part in it. */
export interface Trace {
  /** The order system's request that said what was written, or that the record is gone. */
  readonly requestId?: string;
  /** The CRM's id of the call that wrote it, or refused to. */
  readonly crmRequestId?: string;
  /** The lane that the link was looked at in, and `inbound` beside it where the CRM told of a change as well. */
  readonly signals: readonly string[];
  /** Of the mapping that it was decided by. */
  readonly mappingVersion: string;
}

export type TracedEntry = Omit<JournalEntry, 'changes'> &
  Trace & { readonly changes: Readonly<Record<string, TracedChange>> };

export interface TracedChange extends JournalChange {
  /** Where that is another request than the entry's. */
  readonly requestId?: string;
}

export interface Traced extends Pick<Trace, 'signals' | 'mappingVersion'> {
  readonly record: SourceRecord | null;
  readonly results?: SyncResults | undefined;
}

/** Why a link is gone, when the order system has said so. */
const ours: ReadonlySet<string> = new Set(['deleted-by-order-system', 'archived']);
const writing: ReadonlySet<JournalEntry['what']> = new Set(['created', 'adopted', 'updated', 'restored']);

export function traced(entry: JournalEntry, { record, results, signals, mappingVersion }: Traced): TracedEntry {
  const said = requestsOf(entry, record);
  const crmRequestId = callOf(entry, results);
  return { signals, mappingVersion, ...(crmRequestId !== undefined && { crmRequestId }), ...entry, ...said };
}

/** One write may carry what several requests have said: the entry names the record's last, and a field its own. */
function requestsOf(entry: JournalEntry, record: SourceRecord | null): Pick<TracedEntry, 'requestId' | 'changes'> {
  const { what, why, changes } = entry;
  const isSaid = writing.has(what) || what === 'parked' || (what === 'gone' && ours.has(why));
  if (record === null || !isSaid) return { changes };
  const last = requestOf(record);
  const apart = (change: JournalChange, field: string): TracedChange => {
    const requestId = field in record.fields ? requestOf(record, field) : undefined;
    return requestId === undefined || requestId === last ? change : { requestId, ...change };
  };
  return {
    ...(last !== undefined && { requestId: last }),
    changes: record.requests === undefined ? changes : mapValues(changes, apart),
  };
}

/** The write of the record itself; of one that is parked, the call that was refused. */
function callOf({ what }: JournalEntry, results: SyncResults | undefined): string | undefined {
  if (results === undefined) return undefined;
  if (writing.has(what)) return results.write?.ok ? results.write.value.requestId : undefined;
  return what === 'parked' ? outcomesOf(results).map(refusedIn).find(isKnown) : undefined;
}

const outcomesOf = ({ write, archive, lines, archived, associations }: SyncResults): readonly Outcome<unknown>[] => [
  ...(write ? [write] : []),
  ...(archive ? [archive] : []),
  ...lines.values(),
  ...archived.values(),
  ...associations.values(),
];

const refusedIn = (outcome: Outcome<unknown>): string | undefined =>
  outcome.ok ? undefined : outcome.failure.requestId;

const isKnown = (id: string | undefined): id is string => id !== undefined;
