/**
 * Whether the CRM takes what is about to be written, by what it says of its properties: asked before the call, which would
 * be spent on a refusal. Pure, and prepared once for a whole batch. What nobody has described is not judged, nor what the
 * CRM puts right by itself (case, blanks, digits after the point that it rounds).
 */
import type { Unwritable } from './converters';
import type { Described, DescribedObject } from './described';
import type { Failure } from './failure';
import type { FieldMapping, ObjectMapping } from './mapping';
import type { PropertyDescription } from './property-description';
import type { Properties, PropertyValue } from './record';
import { faultOf, type Fault, type ValueCheckCode } from './value-fault';

/** One thing that the CRM would refuse. Names the value's class, never the value. */
export interface Finding {
  readonly code: ValueCheckCode;
  /** The order system's name; the property's where no field is mapped to it. */
  readonly field: string;
  readonly property: string;
  /** Of an order's line. */
  readonly lineId?: string;
  readonly message: string;
}

/** What is known of the properties of one object of the CRM. */
export interface ObjectCheck {
  readonly remoteObject: string;
  readonly properties: ReadonlyMap<string, Prepared>;
  readonly missing: ReadonlySet<string>;
  readonly required: readonly Prepared[];
  readonly fieldOf: ReadonlyMap<string, string>;
}

export interface Prepared {
  readonly description: PropertyDescription;
  readonly options: ReadonlySet<string> | null;
  /** By the value of another property; `any`: those of all together. */
  readonly optionsBy: {
    readonly property: string;
    readonly of: ReadonlyMap<string, ReadonlySet<string>>;
    readonly any: ReadonlySet<string>;
  } | null;
}

/** Null: of this object nothing is known. */
export interface ValueChecks {
  readonly record: ObjectCheck | null;
  readonly lines: ObjectCheck | null;
}

export function prepareChecks(mapping: ObjectMapping, described: Described): ValueChecks {
  const parents = mapping.associations.flatMap(({ property }) => property ?? []);
  const { lines } = mapping;
  return {
    record: prepare(mapping.remoteObject, described[mapping.remoteObject], mapping.fields, parents),
    lines: lines
      ? prepare(lines.remoteObject, described[lines.remoteObject], lines.fields, [lines.parentProperty ?? ''])
      : null,
  };
}

/** @param parents properties that are said along with the record, and not by it */
function prepare(
  remoteObject: string,
  described: DescribedObject | undefined,
  fields: readonly FieldMapping[],
  parents: readonly string[],
): ObjectCheck | null {
  if (!described) return null;
  const prepared = described.properties.map(prepareOne);
  return {
    remoteObject,
    properties: new Map(prepared.map((one) => [one.description.name, one])),
    missing: new Set(described.missing),
    required: prepared.filter(({ description: { name, required } }) => required && !parents.includes(name)),
    fieldOf: new Map(fields.map(({ property, field }) => [property, field])),
  };
}

function prepareOne(description: PropertyDescription): Prepared {
  const { options, optionsBy } = description;
  const by = Object.entries(optionsBy?.options ?? {});
  return {
    description,
    options: options && new Set(options),
    optionsBy: optionsBy
      ? {
          property: optionsBy.property,
          of: new Map(by.map(([value, some]) => [value, new Set(some)])),
          any: new Set(by.flatMap(([, some]) => some)),
        }
      : null,
  };
}

/** What of these properties the CRM would refuse in a record that is new, or is there. */
export function findFaults(check: ObjectCheck | null, properties: Properties, isNew: boolean): readonly Finding[] {
  if (check === null) return none;
  let findings: Finding[] | null = null;
  for (const [name, value] of Object.entries(properties)) {
    const fault = judge(check, { name, value, properties, isNew });
    if (fault !== null) (findings ??= []).push(finding(check, name, fault));
  }
  if (!isNew) return findings ?? none;
  for (const { description } of check.required) {
    if (!lacks(properties, description)) continue;
    (findings ??= []).push(finding(check, description.name, missingValue(description)));
  }
  return findings ?? none;
}

const none: readonly Finding[] = [];

interface Said {
  readonly name: string;
  readonly value: PropertyValue;
  /** All that is said along with it. */
  readonly properties: Properties;
  readonly isNew: boolean;
}

function judge(check: ObjectCheck, { name, value, properties, isNew }: Said): Fault | null {
  const prepared = check.properties.get(name);
  if (prepared === undefined) return check.missing.has(name) ? gone : null;
  const { description } = prepared;
  if (!(isNew ? description.writable.onCreate : description.writable.onUpdate)) return readOnly;
  if (isBlank(value)) return !isNew && description.neverBlank === true ? blank : null;
  return faultOf(description, value, optionsFor(prepared, properties, isNew));
}

const isBlank = (value: PropertyValue | undefined): boolean => value === undefined || value === null || value === '';

/** Which pipeline a deal is in that is there, nobody says: a stage of any may be right. */
function optionsFor(
  { options, optionsBy }: Prepared,
  properties: Properties,
  isNew: boolean,
): ReadonlySet<string> | null {
  if (optionsBy === null) return options;
  const by = properties[optionsBy.property];
  if (isBlank(by)) return isNew ? options : optionsBy.any;
  return optionsBy.of.get(String(by)) ?? optionsBy.any;
}

const lacks = (properties: Properties, { name, orOneOf }: PropertyDescription): boolean =>
  isBlank(properties[name]) && (orOneOf?.every((other) => isBlank(properties[other])) ?? true);

const gone: Fault = {
  code: 'PROPERTY_MISSING',
  says: 'is to be written, and the CRM shows us no such property',
  remedy: 'bring it back or let us see it, or take it out of the mapping',
};
const readOnly: Fault = {
  code: 'PROPERTY_READ_ONLY',
  says: 'is to be written, and we may not',
  remedy: 'give us the right to write it, or take it out of the mapping',
};
const blank: Fault = {
  code: 'BLANK_REFUSED',
  says: 'is to be emptied, and the CRM keeps no record without it',
  remedy: 'say a value, or let blanks of this field change nothing',
};

function missingValue({ orOneOf }: PropertyDescription): Fault {
  const others = orOneOf === undefined ? '' : ` (${orOneOf.join(' or ')} would do)`;
  return {
    code: 'REQUIRED_MISSING',
    says: `is required of a new record${others}, and nothing is said`,
    remedy: 'say a value, map a field or a constant to it, or require it no longer',
  };
}

function finding({ remoteObject, fieldOf }: ObjectCheck, property: string, { code, says, remedy }: Fault): Finding {
  const field = fieldOf.get(property) ?? property;
  const place = `${remoteObject}.${property}`;
  const named = fieldOf.has(property) ? `${field} (${place})` : place;
  return { code, field, property, message: `${named} ${says} (${code}): ${remedy}` };
}

/** What the CRM would refuse of a record and its lines. A line that may be new says all that it has. */
export function findInPlan(
  checks: ValueChecks,
  write: { readonly how: 'create' | 'adopt' | 'update'; readonly properties: Properties } | null,
  lines: { readonly upsert: readonly LineToCheck[] },
): readonly Finding[] {
  const ofRecord = write ? findFaults(checks.record, write.properties, write.how === 'create') : none;
  if (checks.lines === null || lines.upsert.length === 0) return ofRecord;
  const ofLines = lines.upsert.flatMap(({ lineId, properties, joins }) =>
    findFaults(checks.lines, properties, joins).map((found) => ({ ...found, lineId })),
  );
  return [...ofRecord, ...ofLines];
}

interface LineToCheck {
  readonly lineId: string;
  readonly properties: Properties;
  readonly joins: boolean;
}

/** Values that no mapping can write, with what else was found about their record. */
export function unwritable(
  problems: readonly (Unwritable & { readonly field: string })[],
  findings: readonly Finding[],
): Failure {
  const said = [...problems.map(({ field, message }) => `${field} ${message}`), ...findings.map(sayFinding)];
  return { kind: 'rejected', code: problems[0]?.code ?? '', message: said.join('; ') };
}

const sayFinding = ({ lineId, message }: Finding): string =>
  lineId === undefined ? message : `line ${lineId}: ${message}`;

/** All that was found about a record as one refusal: the call that it spares would have ended in it. */
export function refusalOf(
  record: { readonly object: string; readonly sourceId: string },
  findings: readonly Finding[],
): Failure | null {
  const [first] = findings;
  if (!first) return null;
  return {
    kind: 'rejected',
    code: first.code,
    property: first.property,
    properties: [...new Set(findings.map(({ property }) => property))],
    message: `${record.object} ${record.sourceId} was not sent: ${findings.map(sayFinding).join('; ')}`,
  };
}
