import type { ObjectDefinition } from '../../core/object-type';

export const order: ObjectDefinition = {
  object: 'order',
  kinds: {
    number: 'text',
    customerId: 'reference',
    companyId: 'reference',
    status: 'text',
    currency: 'currency',
    totalMinor: 'integer',
    placedAt: 'datetime',
    url: 'url',
  },
  references: [
    { field: 'customerId', parent: 'customer' },
    { field: 'companyId', parent: 'company' },
  ],
  hasLines: true,
};
