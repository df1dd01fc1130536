/** The order system says that a customer has confirmed the e-mail address, and says nothing else of them. */
import { acceptInto } from '../core/accept';
import { addressOf } from '../core/email-confirmation';
import { normalForm } from '../core/values';
import { lockRecords, readRecords, storeRecords } from '../store/records';
import type { StreamName } from '../store/dirty-set';
import { inTenant } from '../store/transaction';
import type { IntakeDeps } from './records';

export interface Confirmation {
  readonly sourceId: string;
  /** The address that was confirmed; absent: the present one. */
  readonly email?: string | undefined;
  readonly confirmedAt?: Date | undefined;
  readonly requestId: string;
}

export type Confirmed = 'confirmed' | 'missing' | 'deleted' | 'erased' | 'no-address' | 'other-address';

/** May be repeated. The record keeps its version: what the order system says next of it is newer. */
export async function confirmEmail(
  { database, clock, waker }: IntakeDeps,
  tenantId: string,
  { sourceId, email, confirmedAt, requestId }: Confirmation,
): Promise<Confirmed> {
  const { became, woken } = await inTenant(database, tenantId, async (tx) => {
    const answer = (became: Confirmed, woken: readonly StreamName[] = []) => ({ became, woken });
    await lockRecords(tx, tenantId, 'customer', [sourceId]);
    const record = (await readRecords(tx, tenantId, 'customer', [sourceId])).get(sourceId);
    if (!record) return answer('missing');
    if (record.erasedAt) return answer('erased');
    if (record.deletedAt) return answer('deleted');
    const address = addressOf(record.fields);
    if (address === null) return answer('no-address');
    if (email !== undefined && normalForm('email', email) !== address) return answer('other-address');
    const now = clock.now();
    const after = acceptInto(record, { emailConfirmed: true }, { version: null, now: confirmedAt ?? now, requestId });
    if (!after) return answer('confirmed');
    const changed = { records: [after], changed: [sourceId], lane: 'live', now, unseen: false } as const;
    return answer('confirmed', await storeRecords(tx, tenantId, 'customer', changed));
  });
  waker.wake(tenantId, woken);
  return became;
}
