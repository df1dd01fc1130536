/**
 * A contact's or company's lifecycle stage only goes forward, in the order of its options; to go back it must be cleared
 * first (HubSpot docs 2026-03). Whether a step back is an error or passed over is not documented: `switches.ts`.
 */
import type { PropertyDefinition } from './property-definition';
import type { StoredValue } from './property-values';

export function goesBackwards(property: PropertyDefinition, before: StoredValue, written: string): boolean {
  if (property.name !== 'lifecyclestage' || before === null || written === '') return false;
  const stages = property.options.toSorted((a, b) => a.displayOrder - b.displayOrder).map((option) => option.value);
  return stages.includes(written) && stages.indexOf(written) < stages.indexOf(before);
}
