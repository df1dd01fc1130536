/** The account itself, its use of the API, and its owners. */
import type { Limits } from '../portal/limits';
import type { Portal } from '../portal/portal';
import { portalOwner } from '../portal/portal';
import { Refused } from '../portal/refusal';
import { offsetAt, offsetText } from '../portal/time-zone';
import type { Answer, Call, Route } from './route';
import { queryFlag, queryText } from './route';

export function accountRoutes(portal: Portal, limits: Limits): Route[] {
  return [
    { method: 'GET', path: '/account-info/v3/details', handle: () => details(portal) },
    {
      method: 'GET',
      path: '/account-info/v3/api-usage/daily/private-apps',
      handle: () => usage(portal.clock.now(), limits),
    },
    // The client calls it with a slash at the end.
    { method: 'GET', path: '/crm/v3/owners', handle: (call) => owners(call) },
    { method: 'GET', path: '/crm/v3/owners/', handle: (call) => owners(call) },
    { method: 'GET', path: '/crm/v3/owners/:id', handle: (call) => owner(call) },
  ];
}

function details(portal: Portal): Answer {
  const utcOffset = offsetAt(portal.timeZone, portal.clock.now());
  return {
    status: 200,
    body: {
      portalId: portal.portalId,
      accountType: portal.accountType,
      timeZone: portal.timeZone,
      companyCurrency: 'USD',
      additionalCurrencies: [],
      utcOffset: offsetText(utcOffset),
      utcOffsetMilliseconds: utcOffset,
      uiDomain: 'app.hubspot.com',
      dataHostingLocation: 'na1',
    },
  };
}

function usage(now: number, limits: Limits): Answer {
  const { used, limit, resetsAt } = limits.usage(now);
  const result = {
    name: 'private-apps-api-calls-daily',
    usageLimit: limit,
    currentUsage: used,
    collectedAt: new Date(now).toISOString(),
    fetchStatus: 'SUCCESS',
    resetsAt: new Date(resetsAt).toISOString(),
  };
  return { status: 200, body: { results: [result] } };
}

function owners(call: Call): Answer {
  const email = queryText(call, 'email');
  const hidden = queryFlag(call, 'archived') || (email !== undefined && email.toLowerCase() !== portalOwner.email);
  return { status: 200, body: { results: hidden ? [] : [ownerView()] } };
}

function owner(call: Call): Answer {
  const key = queryText(call, 'idProperty') === 'userId' ? String(portalOwner.userId) : portalOwner.id;
  if (call.params.id !== key) throw new Refused({ kind: 'notFound', category: 'OBJECT_NOT_FOUND' });
  return { status: 200, body: ownerView() };
}

function ownerView(): unknown {
  return {
    ...portalOwner,
    type: 'PERSON',
    firstName: 'Sandbox',
    lastName: 'Sales',
    userIdIncludingInactive: portalOwner.userId,
    createdAt: '2025-01-01T00:00:00.000Z',
    updatedAt: '2025-01-01T00:00:00.000Z',
    archived: false,
  };
}
