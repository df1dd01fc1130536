/** The account itself and its use of the API. */
import type { Limits } from '../portal/limits';
import type { Portal } from '../portal/portal';
import { offsetAt, offsetText } from '../portal/time-zone';
import type { Answer, Route } from './route';

export function accountRoutes(portal: Portal, limits: Limits): Route[] {
  return [
    { method: 'GET', path: '/account-info/v3/details', handle: () => details(portal) },
    {
      method: 'GET',
      path: '/account-info/v3/api-usage/daily/private-apps',
      handle: () => usage(portal.clock.now(), limits),
    },
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
