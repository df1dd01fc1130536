/** The CRMs that there is a connector for. */
export const crms = ['hubspot', 'salesforce'] as const;
export type Crm = (typeof crms)[number];

/** Where each of them answers; Salesforce each org at an address of its own, which a refresh of tokens at this one names. */
export const crmUrls: Readonly<Record<Crm, string>> = {
  hubspot: 'https://api.hubapi.com',
  salesforce: 'https://login.salesforce.com',
};

/** As people write them. */
export const crmNames: Readonly<Record<Crm, string>> = { hubspot: 'HubSpot', salesforce: 'Salesforce' };

/** Which settings name our app at it, for whoever has to set them. */
export const appSettingsOf = (crm: Crm): string =>
  `${crm.toUpperCase()}_CLIENT_ID and ${crm.toUpperCase()}_CLIENT_SECRET`;

/**
 * Whether accounts answer there by themselves. Salesforce's only lets in: what it knows of an account is where it answers,
 * and it tells that to whoever has a refresh token.
 */
export const answersAt = (crm: Crm, url: string): boolean => !(loginUrls[crm] ?? []).includes(url);

const loginUrls: Readonly<Partial<Record<Crm, readonly string[]>>> = {
  salesforce: ['https://login.salesforce.com', 'https://test.salesforce.com'],
};

/** An organization's own address at Salesforce, as anybody may have one: `https://example--test.sandbox.my.salesforce.com`. */
const isMyDomain = (origin: string): boolean =>
  /^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)?\.my\.salesforce\.com$/.test(origin);

/** Whether the address is one of the CRM's own, where a tenant may have us call without the operator's word. */
export const isOfCrm = (crm: Crm, origin: string): boolean =>
  origin === crmUrls[crm] || (loginUrls[crm] ?? []).includes(origin) || (crm === 'salesforce' && isMyDomain(origin));

/** Whether it tells what was changed over a call that stays open (Salesforce: Change Data Capture). */
export const hasEventStream: Readonly<Record<Crm, boolean>> = { hubspot: false, salesforce: true };
