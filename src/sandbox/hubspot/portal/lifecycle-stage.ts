/**
 * A contact's or company's lifecycle stage only goes forward, in the order of its options; to go back it must be cleared
 * first (HubSpot docs 2026-03). Whether a step back is an error or passed over is not documented: `switches.ts`.
 */
import type { PropertyDefinition } from './property-definition';
import type { StoredValue } from './property-values';

/** The values of the stages, the first first, however a request had listed them. */
export function stagesInOrder({ options }: PropertyDefinition): readonly string[] {
  return options.toSorted((a, b) => a.displayOrder - b.displayOrder).map((option) => option.value);
}

export function goesBackwards(property: PropertyDefinition, before: StoredValue, written: string): boolean {
  if (property.name !== 'lifecyclestage' || before === null || written === '') return false;
  const stages = stagesInOrder(property);
  return stages.includes(written) && stages.indexOf(written) < stages.indexOf(before);
}
