/** A person asks to be forgotten: whoever operates the service erases the record, whatever the CRM says. */
import type { ObjectType } from '../core/record';
import type { Clock } from '../platform/clock';
import type { SecretKeys } from '../platform/seal';
import { eraseRecords, RecordInHand } from '../store/erase';
import { readLinkViews } from '../store/links';
import { readRecords } from '../store/records';
import { inTenant, type DataSource } from '../store/transaction';
import type { Waker } from '../store/wake';

interface EraseDeps {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly keys: SecretKeys;
  readonly waker: Pick<Waker, 'wake' | 'tellOfChanges'>;
}

export interface EraseRequest {
  readonly object: ObjectType;
  readonly sourceId: string;
  /** Its idempotency key, if it has one. */
  readonly key?: string | undefined;
}

export type Erasure =
  | { readonly kind: 'erased'; readonly at: Date; readonly erasedBefore: boolean }
  | { readonly kind: 'unknown' }
  /** A worker has it in hand, and had so for as long as somebody may wait for an answer. */
  | { readonly kind: 'in-hand' };

const waitAtMostMs = 10_000;
const lookAgainMs = 100;

/** May be repeated. What the CRMs have of the person is theirs: it is neither changed there nor taken in any more. */
export async function eraseRecord(deps: EraseDeps, tenantId: string, request: EraseRequest): Promise<Erasure> {
  const endMs = performance.now() + waitAtMostMs;
  for (;;) {
    try {
      return await eraseNow(deps, tenantId, request);
    } catch (error) {
      if (!(error instanceof RecordInHand)) throw error;
      if (performance.now() > endMs) return { kind: 'in-hand' };
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    }
  }
}

async function eraseNow(
  { database, clock, keys, waker }: EraseDeps,
  tenantId: string,
  { object, sourceId, key }: EraseRequest,
): Promise<Erasure> {
  const now = clock.now();
  const { erasure, woken } = await inTenant(database, tenantId, async (tx) => {
    const record = (await readRecords(tx, tenantId, object, [sourceId])).get(sourceId);
    if (!record) return { erasure: { kind: 'unknown' } as const, woken: [] };
    if (record.erasedAt)
      return { erasure: { kind: 'erased', at: record.erasedAt, erasedBefore: true } as const, woken: [] };
    const views = await readLinkViews(tx, tenantId, object, sourceId);
    const from = views.find(({ externalId }) => externalId !== null) ?? views[0] ?? null;
    const erasing = { object, sourceIds: [sourceId], from, why: 'erased by a request', own: null, ownKey: key, now };
    return {
      erasure: { kind: 'erased', at: now, erasedBefore: false } as const,
      woken: await eraseRecords(tx, keys, tenantId, erasing),
    };
  });
  waker.wake(tenantId, woken);
  waker.tellOfChanges(tenantId);
  return erasure;
}
