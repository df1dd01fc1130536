/** The calls that write, each once: what a story lets a fault strike. */
export const writePaths = {
  creates: [
    '/crm/v3/objects/companies/batch/upsert',
    '/crm/v3/objects/contacts/batch/upsert',
    '/crm/v3/objects/deals/batch/upsert',
    '/crm/v3/objects/line_items/batch/upsert',
  ],
  updates: [
    '/crm/v3/objects/companies/batch/update',
    '/crm/v3/objects/contacts/batch/update',
    '/crm/v3/objects/deals/batch/update',
  ],
  associations: [
    '/crm/v4/associations/contacts/companies/batch/create',
    '/crm/v4/associations/deals/contacts/batch/create',
    '/crm/v4/associations/deals/companies/batch/create',
    '/crm/v4/associations/line_items/deals/batch/create',
  ],
} as const;
