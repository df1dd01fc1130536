/** The search of HubSpot docs 2026-03, with its limits. */
import { invalid } from '../portal/refusal';
import type { Portal } from '../portal/portal';
import type { Filter, SearchOperator } from '../portal/search-filter';
import { searchOperators } from '../portal/search-filter';
import type { SearchQuery } from '../portal/search';
import { SEARCH_MAX_RESULTS, search } from '../portal/search';
import { asArray, asObject, asText, optionalArray, optionalNumber, optionalText } from './body';
import { recordView } from './record-view';
import type { Answer, Call, Route } from './route';
import { objectTypeOf } from './route';

const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 200;
const GROUPS_MAX = 5;
const FILTERS_PER_GROUP_MAX = 6;
const FILTERS_MAX = 18;
const QUERY_MAX_CHARS = 3_000;

export function searchRoutes(portal: Portal): Route[] {
  const path = '/crm/v3/objects/:objectType/search';
  return [{ method: 'POST', path, limit: 'search', handle: (call) => searchObjects(portal, call) }];
}

function searchObjects(portal: Portal, call: Call): Answer {
  const type = objectTypeOf(call);
  const body = asObject(call.body ?? {}, 'PublicObjectSearchRequest');
  const query = asQuery(body);
  const wanted = optionalArray(body.properties, 'java.util.ArrayList').map((name) => asText(name, 'properties'));
  const { total, page } = search(portal, type, query, call.staleIndex);
  const next = query.offset + page.length;
  return {
    status: 200,
    body: {
      total,
      results: page.map((record) => recordView(portal, type, record, wanted)),
      // The page after the 10,000th result is offered and then refused. No rows lead to no page (unverified).
      ...(query.limit > 0 && next < total ? { paging: { next: { after: String(next) } } } : {}),
    },
    tally: { read: page.length },
  };
}

function asQuery(body: Readonly<Record<string, unknown>>): SearchQuery {
  const text = optionalText(body.query, 'query') ?? '';
  if (text.length > QUERY_MAX_CHARS) throw invalid(`query must have at most ${QUERY_MAX_CHARS} characters`);
  const limit = asLimit(body.limit);
  return { groups: asGroups(body), sort: asSort(body.sorts), text, limit, offset: asOffset(body.after) };
}

function asLimit(value: unknown): number {
  const limit = optionalNumber(value, 'limit') ?? LIMIT_DEFAULT;
  if (Number.isInteger(limit) && limit >= 0 && limit <= LIMIT_MAX) return limit;
  throw invalid(`limit must be at most ${LIMIT_MAX}`);
}

function asOffset(after: unknown): number {
  const offset = optionalNumber(after === '' ? undefined : after, 'after') ?? 0;
  if (!Number.isInteger(offset) || offset < 0) throw invalid('after must be a whole number');
  if (offset < SEARCH_MAX_RESULTS) return offset;
  // Only the status is documented; the text is unverified.
  throw invalid(`Paging past ${SEARCH_MAX_RESULTS} results is not supported`);
}

/** `filters` beside `filterGroups` is a short form of one group. */
function asGroups(body: Readonly<Record<string, unknown>>): Filter[][] {
  const groups = optionalArray(body.filterGroups, 'java.util.ArrayList').map((group) =>
    optionalArray(asObject(group, 'FilterGroup').filters, 'java.util.ArrayList').map(asFilter),
  );
  const short = optionalArray(body.filters, 'java.util.ArrayList').map(asFilter);
  if (short.length > 0) groups.push(short);
  const tooMany =
    groups.length > GROUPS_MAX ||
    groups.some((filters) => filters.length > FILTERS_PER_GROUP_MAX) ||
    groups.flat().length > FILTERS_MAX;
  if (tooMany) {
    throw invalid(
      `At most ${GROUPS_MAX} groups of ${FILTERS_PER_GROUP_MAX} filters, ${FILTERS_MAX} in all, are allowed`,
    );
  }
  return groups;
}

function asFilter(value: unknown): Filter {
  const filter = asObject(value, 'Filter');
  const operator = asOperator(filter.operator);
  const property = asText(filter.propertyName, 'propertyName');
  if (operator === 'HAS_PROPERTY' || operator === 'NOT_HAS_PROPERTY') return { property, operator, values: [] };
  if (operator === 'IN' || operator === 'NOT_IN') {
    return { property, operator, values: asArray(filter.values, 'values').map(asValue) };
  }
  const values = [asValue(filter.value)];
  if (operator === 'BETWEEN') values.push(asValue(filter.highValue));
  return { property, operator, values };
}

/** As in properties, a boolean is taken for its text (unverified). */
function asValue(value: unknown): string {
  return typeof value === 'boolean' ? String(value) : asText(value, 'value');
}

function asOperator(value: unknown): SearchOperator {
  const operator = searchOperators.find((each) => each === value);
  if (operator === undefined) throw invalid(`${String(value)} is not an operator`);
  return operator;
}

/** `[{propertyName, direction}]`, or `["createdate"]` and `["-createdate"]`. One only. */
function asSort(value: unknown): SearchQuery['sort'] {
  const sorts = optionalArray(value, 'java.util.ArrayList');
  if (sorts.length > 1) throw invalid('Only one sort is allowed');
  const [sort] = sorts;
  if (sort === undefined) return undefined;
  if (typeof sort === 'string') return { property: sort.replace(/^-/, ''), descending: sort.startsWith('-') };
  const { propertyName, direction } = asObject(sort, 'Sort');
  return { property: asText(propertyName, 'propertyName'), descending: direction === 'DESCENDING' };
}
