/** What is said when a value is another record's. */
import type { RecordStore } from './record-store';
import type { Refusal } from './refusal';

/** `othersHolder` answers the id of the record that holds a value, unless it is the one that asks. */
export function uniqueConflict(
  records: RecordStore,
  [name, value]: readonly [string, string],
  othersHolder: (property: string, claim: string) => string | undefined,
): Refusal | undefined {
  for (const [property, claim] of records.claims(name, value)) {
    const holder = othersHolder(property, claim);
    if (holder === undefined) continue;
    if (property === 'email' && records.type.id === '0-1') return { kind: 'emailTaken', existingId: holder };
    const message = `Cannot set property ${property}: ${holder} already has that value.`;
    return { kind: 'properties', problems: [{ property, code: 'CONFLICTING_UNIQUE_VALUE', message }] };
  }
  return undefined;
}
