import { text } from '../../../core/converters';
import { urlField, type ObjectMapping } from '../../../core/mapping';
import { company } from '../../objects/company';

export const companyMapping: ObjectMapping = {
  definition: company,
  remoteObject: 'companies',
  fields: [
    { field: 'name', property: 'name', convert: text, direction: 'both' },
    { field: 'domain', property: 'domain', convert: text, direction: 'both' },
    { field: 'phone', property: 'phone', convert: text, direction: 'both' },
    { field: 'country', property: 'country', convert: text, direction: 'both' },
    { field: 'address', property: 'address', convert: text, direction: 'both' },
    { field: urlField, property: 'tandem_url', convert: text },
  ],
  // HubSpot lets two companies share a domain (docs, 2026-03), so a taken hit does not rule out a create.
  matchBy: [{ field: 'domain', property: 'domain', uniqueInCrm: false }],
  associations: [],
  onCreate: () => ({}),
};
