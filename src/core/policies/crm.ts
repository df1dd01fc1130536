import type { Policy } from './policy';

/** The CRM is right; the order system is offered its value. */
export const crm: Policy = () => 'theirs';
