/** One part of a composite call: found by the same router as a call of its own, and answered at once. */
import type { IncomingHttpHeaders } from 'node:http';
import { Refused, refused } from '../../org/refused';
import type { Transaction } from '../../org/transaction';
import { requireVersion } from '../api-versions';
import { problemAnswer } from '../problems';
import type { Answer, Call } from '../route';
import type { Found, Router } from '../router';

export interface Part {
  readonly method: string;
  /** From `/services/data/` on. */
  readonly url: string;
  /** As JSON; `undefined` where there is none. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PartAnswer {
  readonly status: number;
  /** Null where there is none. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly tally: Answer['tally'];
}

/** What may be part of which call. */
export type Kind = 'record' | 'collection' | 'query' | 'other';

const DATA = '/services/data/v:version';
const kinds: readonly (readonly [string, Kind])[] = [
  [`${DATA}/sobjects`, 'record'],
  [`${DATA}/composite/sobjects`, 'collection'],
  [`${DATA}/query`, 'query'],
  [`${DATA}/queryAll`, 'query'],
  [`${DATA}/limits`, 'other'],
];
/** They speak of the call as a whole; a part says its own. */
const NOT_INHERITED = new Set(['if-modified-since', 'if-unmodified-since', 'content-length', 'content-encoding']);

/** `undefined`: it cannot be a part of anything (files, jobs, streams, other composite calls). */
export function kindOf({ route }: Found): Kind | undefined {
  return kinds.find(([path]) => route.path === path || route.path.startsWith(`${path}/`))?.[1];
}

export function performPart(
  { router, call, allowed }: { readonly router: Router; readonly call: Call; readonly allowed: ReadonlySet<Kind> },
  part: Part,
  transaction?: Transaction,
): PartAnswer {
  try {
    return answered(handle(found(router, part, allowed), call, part, transaction));
  } catch (error) {
    if (error instanceof Refused) return answered(problemAnswer(error));
    throw error;
  }
}

function found(router: Router, { method, url }: Part, allowed: ReadonlySet<Kind>): Found {
  const route = router.find(method, url);
  if (route === undefined) {
    if (!router.knows(url)) throw refused(404, 'NOT_FOUND', 'The requested resource does not exist');
    throw refused(405, 'METHOD_NOT_ALLOWED', 'HTTP Method not allowed for this resource');
  }
  requireVersion(route.params.version ?? '');
  const kind = kindOf(route);
  // Status and text are unverified.
  if (kind === undefined || !allowed.has(kind))
    throw refused(400, 'INVALID_REQUEST', `The resource is not supported in this composite call: ${url}`);
  return route;
}

function handle(found: Found, call: Call, part: Part, transaction: Transaction | undefined): Answer {
  const { method, url, body, headers = {} } = part;
  const at = url.indexOf('?');
  const answer = found.route.handle({
    method,
    url,
    params: found.params,
    query: new URLSearchParams(at === -1 ? '' : url.slice(at + 1)),
    headers: headersOf(call.headers, headers),
    body: body === undefined || body === null ? '' : JSON.stringify(body),
    caller: call.caller,
    ...(transaction !== undefined && { transaction }),
    signal: call.signal,
  });
  if (answer instanceof Promise) throw new Error(`${found.route.path} does not answer at once`);
  return answer;
}

function headersOf(outer: IncomingHttpHeaders, own: Readonly<Record<string, string>>): IncomingHttpHeaders {
  const inherited = Object.entries(outer).filter(([name]) => !NOT_INHERITED.has(name));
  const said = Object.entries(own).map(([name, value]) => [name.toLowerCase(), value]);
  return Object.fromEntries([...inherited, ...said]) as IncomingHttpHeaders;
}

function answered({ status, body, text, chunks, headers = {}, tally }: Answer): PartAnswer {
  const whole = chunks === undefined ? (body ?? text ?? null) : (JSON.parse([...chunks].join('')) as unknown);
  return { status, body: whole, headers, tally };
}

export function isFailure({ status }: Pick<PartAnswer, 'status'>): boolean {
  return status >= 400;
}

/** What the parts did to records, taken together. */
export function tallyOf(parts: readonly Pick<PartAnswer, 'tally'>[]): NonNullable<Answer['tally']> {
  const sum: Record<string, number> = {};
  for (const { tally } of parts)
    for (const [name, count] of Object.entries(tally ?? {})) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
