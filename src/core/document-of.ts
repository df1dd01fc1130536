/** A connection's whole mapping as a person reads it: nothing is left to be looked up in the catalogue. */
import type { CustomField } from './custom-fields';
import type { FieldRule } from './field-rule';
import type { FieldRuleSetting, MappingSettings } from './field-rule-settings';
import { ruleOf } from './mapping';
import type { FieldDocument, MappingDocument, ObjectDocument } from './mapping-document';
import { objectTypes, type ObjectType } from './record';

export interface WholeDocument {
  readonly objects: Readonly<Record<ObjectType, ObjectDocument>>;
}

/**
 * What is saved, with what the catalogue says where it is silent; without one, the catalogue's with the connection's custom
 * fields and field rules laid over. What a rule says without effect (a policy of a field of one direction) is left out.
 */
export function documentOf(
  { document }: { readonly document: WholeDocument },
  settings: Pick<MappingSettings, 'customFields' | 'fieldRules' | 'mapping'>,
): WholeDocument {
  const whole = objectTypes.map((object) => [object, objectOf(object, document.objects[object], settings)]);
  return { objects: Object.fromEntries(whole) as WholeDocument['objects'] };
}

function objectOf(
  object: ObjectType,
  usual: ObjectDocument,
  { mapping, customFields, fieldRules = [] }: Pick<MappingSettings, 'customFields' | 'fieldRules' | 'mapping'>,
): ObjectDocument {
  if (mapping) return completed(mapping.document, object, usual);
  const customs = customFields.filter((field) => field.object === object).map(lineOf);
  const rules = fieldRules.filter((rule) => rule.object === object);
  const fields = [...(usual.fields ?? []), ...customs].map((line) => {
    const set = rules.find(({ field }) => field === line.field);
    return set ? ruled(line, set) : line;
  });
  return { ...usual, fields };
}

function completed({ objects }: MappingDocument, object: ObjectType, usual: ObjectDocument): ObjectDocument {
  const { flows, where, fields = usual.fields, lines = usual.lines } = objects[object] ?? {};
  return {
    ...(flows !== undefined && { flows }),
    ...(where && { where }),
    ...(fields && { fields }),
    ...(lines && { lines }),
  };
}

const lineOf = ({ name, property, label, type, unique, options }: CustomField): FieldDocument => ({
  field: `custom.${name}`,
  property,
  create: { label, type, ...(unique && { unique }), ...(options && { options }) },
});

function ruled(line: FieldDocument, set: FieldRuleSetting): FieldDocument {
  const { direction, policy, enforce, blank, ...rest } = line;
  const before = ruleOf({
    ...(direction && { direction }),
    ...(policy && { policy }),
    ...(enforce !== undefined && { enforce }),
    clear: blank === 'clear',
  });
  return {
    ...rest,
    ...ruleIn({
      direction: set.direction ?? before.direction,
      policy: set.policy ?? before.policy,
      enforce: set.enforce ?? before.enforce,
      clear: set.clear ?? before.clear,
    }),
  };
}

/** What it says that does not go without saying. */
function ruleIn({ direction, policy, enforce, clear }: FieldRule): Partial<FieldDocument> {
  const isTwoWay = direction === 'both';
  return {
    ...(direction !== 'push' && { direction }),
    ...(isTwoWay && policy !== 'order-system' && { policy }),
    ...(!isTwoWay && enforce && { enforce }),
    ...(clear && { blank: 'clear' as const }),
  };
}
