/** Whoever retries a record asks the CRM again about its addresses, which it has refused before. */
import { catalogs } from '../catalog/catalog';
import { objectTypes, type ObjectType } from '../core/record';
import { normalForm } from '../core/values';
import { forgetRefusedEmails } from '../store/email-verdicts';
import { readRecords } from '../store/records';
import type { EntityManager } from '../store/transaction';

/** Of a tenant everything, or what is named. */
interface Chosen {
  readonly connectionId?: string;
  readonly type?: ObjectType;
  readonly ids?: readonly string[];
}

export async function forgetEmailRefusals(tx: EntityManager, tenantId: string, chosen: Chosen): Promise<void> {
  const { connectionId, type, ids } = chosen;
  const types = (type ? [type] : objectTypes).filter((object) => emailsOf(object).length > 0);
  if (types.length === 0) return;
  if (ids === undefined) return forgetRefusedEmails(tx, tenantId, { connectionId });
  const addresses: string[] = [];
  for (const object of types) {
    const records = await readRecords(tx, tenantId, object, ids);
    for (const { fields } of records.values()) {
      const found = emailsOf(object).map((name) => normalForm('email', fields[name] ?? null));
      addresses.push(...found.filter((address) => typeof address === 'string'));
    }
  }
  if (addresses.length > 0) await forgetRefusedEmails(tx, tenantId, { connectionId, addresses });
}

/** The names of a type's e-mail fields, which are the same in every CRM's mapping. */
const emailsOf = (object: ObjectType): readonly string[] => [
  ...new Set(
    Object.values(catalogs).flatMap(({ mappings }) =>
      Object.entries(mappings[object].definition.kinds).flatMap(([name, kind]) => (kind === 'email' ? [name] : [])),
    ),
  ),
];
