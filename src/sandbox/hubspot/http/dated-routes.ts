/**
 * The same routes under HubSpot's date-based paths (its specs of 2026-08). Two codes differ there: every batch of
 * associations answers 200, and so does a batch of new properties. The specs list no 207; that is taken for an omission
 * (unverified).
 */
import type { Answer, Route } from './route';

const versions = ['2026-03', '2026-09'];
/** HubSpot changelog 2026-08-11. */
const ADMIN_RULES_SINCE = '2026-09';

export function datedRoutes(routes: readonly Route[]): Route[] {
  return versions.flatMap((version) =>
    routes.flatMap((route): Route[] => {
      const path = datedPath(route.path, version);
      if (path === undefined) return [];
      const handle: Route['handle'] = (call) => route.handle({ ...call, adminRules: version >= ADMIN_RULES_SINCE });
      const dated = { ...route, path, scopePath: route.path, handle };
      return answers200(route) ? [{ ...dated, handle: (call) => as200(handle(call)) }] : [dated];
    }),
  );
}

function datedPath(path: string, version: string): string | undefined {
  const [, area = '', older = '', rest = ''] = /^\/(crm|account-info)\/(v3|v4)\/(.+)$/.exec(path) ?? [];
  if (older === '') return undefined;
  if (area === 'account-info') return `/account-info/${version}/${rest}`;
  // `/crm/v3/objects/:objectType` becomes `/crm/objects/2026-09/:objectType`.
  const [family = '', ...more] = rest.split('/');
  return `/crm/${[family, version, ...more].join('/')}`;
}

function answers200({ path }: Route): boolean {
  return (
    /^\/crm\/v4\/associations\/.+\/batch\//.test(path) || /^\/crm\/v3\/properties\/[^/]+\/batch\/create$/.test(path)
  );
}

function as200(answer: Answer): Answer {
  return answer.status === 201 || answer.status === 204 ? { ...answer, status: 200 } : answer;
}
