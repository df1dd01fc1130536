/** Groups of properties. */
import type { ObjectType } from '../portal/object-types';
import type { Portal } from '../portal/portal';
import type { PropertyGroup } from '../portal/property-definition';
import { Refused, invalid } from '../portal/refusal';
import { asObject, asText, optionalNumber, optionalText } from './body';
import { appSource } from './object-routes';
import type { Answer, Call, Route } from './route';
import { objectTypeOf } from './route';

export function propertyGroupRoutes(portal: Portal): Route[] {
  const path = '/crm/v3/properties/:objectType/groups';
  return [
    { method: 'GET', path, handle: (call) => list(portal, call) },
    { method: 'POST', path, handle: (call) => create(portal, call) },
    {
      method: 'GET',
      path: `${path}/:name`,
      handle: (call) => ({ status: 200, body: find(portal, objectTypeOf(call), call) }),
    },
    { method: 'PATCH', path: `${path}/:name`, handle: (call) => update(portal, call) },
    { method: 'DELETE', path: `${path}/:name`, handle: (call) => archive(portal, call) },
  ];
}

function list(portal: Portal, call: Call): Answer {
  return { status: 200, body: { results: portal.catalog.groups(objectTypeOf(call).id) } };
}

function create(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const body = asObject(call.body, 'PropertyGroupCreate');
  const name = asText(body.name, 'name');
  if (portal.catalog.findGroup(type.id, name) !== undefined) {
    throw new Refused({ kind: 'exists', message: `A property group named '${name}' already exists.`, name });
  }
  const displayOrder = optionalNumber(body.displayOrder, 'displayOrder') ?? -1;
  return put(portal, type, { name, label: asText(body.label, 'label'), displayOrder, archived: false }, 201);
}

function update(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const before = find(portal, type, call);
  const body = asObject(call.body, 'PropertyGroupUpdate');
  const label = optionalText(body.label, 'label') ?? before.label;
  const displayOrder = optionalNumber(body.displayOrder, 'displayOrder') ?? before.displayOrder;
  return put(portal, type, { ...before, label, displayOrder }, 200);
}

function archive(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const group = find(portal, type, call);
  const members = portal.catalog.list(type.id).filter((property) => property.groupName === group.name);
  if (members.some((property) => property.archivedAt === null)) {
    const subCategory = 'PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES';
    throw invalid(`Property group '${group.name}' has active properties`, { subCategory });
  }
  put(portal, type, { ...group, archived: true }, 200);
  return { status: 204 };
}

function put(portal: Portal, type: ObjectType, group: PropertyGroup, status: number): Answer {
  portal.commit(appSource(portal), [{ kind: 'group', object: type.id, group }]);
  return { status, body: group };
}

function find(portal: Portal, type: ObjectType, call: Call): PropertyGroup {
  const group = portal.catalog.findGroup(type.id, call.params.name ?? '');
  if (group === undefined) throw new Refused({ kind: 'notFound', category: 'OBJECT_NOT_FOUND' });
  return group;
}
