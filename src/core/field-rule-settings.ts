/** What a connection's settings say of how fields flow, over what the mapping says. */
import { archiveRule, type Archive } from './archive';
import { withCustomFields, type CustomField } from './custom-fields';
import { withDocument } from './compile-mapping';
import type { FieldRule } from './field-rule';
import { ruleOf, type ObjectMapping } from './mapping';
import type { SavedMapping } from './mapping-document';
import type { ObjectType } from './record';

/** What a connection says of one field; what it leaves out stays as the mapping has it. */
export type FieldRuleSetting = {
  readonly object: ObjectType;
  /** The order system's name: `phone`, `custom.loyaltyTier`. */
  readonly field: string;
} & { readonly [K in keyof FieldRule]?: FieldRule[K] | undefined };

/** What of a connection's settings says which mapping it has. */
export interface MappingSettings {
  readonly customFields: readonly CustomField[];
  readonly fieldRules?: readonly FieldRuleSetting[] | undefined;
  /** Where a document is saved, it says all of the fields. */
  readonly mapping?: SavedMapping | undefined;
  readonly archive?: Archive;
  readonly features?: readonly string[];
}

/** The mapping as a connection has it: its document, or its custom fields and how its fields flow; and what deletions mean. */
export const mappingOf = (mapping: ObjectMapping, settings: MappingSettings): ObjectMapping => ({
  ...asFarAsThere(saidOf(mapping, settings), settings.features ?? []),
  archive: archiveRule(settings, mapping.definition.object),
});

function saidOf(mapping: ObjectMapping, settings: MappingSettings): ObjectMapping {
  const { mapping: saved, customFields, fieldRules = [] } = settings;
  if (saved) return withDocument(mapping, saved.document.objects[mapping.definition.object]);
  return withFieldRules(withCustomFields(mapping, customFields), fieldRules);
}

/** Without what this account has no place for. */
function asFarAsThere(mapping: ObjectMapping, features: readonly string[]): ObjectMapping {
  const isThere = ({ needs }: { readonly needs?: string }): boolean => needs === undefined || features.includes(needs);
  const { lines, ...rest } = { ...mapping, fields: mapping.fields.filter(isThere) };
  return lines && isThere(lines) ? { ...rest, lines: { ...lines, fields: lines.fields.filter(isThere) } } : rest;
}

/** The mapping's lines with the rules that the connection has set. */
function withFieldRules(mapping: ObjectMapping, settings: readonly FieldRuleSetting[]): ObjectMapping {
  const mine = settings.filter(({ object }) => object === mapping.definition.object);
  if (mine.length === 0) return mapping;
  const fields = mapping.fields.map((line) => {
    const set = mine.find(({ field }) => field === line.field);
    return set ? { ...line, ...ruleOver(ruleOf(line), set) } : line;
  });
  return { ...mapping, fields };
}

const ruleOver = (rule: FieldRule, set: FieldRuleSetting): FieldRule => ({
  direction: set.direction ?? rule.direction,
  policy: set.policy ?? rule.policy,
  enforce: set.enforce ?? rule.enforce,
  clear: set.clear ?? rule.clear,
});
