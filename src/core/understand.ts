/**
 * What a CRM record says, where a value is understood by another beside it: a phone by its country, an amount by its currency. These
 * change on either side while the value itself stands there untouched, and then it says what it has said before.
 */
import type { Link } from './link';
import { isRead, toFields, type FieldMapping, type ObjectMapping } from './mapping';
import { isCountry, mayBeRead } from './phone';
import type { Fields, Properties, PropertyValue, Value } from './record';
import { sameValue } from './values';

/** In normal form. @param ours what the order system says, in normal form */
export function understand(mapping: ObjectMapping, properties: Properties, ours: Fields, link: Link): Fields {
  const heard = heardBeside(mapping, properties);
  const fields = toFields(mapping, properties, { ...ours, ...heard });
  const again: Record<string, Value> = {};
  for (const line of mapping.fields) {
    const value = properties[line.property];
    const now = fields[line.field];
    if (value === undefined || now === null || !mayBeAsBefore(mapping, line, heard)) continue;
    const before = asBefore(mapping, { line, value, now }, ours, link);
    if (before !== undefined) again[line.field] = before;
  }
  return Object.assign(fields, again);
}

/**
 * What the CRM itself says beside them; of what it does not say ours holds. The name of a country tells nobody how a number is
 * read. An amount is taken over in the currency that the order system has, and in the CRM's only where that is taken over too.
 */
function heardBeside(mapping: ObjectMapping, properties: Properties): Fields {
  const heard: Record<string, Value> = {};
  const said = toFields({ fields: linesBeside(mapping), definition: mapping.definition }, properties, {});
  for (const [field, value] of Object.entries(said)) {
    if (field === 'country' ? isCountry(value) : value !== null) heard[field] = value;
  }
  return heard;
}

const besides = new WeakMap<ObjectMapping, readonly FieldMapping[]>();

/** Of a mapping it is always the same, and it is asked for each record. */
function linesBeside(mapping: ObjectMapping): readonly FieldMapping[] {
  const isOfAmount = (line: FieldMapping): boolean =>
    isRead(line) && mapping.fields.some(({ reads }) => reads?.includes(line.field));
  const lines = besides.get(mapping) ?? mapping.fields.filter((line) => line.field === 'country' || isOfAmount(line));
  besides.set(mapping, lines);
  return lines;
}

const isPhone = ({ definition }: ObjectMapping, { field }: FieldMapping): boolean =>
  definition.kinds[field] === 'phone';

/** Of an amount only where its currency is ours: in another one of the CRM's it is another amount. */
const mayBeAsBefore = (mapping: ObjectMapping, line: FieldMapping, heard: Fields): boolean =>
  isPhone(mapping, line) || (line.reads !== undefined && !line.reads.some((field) => Object.hasOwn(heard, field)));

interface Said {
  readonly line: FieldMapping;
  readonly value: PropertyValue;
  /** What it is read as by what stands beside it now; undefined: it has no counterpart. */
  readonly now: Value | undefined;
}

/** What the value was read as before, when it can still be read like that, and is not read so now. */
function asBefore(mapping: ObjectMapping, { line, value, now }: Said, ours: Fields, link: Link): Value | undefined {
  const { field, property } = line;
  const readings = readingsOf(link, field);
  if (readings.some((one) => sameValue(one, now))) return undefined;
  if (isPhone(mapping, line)) {
    return readings.find((one) => typeof one === 'string' && mayBeRead(String(value).trim(), one));
  }
  // The currency of ours may be another than the one that was told.
  const told = { ...ours, ...link.localBase };
  const then = toFields({ fields: [line], definition: mapping.definition }, { [property]: value }, told)[field];
  return readings.find((one) => sameValue(one, then));
}

/** What the CRM has said, was offered of it or refused, and what our own writes on their way say. */
function readingsOf({ remoteBase, standings, intents }: Link, field: string): readonly Value[] {
  const { offers = [], refused } = standings[field] ?? {};
  const offered = offers.map(({ value }) => value);
  const written = intents.map(({ fields }) => fields[field]);
  return [remoteBase[field], ...offered, refused, ...written].filter((one) => one !== undefined);
}
