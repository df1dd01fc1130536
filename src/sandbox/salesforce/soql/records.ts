/** What each record of an answer contains: fields, parents one in another, and children as answers of their own. */
import type { Row, Value } from '../org/row';
import type { ChildRelationship } from '../org/schema';
import { resolveColumn, visibleFields, type Column, type Hop, type Parent, type Scope } from './columns';
import type { Run } from './filter';
import type { FieldSet, Path, Query, SelectItem } from './query';
import { malformed, refusedAt, SoqlRefused } from './refused';
import { recordUrl, renderValue } from '../org/render';
import { planRows, type RowsPlan } from './rows-plan';

export interface SObjectRecord {
  readonly attributes: { readonly type: string; readonly url?: string };
  readonly [name: string]: Value | SObjectRecord | ChildRecords | SObjectRecord['attributes'];
}

export interface ChildRecords {
  readonly totalSize: number;
  readonly done: true;
  readonly records: readonly SObjectRecord[];
}

/** Documented: unbounded sets of fields need a limit of rows. */
const MAX_FIELD_SET_ROWS = 200;
/** Documented. */
const MAX_CHILD_QUERIES = 20;

export interface Rendering {
  readonly run: Run;
  readonly apiVersion: string;
  /** Children count towards the size of a page (contract 3.1). */
  readonly countChildren: (count: number) => void;
}

/** One record of an answer. Made ready once per run. */
export type RecordWriter = (rendering: Rendering) => (parent: Parent) => SObjectRecord;

interface Part {
  readonly name: string;
  readonly write: (rendering: Rendering) => (parent: Parent) => Value | SObjectRecord | ChildRecords;
}

export function planRecord(scope: Scope): RecordWriter {
  const children = scope.query.select.filter((item) => item.kind === 'children');
  // Text unverified.
  if (children.length > MAX_CHILD_QUERIES)
    throw malformed(`A query cannot have more than ${MAX_CHILD_QUERIES} sub-queries`);
  const childParts = children.map((item) => planChildren(scope, item.query));
  childParts.forEach(({ name }, at) => {
    if (childParts.findIndex((part) => part.name === name) !== at) throw duplicateField(name);
  });
  return writerOf([...nested(selectedColumns(scope), 0), ...childParts]);
}

/** All fields of the list, FIELDS() spelled out, in the order of the text; none twice. */
export function selectedColumns(scope: Scope): readonly Column[] {
  const columns = scope.query.select.flatMap((item) => columnsOf(scope, item));
  const seen = new Set<string>();
  for (const column of columns) {
    const name = columnName(column);
    if (seen.has(name)) throw duplicateField(name);
    seen.add(name);
  }
  return columns;
}

/** `Account.Owner.Name`, as the schema spells it. */
export function columnName({ hops, name }: Column): string {
  return [...hops.map((hop) => hop.name), name].join('.');
}

function columnsOf(scope: Scope, item: SelectItem): Column[] {
  if (item.kind === 'children') return [];
  if (item.kind === 'fieldSet') return columnsOfSet(scope, item.set, item.at);
  // Text recorded by others.
  if (item.alias !== null) throw malformed('only aggregate expressions use field aliasing');
  if (item.operand.kind === 'aggregate') throw malformed('only root queries support aggregate expressions');
  return [resolveColumn(scope, item.operand.path)];
}

function columnsOfSet(scope: Scope, set: FieldSet, at: number): Column[] {
  const { limit } = scope.query;
  // Text recorded by others.
  if (set !== 'STANDARD' && (limit === null || limit > MAX_FIELD_SET_ROWS))
    throw malformed(`The SOQL FIELDS function must have a LIMIT of at most ${MAX_FIELD_SET_ROWS}`);
  const paths = visibleFields(scope.type)
    .filter(({ custom }) => set === 'ALL' || custom === (set === 'CUSTOM'))
    .map(({ name }): Path => ({ names: [name], at }));
  return paths.map((path) => resolveColumn(scope, path));
}

/** Fields of one parent together, where the first of them stands. */
function nested(columns: readonly Column[], level: number): Part[] {
  const parts: Part[] = [];
  const parents = new Map<Hop['name'], Column[]>();
  for (const column of columns) {
    const hop = column.hops[level];
    if (hop === undefined) {
      parts.push(valuePart(column));
      continue;
    }
    const siblings = parents.get(hop.name);
    if (siblings !== undefined) siblings.push(column);
    else {
      const own = [column];
      parents.set(hop.name, own);
      parts.push(parentPart(hop, own, level));
    }
  }
  return parts;
}

function valuePart({ name, trait, readHere }: Column): Part {
  return { name, write: () => (parent) => renderValue(trait.type, readHere(parent)) };
}

/** A parent of several objects shows as Name, its URL as what it is (recorded by others). */
function parentPart(hop: Hop, columns: readonly Column[], level: number): Part {
  return {
    name: hop.name,
    write: (rendering) => {
      // All columns of the parent are known by now, not when its part was made.
      const write = writerOf(nested(columns, level + 1), hop.type === undefined ? 'Name' : undefined)(rendering);
      return ({ row }) => {
        const parent = hop.follow(row);
        return parent === undefined ? null : write(parent);
      };
    },
  };
}

function writerOf(parts: readonly Part[], typeName?: string): RecordWriter {
  return (rendering) => {
    const { run, apiVersion } = rendering;
    const ready = parts.map(({ name, write }) => ({ name, write: write(rendering) }));
    return (parent) => {
      const { type, row } = parent;
      const url = recordUrl(apiVersion, type.name, run.source.idOf(type, row));
      const record: Record<string, SObjectRecord[string]> = { attributes: { type: typeName ?? type.name, url } };
      for (const { name, write } of ready) record[name] = write(parent);
      return record as SObjectRecord;
    };
  };
}

function planChildren(outer: Scope, query: Query): Part {
  const relationship = childRelationship(outer, query);
  const scope: Scope = { query, source: outer.source, type: relationship.type };
  if (query.countOnly || query.groupBy.length > 0) throw malformed('only root queries support aggregate expressions');
  // Documented; text unverified.
  if (query.offset > 0 && outer.query.limit !== 1)
    throw malformed('OFFSET is allowed in a sub-query only if the query has LIMIT 1');
  const plan = planRows(scope);
  const writer = planRecord(scope);
  return {
    name: relationship.name ?? '',
    write: (rendering) => {
      const find = childFinder(rendering.run, plan, relationship);
      const write = writer(rendering);
      return (parent) => {
        const rows = find(parent);
        rendering.countChildren(rows.length);
        if (rows.length === 0) return null; // unverified (contract 3.1)
        const records = rows.map((row) => write({ type: plan.type, row }));
        return { totalSize: records.length, done: true, records };
      };
    },
  };
}

/** By the index of the reference; if there is none, all children are gone through once. */
function childFinder(run: Run, plan: RowsPlan, { field }: ChildRelationship): (parent: Parent) => readonly Row[] {
  const among = plan.among(run);
  let byParent: Map<Value, Row[]> | undefined;
  return ({ type, row }) => {
    const id = run.source.idOf(type, row);
    const indexed = run.source.rowsWhere(plan.type, field, id);
    if (indexed !== undefined) return among([...indexed].sort((a, b) => a.ordinal - b.ordinal));
    byParent ??= groupBy(run.source.rows(plan.type), (child) => field.read(child));
    return among(byParent.get(id) ?? []);
  };
}

function groupBy(rows: Iterable<Row>, keyOf: (row: Row) => Value): Map<Value, Row[]> {
  const groups = new Map<Value, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

/** `Contacts`, or with the parent in front: `Account.Contacts`, `a.Contacts`. */
export function childRelationship({ query: outer, source, type }: Scope, { text, from }: Query): ChildRelationship {
  const [first = '', second] = from.names;
  const isOfParent = first.toLowerCase() === type.name.toLowerCase() || outer.aliases.has(first.toLowerCase());
  const name = second === undefined ? first : isOfParent && from.names.length === 2 ? second : from.names.join('.');
  const found = source.childRelationships(type).find((one) => one.name?.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw unknownChildren({ text, at: from.at }, name);
}

function unknownChildren(place: { text: string; at: number }, name: string): SoqlRefused {
  return refusedAt(
    'INVALID_TYPE',
    place,
    `Didn't understand relationship '${name}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

/** Code and text recorded by others. */
function duplicateField(name: string): SoqlRefused {
  return new SoqlRefused('INVALID_FIELD', `duplicate field selected: ${name}`);
}
