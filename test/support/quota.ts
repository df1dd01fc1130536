import type { CallQuota } from '../../src/connectors/call-quota';
import { lockQuota, storeQuota } from '../../src/store/quota';
import { inTenant, type DataSource } from '../../src/store/transaction';

/** As a sandbox without limits tells it with its first answer; a clock that stands still fills no bucket until then. */
export async function learnLargeLimits(app: DataSource, tenantId: string, id: string, now: Date): Promise<void> {
  await inTenant(app, tenantId, async (tx) => {
    const found = await lockQuota(tx, { tenantId, id }, now);
    if (found === null) throw new Error(`there is no connection ${id}`);
    const learned = { burst: { calls: 1_000_000, windowMs: 10_000 }, dayCalls: 1_000_000_000 };
    await storeQuota(tx, { tenantId, id }, { ...found.book, learned }, []);
  });
}

/** Of an account that has calls without end. */
export const anyCalls: CallQuota = {
  take: () => Promise.resolve(null),
  room: () => Promise.resolve({ now: Infinity, today: Infinity, again: new Date(0) }),
  heard: () => undefined,
  noted: () => Promise.resolve(),
};
