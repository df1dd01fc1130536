import type { ObjectFrame } from '../../../core/compile-mapping';
import type { ObjectDocument } from '../../../core/mapping-document';
import { company } from '../../objects/company';

export const frame: ObjectFrame = {
  definition: company,
  remoteObject: 'companies',
  url: 'tandem_url',
  // HubSpot lets two companies share a domain (docs, 2026-03), so a taken hit does not rule out a create.
  matchBy: [{ field: 'domain', property: 'domain', uniqueInCrm: false }],
  associations: [],
  onCreate: () => ({}),
};

export const document: ObjectDocument = {
  fields: [
    { field: 'name', property: 'name', direction: 'both' },
    { field: 'domain', property: 'domain', direction: 'both' },
    { field: 'phone', property: 'phone', direction: 'both' },
    { field: 'country', property: 'country', direction: 'both' },
    { field: 'address', property: 'address', direction: 'both' },
  ],
};
