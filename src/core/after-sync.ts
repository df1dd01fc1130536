/** The link once a plan was carried out, as far as the answers say. Only what the CRM answered moves a baseline. */
import { treatments, type Outcome } from './failure';
import { intentOf, openAfter } from './hanging';
import type { Link, LinkPart } from './link';
import { isRead, toFields, type ObjectMapping } from './mapping';
import type { SyncPlan, Write } from './plan';
import type { Fields, PropertyValue, RemoteRecord, Value } from './record';

/** What came of a plan. Parts that were not tried, because an earlier one failed, are absent. */
export interface SyncResults {
  readonly write?: Outcome<RemoteRecord>;
  /** Of the record itself, when its plan was to archive it. */
  readonly archive?: Outcome<null>;
  /** By line id. */
  readonly lines: ReadonlyMap<string, Outcome<RemoteRecord>>;
  readonly archived: ReadonlyMap<string, Outcome<null>>;
  /** By reference field. */
  readonly associations: ReadonlyMap<string, Outcome<null>>;
}

export function afterSync(mapping: ObjectMapping, plan: SyncPlan, results: SyncResults, now: Date): Link {
  return {
    ...afterWrite(mapping, plan, results),
    ...afterIntent(plan, results, now),
    parts: afterLines(plan, results),
    associations: afterAssociations(plan, results),
  };
}

/** The record as its write leaves it, without the intent. What was offered or asked does not depend on the write. */
function afterWrite(mapping: ObjectMapping, plan: SyncPlan, results: SyncResults): Link {
  const { link, write, standings } = plan;
  if (!write) return { ...link, localBase: plan.localBase, remoteBase: plan.remoteBase, standings };
  if (!results.write?.ok) return { ...link, standings: { ...keptFor(write, link.standings), ...standings } };
  const answer = results.write.value;
  const old = write.externalId === null || write.externalId === answer.id ? [] : [write.externalId];
  return {
    ...link,
    externalId: answer.id,
    aliases: [...link.aliases, ...old],
    localBase: plan.localBase,
    // What it does not say counts as it was written until it is read: a value of before is news, should it come back with a merge.
    remoteBase: {
      ...plan.remoteBase,
      ...unsaid(mapping, write, answer),
      ...toFields(mapping, storedOf(write, answer), plan.localBase),
    },
    standings,
    // An answer that leaves values out says that it landed, and not what was stored: the next look reads that, by the number.
    settledNumber: saysAll(write, answer) ? write.number : link.settledNumber,
    remoteAt: answer.modifiedAt ?? null,
    // Between the read and the write somebody may have written what this write has taken the place of.
    ...(hasSeenAll(mapping, write) && { readAt: answer.modifiedAt ?? null }),
  };
}

/** Nobody else can have written a record that is new, and of one that is not read back nothing is to be seen. */
const hasSeenAll = (mapping: ObjectMapping, { how }: Write): boolean =>
  how === 'create' || !mapping.fields.some(isRead);

/** What stands about fields that were not written after all. */
function keptFor(write: Write, standings: Link['standings']): Link['standings'] {
  return Object.fromEntries(Object.entries(standings).filter(([field]) => field in write.fields));
}

/** Of what was written; the answer to a create has three times as many properties. */
function storedOf(write: Write, answer: RemoteRecord): RemoteRecord['properties'] {
  const stored: Record<string, PropertyValue> = {};
  for (const name of Object.keys(write.properties)) {
    const value = answer.properties[name];
    if (value !== undefined) stored[name] = value;
  }
  return stored;
}

/** What was written to properties that the answer leaves out. */
function unsaid({ fields }: ObjectMapping, { properties, fields: written }: Write, answer: RemoteRecord): Fields {
  const left: Record<string, Value> = {};
  for (const { field, property } of fields) {
    const value = written[field];
    if (value === undefined || !(property in properties)) continue;
    if (answer.properties[property] === undefined) left[field] = value;
  }
  return left;
}

/** The intents that stay: older ones, and this look's own as far as an answer is still owed. */
function afterIntent(plan: SyncPlan, results: SyncResults, now: Date): Pick<Link, 'intents' | 'issuedNumber'> {
  const { intents, issuedNumber } = plan.link;
  const intent = intentOf(plan, now);
  if (!intent) return { intents, issuedNumber };
  const open = openAfter(intent, isRecordOpen(plan, results), results);
  return { intents: open ? [...intents, open] : intents, issuedNumber: intent.number };
}

function isRecordOpen({ write }: SyncPlan, results: SyncResults): boolean {
  if (!write || !results.write) return false;
  if (!results.write.ok) return treatments[results.write.failure.kind].mayHaveLanded;
  return !saysAll(write, results.write.value); // the next look reads it (architecture 5.1, rule 2)
}

const saysAll = (write: Write, { properties }: RemoteRecord): boolean =>
  Object.keys(write.properties).every((name) => properties[name] !== undefined);

function afterLines(plan: SyncPlan, results: SyncResults): Link['parts'] {
  const parts = new Map<string, LinkPart>(Object.entries(plan.link.parts));
  for (const line of plan.lines.upsert) {
    const outcome = results.lines.get(line.lineId);
    if (outcome?.ok) parts.set(line.lineId, { externalId: outcome.value.id, base: line.base });
    else if (outcome?.failure.kind === 'gone') parts.delete(line.lineId); // made anew by the next look
  }
  for (const { lineId } of plan.lines.archive) if (results.archived.get(lineId)?.ok) parts.delete(lineId);
  return Object.fromEntries(parts);
}

function afterAssociations(plan: SyncPlan, results: SyncResults): Link['associations'] {
  const joined = Object.entries(plan.associate).filter(([field]) => results.associations.get(field)?.ok);
  return { ...plan.link.associations, ...Object.fromEntries(joined.map(([field, { to }]) => [field, to])) };
}
