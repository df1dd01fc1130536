/**
 * Makes a mapping of a document. What a document does not speak of, and may not (how records are recognised, joined and made),
 * is the catalogue's frame.
 */
import type { Condition } from './condition';
import { converterNameOf, converterOf, currencyOf, inverseOf, usualConverter } from './field-converters';
import { urlField, type FieldMapping, type LineMapping, type ObjectMapping } from './mapping';
import type { FieldDocument, ObjectDocument } from './mapping-document';
import { text } from './converters';
import type { Fields, Value } from './record';
import { fieldsIn, fillTemplate, parseTemplate } from './template';
import { normalForm, type FieldKind } from './values';

type Kinds = Readonly<Record<string, FieldKind>>;
/** By property: what an account must have. */
type Needs = Readonly<Record<string, string>>;

/** What the catalogue says of an object type but for its fields. */
export interface ObjectFrame extends Pick<
  ObjectMapping,
  'definition' | 'remoteObject' | 'matchBy' | 'associations' | 'onCreate'
> {
  /** Our own property that holds the URL of a record. */
  readonly url: string;
  readonly needs?: Needs;
  readonly lines?: Omit<LineMapping, 'fields'> & { readonly lineNeeds?: Needs };
}

/** The fields of an order's line; the currency is its order's. */
export const lineKinds = {
  name: 'text',
  sku: 'text',
  quantity: 'integer',
  unitPriceMinor: 'integer',
  currency: 'currency',
} as const satisfies Kinds;

/** The catalogue's own mapping. */
export function compileMapping(frame: ObjectFrame, document: ObjectDocument): ObjectMapping {
  const { url, needs = {}, lines, ...rest } = frame;
  const { lineNeeds = {}, ...lineFrame } = lines ?? {};
  return {
    ...rest,
    fields: [
      ...(document.fields ?? []).map((line) => usual(compileField(line, rest.definition.kinds), needs)),
      { field: urlField, property: url, convert: text },
    ],
    ...(lines && {
      lines: {
        ...(lineFrame as Omit<LineMapping, 'fields'>),
        fields: (document.lines?.fields ?? []).map((line) => usual(compileField(line, lineKinds), lineNeeds)),
      },
    }),
  };
}

/** A line of the catalogue: how it converts goes without saying. */
function usual({ how, ...line }: FieldMapping, needs: Needs): FieldMapping {
  const need = needs[line.property];
  return { ...line, ...(how && { how: { ...how, isUsual: true } }), ...(need !== undefined && { needs: need }) };
}

/** The catalogue's mapping of an object type as a connection's document has it. */
export function withDocument(mapping: ObjectMapping, document: ObjectDocument | undefined): ObjectMapping {
  if (!document) return mapping;
  const { kinds } = mapping.definition;
  const { flows, where, fields, lines } = document;
  const own = mapping.fields.filter(({ field }) => field === urlField);
  return {
    ...mapping,
    ...(flows === false && { flows }),
    ...(where && where.length > 0 && { where: where.map((condition) => normalCondition(condition, kinds)) }),
    ...(fields && { fields: [...over(mapping.fields, fields, kinds), ...own] }),
    ...(mapping.lines &&
      lines && { lines: { ...mapping.lines, fields: over(mapping.lines.fields, lines.fields, lineKinds) } }),
  };
}

/** The document's lines; what the catalogue says of the same property holds still: what it needs, and what goes without saying. */
function over(known: readonly FieldMapping[], fields: readonly FieldDocument[], kinds: Kinds): readonly FieldMapping[] {
  const byProperty = new Map(known.map((line) => [line.property, line]));
  return fields.map((one) => {
    const line = compileField(one, kinds);
    const before = byProperty.get(line.property);
    const needs = before?.needs;
    const placed = needs === undefined ? line : { ...line, needs };
    return before?.field === line.field ? asBefore(placed, before) : placed;
  });
}

/** Kept as JSON, options come back in another order. */
function asBefore({ how, ...line }: FieldMapping, before: FieldMapping): FieldMapping {
  const isSame = how !== undefined && how.said === before.how?.said;
  return {
    ...line,
    ...(how && { how: isSame ? before.how : how }),
    ...(line.options && isSame && before.options && { options: before.options }),
  };
}

function compileField(line: FieldDocument, kinds: Kinds): FieldMapping {
  const kind = line.field === undefined ? undefined : kindOf(kinds, line.field);
  const { property, options, create } = line;
  const computed = computedBy(line);
  const reads = [...(converterNameOf(line, kind) === 'money' ? [currencyOf(line)] : []), ...(computed?.reads ?? [])];
  return {
    field: fieldOf(line),
    property,
    convert: converterOf(line, kind),
    how: { said: said(line, kind), isUsual: isUsual(line, kind) },
    ...(create && { type: create.type }),
    ...(reads.length > 0 && { reads }),
    ...(options && { options: [...new Set(Object.values(options))] }),
    ...(computed && { compute: computed.compute }),
    ...ruleIn(line),
  };
}

/** What it says of how it flows. */
const ruleIn = ({ direction, policy, enforce, blank, seed }: FieldDocument): Partial<FieldMapping> => ({
  ...(direction && { direction }),
  ...(policy && { policy }),
  ...(enforce !== undefined && { enforce }),
  ...(blank && { clear: blank === 'clear' }),
  ...(seed && { seed }),
});

export const kindOf = (kinds: Kinds, field: string): FieldKind | undefined =>
  Object.hasOwn(kinds, field) ? kinds[field] : undefined;

/** The name under which a line's value is compared and stored. */
export const fieldOf = ({ field, property }: FieldDocument): string => field ?? `computed.${property}`;

function computedBy({
  field,
  constant,
  template,
}: FieldDocument): { readonly compute: (fields: Fields) => Value; readonly reads: readonly string[] } | null {
  if (field !== undefined) return null;
  if (template === undefined) {
    const value = constant === undefined ? null : normalForm('text', constant);
    return { compute: () => value, reads: [] };
  }
  const parsed = parseTemplate(template);
  if ('broken' in parsed) throw new Error(`template ${parsed.broken}`);
  const { parts } = parsed;
  return { compute: (fields) => fillTemplate(parts, fields), reads: fieldsIn(parts) };
}

const isUsual = (line: FieldDocument, kind: FieldKind | undefined): boolean =>
  line.field !== undefined && line.options === undefined && converterNameOf(line, kind) === usualConverter(line, kind);

function said(line: FieldDocument, kind: FieldKind | undefined): string {
  const name = converterNameOf(line, kind);
  const { constant = null, template = null, options = {} } = line;
  const sorted = (table: Readonly<Record<string, string>>): unknown => Object.entries(table).sort(byName);
  const tables = name === 'picklist' ? [sorted(options), sorted(inverseOf(line))] : [];
  return JSON.stringify([name, ...(name === 'money' ? [currencyOf(line)] : []), ...tables, constant, template]);
}

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);

/** Values are compared in normal form, whichever way they are written down. */
function normalCondition(condition: Condition, kinds: Kinds): Condition {
  const kind = kindOf(kinds, condition.field) ?? 'text';
  const normal = <T extends string | number | boolean>(values: readonly T[]): readonly T[] =>
    values.map((value) => (normalForm(kind, value) ?? value) as T);
  if ('in' in condition) return { ...condition, in: normal(condition.in) };
  if ('notIn' in condition) return { ...condition, notIn: normal(condition.notIn) };
  return condition;
}
