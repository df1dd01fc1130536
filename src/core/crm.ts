/** The CRMs that there is a connector for. */
export const crms = ['hubspot'] as const;
export type Crm = (typeof crms)[number];

/** Where each of them answers. */
export const crmUrls: Readonly<Record<Crm, string>> = { hubspot: 'https://api.hubapi.com' };
