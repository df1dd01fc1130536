/** What of HubSpot's published operations the sandbox serves, and what of that has been seen. */
import { undatedPath } from './dated';
import type { Exchange } from './exchange';
import { operationOf } from './exchange';
import type { Operation } from './generated-api';
import { matches, operations, wildcards } from './generated-api';

/** `GET /crm/v3/objects/:objectType/:id` */
export interface Mounted {
  readonly method: string;
  readonly path: string;
}

export function nameOf({ method, path }: Mounted): string {
  return `${method} ${path}`;
}

/** The route that a call is handed to: of those that fit, the one with the most words of its own. */
export function routeOf(routes: readonly Mounted[], method: string, path: string): Mounted | undefined {
  const fitting = routes.filter((route) => route.method === method && matches(route.path, path));
  return fitting.sort((a, b) => wildcards(a.path) - wildcards(b.path))[0];
}

function servedOperations(routes: readonly Mounted[]): readonly Operation[] {
  return operations.filter(({ method, path }) => routeOf(routes, method, path) !== undefined);
}

/** Operations without a route. */
export function unserved(routes: readonly Mounted[]): readonly string[] {
  return namesOf(operations.filter(({ method, path }) => routeOf(routes, method, path) === undefined));
}

/** Routes for which the client has no operation, a dated one by its old name. */
export function unpublished(routes: readonly Mounted[]): readonly string[] {
  const served = operations.map(({ method, path }) => routeOf(routes, method, path));
  const published = new Set(served.filter((route) => route !== undefined).map(nameOf));
  const oldName = ({ method, path }: Mounted): string => nameOf({ method, path: undatedPath(path) });
  return [...new Set(routes.map(oldName))].filter((name) => !published.has(name));
}

/** Routes that no call succeeded at. */
export function undriven(routes: readonly Mounted[], exchanges: readonly Exchange[]): readonly string[] {
  const good = exchanges.filter(({ status }) => status < 400);
  const driven = new Set(good.map(({ method, path }) => routeOf(routes, method, path)));
  return routes.filter((route) => !driven.has(route)).map(nameOf);
}

/** Of every served operation, the published success codes that no answer had, and `refusal` where none was refused. */
export function unanswered(routes: readonly Mounted[], exchanges: readonly Exchange[]): readonly string[] {
  const seen = new Set(
    exchanges.flatMap((exchange) => {
      const operation = operationOf(exchange);
      return operation === undefined
        ? []
        : [`${operation.name} ${exchange.status < 400 ? exchange.status : 'refusal'}`];
    }),
  );
  const wanted = servedOperations(routes)
    .filter((operation) => !isTwin(operation))
    .flatMap(({ name, answers }) => [...answers.keys(), 'refusal'].map((answer) => `${name} ${answer}`));
  return wanted.filter((each) => !seen.has(each));
}

/** The client has two names for some operations (`MergeApi.merge`, `BasicApi.merge`): the first of them is judged. */
function isTwin(operation: Operation): boolean {
  const { method, path } = operation;
  return operations.find((each) => each.method === method && each.path === path) !== operation;
}

function namesOf(found: readonly Operation[]): readonly string[] {
  return found.filter((operation) => !isTwin(operation)).map(({ name }) => name);
}
