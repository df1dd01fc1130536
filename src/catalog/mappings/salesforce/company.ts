import type { ObjectFrame } from '../../../core/compile-mapping';
import type { ObjectDocument } from '../../../core/mapping-document';
import { company } from '../../objects/company';

export const frame: ObjectFrame = {
  definition: company,
  remoteObject: 'Account',
  url: 'Tandem_Url__c',
  matchBy: [{ field: 'domain', property: 'Website', uniqueInCrm: false }],
  associations: [],
  onCreate: (sourceId) => ({ Name: sourceId }), // required
};

export const document: ObjectDocument = {
  fields: [
    { field: 'name', property: 'Name', direction: 'both' },
    { field: 'domain', property: 'Website', direction: 'both' },
    { field: 'phone', property: 'Phone', direction: 'both' },
    { field: 'country', property: 'BillingCountry', direction: 'both' },
    { field: 'address', property: 'BillingStreet', direction: 'both' },
  ],
};
