/** What a route is: a path and a function from a call to an answer. It never waits and never sees a socket. */
import type { LimitKind } from '../portal/limits';
import type { ObjectType } from '../portal/object-types';
import { findObjectType } from '../portal/object-types';
import type { Tally } from '../../common/counters';
import { Refused, invalid } from '../portal/refusal';

export interface Call {
  /** Scheme, host and path as they were called. */
  readonly address: string;
  readonly params: Readonly<Record<string, string>>;
  /** A repeated parameter is a list. */
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: unknown;
  /** The rules of the account's administrators bind the call. */
  readonly adminRules?: boolean;
  /** A fault: the search index as it was when the fault was ordered. */
  readonly staleIndex?: boolean;
}

export interface Answer {
  /** The only success code that HubSpot's client accepts for the route; another 2xx is an error to it. */
  readonly status: number;
  /** Absent on 204. */
  readonly body?: unknown;
  readonly tally?: Tally;
  /** Instead of `body`, for the pages that a person sees. */
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of `body`, for answers too big to be one string. */
  readonly chunks?: Iterable<string>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Which allowance the call takes from; `general` unless said. */
  readonly limit?: LimitKind;
  /** Needs no token. */
  readonly open?: boolean;
  /** Makes sense only with an OAuth token. */
  readonly oauthOnly?: boolean;
  /** The path that tells which scopes are needed, where it is not this one. */
  readonly scopePath?: string;
  /** Takes a form, not JSON. */
  readonly form?: boolean;
  /** Of the app, not of an account: takes the developer key instead of the token, and nothing from the account's limits. */
  readonly developer?: boolean;
  readonly handle: (call: Call) => Answer;
}

/** The object type named by a path parameter. */
export function objectTypeOf(call: Call, param = 'objectType'): ObjectType {
  const name = call.params[param] ?? '';
  const type = findObjectType(name);
  if (type !== undefined) return type;
  throw new Refused({ kind: 'unreadable', message: `Unable to infer object type from: ${name}` });
}

/** `properties=a&properties=b`, as the client sends it, and `properties=a,b`, as the docs write it. */
export function queryList(call: Call, name: string): string[] {
  const given = call.query[name];
  const values = given === undefined ? [] : [given].flat();
  return values.flatMap((value) => value.split(',')).filter((value) => value !== '');
}

export function queryText(call: Call, name: string): string | undefined {
  const given = call.query[name];
  return typeof given === 'string' ? given : given?.[0];
}

/**
 * Leads to the next page by the call's own address and query. HubSpot's links name its own host; this one's is the sandbox's,
 * or who follows it would call HubSpot, with a token of the sandbox.
 */
export function nextPage({ address, query }: Call, after: string): { readonly paging: object } {
  const parts = new URLSearchParams();
  for (const [name, value = []] of Object.entries({ ...query, after })) {
    for (const each of [value].flat()) parts.append(name, each);
  }
  const link = `${address}?${parts.toString()}`;
  return { paging: { next: { after, link } } };
}

/** How many a page has at most: `usual` unless the call says. */
export function queryLimit(call: Call, usual: number, max: number): number {
  const limit = Number(queryText(call, 'limit') ?? usual);
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return limit;
  throw invalid(`limit must be between 1 and ${max}`);
}

export function queryFlag(call: Call, name: string): boolean {
  return queryText(call, name) === 'true';
}
