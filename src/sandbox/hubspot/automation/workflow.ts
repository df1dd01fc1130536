/** What the account's own automation does: a property changes, and other properties of the same record are set. */
import type { ObjectType } from '../portal/object-types';
import type { StoredValue } from '../portal/property-values';
import type { Source } from '../portal/source';
import type { Written } from '../portal/write-planner';

export interface Workflow {
  readonly id: string;
  readonly type: ObjectType;
  /** Without a value any change will do; the empty one waits for a property that is cleared. */
  readonly when: { readonly property: string; readonly value: string | undefined };
  readonly set: Written;
  /** By the sandbox's clock. HubSpot's own take seconds to minutes, and nobody says how long. */
  readonly delayMs: number;
  readonly sourceType: Source['type'];
}

export function isMet({ when }: Workflow, property: string, value: StoredValue): boolean {
  return property === when.property && (when.value === undefined || when.value === (value ?? ''));
}
