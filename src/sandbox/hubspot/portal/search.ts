/** Finds records as HubSpot's search does: filters, free text, one sort, pages by offset (HubSpot docs 2026-03). */
import { associationTypes } from './association-types';
import type { ObjectType } from './object-types';
import { findObjectType } from './object-types';
import type { Portal } from './portal';
import type { StoredRecord } from './record-store';
import { derivedProperties, recordValue } from './record-values';
import { invalid } from './refusal';
import type { IndexView } from './search-index';
import type { Filter, SearchValue } from './search-filter';
import { compareValues, compileFilter } from './search-filter';

export interface SearchQuery {
  /** Filters of a group must all hold; one group is enough. No group finds everything. */
  readonly groups: readonly (readonly Filter[])[];
  readonly sort: { readonly property: string; readonly descending: boolean } | undefined;
  readonly text: string;
  readonly limit: number;
  readonly offset: number;
}

/** Paging past it is a 400; the total may be larger. */
export const SEARCH_MAX_RESULTS = 10_000;

type Test = (record: StoredRecord) => boolean;

/** Matches and sorts by what the index knows, and answers the records as they are: a row may not fit its filter. */
export function search(
  portal: Portal,
  type: ObjectType,
  query: SearchQuery,
  stale = false,
): { readonly total: number; readonly page: readonly StoredRecord[] } {
  const groups = query.groups.map((filters) => ({ filters, test: compileGroup(portal, type, filters) }));
  const matchesText = compileText(type, query.text);
  const found: StoredRecord[] = [];
  for (const record of candidates(portal, type, query.groups, { now: portal.clock.now(), stale })) {
    if ((groups.length === 0 || groups.some((group) => group.test(record))) && matchesText(record)) found.push(record);
  }
  sortRecords(portal, type, found, query.sort);
  const page = found.slice(query.offset, query.offset + query.limit);
  return { total: found.length, page: page.map((seen) => portal.records(type.id).find(seen.id) ?? seen) };
}

/** When one EQ or IN can name the few records to look at, the others are not looked at. */
function candidates(
  portal: Portal,
  type: ObjectType,
  groups: SearchQuery['groups'],
  view: IndexView,
): Iterable<StoredRecord> {
  const index = portal.searchIndex(type.id);
  const [only] = groups;
  if (groups.length !== 1 || only === undefined) return index.all(view);
  const narrow = only.find(
    (filter) =>
      (filter.operator === 'EQ' || filter.operator === 'IN') &&
      portal.catalog.find(type.id, filter.property)?.type === 'string' &&
      !derivedProperties(type).includes(filter.property),
  );
  return narrow === undefined ? index.all(view) : index.withValue(narrow.property, narrow.values, view);
}

/** Spares the two properties that every poll filters on the way through text: 10,000 records, some 10 ms a page. */
function searchValue(type: ObjectType, record: StoredRecord, property: string): SearchValue {
  if (property === type.modifiedProperty) return record.updatedAt;
  return property === 'hs_object_id' ? Number(record.id) : recordValue(type, record, property);
}

function compileGroup(portal: Portal, type: ObjectType, filters: readonly Filter[]): Test {
  const tests = filters.map((filter) => compileOne(portal, type, filter));
  return (record) => tests.every((test) => test(record));
}

function compileOne(portal: Portal, type: ObjectType, filter: Filter): Test {
  if (filter.property.startsWith('associations.')) return compileAssociation(portal, type, filter);
  const property = portal.catalog.find(type.id, filter.property);
  // Status and text are unverified; HubSpot docs 2026-03 only say that properties must exist.
  if (property === undefined) throw invalid(`There is no property ${filter.property} to filter on`);
  const test = compileFilter(property, filter);
  return (record) => test(searchValue(type, record, filter.property));
}

/** The pseudo property `associations.contact`, `associations.company`… */
function compileAssociation(portal: Portal, type: ObjectType, filter: Filter): Test {
  const to = findObjectType(filter.property.slice('associations.'.length));
  if (to === undefined || associationTypes(type.id, to.id).length === 0) {
    throw invalid(`There is no association ${filter.property} to filter on`);
  }
  const targets = (record: StoredRecord): string[] => [
    ...portal.associations.targets(type.id, record.id, to.id).keys(),
  ];
  const { operator, values } = filter;
  if (operator === 'EQ' || operator === 'IN') return (record) => targets(record).some((id) => values.includes(id));
  if (operator === 'HAS_PROPERTY') return (record) => targets(record).length > 0;
  if (operator === 'NOT_HAS_PROPERTY') return (record) => targets(record).length === 0;
  throw invalid(`Operator ${operator} cannot be used with ${filter.property}`);
}

function compileText(type: ObjectType, text: string): Test {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return () => true;
  return (record) => {
    const haystack = type.queryProperties
      .map((name) => record.properties.get(name) ?? '')
      .join('\n')
      .toLowerCase();
    return words.every((word) => haystack.includes(word));
  };
}

function sortRecords(portal: Portal, type: ObjectType, found: StoredRecord[], sort: SearchQuery['sort']): void {
  const byId = (a: StoredRecord, b: StoredRecord): number => Number(a.id) - Number(b.id);
  // The default is oldest first, and ids grow with time.
  if (sort === undefined || sort.property === 'hs_object_id') {
    found.sort(sort?.descending === true ? (a, b) => byId(b, a) : byId);
    return;
  }
  const property = portal.catalog.find(type.id, sort.property);
  if (property === undefined) throw invalid(`There is no property ${sort.property} to sort by`);
  const keyed = found.map((record) => ({ record, value: searchValue(type, record, sort.property) }));
  const sign = sort.descending ? -1 : 1;
  keyed.sort((a, b) => sign * compareValues(property, a.value, b.value) || byId(a.record, b.record));
  for (const [index, { record }] of keyed.entries()) found[index] = record;
}
