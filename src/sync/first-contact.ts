/** First contact: asks the CRM, in batches, whether it holds a new record already, and decides whose it is. */
import { keptFromMatching } from '../core/email-gate';
import type { Failure } from '../core/failure';
import { reasonToSkip } from '../core/flowing';
import type { Look } from '../core/look';
import type { MatchKey } from '../core/mapping';
import { decideMatch } from '../core/match';
import { newRecordRule } from '../core/new-records';
import { recordKey } from '../core/record-key';
import type { RemoteRecord } from '../core/record';
import { needsTimes, remoteNeed } from '../core/remote-need';
import { normalForm } from '../core/values';
import { joinAccepted } from './accepted';
import type { Batch, Engine } from './engine';
import { otherHolders } from './holders';
import type { Acquisitions } from './in-hand';
import { readViews } from './load';
import { wantedProperties, type Loaded } from './loaded';

/** The hits of one record, and the key that found them. */
interface Found {
  readonly key: MatchKey;
  readonly hits: readonly RemoteRecord[];
}

/** One that is looked for, and by which value. */
interface Open {
  readonly sourceId: string;
  readonly value: string;
}

export async function matchFirstContacts(
  engine: Pick<Engine, 'database'>,
  batch: Batch,
  loaded: readonly Loaded[],
  acquisitions: Acquisitions,
): Promise<readonly Loaded[]> {
  const accepted = loaded.filter((one) => one.accepted && isFirstContact(batch, one));
  const joined = await joinAccepted(engine, batch, accepted, acquisitions);
  const matched = await matchByKeys(engine, batch, loaded, acquisitions);
  return withTimes(
    batch,
    matched.map((one) => joined.get(one.row.sourceId) ?? one),
  );
}

/** Where a rule goes by who spoke last, what was found is read once more, with its times. What is gone by then fails when it is written. */
async function withTimes(batch: Batch, matched: readonly Loaded[]): Promise<readonly Loaded[]> {
  const adopting = matched.filter(({ look, failure }) => !failure && needsTimes(batch.mapping, look));
  const foundId = ({ match }: Look): string => (match?.kind === 'adopt' ? match.record.id : '');
  const views = new Map(await readViews(batch, 'id', adopting, foundId));
  return matched.map((one): Loaded => {
    const view = views.get(one.row.sourceId);
    const { look } = one;
    if (view && 'code' in view) return { ...one, failure: view };
    if (view?.kind !== 'found' || look.match?.kind !== 'adopt') return one;
    return { ...one, look: { ...look, match: { ...look.match, record: view.record } } };
  });
}

async function matchByKeys(
  engine: Pick<Engine, 'database'>,
  batch: Batch,
  loaded: readonly Loaded[],
  acquisitions: Acquisitions,
): Promise<readonly Loaded[]> {
  const ignoresOthers = newRecordRule(batch.connection.settings, batch.stream.object) === 'ignore';
  const found = new Map<string, Found | Failure>();
  for (const key of batch.mapping.matchBy) {
    // What is ignored is still in the way where the CRM refuses a second record with its value.
    if (ignoresOthers && !key.uniqueInCrm) continue;
    const open = loaded.flatMap((one): Open[] => {
      if (one.accepted || !isFirstContact(batch, one) || found.has(one.row.sourceId)) return [];
      const value = valueOf(batch, one, key);
      return value ? [{ sourceId: one.row.sourceId, value }] : [];
    });
    for (const [sourceId, answer] of await ask(batch, key, open)) found.set(sourceId, answer);
  }
  if (found.size === 0) return loaded;

  const hits = [...found.values()].flatMap((answer) => ('hits' in answer ? answer.hits.map((hit) => hit.id) : []));
  const otherHolder = await otherHolders(engine, batch, hits, acquisitions);
  // Nothing is awaited from here on: what another batch decides was seen, or sees what is decided here.
  return loaded.map((one) => {
    const answer = found.get(one.row.sourceId);
    if (!answer) return one;
    if (!('hits' in answer)) return { ...one, failure: answer };
    const match = decideMatch({
      key: recordKey(one.row.sourceId),
      keyProperty: batch.own.key,
      hits: answer.hits,
      holderOf: otherHolder(one.row.sourceId),
      uniqueInCrm: answer.key.uniqueInCrm,
      field: answer.key.field,
      ignoresOthers,
    });
    // Two records, of one batch or of two, may match the same hit: it is the first one's.
    if (match.kind === 'adopt') acquisitions.acquire(match.record.id, one.row.sourceId);
    return { ...one, look: { ...one.look, match } };
  });
}

/** No id, and no write of ours that may have made one. A create that was never carried out comes here again. */
function isFirstContact({ mapping }: Batch, { row, look, failure }: Loaded): boolean {
  if (failure || (look.record && reasonToSkip(mapping, look.record))) return false;
  // A child that waits for its parent is asked for when it may go: now would be a call for nothing.
  if (Object.values(look.parents).some((parent) => parent.kind === 'waiting')) return false;
  const need = remoteNeed(mapping, look, row.readsRemote);
  return need === 'match' || (need === 'read-by-key' && look.remote.kind === 'absent');
}

/** By which values a record would be looked for, were it to be. */
export const valuesOf = (
  batch: Batch,
  loaded: Loaded,
): readonly { readonly property: string; readonly value: string }[] =>
  batch.mapping.matchBy.flatMap((key) => {
    const value = valueOf(batch, loaded, key);
    return value ? [{ property: key.property, value }] : [];
  });

/** Null also where the e-mail gate keeps the record, or the address: nobody is found by what is not to be in the CRM. */
function valueOf(batch: Batch, { look }: Loaded, key: MatchKey): string | null {
  const { record, refusedEmails: refused } = look;
  const value = record?.fields[key.field];
  if (!record || value === undefined) return null;
  if (keptFromMatching(batch.emailGate, batch.mapping, { record, refused }, key.field)) return null;
  const normal = normalForm(batch.mapping.definition.kinds[key.field] ?? 'text', value);
  return typeof normal === 'string' ? normal : null;
}

/** Records that found something, or could not be asked for. Each value is asked once. */
async function ask(batch: Batch, key: MatchKey, open: readonly Open[]): Promise<readonly [string, Found | Failure][]> {
  const values = [...new Set(open.map(({ value }) => value))];
  if (values.length === 0) return [];
  const outcomes = await batch.connector.find(batch.call, {
    object: batch.mapping.remoteObject,
    property: key.property,
    values,
    properties: wantedProperties(batch),
    // One that another record holds is in nobody's way where values may be shared; one that we hold is found by its key.
    skipsKeyed: !key.uniqueInCrm,
  });
  const byValue = new Map(values.map((value, index) => [value, outcomes[index]]));
  return open.flatMap(({ sourceId, value }): [string, Found | Failure][] => {
    const outcome = byValue.get(value);
    if (!outcome) throw new Error('the connector answered fewer values than it was asked for');
    if (!outcome.ok) return [[sourceId, outcome.failure]];
    return outcome.value.length > 0 ? [[sourceId, { key, hits: outcome.value }]] : [];
  });
}
