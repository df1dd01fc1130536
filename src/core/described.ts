/** What a connection keeps of its CRM's descriptions: of the properties that its mapping writes, and no others. */
import { ruleOf, type FieldMapping, type ObjectMapping, type OwnProperties } from './mapping';
import type { PropertyDescription } from './property-description';

export interface DescribedObject {
  /** ISO 8601. */
  readonly readAt: string;
  /** Of those that we write, and those that a new record has to say. */
  readonly properties: readonly PropertyDescription[];
  /** Those that we write and that the CRM does not show us. */
  readonly missing: readonly string[];
}

/** By the CRM's name of the object. */
export type Described = Readonly<Record<string, DescribedObject>>;

/** The properties of each object of the CRM that these mappings write; of what does not flow, none. */
export function writtenProperties(
  mappings: readonly ObjectMapping[],
  own: OwnProperties,
): ReadonlyMap<string, ReadonlySet<string>> {
  const written = new Map<string, Set<string>>();
  const add = (remoteObject: string, names: readonly string[]): void => {
    const known = written.get(remoteObject) ?? new Set();
    written.set(remoteObject, new Set([...known, ...names]));
  };
  for (const { flows, remoteObject, fields, associations, lines, onCreate } of mappings) {
    if (flows === false) continue;
    const parents = associations.flatMap(({ property }) => property ?? []);
    const created = Object.keys(onCreate('', new Date(0)));
    add(remoteObject, [own.key, own.revision, ...pushed(fields), ...parents, ...created]);
    if (lines) add(lines.remoteObject, [own.key, ...pushed(lines.fields)]);
  }
  return written;
}

const pushed = (fields: readonly FieldMapping[]): readonly string[] =>
  fields.filter((line) => ruleOf(line).direction !== 'pull').map(({ property }) => property);

/** Of all that the CRM says of an object, what concerns us. */
export function concerning(
  written: ReadonlySet<string>,
  descriptions: readonly PropertyDescription[],
  readAt: Date,
): DescribedObject {
  const named = new Set(descriptions.map(({ name }) => name));
  const isNeeded = ({ name, required, writable }: PropertyDescription): boolean =>
    written.has(name) || (required && writable.onCreate);
  return {
    readAt: readAt.toISOString(),
    properties: descriptions.filter(isNeeded),
    missing: [...written].filter((name) => !named.has(name)),
  };
}

/** Properties of which something else is said now than before, by object: what was refused for them may be taken. */
export function changedProperties(before: Described, now: Described): ReadonlyMap<string, readonly string[]> {
  const changed = new Map<string, readonly string[]>();
  for (const [remoteObject, described] of Object.entries(now)) {
    const names = changedIn(before[remoteObject], described);
    if (names.length > 0) changed.set(remoteObject, names);
  }
  return changed;
}

function changedIn(before: DescribedObject | undefined, now: DescribedObject): readonly string[] {
  const said = (of: DescribedObject | undefined): Map<string, string> =>
    new Map([
      ...(of?.missing ?? []).map((name) => [name, 'missing'] as const),
      ...(of?.properties ?? []).map((property) => [property.name, JSON.stringify(inOneOrder(property))] as const),
    ]);
  const [old, young] = [said(before), said(now)];
  return [...new Set([...old.keys(), ...young.keys()])].filter((name) => old.get(name) !== young.get(name));
}

/** Kept as `jsonb`, it comes back with its keys in another order. */
function inOneOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOneOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOneOrder(inner)]));
}
