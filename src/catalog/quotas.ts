/**
 * What an account takes until its CRM says more: the smallest plan of each kind of app, so that no account is asked too much by
 * mistake. Answers and usage figures correct it.
 */
import type { Credential } from '../core/credential';
import type { Crm } from '../core/crm';
import type { AccountLimits, BurstLimit, DayLimit } from '../core/quota-standing';

export interface QuotaDefaults {
  readonly limits: AccountLimits;
  /** How a daily limit counts that is heard of later. */
  readonly dayKind: DayLimit['kind'];
  /** Of searches alone, beside all calls; null: there is no such limit. */
  readonly searches: BurstLimit | null;
}

/** HubSpot docs 2026-03: the ten seconds are of an app, the day of all private apps of an account; OAuth apps have no day. */
const hubspotWindowMs = 10_000;
const hubspot: Readonly<Record<Credential, AccountLimits>> = {
  token: {
    burst: { calls: 100, windowMs: hubspotWindowMs },
    day: { calls: 250_000, kind: 'midnight', timeZone: null },
  },
  oauth: { burst: { calls: 110, windowMs: hubspotWindowMs }, day: null },
};

/** Of an account, whoever searches in it (HubSpot docs 2026-03); answers to searches say nothing of it. */
const hubspotSearches: BurstLimit = { calls: 5, windowMs: 1_000 };

/** A Developer Edition org's (Salesforce docs 2026-03); what is limited of a few seconds is calls that take long, and not their number. */
const salesforce: AccountLimits = { burst: null, day: { calls: 15_000, kind: 'rolling', timeZone: null } };

export function quotaDefaults(crm: Crm, credential: Credential): QuotaDefaults {
  if (crm === 'hubspot') return { limits: hubspot[credential], dayKind: 'midnight', searches: hubspotSearches };
  return { limits: salesforce, dayKind: 'rolling', searches: null };
}
