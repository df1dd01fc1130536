/** Where the records are: what a transaction and the rules of writing need of an org. */
import type { Committed } from './committed';
import type { Row } from './row';
import type { Field, QuerySource, SObjectType } from './schema';
import type { SObject } from './sobject';
import type { StageSet } from './stage-set';
import type { Table } from './table';

export interface Storage extends QuerySource {
  readonly stages: StageSet;
  sObjectType(name: string): SObject | undefined;
  typeOfId(id: string): SObject | undefined;
  table(type: SObjectType): Table;
  /** Never the same twice, also when the transaction that took it is undone. */
  takeOrdinal(type: SObject): number;
  rowsWhere(type: SObjectType, field: Field, value: string): Iterable<Row> | undefined;
  /** How long transactions take: a row is stamped when its transaction begins, and seen when it is committed (contract 3.3). */
  readonly commitDelayMs: number;
  tell(committed: Committed): void;
}
