/** Under which paths CRMs call us: the one place of this folder that names them. */
import type { Crm } from '../core/crm';

/** Signs what it sends. */
export const signing = { crm: 'hubspot', path: 'hubspot' } as const satisfies CrmRoute;

/** Signs nothing: whose a message is, the path says. */
export const unsigned = { crm: 'salesforce', path: 'salesforce/:connection/:secret' } as const satisfies CrmRoute;

interface CrmRoute {
  readonly crm: Crm;
  /** Under `/webhooks/`. */
  readonly path: string;
}
