/** Records one at a time, and the list. */
import { writeRows } from '../portal/batch-writes';
import type { WriteRow } from '../portal/batch-writes';
import { findByIdProperty } from '../portal/id-property';
import type { Source } from '../portal/source';
import type { ObjectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import type { StoredRecord } from '../portal/record-store';
import { Refused } from '../portal/refusal';
import { asLinks } from './association-body';
import { asObject, asProperties } from './body';
import { historyView } from './history-view';
import { associationsView, recordView } from './record-view';
import type { Answer, Call, Route } from './route';
import { nextPage, objectTypeOf, queryFlag, queryLimit, queryList, queryText } from './route';

const LIST_DEFAULT = 10;
/** HubSpot docs 2026-03. */
const LIST_MAX = 100;
/** Unverified. */
const LIST_MAX_WITH_HISTORY = 50;

export function objectRoutes(portal: Portal): Route[] {
  const path = '/crm/v3/objects/:objectType';
  return [
    { method: 'POST', path, handle: (call) => create(portal, call) },
    { method: 'GET', path, handle: (call) => list(portal, call) },
    { method: 'GET', path: `${path}/:id`, handle: (call) => read(portal, call) },
    { method: 'PATCH', path: `${path}/:id`, handle: (call) => update(portal, call) },
    { method: 'DELETE', path: `${path}/:id`, handle: (call) => archive(portal, call) },
  ];
}

/** A write of the app whose token is used. */
export function appSource(portal: Portal): Source {
  return { type: 'INTEGRATION', id: String(portal.appId) };
}

/** Writes one row, or throws why not. */
function writeOne(portal: Portal, type: ObjectType, row: Omit<WriteRow, 'traceId'>): ReturnType<typeof firstOf> {
  return firstOf(writeRows(portal, type, appSource(portal), [{ ...row, traceId: undefined }]));
}

function firstOf({ written }: ReturnType<typeof writeRows>): (typeof written)[number] {
  const [row] = written;
  if (row === undefined) throw new Error('A single write was neither made nor refused');
  return row;
}

function create(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const body = asObject(call.body, 'SimplePublicObjectInputForCreate');
  const written = asProperties(body.properties);
  const links = asLinks(portal, body.associations);
  const { record } = writeOne(portal, type, { record: undefined, written, links, adminRules: call.adminRules });
  return { status: 201, body: recordView(portal, type, record, 'all'), tally: { created: 1 } };
}

function read(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const record = find(portal, type, call, queryFlag(call, 'archived'));
  const associations = associationsView(portal, type, record, queryList(call, 'associations'));
  const view = recordView(portal, type, record, queryList(call, 'properties'));
  const history = historyView(portal, type, record, queryList(call, 'propertiesWithHistory'));
  return { status: 200, body: { ...view, ...history, ...associations }, tally: { read: 1 } };
}

function update(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const record = find(portal, type, call, false);
  const written = asProperties(asObject(call.body, 'SimplePublicObjectInput').properties);
  const { changed } = writeOne(portal, type, { record, written, links: [], adminRules: call.adminRules });
  const body = recordView(portal, type, record, [...written.keys(), 'hs_object_id']);
  return { status: 200, body, tally: changed ? { changed: 1 } : { unchanged: 1 } };
}

/** 204 for an id that was archived before or never was (unverified). */
function archive(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const id = call.params.id ?? '';
  if (portal.records(type.id).findLive(id) === undefined) return { status: 204 };
  portal.commit(appSource(portal), [{ kind: 'archive', object: type.id, id, at: portal.clock.now() }]);
  return { status: 204, tally: { archived: 1 } };
}

function list(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const histories = queryList(call, 'propertiesWithHistory');
  const limit = queryLimit(call, LIST_DEFAULT, histories.length === 0 ? LIST_MAX : LIST_MAX_WITH_HISTORY);
  const after = Number(queryText(call, 'after') ?? 0);
  const archived = queryFlag(call, 'archived');
  const { page, next } = pageFrom(portal, type, { after, limit, archived });
  const properties = queryList(call, 'properties');
  const associations = queryList(call, 'associations');
  const results = page.map((record) => ({
    ...recordView(portal, type, record, properties),
    ...historyView(portal, type, record, histories),
    ...associationsView(portal, type, record, associations),
  }));
  // On the last page there is no `paging` at all.
  const paging = next === undefined ? {} : nextPage(call, next);
  return { status: 200, body: { results, ...paging }, tally: { read: page.length } };
}

/** `after` is the id of the first record of the page, and ids ascend (recorded). */
function pageFrom(
  portal: Portal,
  type: ObjectType,
  query: { readonly after: number; readonly limit: number; readonly archived: boolean },
): { readonly page: readonly StoredRecord[]; readonly next: string | undefined } {
  const page: StoredRecord[] = [];
  for (const record of portal.records(type.id).from(query.after)) {
    if ((record.archivedAt !== null) !== query.archived) continue;
    if (page.length === query.limit) return { page, next: record.id };
    page.push(record);
  }
  return { page, next: undefined };
}

function find(portal: Portal, type: ObjectType, call: Call, archived: boolean): StoredRecord {
  const id = call.params.id ?? '';
  const record = findByIdProperty(portal, type, { id, idProperty: queryText(call, 'idProperty'), archived });
  if (record === undefined) throw new Refused({ kind: 'notFound' });
  return record;
}
