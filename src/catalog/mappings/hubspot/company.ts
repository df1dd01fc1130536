import { text } from '../../../core/converters';
import { urlField, type ObjectMapping } from '../../../core/mapping';
import { company } from '../../objects/company';

export const companyMapping: ObjectMapping = {
  definition: company,
  remoteObject: 'companies',
  fields: [
    { field: 'name', property: 'name', convert: text },
    { field: 'domain', property: 'domain', convert: text },
    { field: 'phone', property: 'phone', convert: text },
    { field: 'country', property: 'country', convert: text },
    { field: 'address', property: 'address', convert: text },
    { field: urlField, property: 'tandem_url', convert: text },
  ],
  // HubSpot lets two companies share a domain (docs, 2026-03), so a taken hit does not rule out a create.
  matchBy: [{ field: 'domain', property: 'domain', uniqueInCrm: false }],
  associations: [],
  onCreate: () => ({}),
};
