/**
 * A connection's mapping as people read and write it: plain JSON, versioned, checked before it is kept. What it does not
 * speak of is as the catalogue has it: an object type that it does not name, and the fields of one that it gives no list
 * of. A list that it gives is the whole list.
 */
import type { Comparable, Condition } from './condition';
import type { CustomType } from './custom-fields';
import type { Direction } from './field-rule';
import type { PolicyName } from './policies/policies';
import type { ObjectType } from './record';

export interface MappingDocument {
  /** Where the schema is, for editors. */
  readonly $schema?: string | undefined;
  readonly objects: { readonly [O in ObjectType]?: ObjectDocument | undefined };
}

/** A connection's own, as its settings hold it. */
export interface SavedMapping {
  readonly version: number;
  readonly document: MappingDocument;
}

export interface ObjectDocument {
  /** False: no record of this type flows. Default: true. */
  readonly flows?: boolean | undefined;
  /** Only records of which all of these hold flow. */
  readonly where?: readonly Condition[] | undefined;
  readonly fields?: readonly FieldDocument[] | undefined;
  /** Of an order's lines. */
  readonly lines?: { readonly fields: readonly FieldDocument[] } | undefined;
}

export const converterNames = [
  'text',
  'integer',
  'number',
  'boolean',
  'date',
  'datetime',
  'list',
  'money',
  'picklist',
] as const;
export type ConverterName = (typeof converterNames)[number];

/** One of `field`, `constant` and `template` is said; of the last two nothing is ever read back. */
export interface FieldDocument {
  /** The order system's name: `phone`, `custom.loyaltyTier`. */
  readonly field?: string | undefined;
  readonly constant?: Comparable | undefined;
  /** `{firstName} {lastName}`: fields in normal form, blanks as nothing; blank when all of them are. */
  readonly template?: string | undefined;
  /** The CRM's name. */
  readonly property: string;
  /** Default: by the field's kind. */
  readonly converter?: ConverterName | undefined;
  /** Of `money`: the field that holds the currency. */
  readonly currency?: string | undefined;
  /** Of `picklist`: the CRM's option by the order system's value, which is compared in lower case. */
  readonly options?: Readonly<Record<string, string>> | undefined;
  /** Of `picklist`: the way back, of options that several values share; where each has one value it goes without saying. */
  readonly inverse?: Readonly<Record<string, string>> | undefined;
  readonly direction?: Direction | undefined;
  readonly policy?: PolicyName | undefined;
  readonly enforce?: boolean | undefined;
  /** What a blank does: nothing (`keep`, the default), or it empties the other side (`clear`). */
  readonly blank?: 'keep' | 'clear' | undefined;
  /** Of a field that is new on a live connection: whose value stands where neither side's is known to have been said. */
  readonly seed?: PolicyName | undefined;
  /** Of a custom field: the property that provisioning makes when the CRM has none of this name. */
  readonly create?:
    | {
        readonly label: string;
        readonly type: CustomType;
        readonly unique?: boolean | undefined;
        readonly options?: readonly string[] | undefined;
      }
    | undefined;
}
