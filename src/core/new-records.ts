/** What becomes of CRM records that nobody ordered for, by object type. */
import { objectTypes, type ObjectType } from './record';

/**
 * - `match`: nothing is stored of them; when the order system says a record that matches one, it is adopted.
 * - `offer`: they are matched, and put to the order system as new records as well.
 * - `ignore`: nothing is stored of them, and they are not adopted either.
 */
export const newRecordChoices = ['match', 'offer', 'ignore'] as const;
export type NewRecordRule = (typeof newRecordChoices)[number];
export type NewRecords = { readonly [O in ObjectType]?: NewRecordRule | undefined };

interface Settings {
  readonly newRecords?: NewRecords;
}

export const newRecordRule = ({ newRecords }: Settings, object: ObjectType): NewRecordRule =>
  newRecords?.[object] ?? 'match';

export const newRecordRules = (settings: Settings): Record<ObjectType, NewRecordRule> =>
  Object.fromEntries(objectTypes.map((object) => [object, newRecordRule(settings, object)])) as Record<
    ObjectType,
    NewRecordRule
  >;
