/**
 * THE decision: what is owed to one link, given what both sides say now. Pure; `sync/` carries the plan out, tests
 * assert it. A plan with nothing to write costs no call, so looking again is always safe.
 */
import type { Failure } from './failure';
import { settleIntents } from './intents';
import { planLines, type LinesPlan } from './line-plan';
import type { Link, LinkReason } from './link';
import { toFields, toProperties, urlField, type ObjectMapping, type OwnProperties } from './mapping';
import type { Match } from './match';
import { recordKey } from './record-key';
import type { Fields, Properties, RemoteRecord, SourceRecord } from './record';
import { normalFields, sameValue } from './values';

/** What the CRM said about the record in this look. */
export type RemoteView =
  | { readonly kind: 'unread' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'found'; readonly record: RemoteRecord }
  | { readonly kind: 'gone'; readonly mergedInto?: string };

/**
 * A parent as its child sees it. `ready`: it is in the CRM. `waiting`: it will be, and marks its children then.
 * `absent`: it will not be until a person decides, so the child goes without it and the association follows.
 */
export type ParentView =
  | { readonly kind: 'ready'; readonly externalId: string }
  | { readonly kind: 'waiting'; readonly reason: LinkReason }
  | { readonly kind: 'absent' };

export interface Look {
  readonly record: SourceRecord | null;
  readonly link: Link;
  /** By reference field; fields without a value are not in it. */
  readonly parents: Readonly<Record<string, ParentView>>;
  readonly remote: RemoteView;
  /** Null when first contact is not this look's matter. */
  readonly match: Match | null;
  readonly url: string | null;
  readonly now: Date;
}

/** One write to the CRM, and what it will have said once it has landed. */
export interface Write {
  readonly how: 'create' | 'adopt' | 'update';
  /** Null for a create. */
  readonly externalId: string | null;
  readonly key: string;
  readonly number: number;
  readonly properties: Properties;
  /** The fields behind the properties, in normal form: the intent. */
  readonly fields: Fields;
}

export interface SyncPlan {
  readonly kind: 'sync';
  /** The link as this look found it, with its intents settled. */
  readonly link: Link;
  readonly write: Write | null;
  /** The local baseline once the write, if any, has landed. */
  readonly localBase: Fields;
  /** What was read of the CRM in this look, for the remote baseline. */
  readonly remoteBase: Fields;
  readonly lines: LinesPlan;
  /** By reference field: the parent to join, and the one to part from. */
  readonly associate: Readonly<Record<string, { readonly to: string; readonly from: string | null }>>;
}

export type Plan =
  | SyncPlan
  /** Nothing to do and nothing to remember but the state. */
  | {
      readonly kind: 'rest';
      readonly link: Link;
      readonly state: 'pending' | 'conflict' | 'gone';
      readonly reason: LinkReason;
    }
  | { readonly kind: 'relink'; readonly link: Link; readonly to: string }
  | { readonly kind: 'fail'; readonly link: Link; readonly failure: Failure; readonly field?: string };

/** Which look at the CRM a link needs before anything can be planned. */
export function remoteNeed(record: SourceRecord | null, link: Link): 'none' | 'read-by-id' | 'read-by-key' | 'match' {
  if (!record || record.deletedAt || isBuried(record, link)) return 'none';
  if (link.intents.length > 0) return link.externalId === null ? 'read-by-key' : 'read-by-id';
  return link.externalId === null ? 'match' : 'none';
}

/** Gone in the CRM, or merged away there: no later word of the order system brings it back. */
function isBuried(record: SourceRecord, link: Link): boolean {
  return link.state === 'gone' && link.reason?.code !== 'deleted-by-order-system' && record.deletedAt === null;
}

export function planSync(mapping: ObjectMapping, own: OwnProperties, look: Look): Plan {
  const { record, link } = look;
  if (!record || isBuried(record, link)) {
    const reason = link.reason ?? { code: 'no-record', message: 'the order system has said nothing about this record' };
    return { kind: 'rest', link, state: 'gone', reason };
  }
  if (record.deletedAt) return { kind: 'rest', link, state: 'gone', reason: deletedByOrderSystem };
  if (look.remote.kind === 'gone') {
    const { mergedInto } = look.remote;
    if (mergedInto !== undefined) return { kind: 'relink', link, to: mergedInto };
    return { kind: 'rest', link, state: 'gone', reason: deletedInCrm };
  }

  if (link.externalId === null && look.remote.kind !== 'found') {
    if (look.match?.kind === 'ask') return { kind: 'rest', link, state: 'conflict', reason: look.match.reason };
    const waiting = Object.values(look.parents).find((parent) => parent.kind === 'waiting');
    if (waiting?.kind === 'waiting') return { kind: 'rest', link, state: 'pending', reason: waiting.reason };
  }
  return planWrite(mapping, own, look, record);
}

const deletedByOrderSystem: LinkReason = {
  code: 'deleted-by-order-system',
  message: 'the order system deleted this record; the CRM keeps its own, and nothing is sent to it any more',
};
export const deletedInCrm: LinkReason = {
  code: 'deleted-in-crm',
  message: 'the record was deleted in the CRM; it is not created again',
};

function planWrite(mapping: ObjectMapping, own: OwnProperties, look: Look, record: SourceRecord): Plan {
  const local = localFields(mapping, record, look.url);
  const remoteRecord =
    look.remote.kind === 'found' ? look.remote.record : look.match?.kind === 'adopt' ? look.match.record : null;
  const remote = remoteRecord ? toFields(mapping, remoteRecord.properties, local) : {};
  const number = Number(remoteRecord?.properties[own.revision] ?? 0) || 0;
  const { link, overwritten } = remoteRecord
    ? settleIntents(look.link, number, remote, look.now)
    : { link: look.link, overwritten: new Set<string>() };

  const adopting = look.match?.kind === 'adopt' && link.externalId === null;
  const known = adopting ? remote : link.localBase;
  const wanted = movedFields(mapping, local, known, overwritten);
  const translation = toProperties(mapping.fields, local, wanted);
  const [problem] = translation.problems;
  if (problem) {
    const failure: Failure = { kind: 'rejected', code: problem.code, message: `${problem.field} ${problem.message}` };
    return { kind: 'fail', link, failure, field: problem.field };
  }

  const externalId = link.externalId ?? remoteRecord?.id ?? null;
  const how = externalId === null ? 'create' : adopting ? 'adopt' : 'update';
  const owed = how !== 'update' || Object.keys(translation.properties).length > 0;
  const write: Write = {
    how,
    externalId,
    key: recordKey(record.sourceId),
    number: link.issuedNumber + 1,
    properties: {
      ...(how === 'create' && mapping.onCreate(record.sourceId)),
      ...translation.properties,
      ...(how !== 'update' && { [own.key]: recordKey(record.sourceId) }),
      [own.revision]: String(link.issuedNumber + 1),
    },
    fields: Object.fromEntries([...wanted].map((name) => [name, local[name] ?? null])),
  };
  return {
    kind: 'sync',
    link: { ...link, externalId: how === 'adopt' ? null : externalId },
    write: owed ? write : null,
    localBase: { ...link.localBase, ...local },
    remoteBase: { ...link.remoteBase, ...remote },
    lines: planLines(mapping, record, link),
    associate: planAssociations(mapping, look, link),
  };
}

/** The record's mapped fields in normal form, with the URL that leads back to it. */
function localFields(mapping: ObjectMapping, record: SourceRecord, url: string | null): Fields {
  const said = normalFields(mapping.definition.kinds, record.fields);
  const names = new Set(mapping.fields.flatMap((line) => [line.field, ...(line.reads ?? [])]));
  const fields = Object.fromEntries(Object.entries(said).filter(([name]) => names.has(name)));
  return url === null ? fields : { ...fields, [urlField]: url };
}

function movedFields(
  mapping: ObjectMapping,
  local: Fields,
  known: Fields,
  overwritten: ReadonlySet<string>,
): Set<string> {
  const moved = (name: string): boolean => local[name] !== undefined && !sameValue(local[name], known[name]);
  return new Set(
    mapping.fields
      .filter((line) => local[line.field] !== undefined)
      .filter((line) => overwritten.has(line.field) || moved(line.field) || (line.reads ?? []).some(moved))
      .map((line) => line.field),
  );
}

function planAssociations(mapping: ObjectMapping, look: Look, link: Link): SyncPlan['associate'] {
  return Object.fromEntries(
    mapping.associations.flatMap(({ field }) => {
      const parent = look.parents[field];
      const from = link.associations[field] ?? null;
      if (parent?.kind !== 'ready' || parent.externalId === from) return [];
      return [[field, { to: parent.externalId, from }]];
    }),
  );
}
