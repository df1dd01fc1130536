import type { ObjectDefinition } from '../../core/object-type';

export const customer: ObjectDefinition = {
  object: 'customer',
  kinds: {
    email: 'email',
    emailConfirmed: 'boolean',
    firstName: 'text',
    lastName: 'text',
    phone: 'phone',
    country: 'country',
    address: 'text',
    companyId: 'reference',
  },
  references: [{ field: 'companyId', parent: 'company' }],
  hasLines: false,
};
