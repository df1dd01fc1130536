/** Out of the recycle bin, and out of the portal for good. */
import { fingerprint } from './block-list';
import { findByIdProperty } from './id-property';
import type { Mutation } from './mutations';
import type { ObjectType } from './object-types';
import { objectType } from './object-types';
import type { Portal } from './portal';
import { Refused } from './refusal';
import { uniqueConflict } from './unique-values';

/** Throws `Refused` when the record is not in the bin, or when others took its e-mail address or unique values meanwhile. */
export function planRestore(portal: Portal, type: ObjectType, id: string): Mutation {
  const records = portal.records(type.id);
  const record = records.find(id);
  if (record === undefined || record.archivedAt === null) throw new Refused({ kind: 'notFound' });
  for (const [name, value] of record.properties) {
    const conflict = uniqueConflict(records, [name, value], (property, claim) => {
      const holder = records.holder(property, claim);
      return holder === id ? undefined : holder;
    });
    if (conflict !== undefined) throw new Refused(conflict);
  }
  return { kind: 'restore', object: type.id, id, at: portal.clock.now() };
}

/**
 * Deletes a contact for good, live or archived. An address that nobody has is put on a list: no contact may have it
 * again (HubSpot's published specification). That of a contact who is found may come back, and an id that nobody has
 * is passed over (both unverified).
 */
export function planPrivacyDeletion(portal: Portal, id: string, idProperty: string | undefined): Mutation[] {
  const contacts = objectType('0-1');
  const find = (archived: boolean): ReturnType<typeof findByIdProperty> =>
    findByIdProperty(portal, contacts, { id, idProperty, archived });
  const record = find(false) ?? find(true);
  const at = portal.clock.now();
  if (record !== undefined) return [{ kind: 'privacyDeletion', object: contacts.id, id: record.id, at }];
  return idProperty === 'email' ? [{ kind: 'block', fingerprint: fingerprint(id) }] : [];
}
