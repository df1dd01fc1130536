import { text } from '../../../core/converters';
import { urlField, type ObjectMapping } from '../../../core/mapping';
import { company } from '../../objects/company';

export const companyMapping: ObjectMapping = {
  definition: company,
  remoteObject: 'Account',
  fields: [
    { field: 'name', property: 'Name', convert: text, direction: 'both' },
    { field: 'domain', property: 'Website', convert: text, direction: 'both' },
    { field: 'phone', property: 'Phone', convert: text, direction: 'both' },
    { field: 'country', property: 'BillingCountry', convert: text, direction: 'both' },
    { field: 'address', property: 'BillingStreet', convert: text, direction: 'both' },
    { field: urlField, property: 'Tandem_Url__c', convert: text },
  ],
  matchBy: [{ field: 'domain', property: 'Website', uniqueInCrm: false }],
  associations: [],
  onCreate: (sourceId) => ({ Name: sourceId }), // required
};
