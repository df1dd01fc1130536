import type { Policy } from './policy';

/** A person decides; until then the field rests on both sides, and the others flow. */
export const ask: Policy = () => 'ask';
