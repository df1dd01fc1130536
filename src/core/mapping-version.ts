/**
 * Names the rules that a decision was made by, so that one sees whether they are today's: the catalogue's version and the
 * beginning of a hash of a connection's mapping of one object type, as its settings have made it. What comes to the same has
 * the same version: settings in another order, or one that says what holds without it.
 */
import { createHash } from 'node:crypto';
import { ruleOf, type FieldMapping, type ObjectMapping } from './mapping';

/** `1-5f3a9c0e`. @param catalogVersion counts what the hash cannot see: how values are converted and brought to normal form */
export function mappingVersion(catalogVersion: number, mapping: ObjectMapping): string {
  const {
    archive = 'none',
    definition,
    remoteObject,
    fields,
    matchBy,
    associations,
    lines,
    onCreate,
    where = [],
  } = mapping;
  const inParents = associations.flatMap(({ field, property }) => (property === undefined ? [] : [[field, property]]));
  const placed = [...inParents, ...(lines?.parentProperty === undefined ? [] : [['lines', lines.parentProperty]])];
  const said = [
    [definition.object, remoteObject],
    canonical(fields),
    matchBy.map(({ field, property, uniqueInCrm }) => [field, property, uniqueInCrm]), // in their order: the first hit decides
    associations.map(({ field, parent, toObject }) => [field, parent, toObject]),
    lines ? [lines.remoteObject, canonical(lines.fields)] : null,
    onCreate('', new Date(0)),
    ...(archive === 'none' ? [] : [archive]),
    ...(placed.length === 0 ? [] : [placed]),
    ...(mapping.flows === false ? [{ flows: false }] : []),
    ...(where.length === 0 ? [] : [{ where: where.map((condition) => Object.entries(condition).sort()) }]),
  ];
  const hash = createHash('sha256').update(JSON.stringify(said)).digest('hex');
  return `${catalogVersion}-${hash.slice(0, 8)}`;
}

const canonical = (lines: readonly FieldMapping[]): unknown =>
  [...lines].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)).map(lineForm);

const nameOf = ({ field, property }: FieldMapping): string => `${field} ${property}`;

function lineForm(line: FieldMapping): unknown {
  const { direction, policy, enforce, clear } = ruleOf(line);
  const { field, property, type, reads = [], options = [] } = line;
  const { how, seed } = line;
  const beyond = [...(how && !how.isUsual ? [{ how: how.said }] : []), ...(seed ? [{ seed }] : [])];
  return [field, property, type ?? null, direction, policy, enforce, clear, reads, options, ...beyond];
}
