/**
 * The CRMs that there is a connector for, and what must be known of each where neither its connector nor its catalogue is at
 * hand. All that names one above the connectors and the catalogue stands in these tables.
 */
export const crms = ['hubspot', 'salesforce'] as const;
export type Crm = (typeof crms)[number];

/** As people write them. */
export const crmNames: Readonly<Record<Crm, string>> = { hubspot: 'HubSpot', salesforce: 'Salesforce' };

/** Where each of them answers, or lets in whoever refreshes a token, when nobody says another address. */
export const crmUrls: Readonly<Record<Crm, string>> = {
  hubspot: 'https://api.hubapi.com',
  salesforce: 'https://login.salesforce.com',
};

/** Of a CRM whose accounts answer each at an address of its own, which the refresh of a token tells. */
interface AccountUrls {
  /** Where none answers: they only let in. */
  readonly doors: readonly string[];
  /** An account's own, as anybody may have one. */
  readonly pattern: RegExp;
  readonly example: string;
}

/** Null: all of them answer at the CRM's one address. */
export const accountUrls: Readonly<Record<Crm, AccountUrls | null>> = {
  hubspot: null,
  salesforce: {
    doors: ['https://login.salesforce.com', 'https://test.salesforce.com'],
    // My Domain, also that of a sandbox: https://example--test.sandbox.my.salesforce.com.
    pattern: /^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)?\.my\.salesforce\.com$/,
    example: 'https://example.my.salesforce.com',
  },
};

/** Whether it tells what was changed over a call that stays open. */
export const hasEventStream: Readonly<Record<Crm, boolean>> = { hubspot: false, salesforce: true };

/** An account's address, as people may know it. */
export const exampleUrlOf = (crm: Crm): string => accountUrls[crm]?.example ?? crmUrls[crm];

/** Whether accounts answer there by themselves. */
export const answersAt = (crm: Crm, url: string): boolean => !accountUrls[crm]?.doors.includes(url);

/** Whether the address is one of the CRM's own, where a tenant may have us call without the operator's word. */
export const isOfCrm = (crm: Crm, origin: string): boolean =>
  origin === crmUrls[crm] || !answersAt(crm, origin) || (accountUrls[crm]?.pattern.test(origin) ?? false);

/**
 * Where an account answers from now on, as the refresh of its token says; null: where it did. It goes from one address of the CRM's
 * own to another; from one that a person chose beside (a proxy) only to where the operator lets us call.
 */
export function movedTo(
  crm: Crm,
  { from, to }: { readonly from: string; readonly to: string | undefined },
  allowed: readonly string[],
): string | null {
  if (to === undefined || to === from || !answersAt(crm, to)) return null;
  return allowed.includes(to) || (isOfCrm(crm, from) && isOfCrm(crm, to)) ? to : null;
}

/** Which settings name our app at it, for whoever has to set them. */
export const appSettingsOf = (crm: Crm): string =>
  `${crm.toUpperCase()}_CLIENT_ID and ${crm.toUpperCase()}_CLIENT_SECRET`;
