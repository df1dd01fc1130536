/** What a salesperson does in HubSpot's own pages. */
import { linkMutations, planLink } from '../portal/link-rules';
import type { Link } from '../portal/association-store';
import { writeRows } from '../portal/batch-writes';
import { planPrivacyDeletion, planRestore } from '../portal/lifecycle';
import type { ObjectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import { ownerSource } from '../portal/owners';
import type { StoredRecord } from '../portal/record-store';
import { Refused } from '../portal/refusal';
import type { Source } from '../portal/source';
import { asObject, asProperties, asText, optionalArray, optionalNumber } from './body';
import type { Json } from './body';
import { ControlError } from '../../common/control-error';
import { controlObject } from './control-problem';
import { mergeRecords } from './merge-routes';
import { recordView } from './record-view';
import type { Answer, Call } from './route';

interface Edit {
  readonly portal: Portal;
  readonly type: ObjectType;
  readonly id: string;
  readonly source: Source;
  readonly body: Json;
}

/**
 * `restore` comes before all else; then properties and associations; then the one that ends the record: `merge` with
 * another's id, `archived`, `privacyDelete`. Answers the record, or 204 when there is none any more.
 */
export function editRecord(portal: Portal, call: Call): Answer {
  const body = asObject(call.body, 'edit');
  const type = controlObject(body.object);
  const source = asSource(body.source);
  const edit: Edit = { portal, type, id: asText(body.id, 'id'), source, body };
  if (body.privacyDelete === true) return deleteForPrivacy(edit);
  if (body.restore === true) portal.commit(source, [planRestore(portal, type, edit.id)]);
  const record = portal.current(type.id, edit.id);
  if (record?.archivedAt !== null) throw new ControlError(`There is no ${type.singular} ${edit.id}`, 404);
  writeRows(portal, type, source, [{ record, written: asProperties(body.properties), traceId: undefined, links: [] }]);
  editLinks(edit, record);
  const left = body.merge === undefined ? record : merged(edit, record);
  if (body.archived === true) {
    portal.commit(source, [{ kind: 'archive', object: type.id, id: left.id, at: portal.clock.now() }]);
  }
  return { status: 200, body: recordView(portal, type, left, 'all') };
}

/** On the record's own page, unless `source` says that it was one of many in a list. */
function asSource(value: unknown): Source {
  if (value === undefined || value === 'CRM_UI') return ownerSource;
  if (value === 'CRM_UI_BULK_ACTION') return { ...ownerSource, type: value };
  throw new ControlError('source must be CRM_UI or CRM_UI_BULK_ACTION');
}

/** `id` is a record id. */
function deleteForPrivacy({ portal, type, id, source }: Edit): Answer {
  if (type.id !== '0-1') throw new ControlError('Only contacts can be deleted for privacy');
  const mutations = planPrivacyDeletion(portal, id, undefined);
  if (mutations.length === 0) throw new ControlError(`There is no contact ${id}`, 404);
  portal.commit(source, mutations);
  return { status: 204 };
}

function merged({ portal, type, source, body }: Edit, record: StoredRecord): StoredRecord {
  return mergeRecords(portal, type, source, { primaryId: record.id, mergedId: asText(body.merge, 'merge') });
}

/** `associate` and `dissociate`: `[{object, id, typeId?}]`; `typeId` is one of HubSpot's own. */
function editLinks({ portal, type, source, body }: Edit, record: StoredRecord): void {
  const ends = (key: string): readonly Json[] => optionalArray(body[key], key).map((each) => asObject(each, key));
  const linkTo = (end: Json): Link => {
    return { from: type.id, fromId: record.id, to: controlObject(end.object).id, toId: asText(end.id, 'id') };
  };
  for (const end of ends('associate')) {
    const typeId = optionalNumber(end.typeId, 'typeId');
    const planned = planLink(portal, linkTo(end), typeId === undefined ? 'default' : [typeId]);
    if ('refusal' in planned) throw new Refused(planned.refusal);
    portal.commit(source, planned.mutations);
  }
  for (const end of ends('dissociate')) portal.commit(source, linkMutations(portal, linkTo(end), []));
}
