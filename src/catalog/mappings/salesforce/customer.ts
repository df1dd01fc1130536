import { text } from '../../../core/converters';
import { urlField, type ObjectMapping } from '../../../core/mapping';
import { customer } from '../../objects/customer';

export const customerMapping: ObjectMapping = {
  definition: customer,
  remoteObject: 'Contact',
  fields: [
    { field: 'email', property: 'Email', convert: text, direction: 'both' },
    { field: 'firstName', property: 'FirstName', convert: text, direction: 'both' },
    { field: 'lastName', property: 'LastName', convert: text, direction: 'both' },
    { field: 'phone', property: 'Phone', convert: text, direction: 'both' },
    { field: 'country', property: 'MailingCountry', convert: text, direction: 'both' },
    { field: 'address', property: 'MailingStreet', convert: text, direction: 'both' },
    { field: urlField, property: 'Tandem_Url__c', convert: text },
  ],
  // Contacts may share an address, unless a rule of the org forbids it.
  matchBy: [{ field: 'email', property: 'Email', uniqueInCrm: false }],
  associations: [{ field: 'companyId', parent: 'company', toObject: 'Account', property: 'AccountId' }],
  onCreate: () => ({ LastName: '[not provided]' }), // required; what Salesforce itself writes for a name it was not given
};
