/**
 * How an object type corresponds to a CRM object: a table, one line per field (`catalog/mappings`). This file holds its
 * shape and the two translations, of a record to properties and of properties to fields.
 */
import type { ArchiveRule } from './archive';
import type { Condition } from './condition';
import type { Converter, Unwritable } from './converters';
import type { FieldRule } from './field-rule';
import type { ObjectDefinition, Reference } from './object-type';
import type { PolicyName } from './policies/policies';
import type { Fields, Properties, PropertyValue, Value } from './record';
import { normalForm } from './values';

/** One line of a mapping. What it says nothing of is the default: to the CRM alone, where a remote change is left alone. */
export interface FieldMapping extends Partial<FieldRule> {
  readonly field: string;
  readonly property: string;
  readonly convert: Converter;
  /** Of a custom field. */
  readonly type?: string;
  /** Other fields that the conversion reads (an amount reads its currency): when one moves, this one moves. */
  readonly reads?: readonly string[];
  /** The options that the conversion may write; the account must have them. */
  readonly options?: readonly string[];
  /** What an account must have (`Account.features`); the line is left out where it has not. */
  readonly needs?: string;
  /** Of a field that the order system does not send (`computed.<property>`): what it is, from those that it does. */
  readonly compute?: (fields: Fields) => Value;
  /** Whose value stands where neither side's is known to have been said: a field that was mapped after its record was synced. */
  readonly seed?: PolicyName;
  /** Of a line of a document: what its converter is and goes by, so that one mapping is told from another. */
  readonly how?: { readonly said: string; readonly isUsual: boolean } | undefined;
}

export const ruleOf = ({ direction, policy, enforce, clear }: Partial<FieldRule>): FieldRule => ({
  direction: direction ?? 'push',
  policy: policy ?? 'order-system',
  enforce: enforce ?? false,
  clear: clear ?? false,
});

/** Whether the CRM's value of this field can become the order system's. */
export const isRead = ({ direction }: Pick<FieldMapping, 'direction'>): boolean =>
  direction === 'both' || direction === 'pull';

/** A unique-enough property to recognise a record that the CRM held before us. */
export interface MatchKey {
  readonly field: string;
  readonly property: string;
  /** The CRM itself refuses two records with one value (an e-mail maybe, a company's domain hardly). */
  readonly uniqueInCrm: boolean;
}

export interface Association extends Reference {
  readonly toObject: string;
  /** The CRM keeps it in a property of the child, the parent's id: it is written along with the child. */
  readonly property?: string;
}

export interface LineMapping {
  readonly remoteObject: string;
  readonly fields: readonly FieldMapping[];
  /** A line is created with its order's id in this property, and never gets another; absent: it is joined to it afterwards. */
  readonly parentProperty?: string;
  /** As of a field. */
  readonly needs?: string;
}

export interface ObjectMapping {
  readonly definition: ObjectDefinition;
  /** The CRM's name of the object: `deals`. */
  readonly remoteObject: string;
  readonly fields: readonly FieldMapping[];
  /** Tried in order; the first that finds something decides. */
  readonly matchBy: readonly MatchKey[];
  /** False: no record of this type flows. */
  readonly flows?: boolean;
  /** Only records of which all of these hold flow. */
  readonly where?: readonly Condition[];
  readonly associations: readonly Association[];
  readonly lines?: LineMapping;
  /** Whether a deletion on one side moves the other's record to its bin; absent: not. */
  readonly archive?: ArchiveRule;
  /** Sent when a record is created, under what the fields say: what the CRM requires of a new record. */
  readonly onCreate: (sourceId: string, now: Date) => Properties;
}

/** The properties of our own on every record of a CRM. */
export interface OwnProperties {
  /** Holds `recordKey`; unique in the CRM. */
  readonly key: string;
  /** Holds the number of our last write that landed (architecture 5.1, rule 15). */
  readonly revision: string;
  /** A URL back to the record in the order system. */
  readonly url: string;
}

/** The name under which a remote URL is compared and stored; it is computed, not sent by the order system. */
export const urlField = 'tandem.url';

export interface Translation {
  readonly properties: Properties;
  readonly problems: readonly (Unwritable & { readonly field: string })[];
}

/**
 * Writes the named fields as properties. Blanks are left out unless their line says `clear`, or they are to empty a property.
 */
export function toProperties(
  lines: readonly FieldMapping[],
  fields: Fields,
  wanted: ReadonlySet<string>,
  emptied: ReadonlySet<string> = new Set(),
): Translation {
  const properties: Record<string, PropertyValue> = {};
  const problems: (Unwritable & { field: string })[] = [];
  for (const line of lines) {
    const value = fields[line.field];
    if (value === undefined || !wanted.has(line.field)) continue;
    if (value === null) {
      if (line.clear || emptied.has(line.field)) properties[line.property] = '';
      continue;
    }
    const converted = line.convert.toRemote(value, fields);
    if ('problem' in converted) problems.push({ field: line.field, ...converted.problem });
    else properties[line.property] = converted.value;
  }
  return { properties, problems };
}

/** Of the lines that compute them, in normal form. @param said in normal form */
export function computedFields(lines: readonly FieldMapping[], said: Fields): Fields {
  return Object.fromEntries(
    lines.flatMap(({ field, compute }) => (compute ? [[field, normalForm('text', compute(said))] as const] : [])),
  );
}

/** Reads fields, in normal form, from those properties that are there; an absent property says nothing. */
export function toFields(
  mapping: Pick<ObjectMapping, 'fields' | 'definition'>,
  properties: Properties,
  ours: Fields,
): Fields {
  const fields: Record<string, Value> = {};
  for (const line of mapping.fields) {
    const value = properties[line.property];
    if (value === undefined) continue;
    const local = value === null || value === '' ? null : line.convert.toLocal(value, ours);
    if (local === undefined) continue;
    fields[line.field] = normalForm(mapping.definition.kinds[line.field] ?? 'text', local, ours['country']);
  }
  return fields;
}
