/** What a deletion takes along, and what comes back with it. */
import type { Row } from './row';
import { afterSave } from './side-effects';
import type { SObject } from './sobject';
import type { Storage } from './storage';
import type { Transaction } from './transaction';

/** Children that cannot be without it go along; others forget it. */
export function deleteRow(
  org: Storage,
  transaction: Transaction,
  { type, row, mergedInto = null }: { readonly type: SObject; readonly row: Row; readonly mergedInto?: string | null },
): void {
  transaction.delete(type, row, mergedInto);
  afterSave({ org, transaction, type }, row);
  const id = type.idOf(row);
  for (const { type: childType, field } of org.childRelationships(type)) {
    const child = childType as SObject;
    for (const one of [...(org.rowsWhere(child, field, id) ?? [])]) {
      if (one.deletedAt !== null) continue;
      if (field.cascadeDelete) deleteRow(org, transaction, { type: child, row: one });
      else transaction.derive(child, one, new Map([[field, null]]));
    }
  }
}

/** What went with it comes back with it. */
export function undeleteRow(org: Storage, transaction: Transaction, { type, row }: { type: SObject; row: Row }): void {
  const { deletedAt } = row;
  transaction.undelete(type, row);
  afterSave({ org, transaction, type }, row);
  for (const { type: childType, field } of org.childRelationships(type)) {
    if (!field.cascadeDelete) continue;
    const child = childType as SObject;
    for (const one of [...(org.rowsWhere(child, field, type.idOf(row)) ?? [])]) {
      if (one.deletedAt === deletedAt && one.mergedInto === null)
        undeleteRow(org, transaction, { type: child, row: one });
    }
  }
}
