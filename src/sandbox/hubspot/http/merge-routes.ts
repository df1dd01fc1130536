/** Two records become one (HubSpot docs 2026-03), and a contact is deleted for good. */
import { planPrivacyDeletion } from '../portal/lifecycle';
import { planMerge } from '../portal/merge';
import type { ObjectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import type { StoredRecord } from '../portal/record-store';
import { Refused } from '../portal/refusal';
import type { Source } from '../portal/source';
import { asObject, asText, optionalText } from './body';
import { appSource } from './object-routes';
import { recordView } from './record-view';
import type { Answer, Call, Route } from './route';
import { objectTypeOf } from './route';

export function mergeRoutes(portal: Portal): Route[] {
  const path = '/crm/v3/objects/:objectType';
  return [
    { method: 'POST', path: `${path}/merge`, handle: (call) => merge(portal, call) },
    { method: 'POST', path: `${path}/gdpr-delete`, handle: (call) => deleteForPrivacy(portal, call) },
  ];
}

function merge(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const body = asObject(call.body, 'PublicMergeInput');
  const primaryId = asText(body.primaryObjectId, 'primaryObjectId');
  const mergedId = asText(body.objectIdToMerge, 'objectIdToMerge');
  const record = mergeRecords(portal, type, appSource(portal), { primaryId, mergedId });
  return { status: 200, body: recordView(portal, type, record, 'all'), tally: { changed: 1 } };
}

/** Answers the record that is left. */
export function mergeRecords(
  portal: Portal,
  type: ObjectType,
  source: Source,
  request: { readonly primaryId: string; readonly mergedId: string },
): StoredRecord {
  const mutation = planMerge(portal, type, request);
  portal.commit(source, [mutation]);
  const record = portal.current(type.id, mutation.resultId);
  if (record === undefined) throw new Error(`Record ${mutation.resultId} is not there after the merge`);
  return record;
}

/** 204 whoever is found. Contacts only: HubSpot has no such call for anything else. */
function deleteForPrivacy(portal: Portal, call: Call): Answer {
  if (objectTypeOf(call).id !== '0-1') throw new Refused({ kind: 'notFound' });
  const body = asObject(call.body, 'PublicGdprDeleteInput');
  const idProperty = optionalText(body.idProperty, 'idProperty');
  const mutations = planPrivacyDeletion(portal, asText(body.objectId, 'objectId'), idProperty);
  portal.commit(appSource(portal), mutations);
  const deleted = mutations.filter(({ kind }) => kind === 'privacyDeletion').length;
  return { status: 204, tally: deleted === 0 ? {} : { archived: deleted } };
}
