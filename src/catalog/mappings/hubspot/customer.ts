import type { ObjectFrame } from '../../../core/compile-mapping';
import type { ObjectDocument } from '../../../core/mapping-document';
import { customer } from '../../objects/customer';

export const frame: ObjectFrame = {
  definition: customer,
  remoteObject: 'contacts',
  url: 'tandem_url',
  matchBy: [{ field: 'email', property: 'email', uniqueInCrm: true }],
  associations: [{ field: 'companyId', parent: 'company', toObject: 'companies' }],
  onCreate: () => ({}),
};

export const document: ObjectDocument = {
  fields: [
    { field: 'email', property: 'email', direction: 'both' },
    { field: 'firstName', property: 'firstname', direction: 'both' },
    { field: 'lastName', property: 'lastname', direction: 'both' },
    { field: 'phone', property: 'phone', direction: 'both' },
    { field: 'country', property: 'country', direction: 'both' },
    { field: 'address', property: 'address', direction: 'both' },
  ],
};
