/** What a portal is known by from its first start to its last: the first line of its state file. */
import { randomInt, randomUUID } from 'node:crypto';
import type { OAuthApp } from './oauth-grants';

/** HubSpot's ids have 11 or 12 digits nowadays (HubSpot docs 2026-03). */
export const FIRST_ID = 171_596_000_001;

/** The kinds of account that HubSpot tells apart (`accountType`, HubSpot docs 2026-03). */
export const accountTypes = ['STANDARD', 'DEVELOPER_TEST', 'SANDBOX', 'APP_DEVELOPER'] as const;
export type AccountType = (typeof accountTypes)[number];

export interface Identity {
  readonly kind: 'portal';
  readonly version: 1;
  readonly token: string;
  readonly portalId: number;
  readonly appId: number;
  readonly nextId: number;
  /** Absent in files of before 2026-11-23. */
  readonly accountType?: AccountType;
  readonly timeZone?: string;
  /** Absent in files of before 2026-11-25. */
  readonly clientId?: string;
  readonly clientSecret?: string;
}

export function appOf({ appId, clientId = randomUUID(), clientSecret = randomUUID() }: Identity): OAuthApp {
  return { id: appId, clientId, clientSecret };
}

export function newIdentity(): Identity {
  return {
    kind: 'portal',
    version: 1,
    token: `pat-na1-${randomUUID()}`,
    portalId: randomInt(10_000_000, 99_999_999),
    appId: randomInt(1_000_000, 9_999_999),
    nextId: FIRST_ID,
  };
}
