/**
 * From what a transaction has done to its change events: one for each record, or one for all records of an object that
 * changed alike (contract 7.2). What the org derives by itself, roll-ups and children that change their parent, makes
 * none: no trigger fires for it either (contract 8.8; for change events unverified).
 */
import { createHash } from 'node:crypto';
import type { SeededRandom } from '../../common/random';
import type { Change, Committed } from '../org/committed';
import type { Row } from '../org/row';
import type { Field } from '../org/schema';
import type { SObject } from '../org/sobject';
import { changedPart, wholeRecord, type EventFields } from './event-fields';
import type { StreamingSettings } from './settings';

export type ChangeType = Change['kind'] | `GAP_${Change['kind']}` | 'GAP_OVERFLOW';

/** What an overflow event has instead of ids: it is not said which records. */
const NO_RECORD = '000000000000000AAA';
const nothing: EventFields = { body: '', changedFields: [] };

export interface EventDraft {
  readonly type: SObject;
  readonly changeType: ChangeType;
  readonly recordIds: string[];
  readonly sequenceNumber: number;
  readonly fields: EventFields;
}

interface Capturing {
  readonly captures: (type: SObject) => boolean;
  readonly settings: StreamingSettings;
  readonly random: SeededRandom;
}

/** A record's changes of one transaction as one: it is told as it was when the transaction ended (unverified). */
interface NetChange {
  readonly kind: Change['kind'];
  readonly type: SObject;
  readonly row: Row;
  readonly changed: ReadonlySet<Field>;
  readonly byAnother: boolean;
}

/** Those of objects that nobody selected take a sequence number too: the rest have gaps then. */
export function draftsOf({ changes }: Pick<Committed, 'changes'>, capturing: Capturing): EventDraft[] {
  const drafts = new Map<string, EventDraft>();
  const overflowed = new Set<SObject>();
  let told = 0;
  let sequence = 0;
  for (const change of netChanges(changes)) {
    // An update counts once for each of its fields (Salesforce docs Winter '26).
    told += Math.max(1, change.changed.size);
    if (!capturing.captures(change.type)) {
      sequence++;
      continue;
    }
    if (told > capturing.settings.overflowFrom) {
      overflowed.add(change.type);
      continue;
    }
    const draft = draftOf(change, capturing, sequence + 1);
    const key = `${draft.type.name} ${draft.changeType} ${draft.fields.body}`;
    const alike = drafts.get(key);
    if (alike !== undefined) alike.recordIds.push(...draft.recordIds);
    else {
      sequence++;
      drafts.set(key, draft);
    }
  }
  return [...drafts.values(), ...[...overflowed].map((type, index) => overflowDraft(type, sequence + index + 1))];
}

export function overflowDraft(type: SObject, sequenceNumber: number): EventDraft {
  return { type, changeType: 'GAP_OVERFLOW', recordIds: [NO_RECORD], sequenceNumber, fields: nothing };
}

/** Ids and what became of the records, but no data. */
export function gapDraft(type: SObject, kind: Change['kind'], recordIds: readonly string[]): EventDraft {
  return { type, changeType: `GAP_${kind}`, recordIds: [...recordIds], sequenceNumber: 1, fields: nothing };
}

function draftOf(change: NetChange, { settings, random }: Capturing, sequenceNumber: number): EventDraft {
  const { type, kind, row } = change;
  const fields = fieldsOf(change);
  const isLost = fields.body.length > settings.messageMaxBytes || (settings.gaps > 0 && random.next() < settings.gaps);
  if (isLost) return { ...gapDraft(type, kind, [type.idOf(row)]), sequenceNumber };
  return { type, changeType: kind, recordIds: [type.idOf(row)], sequenceNumber, fields };
}

/** Of a deletion nothing but the header (unverified). */
function fieldsOf(change: NetChange): EventFields {
  if (change.kind === 'DELETE') return nothing;
  return change.kind === 'UPDATE' ? changedPart(change.type, change.row, change) : wholeRecord(change.type, change.row);
}

function netChanges(changes: readonly Change[]): Iterable<NetChange> {
  const open = new Map<Row, number>();
  const net: NetChange[] = [];
  for (const { kind, type, row, changed, byAnother = false } of changes) {
    const before = net[open.get(row) ?? -1];
    if (kind === 'UPDATE' && before !== undefined) {
      const both = { changed: new Set([...before.changed, ...changed]), byAnother: before.byAnother || byAnother };
      net[open.get(row) ?? -1] = { ...before, ...(before.kind === 'UPDATE' && both) };
      continue;
    }
    net.push({ kind, type, row, changed: new Set(changed), byAnother });
    if (kind === 'DELETE') open.delete(row);
    else open.set(row, net.length - 1);
  }
  return net;
}

/** Stands for the form of an object's events: the same as long as the object has the same fields. */
export function schemaId(type: SObject): string {
  const known = schemaIds.get(type);
  if (known?.fields === type.fields) return known.id;
  const form = type.fields.map(({ name, type: kind }) => `${name}:${kind}`).join(' ');
  const id = createHash('sha256').update(`${type.name} ${form}`).digest('base64url').slice(0, 22);
  schemaIds.set(type, { fields: type.fields, id });
  return id;
}

const schemaIds = new WeakMap<SObject, { readonly fields: readonly Field[]; readonly id: string }>();
