/** `query`, `queryAll` and the pages that follow (contract 3.1). */
import { toId } from '../org/ids';
import type { Org } from '../org/org';
import { refused } from '../org/refused';
import { describeColumns } from '../soql/column-metadata';
import { parseSoql } from '../soql/parse';
import { SoqlRefused } from '../soql/refused';
import { prepare, run, type QueryResult } from '../soql/run';
import type { Answer, Call, Route } from './route';

const V = '/services/data/v:version';
const LOCATOR_PREFIX = '01g';
const PAGE = { usual: 2_000, least: 200, most: 2_000 };
/** A locator lives for about two days (unverified). */
const LOCATOR_MS = 172_800_000;
/** How many results are kept; the oldest goes first (Salesforce keeps ten for a user; unverified). */
const KEPT = 50;

interface Kept {
  readonly result: QueryResult;
  readonly until: number;
}

/** Results that have further pages, by their locators. */
class Locators {
  private readonly kept = new Map<string, Kept>();
  private made = 0;

  constructor(private readonly org: Org) {}

  keep(result: QueryResult): string {
    const id = toId(LOCATOR_PREFIX, ++this.made);
    this.kept.set(id, { result, until: this.org.now() + LOCATOR_MS });
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    return id;
  }

  find(id: string): QueryResult | undefined {
    const kept = this.kept.get(id);
    return kept !== undefined && kept.until > this.org.now() ? kept.result : undefined;
  }
}

export function queryRoutes(org: Org): Route[] {
  const locators = new Locators(org);
  const route = (path: string, handle: (call: Call) => Answer): Route => ({
    method: 'GET',
    path: `${V}/${path}`,
    handle,
  });
  const next = (call: Call): Answer => nextPage(locators, call);
  return [
    route('query', (call) => firstPage(org, locators, { call, includeDeleted: false })),
    route('queryAll', (call) => firstPage(org, locators, { call, includeDeleted: true })),
    route('query/:locator', next),
    route('queryAll/:locator', next),
  ];
}

function firstPage(
  org: Org,
  locators: Locators,
  { call, includeDeleted }: { readonly call: Call; readonly includeDeleted: boolean },
): Answer {
  const text = call.query.get('q');
  if (text === null) throw refused(400, 'MALFORMED_QUERY', 'A query string has to be specified');
  const shown = org.hidden.shownTo(call.caller.userId, org);
  const prepared = refusing(() => prepare(parseSoql(text), shown));
  if (call.query.get('columns') === 'true') return { status: 200, body: describeColumns(prepared.query, org) };
  const result = refusing(() => run(prepared, { includeDeleted }));
  return pageAnswer(result, { start: 0, call, locator: () => locators.keep(result) });
}

function nextPage(locators: Locators, call: Call): Answer {
  const [, locator = '', start = ''] = /^(\w{15,18})-(\d+)$/.exec(call.params.locator ?? '') ?? [];
  const result = locators.find(locator);
  // Status and text are unverified.
  if (result === undefined) throw refused(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  return pageAnswer(result, { start: Number(start), call, locator: () => locator });
}

function pageAnswer(
  result: QueryResult,
  { start, call, locator }: { readonly start: number; readonly call: Call; readonly locator: () => string },
): Answer {
  const version = call.params.version ?? '';
  const { records, next } = result.page(start, batchSize(call), version);
  const more = next === null ? {} : { nextRecordsUrl: `/services/data/v${version}/query/${locator()}-${next}` };
  return {
    status: 200,
    body: { totalSize: result.totalSize, done: next === null, ...more, records },
    tally: { read: records.length },
  };
}

/** `Sforce-Query-Options: batchSize=200`; what is out of bounds is brought within them (unverified). */
function batchSize(call: Call): number {
  const [, size] = /batchSize=(\d+)/i.exec(String(call.headers['sforce-query-options'] ?? '')) ?? [];
  return size === undefined ? PAGE.usual : Math.min(PAGE.most, Math.max(PAGE.least, Number(size)));
}

/** A query that is refused in this call's words. */
export function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SoqlRefused) throw refused(400, error.errorCode, error.message);
    throw error;
  }
}
