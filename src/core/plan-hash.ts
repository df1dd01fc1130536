/** By what a plan is approved: who says its hash has seen this plan and no other. */
import { createHash } from 'node:crypto';
import type { MigrationPlan } from './migration-plan';

/** Of what the plan says, and not of when it was made. 64 hexadecimal digits. */
export function planHash(plan: Omit<MigrationPlan, 'hash' | 'madeAt' | 'expiresAt'>): string {
  return createHash('sha256').update(canonical(plan)).digest('hex');
}

/** JSON whose keys are in order, so that a plan that was kept and read again has the same hash. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}
