/** A tenant's own fields (`custom.<name>`), mapped one to one to CRM properties by a connection's settings. */
import { boolean, datetime, integer, list, text, type Converter } from './converters';
import type { FieldMapping, ObjectMapping } from './mapping';
import type { ObjectType } from './record';

export const customTypes = ['text', 'number', 'boolean', 'datetime', 'list'] as const;
export type CustomType = (typeof customTypes)[number];

export interface CustomField {
  readonly object: ObjectType;
  /** `loyaltyTier`: the key under `custom`. */
  readonly name: string;
  readonly property: string;
  readonly label: string;
  readonly type: CustomType;
  /** The CRM refuses a second record with the same value. */
  readonly unique: boolean;
  /** Of a list: what it may hold, for making its property. */
  readonly options?: readonly string[] | undefined;
}

const converters: Readonly<Record<CustomType, Converter>> = { text, number: integer, boolean, datetime, list };

/** The mapping with a line for each custom field of its object type. */
export function withCustomFields(mapping: ObjectMapping, customFields: readonly CustomField[]): ObjectMapping {
  const mine = customFields.filter((field) => field.object === mapping.definition.object);
  const lines = mine.map(({ name, property, type }): FieldMapping => ({
    field: `custom.${name}`,
    property,
    convert: converters[type],
    type,
  }));
  return { ...mapping, fields: [...mapping.fields, ...lines] };
}
