/** Asks, before rows that may wait are begun, whether the account has the calls that they will take. */
import { holdBulk } from '../store/connections';
import type { Stream } from '../store/streams';
import { inTenant } from '../store/transaction';
import type { Engine } from './engine';

/** What fills one call of most kinds. */
const fewestRows = 100;

/** Looked up, read, written, and as much again for what hangs on them. */
export const callsOfBatch = (rows: number): number => Math.ceil(rows / fewestRows) * 4;

/** A job and its look-up take some eight calls each, however many rows they have; what hangs on the rows takes jobs too. */
export const callsOfPiece = (): number => 40;

/** How many of so many rows may be begun now. When it is none, all that may wait of the connection does, until the account says. */
export async function roomFor(
  engine: Engine,
  { tenantId, connectionId: id }: Stream,
  { rows, callsFor }: { readonly rows: number; readonly callsFor: (rows: number) => number },
): Promise<number> {
  let until: Date | null = null;
  for (const some of [rows, Math.min(rows, fewestRows)]) {
    until = await engine.quota.room({ tenantId, id }, 'migration', callsFor(some));
    if (until === null) return some;
  }
  const heldUntil = until ?? engine.clock.now();
  await inTenant(engine.database, tenantId, (tx) => holdBulk(tx, tenantId, id, heldUntil));
  engine.logger.info({ event: 'bulk.held', until: heldUntil });
  return 0;
}
