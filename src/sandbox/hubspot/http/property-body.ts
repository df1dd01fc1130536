/** A property as a request describes it: every key may be absent. */
import type { PropertyDraft } from '../portal/property-rules';
import type { PropertyOption } from '../portal/property-definition';
import { asObject, asText, optionalArray, optionalBoolean, optionalNumber, optionalText } from './body';

export function propertyDraft(body: unknown): PropertyDraft {
  const given = asObject(body, 'PropertyCreate');
  const text = (key: string): string | undefined => optionalText(given[key], key);
  const options = given.options === undefined ? undefined : optionalArray(given.options, 'options').map(asOption);
  return {
    name: text('name'),
    label: text('label'),
    type: text('type'),
    fieldType: text('fieldType'),
    groupName: text('groupName'),
    description: text('description'),
    options,
    displayOrder: optionalNumber(given.displayOrder, 'displayOrder'),
    hasUniqueValue: optionalBoolean(given.hasUniqueValue, 'hasUniqueValue'),
    hidden: optionalBoolean(given.hidden, 'hidden'),
    formField: optionalBoolean(given.formField, 'formField'),
  };
}

function asOption(value: unknown, index: number): PropertyOption {
  const option = asObject(value, 'OptionInput');
  const description = optionalText(option.description, 'description');
  return {
    label: asText(option.label, 'label'),
    value: asText(option.value, 'value'),
    displayOrder: optionalNumber(option.displayOrder, 'displayOrder') ?? index,
    hidden: optionalBoolean(option.hidden, 'hidden') ?? false,
    ...(description === undefined ? {} : { description }),
  };
}
