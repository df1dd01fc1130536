/**
 * `columns=true`: what a query answers, without its rows. `sf data query` asks for it to lay its table out, and reads names,
 * `aggregate` and `joinColumns`; that the other keys are Salesforce's is unverified.
 */
import type { QuerySource } from '../org/schema';
import { resolveColumn, typeNamed, type Column, type Scope } from './columns';
import { isAggregateQuery } from './groups';
import type { Operand, Query } from './query';
import { childRelationship, selectedColumns } from './records';
import { kindOf, type Trait } from './trait';

export interface ColumnMetadata {
  readonly columnName: string;
  readonly displayName: string;
  readonly aggregate: boolean;
  /** The fields of a parent, or of children. */
  readonly joinColumns: readonly ColumnMetadata[];
  readonly [key: string]: unknown;
}

export interface QueryColumns {
  readonly columnMetadata: readonly ColumnMetadata[];
  readonly entityName: string;
  readonly groupBy: boolean;
  readonly idSelected: boolean;
  readonly keyPrefix: string;
}

/** Of a query that has been prepared, and so is known to be right. */
export function describeColumns(query: Query, source: QuerySource): QueryColumns {
  const scope: Scope = { query, source, type: typeNamed(source, query) };
  const columnMetadata = columnsOf(scope);
  return {
    columnMetadata,
    entityName: scope.type.name,
    groupBy: query.groupBy.length > 0,
    idSelected: columnMetadata.some(({ columnName, joinColumns }) => columnName === 'Id' && joinColumns.length === 0),
    keyPrefix: scope.type.keyPrefix,
  };
}

/** COUNT() has none. */
function columnsOf(scope: Scope): readonly ColumnMetadata[] {
  return isAggregateQuery(scope) ? aggregateColumns(scope) : [...fieldColumns(scope), ...childColumns(scope)];
}

function fieldColumns(scope: Scope): readonly ColumnMetadata[] {
  return selectedColumns(scope).map((column) => nested(column));
}

function childColumns(scope: Scope): readonly ColumnMetadata[] {
  return scope.query.select.flatMap((item) => {
    if (item.kind !== 'children') return [];
    const { name, type } = childRelationship(scope, item.query);
    const joinColumns = columnsOf({ query: item.query, source: scope.source, type });
    return [{ ...plain(name ?? ''), aggregate: true, joinColumns }];
  });
}

function aggregateColumns(scope: Scope): readonly ColumnMetadata[] {
  let unnamed = 0;
  return scope.query.select.flatMap((item) => {
    if (item.kind !== 'operand') return [];
    const { operand, alias } = item;
    if (operand.kind === 'field') return [nested(resolveColumn(scope, operand.path))];
    const columnName = alias ?? `expr${unnamed++}`;
    return [{ ...plain(columnName), displayName: displayNameOf(operand), aggregate: true, numberType: true }];
  });
}

/** `count(Id)` */
function displayNameOf({ name, path }: Extract<Operand, { kind: 'aggregate' }>): string {
  return `${name.toLowerCase()}(${path.names.join('.')})`;
}

/** `Account.Owner.Name` is a column of a column of a column. */
function nested({ hops, name, trait, field }: Column): ColumnMetadata {
  const own: ColumnMetadata = {
    ...plain(name),
    ...typesOf(trait),
    custom: field?.custom ?? false,
    insertable: field?.createable ?? false,
    updatable: field?.updateable ?? false,
  };
  return hops.reduceRight((inner, hop): ColumnMetadata => ({ ...plain(hop.name), joinColumns: [inner] }), own);
}

function plain(name: string): ColumnMetadata {
  return {
    aggregate: false,
    booleanType: false,
    columnName: name,
    custom: false,
    displayName: name,
    foreignKeyName: null,
    insertable: false,
    joinColumns: [],
    numberType: false,
    textType: false,
    updatable: false,
  };
}

function typesOf(trait: Trait): object {
  const kind = kindOf(trait);
  const isText = kind === 'text' || kind === 'id' || kind === 'multipicklist';
  return { booleanType: kind === 'boolean', numberType: kind === 'number', textType: isText };
}
