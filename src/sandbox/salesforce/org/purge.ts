/** What is thrown away for ever before its fifteen days are over. */
import type { Org } from './org';
import type { RecordError } from './refused';
import { recordError } from './refused';
import type { Row } from './row';
import type { SObject } from './sobject';
import type { Transaction } from './transaction';

/** With what was deleted along with it. Code and texts are unverified. */
export function purgeFromBin(org: Org, transaction: Transaction, id: string): RecordError | undefined {
  const type = org.typeOfId(id);
  const row = type && org.rowById(type, id);
  if (type === undefined || row === undefined)
    return recordError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  if (row.deletedAt === null) return recordError('DELETE_FAILED', 'entity is not in the recycle bin');
  purgeRow(org, transaction, { type, row });
  return undefined;
}

function purgeRow(
  org: Org,
  transaction: Transaction,
  { type, row }: { readonly type: SObject; readonly row: Row },
): void {
  for (const { type: childType, field } of org.childRelationships(type)) {
    if (!field.cascadeDelete) continue;
    const child = childType as SObject;
    for (const one of [...(org.rowsWhere(child, field, type.idOf(row)) ?? [])])
      if (one.deletedAt === row.deletedAt) purgeRow(org, transaction, { type: child, row: one });
  }
  transaction.purge(type, row);
}
