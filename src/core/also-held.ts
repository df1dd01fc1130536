/** What a CRM record holds beside the values that its properties say, where a property names one of several. */
import { toFields, type ObjectMapping } from './mapping';
import type { Fields, RemoteRecord, Value } from './record';

/** By field, in normal form. */
export type AlsoHeld = Readonly<Record<string, readonly Value[]>>;

const nothing: AlsoHeld = {};

/** @param ours some values are understood by others of the same record */
export function alsoHeld(mapping: ObjectMapping, record: RemoteRecord | null, ours: Fields): AlsoHeld {
  if (!record?.alsoHolds) return nothing;
  const held: Record<string, readonly Value[]> = {};
  for (const [property, values] of Object.entries(record.alsoHolds)) {
    for (const said of values) {
      for (const [field, value] of Object.entries(toFields(mapping, { [property]: said }, ours))) {
        held[field] = [...(held[field] ?? []), value];
      }
    }
  }
  return held;
}
