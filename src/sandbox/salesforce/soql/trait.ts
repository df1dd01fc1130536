/** What a comparison has to know about a value. */
import type { Value } from '../org/row';
import type { Field, FieldType } from '../org/schema';
import type { Place } from './refused';

export type Trait = Pick<Field, 'type' | 'length' | 'caseSensitive' | 'picklistValues'>;

/** What is compared: its name for error texts, and where it stands. */
export interface Compared {
  readonly name: string;
  readonly trait: Trait;
  readonly place: Place;
}

export type ValueKind = 'text' | 'id' | 'number' | 'boolean' | 'date' | 'datetime' | 'multipicklist';

const KINDS: Readonly<Record<FieldType, ValueKind>> = {
  id: 'id',
  reference: 'id',
  string: 'text',
  textarea: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  picklist: 'text',
  multipicklist: 'multipicklist',
  boolean: 'boolean',
  int: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
  date: 'date',
  datetime: 'datetime',
};

export function kindOf(trait: Trait): ValueKind {
  return KINDS[trait.type];
}

/** Longer text areas can be read only (255 is the longest that is not one). */
export function isLongText({ type, length }: Trait): boolean {
  return type === 'textarea' && length > 255;
}

/** The value as it is compared with others of its field: text without case unless the field tells it apart. */
export function foldValue(trait: Trait): (value: Value) => Value {
  const kind = kindOf(trait);
  const fold = (text: string): string => (trait.caseSensitive ? text : text.toLowerCase());
  if (kind === 'text') return (value) => (typeof value === 'string' ? fold(value) : value);
  if (kind === 'multipicklist')
    return (value) => (typeof value === 'string' ? fold(value).split(';').sort().join(';') : value);
  // A record without parent has no checkbox that is ticked (docs 2026-11).
  if (kind === 'boolean') return (value) => value ?? false;
  return (value) => value;
}
