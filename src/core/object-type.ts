/** What makes a thing syncable: its fields, their kinds, and the records it refers to. The facts are in `catalog/objects`. */
import type { ObjectType } from './record';
import type { FieldKind } from './values';

/** A field that holds the source id of another record. Parents are settled before their children. */
export interface Reference {
  readonly field: string;
  readonly parent: ObjectType;
}

export interface ObjectDefinition {
  readonly object: ObjectType;
  readonly kinds: Readonly<Record<string, FieldKind>>;
  readonly references: readonly Reference[];
  readonly hasLines: boolean;
}
