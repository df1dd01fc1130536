import { text } from '../../../core/converters';
import { urlField, type ObjectMapping } from '../../../core/mapping';
import { customer } from '../../objects/customer';

export const customerMapping: ObjectMapping = {
  definition: customer,
  remoteObject: 'contacts',
  fields: [
    { field: 'email', property: 'email', convert: text, direction: 'both' },
    { field: 'firstName', property: 'firstname', convert: text, direction: 'both' },
    { field: 'lastName', property: 'lastname', convert: text, direction: 'both' },
    { field: 'phone', property: 'phone', convert: text, direction: 'both' },
    { field: 'country', property: 'country', convert: text, direction: 'both' },
    { field: 'address', property: 'address', convert: text, direction: 'both' },
    { field: urlField, property: 'tandem_url', convert: text },
  ],
  matchBy: [{ field: 'email', property: 'email', uniqueInCrm: true }],
  associations: [{ field: 'companyId', parent: 'company', toObject: 'companies' }],
  onCreate: () => ({}),
};
