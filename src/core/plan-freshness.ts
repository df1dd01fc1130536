/** How long a plan holds: it was made of records and a mapping as they were then, and is made anew when they have moved too far. */
import type { LinkReason } from './link';
import type { MigrationPlan } from './migration-plan';
import { totalOf } from './record';

const dayMs = 24 * 60 * 60_000;
const holdsMs = 7 * dayMs;
/** Records that have moved since: of few the share says nothing. */
const movedLimit = { share: 0.05, records: 20 };

export const expiryOf = (madeAt: Date): Date => new Date(madeAt.getTime() + holdsMs);

export interface Since {
  readonly now: Date;
  readonly mappingVersion: string;
  /** Records of its scope that were changed, came to it or were joined otherwise since it was made. */
  readonly moved: number;
}

/** Null: it holds. */
export function reasonExpired(
  { expiresAt, mappingVersion, records }: Pick<MigrationPlan, 'expiresAt' | 'mappingVersion' | 'records'>,
  since: Since,
): LinkReason | null {
  const planned = totalOf(records);
  if (since.mappingVersion !== mappingVersion) return expired('the mapping is another one than it was made with');
  if (since.now.getTime() >= Date.parse(expiresAt)) return expired(`it held until ${expiresAt}`);
  if (since.moved <= movedLimit.records || since.moved <= planned * movedLimit.share) return null;
  return expired(`${since.moved} of its ${planned} records were changed, added or joined since it was made`);
}

const expired = (why: string): LinkReason => ({
  code: 'plan-expired',
  message: `the plan of the migration holds no longer: ${why}; plan anew, look at it and approve it`,
});
