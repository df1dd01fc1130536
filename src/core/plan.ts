/**
 * THE decision: what is owed to one link, given what both sides say now. Pure; `sync/` carries the plan out, tests
 * assert it. A plan with nothing to write costs no call, so looking again is always safe.
 */
import { alsoHeld } from './also-held';
import { passEmails, type EmailGate } from './email-gate';
import type { Failure } from './failure';
import { planAssociations } from './association-plan';
import { reasonToSkip } from './flowing';
import { planLines, type LinesPlan } from './line-plan';
import type { Link, LinkReason } from './link';
import type { Look, RemoteView } from './look';
import { toProperties, type ObjectMapping, type OwnProperties } from './mapping';
import type { Match } from './match';
import { mergeFields, type Decided, type Sides } from './merge-fields';
import { archivedUnheard, planDeleted, wentToBin, type ArchivePlan } from './plan-archive';
import { planSkipped } from './plan-skipped';
import { recordKey } from './record-key';
import type { Fields, Properties, RemoteRecord, SourceRecord } from './record';
import { localFields, seeRemote, type Seen } from './seen';
import type { Standings } from './standing';
import { findInPlan, refusalOf, unwritable, type ValueChecks } from './value-check';
import { overwrittenIn } from './writers';

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
  /** What stands between the sides once the write, if any, has landed; without the numbers of new offers. */
  readonly standings: Standings;
  /** What became of fields that differ, but for those that were only told. */
  readonly decided: Readonly<Record<string, Decided>>;
  /** What others had said in the CRM between a read and a write of ours, which nobody has seen. */
  readonly overwritten: Fields;
  readonly lines: LinesPlan;
  /** What the CRM would refuse of it, as its descriptions say: nothing of the plan is sent then, and this stands for its answer. */
  readonly refusal: Failure | null;
  /** By reference field: the parent to join, and those to part from. */
  readonly associate: Readonly<Record<string, { readonly to: string; readonly from: readonly string[] }>>;
}

export type Plan =
  | SyncPlan
  /** Nothing to do and nothing to remember but the state. */
  | {
      readonly kind: 'rest';
      readonly link: Link;
      readonly state: 'pending' | 'conflict' | 'gone' | 'held' | 'skipped';
      readonly reason: LinkReason;
    }
  | ArchivePlan
  | { readonly kind: 'relink'; readonly link: Link; readonly to: string }
  | { readonly kind: 'fail'; readonly link: Link; readonly failure: Failure; readonly field?: string };

/** It has just gone over to a survivor, which may be another record's: its key says so, and no link does yet. */
export const followsMerge = ({ state, aliases }: Link): boolean => state === 'pending' && aliases.length > 0;

/** Gone in the CRM, or merged away there: no later word of the order system brings it back, a delete neither. */
export function isBuried({ state, reason }: Link): boolean {
  return state === 'gone' && (wentToBin(reason) || reason?.code === 'merged');
}

/** What keeps a write back although something is owed. */
export interface Gates {
  /** What the CRM says of the properties; of one that is left out all values are sent. */
  readonly checks: ValueChecks;
  readonly email: EmailGate | null;
}

const noGates: Gates = { checks: { record: null, lines: null }, email: null };

export function planSync(mapping: ObjectMapping, own: OwnProperties, look: Look, gates: Gates = noGates): Plan {
  const { record, link } = look;
  if (isBuried(link) && look.remote.kind !== 'found') return restAs(link, link.reason ?? deletedInCrm);
  if (!record) return restAs(link, noRecord);
  const merged = planMerged(own, look);
  if (merged) return merged;
  const reason = reasonToSkip(mapping, record);
  if (reason) return endedOf(look, record) ?? planSkipped(mapping, own, look, { record, reason });
  if (record.deletedAt) return planDeleted(mapping, own, look);
  return planGone(look) ?? planBefore(look) ?? planGated({ mapping, own, gates }, { ...look, record });
}

interface Terms {
  readonly mapping: ObjectMapping;
  readonly own: OwnProperties;
  readonly gates: Gates;
}

/** A look at a record that is there. */
type RecordLook = Look & { readonly record: SourceRecord };

/** What the e-mail gate lets go of the record is all that its look goes by. */
function planGated(terms: Terms, look: RecordLook): Plan {
  const { mapping, own, gates } = terms;
  const { record, refusedEmails: refused = {} } = look;
  const sides = seeSides(mapping, own, look);
  const { local, seen } = sides;
  const told = contactOf(seen, look.match) === 'known' ? seen.link.localBase : {};
  const passed = passEmails(gates.email, mapping, { record, local, remote: seen.fields, told, refused });
  if (passed.kind === 'hold') return { kind: 'rest', link: heldLink(look, seen), state: 'held', reason: passed.reason };
  if (passed.record === record) return planWrite(terms, look, sides);
  const rest = { ...look, record: passed.record };
  return planWrite(terms, rest, seeSides(mapping, own, rest));
}

/** What others have changed in the CRM is news until the record goes. */
function heldLink({ link: { remoteAt, readAt } }: Look, { link, record, adopting }: Seen): Link {
  return { ...link, externalId: link.externalId ?? (adopting ? null : (record?.id ?? null)), remoteAt, readAt };
}

/** Of one that does not flow, and was read because something was on its way. */
const endedOf = (look: Look, { deletedAt }: SourceRecord): Plan | null => (deletedAt ? null : planGone(look));

const restAs = (link: Link, reason: LinkReason): Plan => ({ kind: 'rest', link, state: 'gone', reason });

const noRecord: LinkReason = { code: 'no-record', message: 'the order system has said nothing about this record' };
export const deletedInCrm: LinkReason = {
  code: 'deleted-in-crm',
  message: 'the record was deleted in the CRM; it is not created again',
};

/** The CRM record is not there any more. */
function planGone({ remote, link }: Look): Plan | null {
  if (remote.kind !== 'gone') return null;
  if (remote.mergedInto !== undefined) return { kind: 'relink', link, to: remote.mergedInto };
  return archivedUnheard(link) ?? restAs(link, deletedInCrm);
}

/**
 * Two records of ours were merged into one, and it is the other one's. It never takes the survivor, not even until the next
 * look: the other may be looked at meanwhile, and would find it taken.
 */
function planMerged(own: OwnProperties, { remote, link }: Look): Plan | null {
  const survivor = survivorSeen(remote, link);
  if (survivor === null) return null;
  const key = String(survivor.properties[own.key] ?? '').toLowerCase();
  if (key === '' || key === recordKey(link.sourceId)) return null;
  const message = `merged in the CRM into record ${survivor.id}, which is the one of ${key}`;
  const reason: LinkReason = { code: 'merged', message, candidates: [survivor.id] };
  return { kind: 'rest', link: { ...link, externalId: null }, state: 'gone', reason };
}

function survivorSeen(remote: RemoteView, link: Link): RemoteRecord | null {
  if (remote.kind === 'found') return followsMerge(link) ? remote.record : null;
  return remote.kind === 'gone' ? (remote.survivor ?? null) : null;
}

/** What keeps a record that is not in the CRM yet from going there. */
function planBefore({ remote, link, match, parents }: Look): Plan | null {
  if (link.externalId !== null || remote.kind === 'found') return null;
  if (match?.kind === 'ask') return { kind: 'rest', link, state: 'conflict', reason: match.reason };
  const waiting = Object.values(parents).find((parent) => parent.kind === 'waiting');
  return waiting ? { kind: 'rest', link, state: 'pending', reason: waiting.reason } : null;
}

/** Both sides as this look sees them. */
interface SidesSeen {
  readonly local: Fields;
  readonly seen: Seen;
}

function seeSides(mapping: ObjectMapping, own: OwnProperties, look: RecordLook): SidesSeen {
  const local = localFields(mapping, look.record, look.url);
  return { local, seen: seeRemote(mapping, own, look, local) };
}

function planWrite({ mapping, own, gates }: Terms, look: RecordLook, { local, seen }: SidesSeen): Plan {
  const { record } = look;
  const { link } = seen;
  const merged = mergeFields(mapping, {
    record,
    local,
    link,
    remote: seen.fields,
    alsoRemote: alsoHeld(mapping, seen.record, local),
    writers: seen.record?.writers ?? {},
    contact: contactOf(seen, look.match),
    resolutions: look.resolutions ?? {},
  });
  const pushed = new Set(Object.keys(merged.push));
  const translation = toProperties(mapping.fields, { ...local, ...merged.push }, pushed, merged.emptied);
  const sent = { sourceId: record.sourceId, properties: translation.properties, fields: merged.push, now: look.now };
  const planned = writeOf(mapping, own, seen, sent);
  const write = planned.how === 'update' && Object.keys(translation.properties).length === 0 ? null : planned;
  const lines = planLines(mapping, record, look.link);
  const findings = findInPlan(gates.checks, write, lines);
  const [problem] = translation.problems;
  if (problem) return { kind: 'fail', link, field: problem.field, failure: unwritable(translation.problems, findings) };

  const { localBase, remoteBase, standings, decided } = merged;
  return {
    kind: 'sync',
    link: { ...link, externalId: planned.how === 'adopt' ? null : planned.externalId },
    write,
    localBase,
    remoteBase,
    standings,
    decided,
    overwritten: seen.record ? overwrittenIn(mapping, { ...seen.record, fields: seen.fields }, look.link.readAt) : {},
    lines,
    refusal: refusalOf({ object: mapping.definition.object, sourceId: record.sourceId }, findings),
    associate: planAssociations(mapping.associations, look),
  };
}

/** What the order system has accepted of a new record, both sides have said. */
function contactOf({ link, record, adopting }: Seen, match: Match | null): Sides['contact'] {
  if (adopting) return match?.kind === 'adopt' && match.agreed ? 'known' : 'adopting';
  return link.externalId === null && record === null ? 'fresh' : 'known';
}

/** The write of these properties, with our own marks: the key of a record that does not carry it yet, and the number. */
function writeOf(
  mapping: ObjectMapping,
  own: OwnProperties,
  { link, record, adopting }: Seen,
  sent: Pick<SourceRecord, 'sourceId'> & Pick<Write, 'properties' | 'fields'> & Pick<Look, 'now'>,
): Write {
  const externalId = link.externalId ?? record?.id ?? null;
  const how = externalId === null ? 'create' : adopting ? 'adopt' : 'update';
  const number = link.issuedNumber + 1;
  const key = recordKey(sent.sourceId);
  const required = how === 'create' ? mapping.onCreate(sent.sourceId, sent.now) : {};
  const marks = { [own.revision]: String(number), ...(how !== 'update' && { [own.key]: key }) };
  const properties: Properties = Object.assign({}, required, sent.properties, marks);
  const fields: Fields = Object.assign({}, requiredFields(mapping, required), sent.fields);
  return { how, externalId, key, number, properties, fields };
}

/**
 * What only the CRM asks of a new record is nothing that the order system said, a blank; but it is written, and a
 * create that lands late overwrites with it.
 */
function requiredFields(mapping: ObjectMapping, required: Properties): Fields {
  const lines = mapping.fields.filter((line) => line.property in required);
  return Object.fromEntries(lines.map((line) => [line.field, null]));
}
