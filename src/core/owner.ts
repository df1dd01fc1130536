/**
 * Who can end the waiting of a record: `us`, who run Tandem; the `crm-administrator`, where a permission, a property or an
 * option is missing; the `data-steward`, where a value is to be corrected; and `wait`, where time alone does.
 */
export const owners = ['us', 'crm-administrator', 'data-steward', 'wait'] as const;
export type Owner = (typeof owners)[number];
