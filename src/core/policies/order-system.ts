import type { Policy } from './policy';

/** The order system is right, whatever the CRM says. */
export const orderSystem: Policy = () => 'ours';
