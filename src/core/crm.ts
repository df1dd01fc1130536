/** The CRMs that there is a connector for. */
export const crms = ['hubspot'] as const;
export type Crm = (typeof crms)[number];
