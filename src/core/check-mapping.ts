/**
 * Everything that is wrong with a mapping document, at once: against itself, the fields that there are, and, as far as it is
 * known, what the CRM takes. A document without mistakes never fails at run time but for the values of a record.
 */
import { checkPicklist } from './check/check-picklist';
import { checkProperty } from './check/check-property';
import { checkConverter, checkRule } from './check/check-rule';
import { checkDoubles, checkSource } from './check/check-source';
import { checkWhere } from './check/check-where';
import { isSent, scopeOf, type Ground, type Mistake, type Say, type Scope } from './check/scope';
import { lineKinds } from './compile-mapping';
import { urlField } from './mapping';
import type { FieldDocument, MappingDocument, ObjectDocument } from './mapping-document';
import { didYouMean } from './nearest';
import { objectTypes, type ObjectType } from './record';

export function checkMapping(document: MappingDocument, ground: Ground): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const say: Say = (at, reason) => mistakes.push({ at, reason });
  for (const [name, object] of Object.entries(document.objects)) {
    const type = objectTypes.find((one) => one === name);
    const at = `objects.${name}`;
    if (type === undefined)
      say(at, `is no object type${didYouMean(name, objectTypes)}; there are ${objectTypes.join(', ')}`);
    else if (object) checkObject(type, object, ground, below(say, at));
  }
  return mistakes;
}

/** Places below one; what has no place of its own is wrong with the whole. */
const below =
  (say: Say, at: string): Say =>
  (place, reason) =>
    say(place === '' || place.startsWith('[') ? at + place : `${at}.${place}`, reason);

function checkObject(object: ObjectType, document: ObjectDocument, ground: Ground, say: Say): void {
  const { definition, fields: known, lines: catalogueLines, remoteObject } = ground.catalog.mappings[object];
  const { fields, lines, where, flows } = document;
  const scope = scopeOf(ground, { object, part: 'record', kinds: definition.kinds, known, remoteObject });
  if (where) checkWhere(where, scope, below(say, 'where'));
  if (fields) {
    checkLines(fields, scope, below(say, 'fields'));
    checkSeeds(fields, scope, below(say, 'fields'));
    if (flows !== false) checkWhole(fields, scope, below(say, 'fields'));
  }
  if (!lines) return;
  if (!catalogueLines) {
    say('lines', `are said of a ${object}, which has none: leave them out`);
    return;
  }
  const line = { part: 'line', kinds: lineKinds, known: catalogueLines.fields } as const;
  checkLines(
    lines.fields,
    scopeOf(ground, { ...line, object, remoteObject: catalogueLines.remoteObject }),
    below(say, 'lines.fields'),
  );
}

function checkLines(lines: readonly FieldDocument[], scope: Scope, say: Say): void {
  checkDoubles(lines, say);
  for (const [index, line] of lines.entries()) {
    const here = below(say, `[${index}]`);
    checkSource(line, scope, here);
    checkRule(line, scope, here);
    checkConverter(line, scope, here);
    checkPicklist(line, scope, here);
    checkProperty(line, scope, here);
  }
}

/** What a record cannot do without: what it is recognised by, and what the CRM requires of a new one. */
function checkWhole(lines: readonly FieldDocument[], scope: Scope, say: Say): void {
  const { object, properties, ground } = scope;
  const { own, mappings } = ground.catalog;
  const { matchBy, associations, onCreate } = mappings[object];
  const sent = lines.filter(isSent);
  for (const { field, property } of matchBy) {
    if (sent.some((line) => line.field === field && line.property === property)) continue;
    say(
      '',
      `have no line that sends ${field} to ${property}, by which records are recognised: add {"field": "${field}", "property": "${property}"}`,
    );
  }
  const said = new Set([
    ...sent.map((line) => line.property),
    ...Object.keys(onCreate('', new Date(0))),
    ...associations.flatMap(({ property }) => property ?? []),
    ...[own.key, own.revision, own.url],
  ]);
  for (const { name, required, writable } of properties ? properties.values() : []) {
    if (!required || !writable.onCreate || said.has(name)) continue;
    say(
      '',
      `have no line that sends ${name}, which the CRM requires of a new record: map a field to it, or say a constant`,
    );
  }
}

/** A field that is new between two sides that are both full: somebody's values stand, and which is for a person to say. */
function checkSeeds(lines: readonly FieldDocument[], { object, ground: { live } }: Scope, say: Say): void {
  if (!live?.linked.includes(object)) return;
  const before = new Set((live.before.objects[object].fields ?? []).map(nameOf));
  for (const [index, line] of lines.entries()) {
    if (line.direction !== 'both' || line.seed !== undefined || line.field === undefined) continue;
    if (line.field === urlField || before.has(nameOf(line))) continue;
    say(
      `[${index}].seed`,
      `is missing: ${line.field} is new between records that are linked already; say whose value stands where they differ: order-system, crm, newest, fill-blanks or ask`,
    );
  }
}

const nameOf = ({ field = '', property }: FieldDocument): string => `${field} ${property}`;
