/** Associations v4 (HubSpot docs 2026-03; the 207 of a batch read recorded 2026-02). Ids in answers are numbers here. */
import type { Link } from '../portal/association-store';
import type { AssociationType } from '../portal/association-types';
import { defaultType } from '../portal/association-types';
import { linkMutations, planLink } from '../portal/link-rules';
import type { ObjectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import { Refused } from '../portal/refusal';
import { asTypeIds } from './association-body';
import { appSource } from './object-routes';
import type { Answer, Call, Route } from './route';
import { nextPage, objectTypeOf, queryLimit, queryText } from './route';

/** HubSpot docs 2026-03: default and maximum of a page. */
const PAGE_MAX = 500;

export function associationRoutes(portal: Portal): Route[] {
  const path = '/crm/v4/objects/:objectType/:id/associations';
  const pair = `${path}/:toObjectType/:toId`;
  return [
    { method: 'PUT', path: pair, handle: (call) => associate(portal, call) },
    { method: 'PUT', path: `${path}/default/:toObjectType/:toId`, handle: (call) => associateDefault(portal, call) },
    { method: 'GET', path: `${path}/:toObjectType`, handle: (call) => list(portal, call) },
    { method: 'DELETE', path: pair, handle: (call) => part(portal, call) },
  ];
}

function linkOf(call: Call): Link {
  return {
    from: objectTypeOf(call).id,
    fromId: call.params.id ?? '',
    to: objectTypeOf(call, 'toObjectType').id,
    toId: call.params.toId ?? '',
  };
}

function associate(portal: Portal, call: Call): Answer {
  const link = linkOf(call);
  const planned = planLink(portal, link, asTypeIds(portal, call.body));
  if ('refusal' in planned) throw new Refused(planned.refusal);
  portal.commit(appSource(portal), planned.mutations);
  return { status: 201, body: pairView(portal, link) };
}

function associateDefault(portal: Portal, call: Call): Answer {
  const startedAt = new Date(portal.clock.now()).toISOString();
  const link = linkOf(call);
  const planned = planLink(portal, link, 'default');
  if ('refusal' in planned) throw new Refused(planned.refusal);
  portal.commit(appSource(portal), planned.mutations);
  const completedAt = new Date(portal.clock.now()).toISOString();
  return { status: 200, body: { status: 'COMPLETE', results: [defaultView(link)], startedAt, completedAt } };
}

function list(portal: Portal, call: Call): Answer {
  const from = objectTypeOf(call);
  const to = objectTypeOf(call, 'toObjectType');
  const id = call.params.id ?? '';
  // Whether an unknown record is an error here is unverified. One that was merged away has no associations and is none.
  if (portal.current(from.id, id)?.archivedAt !== null) throw new Refused({ kind: 'notFound' });
  const limit = queryLimit(call, PAGE_MAX, PAGE_MAX);
  const { results, next } = targetsPage(portal, { from, id, to, after: queryText(call, 'after'), limit });
  return { status: 200, body: { results, ...(next === undefined ? {} : nextPage(call, next)) } };
}

function part(portal: Portal, call: Call): Answer {
  const link = linkOf(call);
  portal.commit(appSource(portal), linkMutations(portal, link, []));
  return { status: 204 };
}

export interface TargetsQuery {
  readonly from: ObjectType;
  readonly id: string;
  readonly to: ObjectType;
  readonly after: string | undefined;
  readonly limit: number;
}

/** The live records on the other side; `after` is an offset. An archived one is not shown, and is back when restored. */
export function targetsPage(portal: Portal, query: TargetsQuery): { results: unknown[]; next: string | undefined } {
  const { from, id, to, limit } = query;
  const live = [...portal.associations.targets(from.id, id, to.id)].filter(
    ([toId]) => portal.records(to.id).findLive(toId) !== undefined,
  );
  const start = Number(query.after ?? 0);
  const results = live.slice(start, start + limit).map(([toId, types]) => ({
    toObjectId: Number(toId),
    associationTypes: types.map((type) => typeView(portal, type)),
  }));
  return { results, next: start + limit < live.length ? String(start + limit) : undefined };
}

function typeView(portal: Portal, id: number): unknown {
  return labelView(portal.associationTypes.find(id));
}

/** HubSpot's `AssociationSpecWithLabel`. */
export function labelView(type: AssociationType | undefined): unknown {
  return { category: type?.category, typeId: type?.typeId, label: type?.label ?? null };
}

/** HubSpot's `LabelsBetweenObjectPair`. */
export function pairView(portal: Portal, link: Link): unknown {
  const labels = portal.associations
    .typesOf(link)
    .map((id) => portal.associationTypes.find(id)?.label ?? null)
    .filter((label) => label !== null);
  return {
    fromObjectTypeId: link.from,
    fromObjectId: Number(link.fromId),
    toObjectTypeId: link.to,
    toObjectId: Number(link.toId),
    labels,
  };
}

/** A row of an answer about default associations. */
export function defaultView(link: Link): unknown {
  const associationTypeId = defaultType(link.from, link.to)?.id ?? 0;
  return {
    from: { id: link.fromId },
    to: { id: link.toId },
    associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId },
  };
}
