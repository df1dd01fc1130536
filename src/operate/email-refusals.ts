/** Whoever retries a record asks the CRM again about its addresses, which it has refused before. */
import { catalogs } from '../catalog/catalog';
import type { ObjectType } from '../core/record';
import { normalForm } from '../core/values';
import { forgetRefusedEmails } from '../store/email-verdicts';
import { readRecords } from '../store/records';
import type { EntityManager } from '../store/transaction';

export async function forgetEmailRefusals(
  tx: EntityManager,
  tenantId: string,
  {
    connectionId,
    type,
    ids,
  }: { readonly connectionId: string; readonly type: ObjectType; readonly ids: readonly string[] },
): Promise<void> {
  const names = emailsOf(type);
  if (names.length === 0) return;
  const records = await readRecords(tx, tenantId, type, ids);
  const addresses = [...records.values()].flatMap(({ fields }) =>
    names.map((name) => normalForm('email', fields[name] ?? null)).filter((address) => typeof address === 'string'),
  );
  if (addresses.length > 0) await forgetRefusedEmails(tx, tenantId, connectionId, addresses);
}

/** The names of a type's e-mail fields, which are the same in every CRM's mapping. */
const emailsOf = (object: ObjectType): readonly string[] => [
  ...new Set(
    Object.values(catalogs).flatMap(({ mappings }) =>
      Object.entries(mappings[object].definition.kinds).flatMap(([name, kind]) => (kind === 'email' ? [name] : [])),
    ),
  ),
];
