import type { PropertyDescription } from '../../src/core/property-description';

/** A text of any length that nobody requires and we may write, but for what is said otherwise. */
export const takes = (name: string, rest: Partial<PropertyDescription> = {}): PropertyDescription => ({
  name,
  label: name,
  type: 'text',
  maxLength: null,
  digits: null,
  options: null,
  required: false,
  writable: { onCreate: true, onUpdate: true },
  unique: false,
  ...rest,
});
