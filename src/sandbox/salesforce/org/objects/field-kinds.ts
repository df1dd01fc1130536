/** Short words for what fields are made of. */
import type { Value } from '../row';
import type { FieldSpec } from '../sobject';

type Rest = Omit<FieldSpec, 'name' | 'type'>;

export const text = (name: string, length: number, rest: Rest = {}): FieldSpec => ({
  name,
  type: 'string',
  length,
  ...rest,
});
export const long = (name: string, length = 32_000, rest: Rest = {}): FieldSpec => ({
  name,
  type: 'textarea',
  length,
  ...rest,
});
export const phone = (name: string): FieldSpec => ({ name, type: 'phone' });
export const url = (name: string): FieldSpec => ({ name, type: 'url' });
export const email = (name: string, rest: Rest = {}): FieldSpec => ({ name, type: 'email', ...rest });
export const bool = (name: string, rest: Rest = {}): FieldSpec => ({ name, type: 'boolean', ...rest });
export const date = (name: string, rest: Rest = {}): FieldSpec => ({ name, type: 'date', ...rest });
export const datetime = (name: string, rest: Rest = {}): FieldSpec => ({ name, type: 'datetime', ...rest });
export const money = (name: string, rest: Rest = {}): FieldSpec => ({
  name,
  type: 'currency',
  precision: 18,
  scale: 2,
  ...rest,
});
export const number = (name: string, precision: number, scale: number, rest: Rest = {}): FieldSpec => ({
  name,
  type: 'double',
  precision,
  scale,
  ...rest,
});
export const pick = (name: string, options: readonly string[], rest: Rest = {}): FieldSpec => ({
  name,
  type: 'picklist',
  options,
  ...rest,
});
export const ref = (name: string, to: string | readonly string[], rest: Rest = {}): FieldSpec => ({
  name,
  type: 'reference',
  referenceTo: [to].flat(),
  ...rest,
});
export const readOnly = { createable: false, updateable: false } as const;
export const owner = ref('OwnerId', 'User');
/** The org's own; tasks do not move it here. */
export const lastActivity = date('LastActivityDate', readOnly);

export function address(part: string): FieldSpec[] {
  return [
    { name: `${part}Street`, type: 'textarea', length: 255 },
    text(`${part}City`, 40),
    text(`${part}State`, 80),
    text(`${part}PostalCode`, 20),
    text(`${part}Country`, 80),
  ];
}

export function personName(get: (field: string) => Value): Value {
  return [get('FirstName'), get('LastName')].filter((part) => part !== null && part !== '').join(' ');
}

export const industries = [
  'Agriculture',
  'Apparel',
  'Banking',
  'Biotechnology',
  'Chemicals',
  'Construction',
  'Consulting',
];
export const leadSources = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'];
export const salutations = ['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.'];
