/** Which custom fields a CRM has to tell of: an app there has one list for all connections, so it is a matter of all of them. */
import type { FieldRule } from './field-rule';
import { isRead, ruleOf } from './mapping';
import type { ObjectType } from './record';

/** A custom field as connections have it, and how many have it so. */
export interface RuledCustomField {
  readonly object: ObjectType;
  readonly property: string;
  /** What is said of how it flows. */
  readonly rule: Partial<FieldRule>;
  readonly connections: number;
}

export type ToldCustomField = Pick<RuledCustomField, 'object' | 'property'>;

/**
 * Those that a change in the CRM does something to, for one connection or more: it flows here, or is put right there. What
 * most connections have comes first, as there may be no room for all.
 */
export function toldCustomFields(fields: readonly RuledCustomField[]): readonly ToldCustomField[] {
  const counted = new Map<string, RuledCustomField>();
  for (const field of fields) {
    const rule = ruleOf(field.rule);
    if (!isRead(rule) && !rule.enforce) continue;
    const name = nameOf(field);
    const connections = field.connections + (counted.get(name)?.connections ?? 0);
    counted.set(name, { ...field, connections });
  }
  return [...counted.values()]
    .sort((a, b) => b.connections - a.connections || (nameOf(a) < nameOf(b) ? -1 : 1))
    .map(({ object, property }) => ({ object, property }));
}

const nameOf = ({ object, property }: ToldCustomField): string => `${object} ${property}`;
