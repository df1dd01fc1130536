/** Reads both sides of every link in hand: our rows in one transaction, the CRM's in as few calls as will do. */
import { isGivenUp } from '../core/crashes';
import { isNotShown, treatments, type Failure, type Outcome } from '../core/failure';
import { flowsIn } from '../core/flowing';
import { foldLink } from '../core/fold';
import { newLink, type Link } from '../core/link';
import { isRead, type ObjectMapping } from '../core/mapping';
import { viewParent } from '../core/parent';
import type { Look, ParentView, RemoteView } from '../core/look';
import { retold } from '../core/retold';
import { isBuried } from '../core/plan';
import { recordUrl } from '../core/record-url';
import { recordKey } from '../core/record-key';
import { remoteNeed } from '../core/remote-need';
import type { RemoteRecord, SourceRecord } from '../core/record';
import { readAnswers } from '../store/changes';
import { readResolutions } from '../store/conflicts';
import type { DirtyRow } from '../store/dirty-set';
import { readLinks } from '../store/links';
import { readRecords } from '../store/records';
import { readBindings } from '../store/strangers';
import type { EntityManager } from '../store/transaction';
import type { Batch, Engine } from './engine';
import { wantedProperties, type Loaded } from './loaded';
import { loadRefusedEmails } from './refused-emails';

/** What we know of the rows in hand. */
export async function loadLocal(
  { clock }: Pick<Engine, 'clock'>,
  batch: Batch,
  tx: EntityManager,
): Promise<readonly Loaded[]> {
  const { stream, rows, mapping } = batch;
  const ids = rows.map((row) => row.sourceId);
  const records = await readRecords(tx, stream.tenantId, stream.object, ids);
  const { links, resolutions } = await loadLinks(tx, batch, ids);
  const parents = await loadParents(tx, batch, [...records.values()]);
  const unjoined = ids.filter((id) => (links.get(id)?.externalId ?? null) === null);
  const bindings = await readBindings(tx, stream.tenantId, stream, unjoined);
  const refusedEmails = await loadRefusedEmails(tx, batch, [...records.values()]);
  const now = clock.now();
  return rows.map((row) => {
    const record = records.get(row.sourceId) ?? null;
    const look: Look = {
      record,
      link: links.get(row.sourceId) ?? retold(newLink(row.sourceId), batch.connection.settings.mapping, stream.object),
      parents: record ? parents(record) : {},
      remote: { kind: 'unread' },
      match: null,
      url: record && recordUrl(mapping.definition.object, record, batch.connection.settings.recordUrl),
      resolutions: resolutions.get(row.sourceId) ?? {},
      ...(record && refusedEmails(record)),
      now,
    };
    const accepted = bindings.get(row.sourceId);
    return { row, look, failure: givenUp(row), ...(accepted && { accepted }) };
  });
}

/** The links with what was answered and decided about them; most wait for no answer, and then nothing is asked. */
async function loadLinks(
  tx: EntityManager,
  { stream, connection }: Batch,
  ids: readonly string[],
): Promise<{
  readonly links: ReadonlyMap<string, Link>;
  readonly resolutions: ReadonlyMap<string, NonNullable<Look['resolutions']>>;
}> {
  const { tenantId } = stream;
  const saved = connection.settings.mapping;
  const stored = await readLinks(tx, tenantId, stream, ids);
  const links = new Map([...stored].map(([id, link]) => [id, retold(link, saved, stream.object)] as const));
  const standing = [...links.values()].filter(({ standings }) => Object.keys(standings).length > 0);
  const offers = standing.flatMap(({ standings }) => Object.values(standings).flatMap((one) => one.offers ?? []));
  const asked = standing.filter(({ standings }) => Object.values(standings).some((one) => one.asked));
  const answers = await readAnswers(
    tx,
    tenantId,
    offers.map(({ seq }) => seq),
  );
  const resolutions = await readResolutions(
    tx,
    tenantId,
    stream,
    asked.map(({ sourceId }) => sourceId),
  );
  const folded = standing.map((link) => foldLink(link, (seq, field) => answers.get(seq)?.[field]?.as));
  return { links: new Map([...links, ...folded.map((link) => [link.sourceId, link] as const)]), resolutions };
}

/** A row with which process after process died, or of which every look failed by an error of ours, is parked without another look. */
function givenUp(row: DirtyRow): Failure | null {
  const limit = treatments.retry.attemptLimit ?? Infinity;
  if (!isGivenUp(row.crashes) && row.attempts <= limit) return null;
  const message = `looking at this record failed by an error of Tandem's own (${row.crashes} deaths, ${row.attempts} attempts); see its log, then retry`;
  return { kind: 'rejected', code: 'INTERNAL', message };
}

/** How each record's parents look, with two reads per parent type and not per record. */
async function loadParents(
  tx: EntityManager,
  { stream, mapping, connection }: Batch,
  records: readonly SourceRecord[],
): Promise<(record: SourceRecord) => Readonly<Record<string, ParentView>>> {
  const views = new Map<string, ParentView>();
  for (const { field, parent } of mapping.definition.references) {
    const ids = [...new Set(records.map((record) => referenceOf(record, field)).filter((id) => id !== null))];
    const links = await readLinks(tx, stream.tenantId, { connectionId: stream.connectionId, object: parent }, ids);
    const known = await readRecords(tx, stream.tenantId, parent, ids);
    const flows = flowsIn(connection.settings, parent);
    for (const id of ids) {
      const record = known.get(id);
      const its = { isKnown: record !== undefined, isDeleted: (record?.deletedAt ?? null) !== null, flows };
      views.set(`${field}/${id}`, viewParent({ object: parent, sourceId: id }, links.get(id), its));
    }
  }
  return (record) =>
    Object.fromEntries(
      mapping.definition.references.flatMap(({ field }) => {
        const view = views.get(`${field}/${referenceOf(record, field) ?? ''}`);
        return view ? [[field, view]] : [];
      }),
    );
}

function referenceOf(record: SourceRecord, field: string): string | null {
  const value = record.fields[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Reads those remote records of which a write of ours is unsettled, or the CRM says that something changed. */
export async function readRemotes(batch: Batch, loaded: readonly Loaded[]): Promise<readonly Loaded[]> {
  const needs = loaded.map(({ row, look }) => remoteNeed(batch.mapping, look, row.readsRemote));
  const byId = loaded.filter((one, index) => !one.failure && needs[index] === 'read-by-id');
  const byKey = loaded.filter((one, index) => !one.failure && needs[index] === 'read-by-key');
  const views = new Map<string, RemoteView | Failure>([
    ...(await readViews(batch, 'id', byId, ({ link }) => link.externalId ?? '')),
    ...(await readViews(batch, 'key', byKey, ({ link }) => recordKey(link.sourceId))),
  ]);
  return loaded.map((one) => {
    const view = views.get(one.row.sourceId);
    if (!view) return one;
    // Whoever was buried stays so until the record is seen again.
    if ('code' in view) return isNotShown(view) && isBuried(one.look.link) ? one : { ...one, failure: view };
    return { ...one, look: { ...one.look, remote: view } };
  });
}

/** By source id. */
export async function readViews(
  batch: Batch,
  by: 'id' | 'key',
  loaded: readonly Loaded[],
  idOf: (look: Look) => string,
): Promise<readonly [string, RemoteView | Failure][]> {
  const views: [string, RemoteView | Failure][] = [];
  for (const [properties, some] of byWriters(batch.mapping, loaded)) {
    const outcomes = await batch.connector.read(batch.call, {
      object: batch.mapping.remoteObject,
      by,
      ids: some.map(({ look }) => idOf(look)),
      properties: wantedProperties(batch),
      ...(properties.length > 0 && { writers: { of: properties, ours: batch.own.revision } }),
    });
    views.push(
      ...some.map(({ row, look }, index): [string, RemoteView | Failure] => [
        row.sourceId,
        viewOf(outcomes[index], idOf(look), by),
      ]),
    );
  }
  return views;
}

/** Parted by the properties of which must be known who set them: it costs the CRM more, and few need it. */
function byWriters(
  mapping: ObjectMapping,
  loaded: readonly Loaded[],
): readonly (readonly [readonly string[], readonly Loaded[]])[] {
  const read = mapping.fields.filter(isRead);
  const all = read.map(({ property }) => property);
  const timed = read
    .filter(({ policy, seed }) => policy === 'newest' || seed === 'newest')
    .map(({ property }) => property);
  const parts = [
    [all, loaded.filter(isDoubtful)],
    [timed, loaded.filter((one) => !isDoubtful(one))],
  ] as const;
  return parts.filter(([, some]) => some.length > 0);
}

/**
 * While a write of ours is unsettled, what is read may be ours or somebody else's (architecture 5.1, rule 3). And a signal that
 * comes after a write may tell of an edit that the write has taken the place of.
 */
function isDoubtful({ row, look: { link } }: Loaded): boolean {
  const { intents, readAt, remoteAt } = link;
  return intents.length > 0 || (row.readsRemote && readAt !== null && remoteAt !== null && readAt < remoteAt);
}

export function viewOf(
  outcome: Outcome<RemoteRecord | null> | undefined,
  asked: string,
  by: 'id' | 'key',
): RemoteView | Failure {
  if (!outcome) throw new Error('the connector answered fewer rows than it was asked for');
  if (!outcome.ok) {
    const { failure } = outcome;
    if (failure.kind !== 'gone') return failure;
    return { kind: 'gone', ...(failure.mergedInto !== undefined && { mergedInto: failure.mergedInto }) };
  }
  if (outcome.value === null) return { kind: 'absent' };
  if (by === 'id' && outcome.value.id !== asked)
    return { kind: 'gone', mergedInto: outcome.value.id, survivor: outcome.value };
  return { kind: 'found', record: outcome.value };
}
