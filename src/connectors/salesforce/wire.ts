/** Values on Salesforce's wire, which are typed, and in the port, where texts may stand for numbers and checkboxes. */
import { mapValues } from '../../core/map-values';
import type { Properties, PropertyValue } from '../connector';
import type { Json } from '../json';
import type { FieldFacts } from './describe';

type Fields = ReadonlyMap<string, Pick<FieldFacts, 'type'>>;

const numberTypes: ReadonlySet<string> = new Set(['int', 'long', 'double', 'currency', 'percent']);
const numeric = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** As Salesforce takes them. What is no value of its field's type goes as it is, for Salesforce to refuse by name. */
export function toWire(fields: Fields, properties: Properties): Properties {
  return mapValues(properties, (value, name) => valueOnWire(fields.get(name)?.type, value));
}

function valueOnWire(type: string | undefined, value: PropertyValue): PropertyValue {
  if (type === 'boolean') return checkbox(value);
  if (value === null || value === '') return null;
  if (type === undefined) return value;
  if (numberTypes.has(type)) return typeof value === 'string' ? asNumber(value) : value;
  return String(value);
}

/** A checkbox is ticked or not, and never blank. */
function checkbox(value: PropertyValue): PropertyValue {
  if (value === null || value === '') return false;
  if (typeof value !== 'string') return value;
  const word = value.trim().toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : value;
}

function asNumber(text: string): PropertyValue {
  const number = numeric.test(text.trim()) ? Number(text) : NaN;
  return Number.isFinite(number) ? number : text;
}

/** Those of the properties that the record says something of, by the names they were asked by. Compound values say nothing. */
export function fromWire(record: Json, properties: readonly string[]): Properties {
  const read: Record<string, PropertyValue> = {};
  for (const name of properties) {
    const value = valueOf(record, name);
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      read[name] = value;
    }
  }
  return read;
}

/** Salesforce reads names in any case and answers them in its own. */
function valueOf(record: Json, name: string): unknown {
  if (name in record) return record[name];
  const folded = name.toLowerCase();
  return Object.entries(record).find(([other]) => other.toLowerCase() === folded)?.[1];
}

/** The same of a line of CSV, where all is text. */
export function fromText(
  fields: Fields,
  record: Readonly<Record<string, string>>,
  properties: readonly string[],
): Properties {
  const typed = mapValues(record, (text, name) => valueOfText(fields.get(name)?.type, text));
  return fromWire(typed, properties);
}

function valueOfText(type: string | undefined, text: string): PropertyValue {
  if (text === '') return null;
  if (type === 'boolean') return text === 'true';
  return type !== undefined && numberTypes.has(type) ? asNumber(text) : text;
}
