/** Finds the route of a path, for calls from outside and for the parts of composite calls alike. */
import findMyWay from 'find-my-way';
import type { HTTPMethod, HTTPVersion, Instance } from 'find-my-way';
import type { Route } from './route';

/** External ids stand in paths. */
const PARAM_MAX_CHARS = 16_384;

export interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export class Router {
  private readonly table: Instance<HTTPVersion.V1>;

  constructor(routes: readonly Route[]) {
    this.table = findMyWay({
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: PARAM_MAX_CHARS,
    });
    for (const route of routes) this.table.on(route.method, route.path, () => undefined, route);
  }

  /** `url` may carry a query. `undefined`: no route, or not with this method. */
  find(method: string, url: string): Found | undefined {
    const found = this.table.find(method as HTTPMethod, url.split('?', 1)[0] ?? '');
    if (found === null) return undefined;
    const params = Object.fromEntries(Object.entries(found.params).map(([name, value]) => [name, value ?? '']));
    return { route: found.store as Route, params };
  }

  /** True when the path is known with another method. */
  knows(url: string): boolean {
    return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].some((method) => this.find(method, url) !== undefined);
  }
}
