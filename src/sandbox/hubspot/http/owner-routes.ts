/** Owners (HubSpot docs 2026-03): read by the API, changed by people only, which is what the control route is for. */
import type { Owner } from '../portal/owners';
import { ownerSource, portalOwner } from '../portal/owners';
import type { Portal } from '../portal/portal';
import { Refused, invalid } from '../portal/refusal';
import { asObject, optionalBoolean, optionalText } from './body';
import { ControlError } from '../../common/control-error';
import type { Answer, Call, Route } from './route';
import { nextPage, queryFlag, queryLimit, queryText } from './route';

/** HubSpot docs 2026-03: default 100; the most is unverified. */
const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 500;

export function ownerRoutes(portal: Portal): Route[] {
  return [
    // The client calls it with a slash at the end.
    { method: 'GET', path: '/crm/v3/owners', handle: (call) => list(portal, call) },
    { method: 'GET', path: '/crm/v3/owners/', handle: (call) => list(portal, call) },
    { method: 'GET', path: '/crm/v3/owners/:id', handle: (call) => read(portal, call) },
  ];
}

/** `{id?, email?, firstName?, lastName?, archived?}`: with `id` that owner changes, without it one more comes. */
export function ownerLevers(portal: Portal): Route[] {
  return [{ method: 'POST', path: '/_sandbox/owner', handle: (call) => putOwner(portal, call) }];
}

function list(portal: Portal, call: Call): Answer {
  const email = queryText(call, 'email')?.toLowerCase();
  const archived = queryFlag(call, 'archived');
  const limit = queryLimit(call, LIMIT_DEFAULT, LIMIT_MAX);
  const after = Number(queryText(call, 'after') ?? 0);
  if (!Number.isInteger(after) || after < 0) throw invalid('after must be what the page before said');
  const found = portal.owners
    .list()
    .filter((owner) => owner.archived === archived && (email === undefined || owner.email === email));
  const paging = found.length > after + limit ? nextPage(call, String(after + limit)) : {};
  return { status: 200, body: { results: found.slice(after, after + limit).map(ownerView), ...paging } };
}

function read(portal: Portal, call: Call): Answer {
  const archived = queryFlag(call, 'archived');
  const key = queryText(call, 'idProperty') === 'userId' ? 'userId' : 'id';
  const owner = portal.owners.list().find((each) => String(each[key]) === call.params.id && each.archived === archived);
  if (owner === undefined) throw new Refused({ kind: 'notFound', category: 'OBJECT_NOT_FOUND' });
  return { status: 200, body: ownerView(owner) };
}

/** A deactivated user has no `userId` any more, only the one that counts inactive ones in. */
function ownerView({ userId, createdAt, updatedAt, ...shown }: Owner): object {
  return {
    ...shown,
    type: 'PERSON',
    ...(shown.archived ? {} : { userId }),
    userIdIncludingInactive: userId,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}

function putOwner(portal: Portal, call: Call): Answer {
  const body = asObject(call.body, 'owner');
  const id = optionalText(body.id, 'id');
  const before = id === undefined ? newOwner(portal) : portal.owners.find(id);
  if (before === undefined) throw new ControlError(`There is no owner ${id ?? ''}`, 404);
  const text = (key: 'email' | 'firstName' | 'lastName'): string => optionalText(body[key], key) ?? before[key];
  const owner: Owner = {
    ...before,
    email: text('email').toLowerCase(),
    firstName: text('firstName'),
    lastName: text('lastName'),
    archived: optionalBoolean(body.archived, 'archived') ?? before.archived,
    updatedAt: portal.clock.now(),
  };
  portal.commit(ownerSource, [{ kind: 'owner', owner }]);
  return { status: 201, body: ownerView(owner) };
}

/** Owners never go, so their number is the next one's. */
function newOwner(portal: Portal): Owner {
  const number = portal.owners.list().length;
  const now = portal.clock.now();
  return {
    id: String(Number(portalOwner.id) + number),
    userId: portalOwner.userId + number,
    email: `sales-${number}@example.com`,
    firstName: 'Sandbox',
    lastName: `Sales ${number}`,
    archived: false,
    createdAt: now,
    updatedAt: now,
  };
}
