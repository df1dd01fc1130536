/** Looks up the paths of a query in the schema, and makes of each a function that reads its value from a row. */
import type { Row, Value } from '../org/row';
import type { Field, QuerySource, SObjectType } from '../org/schema';
import type { Compared, Trait } from './trait';
import type { Path, Query } from './query';
import { refusedAt, SoqlRefused } from './refused';

/** Documented: no more than five levels up. */
const MAX_LEVELS = 5;
/**
 * Where a parent can be of several objects, a query sees it as the object Name, which has these fields of theirs (object
 * reference 2026-11) and no parents of its own here.
 */
const NAME_FIELDS = ['Id', 'Name', 'FirstName', 'LastName', 'Alias', 'Email', 'IsActive', 'Phone', 'Title', 'Username'];

/** A parent: reads the row of the record that a reference names. */
export interface Hop {
  /** As the schema spells it: `Account`, `Merchandise__r`. */
  readonly name: string;
  /** Undefined where it can be of several objects. */
  readonly type: SObjectType | undefined;
  /** Undefined where there is no parent. */
  readonly follow: (row: Row) => Parent | undefined;
}

export interface Parent {
  readonly type: SObjectType;
  readonly row: Row;
}

export interface Column {
  readonly at: number;
  readonly hops: readonly Hop[];
  /** As the schema spells it. */
  readonly name: string;
  readonly trait: Trait;
  /** Undefined for what only a parent of several objects has. */
  readonly field: Field | undefined;
  /** From the row that the query begins at. */
  readonly read: (row: Row) => Value;
  /** From the row that the last hop leads to. */
  readonly readHere: (parent: Parent) => Value;
}

/** What names in one query refer to. */
export interface Scope {
  readonly query: Query;
  readonly source: QuerySource;
  readonly type: SObjectType;
}

export function resolveColumn(scope: Scope, path: Path): Column {
  const names = withoutPrefix(scope, path.names);
  const hops: Hop[] = [];
  let type: SObjectType | undefined = scope.type;
  for (const name of names.slice(0, -1)) {
    const hop: Hop | undefined = type === undefined ? undefined : hopNamed(scope.source, type, name);
    if (hop === undefined || hops.length === MAX_LEVELS) throw unknownRelationship(scope, path, name);
    hops.push(hop);
    type = hop.type;
  }
  const name = names.at(-1) ?? '';
  const column = type === undefined ? columnOfName(scope, lastReference(scope, names), name) : columnOf(type, name);
  if (column === undefined) throw unknownColumn(scope, path, { name, entity: type?.name ?? 'Name' });
  return { at: path.at, hops, ...column, read: readerThrough(hops, column) };
}

export function typeNamed(source: QuerySource, { text, from: { names, at } }: Query): SObjectType {
  const name = names.join('.');
  const type = source.sObjectType(name);
  if (type !== undefined) return type;
  throw refusedAt(
    'INVALID_TYPE',
    { text, at },
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

/** For comparisons and their error texts. */
export function comparedOf({ query }: Scope, { name, trait, at }: Column): Compared {
  return { name, trait, place: { text: query.text, at } };
}

/** The id of the rows themselves, not of a parent. */
export function isOwnId({ hops, field }: Column): boolean {
  return hops.length === 0 && field?.type === 'id';
}

/** Those that a query sees; what is hidden from everybody is not. */
export function visibleFields(type: SObjectType): Field[] {
  return type.fields.filter((field) => type.field(field.name) !== undefined);
}

type Last = Pick<Column, 'name' | 'trait' | 'field' | 'readHere'>;

/** Of one object. */
export function columnOf(type: SObjectType, name: string): Last | undefined {
  const field = type.field(name);
  return field === undefined
    ? undefined
    : { name: field.name, trait: field, field, readHere: (parent) => field.read(parent.row) };
}

/** Of one of several. */
function columnOfName({ source }: Scope, reference: Field | undefined, name: string): Last | undefined {
  if (name.toLowerCase() === 'type')
    return { name: 'Type', trait: plainText('picklist'), field: undefined, readHere: ({ type }) => type.name };
  const known = NAME_FIELDS.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  const fields = (reference?.referenceTo ?? []).map((target) => source.sObjectType(target)?.field(known ?? ''));
  const field = fields.find((candidate) => candidate !== undefined);
  if (known === undefined || field === undefined) return undefined;
  return {
    name: known,
    trait: field,
    field: undefined,
    readHere: ({ type, row }) => type.field(known)?.read(row) ?? null,
  };
}

function plainText(type: 'string' | 'picklist'): Trait {
  return { type, length: 255, caseSensitive: false, picklistValues: [] };
}

function readerThrough(hops: readonly Hop[], { field, readHere }: Last): (row: Row) => Value {
  const [first, ...others] = hops;
  if (first === undefined) return (row) => field?.read(row) ?? null;
  return (row) => {
    let parent = first.follow(row);
    for (const hop of others) if (parent !== undefined) parent = hop.follow(parent.row);
    return parent === undefined ? null : readHere(parent);
  };
}

function hopNamed(source: QuerySource, type: SObjectType, name: string): Hop | undefined {
  const field = referenceNamed(type, name);
  if (field === undefined) return undefined;
  const [target, ...others] = field.referenceTo;
  const targetType = others.length === 0 && target !== undefined ? source.sObjectType(target) : undefined;
  if (targetType === undefined && others.length === 0) return undefined;
  const follow = (row: Row): Parent | undefined => {
    const id = field.read(row);
    if (typeof id !== 'string') return undefined;
    const parentType = targetType ?? source.typeOfId(id);
    const parentRow = parentType === undefined ? undefined : source.rowById(parentType, id);
    return parentType === undefined || parentRow === undefined ? undefined : { type: parentType, row: parentRow };
  };
  return { name: field.relationshipName ?? '', type: targetType, follow };
}

/** The field whose parent has this name, of those that are visible. */
function referenceNamed(type: SObjectType, relationship: string): Field | undefined {
  const lower = relationship.toLowerCase();
  return visibleFields(type).find((field) => field.relationshipName?.toLowerCase() === lower);
}

function lastReference(scope: Scope, names: readonly string[]): Field | undefined {
  let type: SObjectType | undefined = scope.type;
  let reference: Field | undefined;
  for (const name of names.slice(0, -1)) {
    reference = type === undefined ? undefined : referenceNamed(type, name);
    type = scope.source.sObjectType(reference?.referenceTo[0] ?? '');
  }
  return reference;
}

/** `c.LastName` and `Contact.LastName` of `FROM Contact c`. A parent of the object's own name comes before it. */
function withoutPrefix({ query, type }: Scope, names: readonly string[]): readonly string[] {
  const first = names[0] ?? '';
  if (names.length < 2) return names;
  const alias = query.aliases.get(first.toLowerCase());
  if (alias !== undefined) return [...alias, ...names.slice(1)];
  const isOwnName = first.toLowerCase() === type.name.toLowerCase() && referenceNamed(type, first) === undefined;
  return isOwnName ? names.slice(1) : names;
}

function unknownColumn(
  { query }: Scope,
  { at }: Path,
  { name, entity }: { name: string; entity: string },
): SoqlRefused {
  return refusedAt(
    'INVALID_FIELD',
    { text: query.text, at },
    `No such column '${name}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

function unknownRelationship({ query }: Scope, { at }: Path, name: string): SoqlRefused {
  return refusedAt(
    'INVALID_FIELD',
    { text: query.text, at },
    `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}
