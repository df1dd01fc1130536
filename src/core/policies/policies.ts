import { ask } from './ask';
import { crm } from './crm';
import { fillBlanks } from './fill-blanks';
import { newest } from './newest';
import { orderSystem } from './order-system';
import type { Policy } from './policy';

export const policyNames = ['order-system', 'crm', 'newest', 'fill-blanks', 'ask'] as const;
export type PolicyName = (typeof policyNames)[number];

export const policies: Readonly<Record<PolicyName, Policy>> = {
  'order-system': orderSystem,
  crm,
  newest,
  'fill-blanks': fillBlanks,
  ask,
};
