import type { ObjectFrame } from '../../../core/compile-mapping';
import type { ObjectDocument } from '../../../core/mapping-document';
import { customer } from '../../objects/customer';

export const frame: ObjectFrame = {
  definition: customer,
  remoteObject: 'Contact',
  url: 'Tandem_Url__c',
  // Contacts may share an address, unless a rule of the org forbids it.
  matchBy: [{ field: 'email', property: 'Email', uniqueInCrm: false }],
  associations: [{ field: 'companyId', parent: 'company', toObject: 'Account', property: 'AccountId' }],
  onCreate: () => ({ LastName: '[not provided]' }), // required; what Salesforce itself writes for a name it was not given
};

export const document: ObjectDocument = {
  fields: [
    { field: 'email', property: 'Email', direction: 'both' },
    { field: 'firstName', property: 'FirstName', direction: 'both' },
    { field: 'lastName', property: 'LastName', direction: 'both' },
    { field: 'phone', property: 'Phone', direction: 'both' },
    { field: 'country', property: 'MailingCountry', direction: 'both' },
    { field: 'address', property: 'MailingStreet', direction: 'both' },
  ],
};
