/** The CRMs that there is a connector for. */
export const crms = ['hubspot', 'salesforce'] as const;
export type Crm = (typeof crms)[number];

/** Where each of them answers; Salesforce each org at an address of its own, which a refresh of tokens at this one names. */
export const crmUrls: Readonly<Record<Crm, string>> = {
  hubspot: 'https://api.hubapi.com',
  salesforce: 'https://login.salesforce.com',
};

/** Whether it tells what was changed over a call that stays open (Salesforce: Change Data Capture). */
export const hasEventStream: Readonly<Record<Crm, boolean>> = { hubspot: false, salesforce: true };
