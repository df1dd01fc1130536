import type { Policy } from './policy';

/** Who spoke last. The order system where the two are level, or the CRM does not say when its value was set. */
export const newest: Policy = ({ oursAt, theirsAt }) => {
  if (theirsAt === null) return 'ours';
  return oursAt === null || theirsAt > oursAt ? 'theirs' : 'ours';
};
