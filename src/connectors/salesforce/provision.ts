import type { PropertyDefinition } from '../connector';
import type { Send } from './call';
import type { Describes } from './describe';

export function provisionAll(
  _send: Send,
  _describes: Describes,
  _object: string,
  _properties: readonly PropertyDefinition[],
): Promise<readonly string[]> {
  throw new Error('not yet');
}

export function optionsOf(
  _send: Send,
  _describes: Describes,
  _of: { readonly object: string; readonly property: string },
): Promise<readonly string[]> {
  throw new Error('not yet');
}
